package probe_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/probe"
	"github.com/etch-http/etch/editor/target"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const page = `{"title":"Home","big":12345678901234567890,"n":1}`

// A stage is one resource on a mock server, and a Probe of it.
type stage struct {
	*probe.Probe
	server *mockserver.Server
}

// on sets up a stage; the resource is body, taken for what its path says.
func on(t *testing.T, o mockserver.Options, path, body string, wrap func(http.Handler) http.Handler) *stage {
	t.Helper()
	s := &stage{server: mockserver.New(o)}
	s.server.Put(path, []byte(body))
	h := s.server.Handler()
	if wrap != nil {
		h = wrap(h)
	}
	web := httptest.NewServer(h)
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		_ = s.server.Close()
	})
	u, err := url.Parse(web.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Options{Dialect: convention.RFC9110, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	s.Probe = &probe.Probe{
		Client: c, URL: u, Memory: memory.Open(filepath.Join(t.TempDir(), "known.json")),
		MayReplace: func(context.Context) (bool, error) { return true, nil },
		Sleep:      func(context.Context, time.Duration) error { return nil },
	}
	return s
}

// run looks and tries.
func (s *stage) run(t *testing.T) (probe.Finding, error) {
	t.Helper()
	f, err := s.Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Try(t.Context(), f)
}

// guard is what is remembered for a method.
func (s *stage) guard(f probe.Finding, method string) memory.Guard {
	return s.Memory.Lookup(target.Key(f.Representation)).Guard(method)
}

// writes lists the writes by method.
func (s *stage) writes() (all []string) {
	for _, e := range s.server.Log() {
		if e.Method != http.MethodGet && e.Method != http.MethodOptions {
			all = append(all, e.Method)
		}
	}
	return all
}

// answers is a server that answers every write of etch's with a status and a body.
func answers(status int, mediaType, body string) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet || r.Method == http.MethodOptions {
				h.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", mediaType)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		})
	}
}

