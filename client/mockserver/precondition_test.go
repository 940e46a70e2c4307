package mockserver_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
	"pgregory.net/rapid"
)

// TAG is the current tag, OLD an earlier one, NOW the modification date, SECONDS
// before and after it PAST and FUTURE; a path "/none" holds nothing.
func TestPreconditions(t *testing.T) {
	for _, c := range []struct {
		section, name, method, path, fields string
		want                                int
	}{
		{"13.1.1", "the current tag", "PUT", "/r", `If-Match: TAG`, 204},
		{"13.1.1", "an earlier tag", "PUT", "/r", `If-Match: OLD`, 412},
		{"13.1.1", "a list with the current tag", "PUT", "/r", `If-Match: OLD, "x", TAG`, 204},
		{"13.1.1", "a list on two lines", "PUT", "/r", "If-Match: OLD\nIf-Match: TAG", 204},
		{"13.1.1", "a list without it", "PUT", "/r", `If-Match: OLD, "x"`, 412},
		{"13.1.1", "strong comparison: the weak form does not match", "PUT", "/r", `If-Match: W/TAG`, 412},
		{"13.1.1", "a value that is no list names no version", "PUT", "/r", `If-Match: x`, 412},
		{"13.1.1", "an empty value", "PUT", "/r", `If-Match:`, 412},
		{"13.1.1", "any, where something is", "PUT", "/r", `If-Match: *`, 204},
		{"13.1.1", "any, where nothing is", "PUT", "/none", `If-Match: *`, 412},
		{"13.1.1", "a tag, where nothing is: never re-created", "PUT", "/none", `If-Match: TAG`, 412},
		{"13.1.1", "DELETE", "DELETE", "/r", `If-Match: OLD`, 412},
		{"13.1.1", "PATCH", "PATCH", "/r", "If-Match: OLD\nContent-Type: application/merge-patch+json", 412},
		{"13.1.1", "GET", "GET", "/r", `If-Match: OLD`, 412},
		{"13.1.1", "GET of the current version", "GET", "/r", `If-Match: TAG`, 200},

		{"13.1.2", "any, where something is", "PUT", "/r", `If-None-Match: *`, 412},
		{"13.1.2", "any, where nothing is", "PUT", "/none", `If-None-Match: *`, 201},
		{"13.1.2", "the current tag, write", "PUT", "/r", `If-None-Match: TAG`, 412},
		{"13.1.2", "weak comparison, write", "PUT", "/r", `If-None-Match: W/TAG`, 412},
		{"13.1.2", "another tag, write", "PUT", "/r", `If-None-Match: OLD`, 204},
		{"13.1.2", "a value that is no list lets no write through", "PUT", "/r", `If-None-Match: x`, 412},
		{"13.1.2", "the current tag, GET", "GET", "/r", `If-None-Match: TAG`, 304},
		{"13.1.2", "the current tag, HEAD", "HEAD", "/r", `If-None-Match: TAG`, 304},
		{"13.1.2", "weak comparison, GET", "GET", "/r", `If-None-Match: W/TAG`, 304},
		{"13.1.2", "a list, GET", "GET", "/r", `If-None-Match: OLD, TAG`, 304},
		{"13.1.2", "any, GET", "GET", "/r", `If-None-Match: *`, 304},
		{"13.1.2", "another tag, GET", "GET", "/r", `If-None-Match: OLD`, 200},
		{"13.1.2", "a value that is no list hides nothing from a read", "GET", "/r", `If-None-Match: x`, 200},

		{"13.1.3", "the same date", "GET", "/r", `If-Modified-Since: NOW`, 304},
		{"13.1.3", "an earlier date", "GET", "/r", `If-Modified-Since: PAST`, 200},
		{"13.1.3", "ignored beside If-None-Match", "GET", "/r", "If-Modified-Since: NOW\nIf-None-Match: OLD", 200},
		{"13.1.3", "ignored in a write", "PUT", "/r", `If-Modified-Since: NOW`, 204},
		{"13.1.3", "no date", "GET", "/r", `If-Modified-Since: yesterday`, 200},
		{"13.1.3", "two dates", "GET", "/r", "If-Modified-Since: NOW\nIf-Modified-Since: NOW", 200},

		{"13.1.4", "the same date", "PUT", "/r", `If-Unmodified-Since: NOW`, 204},
		{"13.1.4", "a later date", "PUT", "/r", `If-Unmodified-Since: FUTURE`, 204},
		{"13.1.4", "an earlier date", "PUT", "/r", `If-Unmodified-Since: PAST`, 412},
		{"13.1.4", "an earlier date, GET", "GET", "/r", `If-Unmodified-Since: PAST`, 412},
		{"13.1.4", "no date is ignored", "PUT", "/r", `If-Unmodified-Since: yesterday`, 204},
		{"13.1.4", "ignored where there is no modification date", "PUT", "/none", `If-Unmodified-Since: PAST`, 201},
		{"13.1.4", "ignored beside If-Match", "PUT", "/r", "If-Unmodified-Since: PAST\nIf-Match: TAG", 204},

		{"13.2.1", "404 comes before the preconditions", "GET", "/none", `If-Match: TAG`, 404},
		{"13.2.1", "404 of DELETE", "DELETE", "/none", `If-Match: TAG`, 404},
		{"13.2.1", "405 comes before the preconditions", "POST", "/r", `If-Match: OLD`, 405},
		{"13.2.1", "415 comes before the preconditions", "PATCH", "/r", "If-Match: OLD\nContent-Type: text/plain", 415},

		{"13.2.2", "If-Match fails before If-None-Match gives 304", "GET", "/r", "If-Match: OLD\nIf-None-Match: TAG", 412},
		{"13.2.2", "If-Match holds, If-None-Match decides", "GET", "/r", "If-Match: TAG\nIf-None-Match: TAG", 304},
		{"13.2.2", "If-Unmodified-Since fails before If-None-Match", "GET", "/r", "If-Unmodified-Since: PAST\nIf-None-Match: TAG", 412},
		{"13.2.2", "both hold", "PUT", "/r", "If-Match: TAG\nIf-None-Match: OLD", 204},
		{"13.2.2", "If-Match holds, If-None-Match does not", "PUT", "/r", "If-Match: TAG\nIf-None-Match: *", 412},
	} {
		t.Run(c.section+" "+c.name, func(t *testing.T) {
			at := time.Date(2020, 1, 2, 3, 4, 5, 600_000_000, time.UTC)
			s := mockserver.New(mockserver.Options{Now: func() time.Time { return at }})
			s.Put("/r", []byte(`{"a":0}`))
			old := s.ETag("/r")
			s.Put("/r", []byte(`{"a":1}`))
			day := func(d time.Duration) string { return at.Add(d).Format(http.TimeFormat) }
			fields := strings.NewReplacer("TAG", s.ETag("/r"), "OLD", old, "NOW", day(0),
				"PAST", day(-time.Second), "FUTURE", day(time.Second)).Replace(c.fields)
			w := call(t, s, c.method, c.path, fields, `{"a":2}`)
			if w.Code != c.want {
				t.Fatalf("%s %s\n%s\ngave %d %s, want %d", c.method, c.path, fields, w.Code, w.Body, c.want)
			}
			want := ""
			switch {
			case c.path == "/none" && c.want == 201, c.method == "PUT" && c.want == 204:
				want = `{"a":2}`
			case c.path == "/r":
				want = `{"a":1}`
			}
			content(t, s, c.path, want) // a failed precondition changes nothing
		})
	}
}

