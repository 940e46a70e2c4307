package client_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
)

// packed returns s as a coding has it.
func packed(coding, s string) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		w, _ = flate.NewWriter(&b, 9)
	}
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.Bytes()
}

func TestACodingThatComesAllTheSame(t *testing.T) {
	zipped := packed("gzip", `{"a":1}`)
	for _, c := range []struct {
		name, coding string
		body         []byte
		status       int
		decoded      string
		read, write  string
	}{
		{"none", "", []byte(`{"a":1}`), 200, "", "done", "done"},
		{"identity", "identity", []byte(`{"a":1}`), 200, "", "done", "done"},
		{"gzip", "gzip", zipped, 200, "gzip", "done", "done"},
		{"its other name", "X-GZip", zipped, 200, "x-gzip", "done", "done"},
		{"deflate", "deflate", packed("zlib", `{"a":1}`), 200, "deflate", "done", "done"},
		{"bare deflate", "deflate", packed("flate", `{"a":1}`), 200, "deflate", "done", "done"},
		{"no body", "gzip", nil, 200, "", "done", "done"},
		{"a bomb", "gzip", packed("gzip", strings.Repeat("0", 1<<20)), 200, "", "body 5000", "lost"},
		{"a bomb of deflate", "deflate", packed("zlib", strings.Repeat("0", 1<<20)), 200, "", "body 5000", "lost"},
		{"half of it", "gzip", zipped[:15], 200, "", "body 0", "lost"},
		{"something behind it", "gzip", append(zipped[:len(zipped):len(zipped)], "more"...), 200, "", "body 0", "lost"},
		{"another thing", "gzip", []byte(`{"a":1}`), 200, "", "body 0", "lost"},
		{"not deflate", "deflate", []byte{0xff, 0xff, 0xff}, 200, "", "body 0", "lost"},
		{"unknown", "br", zipped, 200, "", "body 0", "lost"},
		{"two", "deflate, gzip", zipped, 200, "", "body 0", "lost"},
		{"unknown, of a refusal", "br", zipped, 412, "", "refused", "precondition"},
		{"gzip of a refusal", "gzip", zipped, 412, "gzip", "refused", "precondition"},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("ETag", `"v1-gzip"`)
				if c.coding != "" {
					w.Header().Set("Content-Encoding", c.coding)
				}
				w.WriteHeader(c.status)
				_, _ = w.Write(c.body)
			})
			cl := dial(t, client.Options{MaxBody: 5000})
			rep, err := cl.Fetch(t.Context(), parse(t, srv.URL))
			if got := kind(err); got != c.read {
				t.Errorf("read: %s (%v), want %s", got, err, c.read)
			}
			if err == nil && (rep.Decoded != c.decoded || rep.Validator.Values[0] != `"v1-gzip"`) {
				t.Errorf("%q %v", rep.Decoded, rep.Validator)
			}
			if err == nil && c.body != nil && string(rep.Body) != `{"a":1}` {
				t.Errorf("%q", rep.Body)
			}
			resp, err := cl.Write(t.Context(), patch(t, srv.URL), v1)
			if got := kind(err); got != c.write {
				t.Errorf("write: %s (%v), want %s", got, err, c.write)
			}
			if c.write != "lost" && resp.Decoded != c.decoded {
				t.Errorf("%q", resp.Decoded)
			}
		})
	}
}

func TestABodyOfExactlyTheLimit(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 1000)) })
	if _, err := dial(t, client.Options{MaxBody: 1000}).Fetch(t.Context(), parse(t, srv.URL)); err != nil {
		t.Error(err)
	}
	_, err := dial(t, client.Options{MaxBody: 999}).Fetch(t.Context(), parse(t, srv.URL))
	if e := is[*client.BodyError](t, err); e.Limit != 999 {
		t.Error(e)
	}
}

// What each answer to a read means: only 200 counts.
func TestAnswersToARead(t *testing.T) {
	for status, want := range map[int]string{
		200: "done", 201: "refused", 202: "refused", 203: "refused", 204: "refused", 205: "refused", 206: "refused", 207: "refused",
		400: "refused", 401: "refused", 403: "refused", 404: "gone", 405: "refused", 406: "refused", 408: "busy", 409: "refused",
		410: "gone", 412: "refused", 416: "refused", 429: "busy", 451: "refused",
		500: "busy", 501: "refused", 502: "busy", 503: "busy", 504: "busy", 505: "refused", 599: "busy", 777: "refused",
	} {
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) })
		_, err := dial(t, client.Options{}).Fetch(t.Context(), parse(t, srv.URL))
		got := kind(err)
		if got == "refused?" {
			got = "refused"
		}
		if got != want {
			t.Errorf("%d: %s (%v), want %s", status, got, err, want)
		}
		if n := len(srv.requests()); n != 1 {
			t.Errorf("%d: %d requests", status, n)
		}
	}
}