// What each kind of server comes to, what was sent for it, and what is remembered.
func TestVerdicts(t *testing.T) {
	patches := []string{"PATCH"}
	for _, c := range []struct {
		name    string
		o       mockserver.Options
		path    string
		wrap    func(http.Handler) http.Handler
		change  func(*probe.Probe)
		verdict probe.Verdict
		why     probe.Why
		writes  []string
		known   map[string]memory.Guard
	}{
		{name: "guards", verdict: probe.Guarded, writes: patches, known: map[string]memory.Guard{"PATCH": memory.Enforced}},
		{name: "ignores", o: mockserver.Options{IgnorePreconditions: true}, verdict: probe.Unguarded, writes: patches, known: map[string]memory.Guard{"PATCH": memory.Ignored}},
		{name: "refuses preconditions", o: mockserver.Options{RefusePreconditions: true}, verdict: probe.Refuses, writes: patches, known: map[string]memory.Guard{"PATCH": memory.Refused}},
		{name: "412, and writes all the same", o: mockserver.Options{WriteRefused: true}, verdict: probe.Unguarded, why: probe.AppliedAll, writes: []string{"PATCH", "PATCH", "PATCH"}, known: map[string]memory.Guard{"PATCH": memory.Ignored}},
		{name: "no version", o: mockserver.Options{NoValidator: true}, verdict: probe.Unguarded, why: probe.NoVersion},
		{name: "only a date", o: mockserver.Options{LastModified: true}, verdict: probe.Guarded, writes: patches, known: map[string]memory.Guard{"PATCH": memory.Enforced}},
		{name: "a date, ignored", o: mockserver.Options{LastModified: true, IgnorePreconditions: true}, verdict: probe.Unguarded, writes: patches, known: map[string]memory.Guard{"PATCH": memory.Ignored}},
		{name: "weak for the first second", o: mockserver.Options{WeakFor: time.Hour}, verdict: probe.Guarded, writes: patches, known: map[string]memory.Guard{"PATCH": memory.Enforced}},
		{name: "JSON Patch alone", o: mockserver.Options{AcceptPatch: []string{"application/json-patch+json"}}, verdict: probe.Guarded, writes: patches, known: map[string]memory.Guard{"PATCH": memory.Enforced}},
		{name: "PUT alone", o: mockserver.Options{NoPatch: true}, verdict: probe.Guarded, writes: []string{"PUT"}, known: map[string]memory.Guard{"PUT": memory.Enforced, "PATCH": memory.Unproven}},
		{name: "PATCH is not known", o: mockserver.Options{PatchUnknown: true}, verdict: probe.Guarded, writes: []string{"PUT"}, known: map[string]memory.Guard{"PUT": memory.Enforced}},
		{name: "text", path: "/notes.txt", verdict: probe.Guarded, writes: []string{"PUT"}, known: map[string]memory.Guard{"PUT": memory.Enforced}},
		{
			name: "nobody agrees to a PUT", o: mockserver.Options{NoPatch: true}, verdict: probe.Inconclusive, why: probe.NotAgreed,
			change: func(p *probe.Probe) { p.MayReplace = nil },
		},
		{
			name: "somebody says no to a PUT", o: mockserver.Options{NoPatch: true}, verdict: probe.Inconclusive, why: probe.NotAgreed,
			change: func(p *probe.Probe) { p.MayReplace = func(context.Context) (bool, error) { return false, nil } },
		},
		{name: "405 to all", wrap: answers(405, "text/plain", "no"), verdict: probe.Inconclusive, why: probe.NothingTaken},
		{name: "404", wrap: answers(404, "text/plain", "no"), verdict: probe.Inconclusive},
		{name: "403", wrap: answers(403, "text/plain", "no"), verdict: probe.Inconclusive},
		{name: "422 to all", wrap: answers(422, "text/plain", "no"), verdict: probe.Inconclusive, why: probe.NothingTaken},
		{name: "428 although one was sent", wrap: answers(428, "text/plain", "no"), verdict: probe.Inconclusive, why: probe.Unseen},
		{name: "409 says nothing in plain HTTP", wrap: answers(409, "text/plain", "no"), verdict: probe.Inconclusive, why: probe.NothingTaken},
		{name: "503", wrap: answers(503, "text/plain", "no"), verdict: probe.Inconclusive},
		{name: "202", wrap: answers(202, "text/plain", "later"), verdict: probe.Inconclusive},
		{name: "207", wrap: answers(207, "text/xml", "<x/>"), verdict: probe.Inconclusive},
		{name: "a page for people", wrap: answers(200, "text/html", "<p>sign in"), verdict: probe.Inconclusive, why: probe.ForPeople},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := c.path
			if path == "" {
				path = "/pages/home"
			}
			s := on(t, c.o, path, page, c.wrap)
			if c.change != nil {
				c.change(s.Probe)
			}
			f, err := s.run(t)
			if err != nil || f.Verdict != c.verdict || f.Why != c.why {
				t.Errorf("%s, %d (%v), %v; want %s, %d", f.Verdict, f.Why, f.Err, err, c.verdict, c.why)
			}
			if got := s.writes(); !slices.Equal(got, c.writes) {
				t.Errorf("sent %v, want %v", got, c.writes)
			}
			for _, e := range s.server.Log() {
				if e.Method != http.MethodGet && e.Method != http.MethodOptions && e.IfMatch == "" && e.IfUnmodifiedSince == "" {
					t.Errorf("a write without a precondition: %+v", e)
				}
			}
			if got, _ := s.server.Get(path); string(got) != page {
				t.Errorf("it holds %s", got)
			}
			for _, m := range []string{"PATCH", "PUT", "POST", "DELETE"} {
				if got := s.guard(f, m); got != c.known[m] {
					t.Errorf("remembered of %s: %v, want %v", m, got, c.known[m])
				}
			}
		})
	}
}