// An oracle nobody here wrote: net/http evaluates the preconditions of reads too.
func TestReadsAgreeWithNetHTTP(t *testing.T) {
	at := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	rapid.Check(t, func(rt *rapid.T) {
		tags := rapid.SampledFrom([]string{``, `"1"`, `W/"1"`, `"2"`, `"2", "1"`, `W/"2" , W/"1"`, `*`})
		dates := rapid.SampledFrom([]string{``, at.Format(http.TimeFormat), at.Add(-time.Hour).Format(http.TimeFormat), "no"})
		current := rapid.SampledFrom([]string{`"1"`, `W/"1"`}).Draw(rt, "ETag")
		s := mockserver.New(mockserver.Options{
			Now:  func() time.Time { return at },
			ETag: func(uint64, []byte) string { return current },
		})
		s.Put("/r", []byte("text"))
		r := httptest.NewRequest(rapid.SampledFrom([]string{"GET", "HEAD"}).Draw(rt, "method"), "/r", nil)
		for _, f := range []string{"If-Match", "If-None-Match"} {
			if v := tags.Draw(rt, f); v != "" {
				r.Header.Set(f, v)
			}
		}
		for _, f := range []string{"If-Modified-Since", "If-Unmodified-Since"} {
			if v := dates.Draw(rt, f); v != "" {
				r.Header.Set(f, v)
			}
		}
		ours, theirs := httptest.NewRecorder(), httptest.NewRecorder()
		s.Handler().ServeHTTP(ours, r)
		theirs.Header().Set("ETag", current)
		http.ServeContent(theirs, r, "", at, bytes.NewReader([]byte("text")))
		if ours.Code != theirs.Code {
			rt.Fatalf("%v: %d, net/http says %d", r.Header, ours.Code, theirs.Code)
		}
	})
}
