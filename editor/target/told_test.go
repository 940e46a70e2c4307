package target_test

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/target"
)

// A refusal that carries what is there now is taken for a read of it, if it says so of
// itself and the version is another one.
func TestTold(t *testing.T) {
	for _, tc := range []struct {
		name   string
		server mockserver.Options
		header http.Header // of the answer, on top
		rival  string
		told   bool
	}{
		{name: "told", server: mockserver.Options{TellOnConflict: true}, rival: `{"title":"Rival"}`, told: true},
		{name: "problem details", rival: `{"title":"Rival"}`},
		{name: "of something else", server: mockserver.Options{TellOnConflict: true}, header: http.Header{"Content-Location": {"/pages/other"}}, rival: `{"title":"Rival"}`},
		{name: "without a word of it", server: mockserver.Options{TellOnConflict: true}, header: http.Header{"Preference-Applied": {""}}, rival: `{"title":"Rival"}`},
		{name: "of another kind", server: mockserver.Options{TellOnConflict: true}, header: http.Header{"Content-Type": {"text/html"}}, rival: `{"title":"Rival"}`},
		{name: "what was there before", server: mockserver.Options{TellOnConflict: true}, rival: page},
		{name: "without a version", server: mockserver.Options{TellOnConflict: true}, header: http.Header{"Etag": {""}, "Last-Modified": {""}}, rival: `{"title":"Rival"}`},
		{name: "no document", server: mockserver.Options{TellOnConflict: true}, rival: `{"title":`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := on(t, tc.server, page, nil)
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				answer := httptest.NewRecorder()
				s.server.Handler().ServeHTTP(answer, r)
				maps.Copy(w.Header(), answer.Header())
				if answer.Code == http.StatusPreconditionFailed {
					maps.Copy(w.Header(), tc.header)
				}
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
			}))
			t.Cleanup(web.Close)
			s.again(t, web.URL, nil)
			base, err := s.Fetch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s.server.PutAs("/pages/home", "application/json", []byte(tc.rival))
			reads := len(s.server.Log())
			rec, err := s.write(t, base, strings.Replace(page, "Home", "New", 1))
			if !errors.As(err, new(*client.PreconditionError)) {
				t.Fatal(err)
			}
			if got := rec.After.Document != nil; got != tc.told || got && string(rec.After.Document.Source()) != tc.rival {
				t.Errorf("told %v, want %v", got, tc.told)
			}
			if n := len(s.server.Log()) - reads; n != 1 {
				t.Errorf("%d requests for it", n)
			}
			if tc.told && s.memory.Lookup(target.Key(base.Representation)).Guard("PATCH") != memory.Enforced {
				t.Error("nothing was learnt from it")
			}
		})
	}
}