// What the server says, also where OPTIONS is not known there.
func TestLook(t *testing.T) {
	s := on(t, mockserver.Options{GzipSuffix: true}, "/pages/home", page, nil)
	f, err := s.Look(t.Context())
	if err != nil || f.Verdict != probe.NotTried || len(f.Allow) != 6 || len(f.Patches) != 2 || !slices.Equal(f.Vary, []string{"Accept-Encoding"}) {
		t.Errorf("%+v, %v", f, err)
	}
	for name, wrap := range map[string]func(http.Handler) http.Handler{
		"405":        options(func(w http.ResponseWriter) { w.WriteHeader(405) }),
		"cut":        options(func(http.ResponseWriter) { panic(http.ErrAbortHandler) }),
		"500":        options(func(w http.ResponseWriter) { w.WriteHeader(500) }),
		"lower case": options(func(w http.ResponseWriter) { w.Header().Set("Allow", "get, put") }),
	} {
		s := on(t, mockserver.Options{AcceptPatch: []string{"application/merge-patch+json"}}, "/pages/home", page, wrap)
		f, err := s.Look(t.Context())
		if err != nil || len(f.Patches) != 1 || f.Representation.Validator.IsZero() {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
		if name == "lower case" && !slices.Equal(f.Allow, []string{"GET", "PUT"}) {
			t.Errorf("%s: %v", name, f.Allow)
		}
	}
}

// options is a server with its own way with OPTIONS.
func options(answer func(http.ResponseWriter)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodOptions {
				answer(w)
				return
			}
			h.ServeHTTP(w, r)
		})
	}
}

// A method that is never answered is passed over, and so is a form of patch that is.
func TestHangs(t *testing.T) {
	s := on(t, mockserver.Options{PatchHangs: true}, "/pages/home", page, nil)
	f, err := s.run(t)
	if err != nil || f.Verdict != probe.Guarded || f.Request.Method != "PUT" {
		t.Errorf("%s by %s, %v", f.Verdict, f.Request.Method, err)
	}
}

// A rival between the read and the refused write is no proof; when it is quiet again the
// probe is made anew.
func TestDisturbed(t *testing.T) {
	for _, c := range []struct {
		name    string
		rivals  int // how many writes a rival disturbs
		differ  int // how many of those leave another content
		o       mockserver.Options
		verdict probe.Verdict
		why     probe.Why
	}{
		{"once", 1, 9, mockserver.Options{}, probe.Guarded, probe.Plain},
		{"once, JSON Patch", 1, 9, mockserver.Options{AcceptPatch: []string{"application/json-patch+json"}}, probe.Guarded, probe.Plain},
		{"always", 9, 9, mockserver.Options{}, probe.Inconclusive, probe.Disturbed},
		{"always, at last with the same content", 9, 2, mockserver.Options{}, probe.Inconclusive, probe.Disturbed},
		{"a test that a rival has made fail, where preconditions are ignored", 1, 9, mockserver.Options{IgnorePreconditions: true, AcceptPatch: []string{"application/json-patch+json"}}, probe.Unguarded, probe.Plain},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s *stage
			n := 0
			c.o.BeforeWrite = func(int, *http.Request) {
				if n++; n <= c.rivals {
					s.server.Put("/pages/home", []byte(`{"title":"Rival","n":`+strings.Repeat("2", min(n, c.differ))+`}`))
				}
			}
			s = on(t, c.o, "/pages/home", page, nil)
			f, err := s.run(t)
			if err != nil || f.Verdict != c.verdict || f.Why != c.why || f.Request.Method != "PATCH" {
				t.Errorf("%s, %d (%v) by %s, %v", f.Verdict, f.Why, f.Err, f.Request.Method, err)
			}
			if got, _ := s.server.Get("/pages/home"); !strings.Contains(string(got), "Rival") {
				t.Errorf("it holds %s", got)
			}
		})
	}
}

