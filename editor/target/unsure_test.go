package target_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/marker"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/patch"
)

// Answers to a write that seem to say what became of it.

// front is the stage's server behind write, which answers every request that is no read.
func (s *stage) front(t *testing.T, write http.HandlerFunc) (base string) {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			write(w, r)
			return
		}
		s.server.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	s.again(t, web.URL, nil)
	return web.URL
}

// carryOut has the stage's server do what r asks for, and keeps its answer to itself.
func (s *stage) carryOut(r *http.Request) http.Header {
	answer := httptest.NewRecorder()
	s.server.Handler().ServeHTTP(answer, r)
	return answer.Header()
}

var renamed = strings.Replace(page, "Home", "New", 1)

// An answer that looks as the resource is to look, and does not say that it is it: another
// media type, or the version from before. Nothing was stored, and that is seen.
func TestEchoIsNoProof(t *testing.T) {
	for name, header := range map[string]http.Header{
		"something else":     {"Content-Type": {"application/json"}, "Content-Location": {"/jobs/1"}, "Etag": {`"new"`}},
		"another media type": {"Content-Type": {"application/vnd.echo+json"}, "Etag": {`"new"`}},
		"the same version":   {"Content-Type": {"application/json"}, "Etag": {`"0"`}},
	} {
		t.Run(name, func(t *testing.T) {
			s := on(t, mockserver.Options{ETag: func(uint64, []byte) string { return `"0"` }}, page, nil)
			s.front(t, func(w http.ResponseWriter, _ *http.Request) {
				for k, v := range header {
					w.Header()[k] = v
				}
				_, _ = w.Write([]byte(renamed))
			})
			if _, err := s.edit(t, "Home", "New"); err == nil {
				t.Error("believed")
			}
		})
	}
}

// An answer that shows what was there before the write, though it says that it is the
// representation, is one that lags: what is there is read.
func TestAnAnswerFromBefore(t *testing.T) {
	s := on(t, mockserver.Options{}, page, nil)
	s.front(t, func(w http.ResponseWriter, r *http.Request) {
		h := s.carryOut(r)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Preference-Applied", "return=representation")
		w.Header().Set("ETag", h.Get("ETag"))
		_, _ = w.Write([]byte(page))
	})
	if rec, err := s.edit(t, "Home", "New"); err != nil || string(rec.After.Document.Source()) != renamed {
		t.Errorf("%v", err)
	}
}

// A version of its own says that the write was stored, whatever the reads show: it is not
// made a second time in another format.
func TestAVersionOfItsOwn(t *testing.T) {
	s := on(t, mockserver.Options{NoPrefer: true}, page, nil)
	writes := 0
	s.front(t, func(w http.ResponseWriter, _ *http.Request) {
		writes++
		w.Header().Set("ETag", `"new"`)
		w.WriteHeader(http.StatusNoContent)
	})
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, new(*client.LostError)) || writes != 1 {
		t.Errorf("%v (%T) after %d writes", err, err, writes)
	}
}

// A write that was accepted without a version, and whose mark another's follows, was
// written over, and not altered.
func TestAMarkThatAnotherFollows(t *testing.T) {
	for _, followed := range []bool{true, false} {
		at, err := marker.New("/marks")
		if err != nil {
			t.Fatal(err)
		}
		s := on(t, mockserver.Options{}, page, nil)
		base := s.front(t, func(w http.ResponseWriter, r *http.Request) {
			s.carryOut(r)
			got, _ := s.server.Get("/pages/home")
			now := strings.Replace(string(got), `"New"`, `"Rival"`, 1)
			if followed {
				i := strings.Index(now, `"marks":"`) + len(`"marks":"`) + 24
				now = now[:i] + " " + strings.Repeat("a", 24) + now[i:]
			}
			s.server.Put("/pages/home", []byte(now))
			w.WriteHeader(http.StatusNoContent)
		})
		s.again(t, base, func(o *target.Options) { o.Marker = at })
		_, err = s.edit(t, "Home", "New")
		if altered := errors.As(err, new(*editor.AlteredError)); altered == followed || s.noticed(target.OverwrittenBy) != followed {
			t.Errorf("followed: %v; %v, notices %v", followed, err, s.notices)
		}
	}
}

// The date in an answer is too coarse to tell a rival's write from what the server made
// of ours.
func TestADateTellsNoRival(t *testing.T) {
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	s := on(t, mockserver.Options{LastModified: true, Now: func() time.Time { return at }, Clamp: func(_ string, b []byte) []byte {
		return []byte(strings.Replace(string(b), `"New"`, `"Clamped"`, 1))
	}}, page, nil)
	at = at.Add(time.Minute)
	s.front(t, func(w http.ResponseWriter, r *http.Request) {
		s.carryOut(r)
		w.Header().Set("Last-Modified", at.Add(-time.Second).Format(http.TimeFormat))
		w.WriteHeader(http.StatusNoContent)
	})
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at = at.Add(time.Minute)
	if _, err := s.write(t, base, renamed); !errors.As(err, new(*editor.AlteredError)) || s.noticed(target.OverwrittenBy) {
		t.Errorf("%v, notices %v", err, s.notices)
	}
}

