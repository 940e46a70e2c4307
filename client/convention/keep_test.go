package convention_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// What a read shows of metadata goes with a write of the whole, under the names that it
// has there, and nothing else does.
func TestKept(t *testing.T) {
	read := http.Header{
		"Etag": {`"1"`}, "Content-Type": {"text/plain"}, "Content-Length": {"2"}, "Date": {"now"},
		"Cache-Control": {"max-age=60"}, "Content-Language": {"de"}, "Content-Encoding": {"gzip"},
		"X-Ms-Meta-Owner": {"Ann"}, "X-Ms-Meta-Two": {"a", "b"}, "X-Ms-Meta-": {"no name"}, "X-Ms-Metaphor": {"none"},
		"X-Amz-Meta-Owner": {"Bob"}, "X-Amz-Storage-Class": {"GLACIER_IR"},
	}
	for api, want := range map[string]http.Header{
		"azure-blob": {
			"X-Ms-Meta-Owner": {"Ann"}, "X-Ms-Meta-Two": {"a", "b"},
			"X-Ms-Blob-Cache-Control": {"max-age=60"}, "X-Ms-Blob-Content-Language": {"de"},
		},
		"s3": {
			"X-Amz-Meta-Owner": {"Bob"}, "X-Amz-Storage-Class": {"GLACIER_IR"},
			"Cache-Control": {"max-age=60"}, "Content-Language": {"de"},
		},
		"rfc9110": nil,
	} {
		rep, err := named(t, api).Represent(client.Response{Status: 200, URL: answered("", "").URL, Header: read, Body: []byte("{}")})
		if err != nil || !reflect.DeepEqual(rep.Kept, want) {
			t.Errorf("%s: %v, %v", api, rep.Kept, err)
		}
	}
}

// What may not be kept, and why.
func TestKeepRefuses(t *testing.T) {
	for keep, says := range map[string]string{
		"[{header: X-Meta-*, as: X-Other}]":  "several headers keep their names",
		"[{header: X-*-Meta}]":               "with * at its end",
		"[{header: '*'}]":                    "with * at its end",
		"[{header: 'a*'}]":                   "too many headers",
		"[{header: 'a b'}]":                  "a header's name",
		"[{header: X-A, as: 'a b'}]":         "no header's name",
		"[{header: X-A, as: If-Match}]":      "not metadata that goes back",
		"[{header: ETag}]":                   "not metadata that goes back",
		"[{header: Content-Type}]":           "not metadata that goes back",
		"[{header: Set-Cookie, as: Cookie}]": "not metadata that goes back",
		"[{header: Content-Encoding, as: x-ms-blob-content-encoding}]": "not encoded any more",
		"[{header: X-A}, {header: X-B, as: x-a}]":                      "stands twice",
		"[{headr: X-A}]": "did you mean header?",
	} {
		_, err := convention.Load("x.yaml", []byte(strings.Replace(sound, "{method: PUT}", "{method: PUT, keep: "+keep+"}", 1)))
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "x.yaml:8") {
			t.Errorf("%s: %v, want %s", keep, err, says)
		}
	}
	_, err := convention.Load("x.yaml", []byte(strings.Replace(sound, "{method: PUT}", "{method: PATCH, keep: [{header: X-A}]}", 1)))
	if err == nil || !strings.Contains(err.Error(), "a patch takes nothing away") {
		t.Error(err)
	}
	if _, err := convention.Load("x.yaml", []byte(strings.Replace(sound, "{method: PUT}", "{method: PUT, keep: [{header: X-A}, {header: X-B-*}]}", 1))); err != nil {
		t.Error(err)
	}
}
