package mockserver_test

import (
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// The switches that change how versions look and count.
func TestVersionSwitches(t *testing.T) {
	hash := func(_ uint64, body []byte) string {
		return fmt.Sprintf("%q", fmt.Sprintf("%x", sha256.Sum256(body))[:8])
	}
	fixed := func(v string) func(uint64, []byte) string {
		return func(uint64, []byte) string { return v }
	}
	for _, c := range []struct {
		name   string
		o      mockserver.Options
		fields string // of the PUT; TAG is the current tag, OPAQUE it without W/
		want   int
		etag   string // a prefix of the ETag field; "-": there is none
	}{
		{"by default no precondition is needed", mockserver.Options{}, "", 204, `"`},
		{"required (RFC 6585 section 3)", mockserver.Options{RequirePrecondition: true}, "", 428, `"`},
		{"required and there", mockserver.Options{RequirePrecondition: true}, "If-Match: TAG", 204, `"`},
		{"required and stale", mockserver.Options{RequirePrecondition: true}, `If-Match: "x"`, 412, `"`},
		{"required, a date is one", mockserver.Options{RequirePrecondition: true}, "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT", 204, `"`},
		{"required, no date is none", mockserver.Options{RequirePrecondition: true}, "If-Unmodified-Since: tomorrow", 428, `"`},
		{"ignored", mockserver.Options{IgnorePreconditions: true}, `If-Match: "x"`, 204, `"`},
		{"refused as such", mockserver.Options{RefusePreconditions: true}, `If-Match: "x"`, 400, ""},
		{"refused as such, without one", mockserver.Options{RefusePreconditions: true}, "", 204, `"`},
		{"ignored, create guard", mockserver.Options{IgnorePreconditions: true}, `If-None-Match: *`, 204, `"`},
		{"weak, compared weakly", mockserver.Options{Weak: true}, "If-Match: TAG", 204, `W/"`},
		{"weak, without W/", mockserver.Options{Weak: true}, "If-Match: OPAQUE", 204, `W/"`},
		{"weak, stale", mockserver.Options{Weak: true}, `If-Match: W/"x"`, 412, `W/"`},
		{"weak, compared strongly", mockserver.Options{StrictWeak: true}, "If-Match: TAG", 412, `W/"`},
		{"weak, compared strongly, without W/", mockserver.Options{StrictWeak: true}, "If-Match: OPAQUE", 412, `W/"`},
		{"weak at first", mockserver.Options{WeakFor: time.Hour}, "If-Match: TAG", 412, `W/"`},
		{"no validator", mockserver.Options{NoValidator: true}, "", 204, "-"},
		{"no validator: none matches", mockserver.Options{NoValidator: true}, `If-Match: "x"`, 412, "-"},
		{"no validator: a date says nothing", mockserver.Options{NoValidator: true}, "If-Unmodified-Since: Fri, 02 Jan 1970 00:00:00 GMT", 204, "-"},
		{"no validator: existence can be told", mockserver.Options{NoValidator: true}, `If-None-Match: *`, 412, "-"},
		{"a date only, and it is old", mockserver.Options{LastModified: true}, "If-Unmodified-Since: Fri, 02 Jan 1970 00:00:00 GMT", 412, "-"},
		{"a date only, and it is not", mockserver.Options{LastModified: true}, "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT", 204, "-"},
		{"a hash of the content", mockserver.Options{ETag: hash}, "If-Match: TAG", 204, `"`},
		{"unquoted", mockserver.Options{ETag: fixed("abc")}, "If-Match: abc", 204, "abc"},
		{"unquoted, but quotes were added", mockserver.Options{ETag: fixed("abc")}, `If-Match: "abc"`, 412, "abc"},
		{"an empty field names nothing", mockserver.Options{ETag: fixed("")}, "If-Match:", 412, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mockserver.New(c.o)
			s.Put("/r", []byte(`1`))
			fields := strings.NewReplacer("TAG", s.ETag("/r"), "OPAQUE", strings.TrimPrefix(s.ETag("/r"), "W/")).Replace(c.fields)
			get := call(t, s, "GET", "/r", "", "").Header()
			if _, there := get["Etag"]; there == (c.etag == "-") || there && !strings.HasPrefix(get.Get("ETag"), c.etag) {
				t.Errorf("GET has ETag %q", get["Etag"])
			}
			if dated := get.Get("Last-Modified") != ""; dated == c.o.NoValidator {
				t.Errorf("GET has Last-Modified: %v", dated)
			}
			if w := call(t, s, "PUT", "/r", fields, `2`); w.Code != c.want {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			content(t, s, "/r", map[bool]string{true: `2`, false: `1`}[c.want == 204])
		})
	}
}

// A server that answers 412 and writes all the same, and says so in its log.
func TestWriteRefused(t *testing.T) {
	s := mockserver.New(mockserver.Options{WriteRefused: true})
	s.Put("/r", []byte(`1`))
	if w := call(t, s, "PUT", "/r", `If-Match: "x"`, `2`); w.Code != 412 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	content(t, s, "/r", `2`)
	if log := s.Log(); !log[0].Applied {
		t.Errorf("the log: %+v", log[0])
	}
}

// Two writes within one second have one date: the second is a lost update that
// the date cannot prevent (RFC 9110 section 8.8.2.2).
func TestDatesAreTooCoarse(t *testing.T) {
	c := &clock{time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)}
	s := mockserver.New(mockserver.Options{LastModified: true, Now: c.now})
	s.Put("/r", []byte(`1`))
	guard := "If-Unmodified-Since: " + call(t, s, "GET", "/r", "", "").Header().Get("Last-Modified")
	c.at = c.at.Add(900 * time.Millisecond)
	if w := call(t, s, "PUT", "/r", guard, `2`); w.Code != 204 {
		t.Error("in the same second:", w.Code)
	}
	c.at = c.at.Add(100 * time.Millisecond)
	s.Put("/r", []byte(`3`))
	if w := call(t, s, "PUT", "/r", guard, `4`); w.Code != 412 {
		t.Error("a second later:", w.Code)
	}
}