// An accepted write of which nothing was seen may be there after all: a second one in
// another format that is refused then leaves it open.
func TestStoredLate(t *testing.T) {
	s := on(t, mockserver.Options{NoPrefer: true}, page, nil)
	var late *http.Request
	s.front(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") == patch.Merge {
			late = httptest.NewRequest(r.Method, r.URL.Path, strings.NewReader(`{"title":"New"}`))
			late.Header = r.Header.Clone()
			w.WriteHeader(http.StatusNoContent)
			return
		}
		s.carryOut(late)
		s.server.Handler().ServeHTTP(w, r)
	})
	_, err := s.edit(t, "Home", "New")
	if got, _ := s.server.Get("/pages/home"); !strings.Contains(string(got), "New") {
		t.Fatalf("the stage is wrong: %s", got)
	}
	if !errors.As(err, new(*client.LostError)) {
		t.Errorf("err = %v (%T)", err, err)
	}
}

// 207 leaves open whether it was carried out, and a version that stays does not say that
// it was not.
func TestOpenBesideAVersionThatStays(t *testing.T) {
	for _, stores := range []bool{true, false} {
		s := on(t, mockserver.Options{ETag: func(uint64, []byte) string { return `"0"` }}, page, nil)
		s.front(t, func(w http.ResponseWriter, r *http.Request) {
			if stores {
				s.carryOut(r)
			}
			w.WriteHeader(http.StatusMultiStatus)
		})
		_, err := s.edit(t, "Home", "New")
		if errors.As(err, new(*client.LostError)) != stores || err == nil {
			t.Errorf("carried out: %v; err = %v (%T)", stores, err, err)
		}
	}
}

// A write follows no redirect to another origin, though what is there is the same, and
// none that says "see other".
func TestRedirectsThatNoWriteFollows(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, foreign := range []bool{true, false} {
			if !foreign && status >= 307 {
				continue
			}
			tag := func(uint64, []byte) string { return `"0"` }
			elsewhere := mockserver.New(mockserver.Options{ETag: tag})
			elsewhere.PutAs("/moved", "application/json", []byte(page))
			other := httptest.NewServer(elsewhere.Handler())
			t.Cleanup(other.Close)
			s := on(t, mockserver.Options{ETag: tag}, page, nil)
			s.server.PutAs("/moved", "application/json", []byte(page))
			s.front(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/moved":
					s.server.Handler().ServeHTTP(w, r)
				case foreign:
					http.Redirect(w, r, other.URL+"/moved", status)
				default:
					http.Redirect(w, r, "/moved", status)
				}
			})
			_, err := s.edit(t, "Home", "New")
			there, _ := elsewhere.Get("/moved")
			here, _ := s.server.Get("/moved")
			if err == nil || len(elsewhere.Log()) > 0 || string(there) != page || string(here) != page {
				t.Errorf("%d, another origin: %v; err = %v, %d requests there, %s", status, foreign, err, len(elsewhere.Log()), here)
			}
		}
	}
}

// After a write that was redirected what became of it is seen where it went.
func TestProofWhereTheWriteWent(t *testing.T) {
	s := on(t, mockserver.Options{ETag: func(v uint64, _ []byte) string { return fmt.Sprintf(`"%d"`, v) }, NoPrefer: true}, page, nil)
	moved := mockserver.New(mockserver.Options{ETag: func(v uint64, _ []byte) string { return fmt.Sprintf(`"%d"`, v) }, NoPrefer: true})
	moved.PutAs("/moved", "application/json", []byte(page))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/moved":
			moved.Handler().ServeHTTP(w, r)
		case r.Method == http.MethodGet: // a copy that nobody brings up to date
			s.server.Handler().ServeHTTP(w, r)
		default:
			http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
		}
	}))
	t.Cleanup(web.Close)
	s.again(t, web.URL, nil)
	rec, err := s.edit(t, "Home", "New")
	if err != nil || rec.Write.Request.URL.Path != "/moved" || string(rec.After.Document.Source()) != renamed {
		t.Errorf("%v, written to %s", err, rec.Write.Request.URL)
	}
}

// --if-match is about the beginning: a rival's write after that is met as any other.
func TestIfMatchIsOfTheBeginning(t *testing.T) {
	s := on(t, mockserver.Options{ETag: func(v uint64, _ []byte) string { return fmt.Sprintf(`"%d"`, v) }}, page, nil)
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o := s.Options
	o.IfMatch = base.Representation.Validator.Values[0]
	s.Target = target.New(o)
	if _, err := s.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.server.Put("/pages/home", []byte(renamed))
	if _, err := s.Fetch(t.Context()); err != nil {
		t.Errorf("%v (%T)", err, err)
	}
}