// Where another writer is at work, no old representation is sent at all.
func TestNoPutAmongRivals(t *testing.T) {
	var s *stage
	var mu sync.Mutex
	reads := 0
	s = on(t, mockserver.Options{NoPatch: true, IgnorePreconditions: true}, "/pages/home", page, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			reads++
			s.server.Put("/pages/home", []byte(`{"n":`+strings.Repeat("1", reads)+`}`))
			mu.Unlock()
			h.ServeHTTP(w, r)
		})
	})
	f, err := s.run(t)
	if err != nil || f.Verdict != probe.Inconclusive || f.Why != probe.Disturbed || len(s.writes()) > 0 {
		t.Errorf("%s, %d, %v; sent %v", f.Verdict, f.Why, err, s.writes())
	}
}

// A PUT that nothing guarded, and a rival in the same moment: what can be seen is told.
func TestRivalBesidePut(t *testing.T) {
	counts := func(v uint64, _ []byte) string { return `"` + strings.Repeat("1", int(v)) + `"` } // 1, 11, 111
	byOne := func(v uint64, _ []byte) string { return `"` + string(rune('0'+v)) + `"` }
	for _, c := range []struct {
		name          string
		etag          func(uint64, []byte) string
		before, after bool
		rival         probe.Rival
	}{
		{"nobody", byOne, false, false, probe.NoRival},
		{"before, and the version counts", byOne, true, false, probe.Overwritten},
		{"after", nil, false, true, probe.After},
		{"nobody, and the version leaps", counts, false, false, probe.Overwritten},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s *stage
			write := func(int, *http.Request) {}
			o := mockserver.Options{NoPatch: true, IgnorePreconditions: true, ETag: c.etag, BeforeWrite: write, AfterWrite: write}
			if c.before {
				o.BeforeWrite = func(int, *http.Request) { s.server.Put("/pages/home", []byte(`{"title":"Rival"}`)) }
			}
			web := func(h http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					h.ServeHTTP(w, r)
					if c.after && r.Method == http.MethodPut {
						s.server.Put("/pages/home", []byte(`{"title":"Rival"}`))
					}
				})
			}
			s = on(t, o, "/pages/home", page, web)
			f, err := s.run(t)
			if err != nil || f.Verdict != probe.Unguarded || f.Rival != c.rival {
				t.Errorf("%s, rival %d, %v; want %d", f.Verdict, f.Rival, err, c.rival)
			}
		})
	}
}

// A version in the body that a server takes for data is stored: that is seen.
func TestStoredVersion(t *testing.T) {
	s := on(t, mockserver.Options{NoValidator: true}, "/pages/home", `{"version":15,"n":1}`, nil)
	api, err := convention.Lookup("versioned-body")
	if err != nil {
		t.Fatal(err)
	}
	if s.Client, err = client.New(client.Options{Dialect: api}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Client.Close)
	s.Method, s.PatchType = "PATCH", "merge"
	f, err := s.run(t)
	if err != nil || f.Verdict != probe.Unguarded || !f.BadStore {
		t.Errorf("%s, stored %v, %v", f.Verdict, f.BadStore, err)
	}
}

// The resource is deleted while it is looked at, and nobody can be asked about a PUT.
func TestTrouble(t *testing.T) {
	var s *stage
	s = on(t, mockserver.Options{BeforeWrite: func(int, *http.Request) { s.server.Delete("/pages/home") }}, "/pages/home", page, nil)
	if f, err := s.run(t); !errors.As(err, new(*client.GoneError)) {
		t.Errorf("%s, %v", f.Verdict, err)
	}
	s = on(t, mockserver.Options{NoPatch: true}, "/pages/home", page, nil)
	closed := errors.New("the terminal is gone")
	s.MayReplace = func(context.Context) (bool, error) { return false, closed }
	if _, err := s.run(t); !errors.Is(err, closed) || len(s.writes()) > 0 {
		t.Errorf("%v, sent %v", err, s.writes())
	}
}