func TestWeakForASecond(t *testing.T) {
	c := &clock{time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)}
	s := mockserver.New(mockserver.Options{WeakFor: time.Second, Now: c.now})
	s.Put("/r", []byte(`1`))
	weak := s.ETag("/r")
	c.at = c.at.Add(time.Second)
	if strong := s.ETag("/r"); weak != "W/"+strong {
		t.Errorf("%s became %s", weak, strong)
	}
	if w := call(t, s, "PUT", "/r", "If-Match: "+s.ETag("/r"), `2`); w.Code != 204 {
		t.Error(w.Code)
	}
}

func TestGzipSuffix(t *testing.T) {
	s := mockserver.New(mockserver.Options{GzipSuffix: true})
	s.Put("/r", []byte(`{"a":1}`))
	plain := call(t, s, "GET", "/r", "Accept-Encoding: identity, gzip;q=0", "")
	if plain.Header().Get("Content-Encoding") != "" || plain.Header().Get("ETag") != s.ETag("/r") {
		t.Errorf("not asked for: %v", plain.Header())
	}
	zipped := call(t, s, "GET", "/r", "Accept-Encoding: br, gzip;q=0.5", "")
	tag := zipped.Header().Get("ETag")
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Header().Get("Vary") != "Accept-Encoding" ||
		tag != strings.TrimSuffix(s.ETag("/r"), `"`)+`-gzip"` || gunzip(t, zipped.Body) != `{"a":1}` {
		t.Errorf("asked for: %v", zipped.Header())
	}
	if w := call(t, s, "GET", "/r", "Accept-Encoding: gzip\nIf-None-Match: "+tag, ""); w.Code != 304 || w.Header().Get("ETag") != tag {
		t.Errorf("its own tag: %d", w.Code)
	}
	if w := call(t, s, "PUT", "/r", "If-Match: "+tag, `2`); w.Code != 412 {
		t.Errorf("as a precondition: %d", w.Code)
	}
}

func TestGzipAlways(t *testing.T) {
	s := mockserver.New(mockserver.Options{GzipAlways: true})
	s.Put("/r", []byte(`{"a":1}`))
	w := call(t, s, "GET", "/r", "Accept-Encoding: identity", "")
	if w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("ETag") != s.ETag("/r") || gunzip(t, w.Body) != `{"a":1}` {
		t.Errorf("%v", w.Header())
	}
}

func gunzip(t *testing.T, r io.Reader) string {
	t.Helper()
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// RFC 9110 section 9.3.4: no validator where what was stored is not what came.
func TestNoETagOnWrite(t *testing.T) {
	clamp := func(path string, body []byte) []byte {
		if path == "/c" && string(body) == `5` {
			return []byte(`3`)
		}
		return body
	}
	for _, c := range []struct {
		name, path, body string
		o                mockserver.Options
		etag             bool
		stored           string
	}{
		{"as it came", "/r", `5`, mockserver.Options{}, true, `5`},
		{"switched off", "/r", `5`, mockserver.Options{NoETagOnWrite: true}, false, `5`},
		{"clamped", "/c", `5`, mockserver.Options{Clamp: clamp}, false, `3`},
		{"not clamped", "/c", `2`, mockserver.Options{Clamp: clamp}, true, `2`},
		{"another resource", "/r", `5`, mockserver.Options{Clamp: clamp}, true, `5`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mockserver.New(c.o)
			s.Put(c.path, []byte(`1`))
			w := call(t, s, "PUT", c.path, "", c.body)
			if w.Code != http.StatusNoContent || (w.Header().Get("ETag") != "") != c.etag {
				t.Errorf("%d %v", w.Code, w.Header())
			}
			content(t, s, c.path, c.stored)
		})
	}
}

func TestStaleReads(t *testing.T) {
	s := mockserver.New(mockserver.Options{StaleReads: 2})
	call(t, s, "PUT", "/r", "", `1`)
	for i, want := range []int{404, 404, 200} { // before it was created nothing was there
		if w := call(t, s, "GET", "/r", "", ""); w.Code != want {
			t.Fatalf("read %d: %d", i, w.Code)
		}
	}
	old := s.ETag("/r")
	if w := call(t, s, "PUT", "/r", "If-Match: "+old, `2`); w.Code != 204 {
		t.Fatal(w.Code)
	}
	w := call(t, s, "GET", "/r", "", "")
	if w.Body.String() != `1` || w.Header().Get("ETag") != old {
		t.Errorf("first read: %s %s", w.Body, w.Header().Get("ETag"))
	}
	if w := call(t, s, "PUT", "/r", "If-Match: "+old, `3`); w.Code != 412 { // writes are not fooled
		t.Errorf("stale write: %d", w.Code)
	}
	if w := call(t, s, "HEAD", "/r", "", ""); w.Header().Get("ETag") != old {
		t.Error("second read: not stale")
	}
	if w := call(t, s, "GET", "/r", "", ""); w.Body.String() != `2` || w.Header().Get("ETag") != s.ETag("/r") {
		t.Errorf("third read: %s", w.Body)
	}
}
