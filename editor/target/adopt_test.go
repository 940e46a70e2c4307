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
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// A write on a base that another process read, days ago perhaps, is held to the rules
// of a first read. None of these sends anything.
func TestAdoptedBase(t *testing.T) {
	for _, tc := range []struct {
		name    string
		server  mockserver.Options
		options func(*target.Options)
		known   memory.Guard
		err     any
	}{
		{name: "guarded"},
		{name: "no version, allowed then and not now", server: mockserver.Options{NoValidator: true}, err: new(*client.UnguardedError)},
		{name: "--require-guard, nothing proven", options: func(o *target.Options) { o.Proven = true }, err: new(*target.UnprovenError)},
		{name: "--require-guard, proven", options: func(o *target.Options) { o.Proven = true }, known: memory.Enforced},
		{name: "--if-match, another version", options: func(o *target.Options) { o.IfMatch = "v0" }, err: new(*target.VersionError)},
		{name: "known to ignore preconditions", known: memory.Ignored, err: new(*client.UnguardedError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := on(t, tc.server, page, func(o *target.Options) { o.Unguarded = tc.server.NoValidator })
			base, err := s.Fetch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			rep := base.Representation
			if tc.known != memory.Unproven {
				s.memory.Learn(memory.Key(rep.URL, rep.MediaType), func(f *memory.Facts) { f.Prove("PATCH", tc.known) })
			}
			s.again(t, strings.TrimSuffix(rep.URL.String(), "/pages/home"), tc.options)
			wanted, err := base.Document.Set("/title", []byte(`"New"`))
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Prepare(base, wanted)
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Errorf("err = %v (%T)", err, err)
			}
			if n := len(s.server.Log()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// What the base says of its format and of the server's is known without another read.
func TestAdoptedFormats(t *testing.T) {
	s := on(t, mockserver.Options{AcceptPatch: []string{patch.JSON}}, page, func(o *target.Options) { o.Format = target.Text })
	base, err := s.Fetch(t.Context())
	if err != nil || base.Document.Format() != document.Text {
		t.Fatal(err)
	}
	s.again(t, strings.TrimSuffix(base.Representation.URL.String(), "/pages/home"), nil)
	receipt, err := s.write(t, base, strings.Replace(page, "Home", "New", 1))
	if err != nil || receipt.After.Document.Format() != document.Text {
		t.Errorf("a text came back as %v: %v", receipt.After.Document.Format(), err)
	}
	if now, err := s.Fetch(t.Context()); err != nil || now.Document.Format() != document.Text {
		t.Errorf("a text is read as another kind: %v", err)
	}

	s = on(t, mockserver.Options{AcceptPatch: []string{patch.JSON}}, page, nil)
	if base, err = s.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.again(t, strings.TrimSuffix(base.Representation.URL.String(), "/pages/home"), nil)
	receipt, err = s.write(t, base, strings.Replace(page, "Home", "New", 1))
	if err != nil || receipt.After.Document.Format() != document.JSON {
		t.Errorf("JSON came back as %v: %v", receipt.After.Document.Format(), err)
	}
	if got := s.requests(); len(got) != 2 || !strings.HasPrefix(got[1], jsonPatch) {
		t.Errorf("%q", got)
	}
}

// Right after a write a date is no validator yet, and a read may fail once: the
// change can be seen all the same.
func TestProofThroughTroubledReads(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	reads := 0
	for name, server := range map[string]mockserver.Options{
		"a date of this second": {NoPrefer: true, LastModified: true, Now: func() time.Time { return now }},
		"a 503, and a cut": {NoPrefer: true, Fault: func(write int, _ *http.Request) mockserver.Fault {
			if write > 0 {
				return mockserver.Fault{}
			}
			reads++
			return map[int]mockserver.Fault{
				2: {Kind: mockserver.Answer, Status: 503},
				3: {Kind: mockserver.CutBefore},
			}[reads]
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := on(t, server, page, nil)
			now = now.Add(2 * time.Second)
			base, err := s.Fetch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			now = now.Add(2 * time.Second)
			if receipt, err := s.write(t, base, strings.Replace(page, "Home", "New", 1)); err != nil || receipt.After.Document == nil {
				t.Errorf("err = %v (%T)", err, err)
			}
		})
	}
}

// An answer under a new entity tag may be a word of acknowledgement, in which what was
// removed is not there either.
func TestAcknowledgementIsNoRepresentation(t *testing.T) {
	for name, tc := range map[string]struct {
		body, old, new string
		stores         bool
		err            any
	}{
		"stored":     {page, `"title":"Home",`, "", true, nil},
		"not stored": {page, `"title":"Home",`, "", false, new(*editor.AlteredError)},
	} {
		t.Run(name, func(t *testing.T) {
			clamp := func(_ string, b []byte) []byte {
				if !tc.stores {
					return []byte(page + " ")
				}
				return b
			}
			s := on(t, mockserver.Options{NoPrefer: true, Clamp: clamp}, tc.body, nil)
			s.again(t, acknowledging(t, s.server, `{"ok":true}`), nil)
			_, err := s.edit(t, tc.old, tc.new)
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Errorf("err = %v (%T)", err, err)
			}
			if len(s.notices) > 0 {
				t.Errorf("notices %v", s.notices)
			}
			if got := s.requests(); len(got) != 3 {
				t.Errorf("%q: not read", got)
			}
		})
	}
}

// A portal says 200 and passes nothing on; that a rival made the same change meanwhile
// is no proof that ours is there.
func TestPageIsNoProof(t *testing.T) {
	var s *stage
	s = on(t, mockserver.Options{Fault: func(write int, _ *http.Request) mockserver.Fault {
		if write == 0 {
			return mockserver.Fault{}
		}
		s.server.Put("/pages/home", []byte(strings.Replace(page, "Home", "New", 1)))
		return mockserver.Fault{Kind: mockserver.Page}
	}}, page, nil)
	var lost *client.LostError
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, &lost) {
		t.Errorf("err = %v (%T)", err, err)
	}
}

// acknowledging is s, but that body is the answer to a write, beside the new entity tag.
func acknowledging(t *testing.T, s *mockserver.Server, body string) (base string) {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			s.Handler().ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		s.Handler().ServeHTTP(answer, r)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("ETag", answer.Header().Get("ETag"))
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(web.Close)
	return web.URL
}

// A write that is redirected (307) goes on only to the same version of the same bytes.
func TestRedirectedWrite(t *testing.T) {
	other := strings.Replace(page, "Home", "Other", 1)
	for name, tc := range map[string]struct {
		there  []string // what was stored there, one after the other
		writes bool
	}{
		"the same version of the same bytes": {[]string{page}, true},
		"another version of the same bytes":  {[]string{other, page}, false},
		"other bytes under the same version": {[]string{other}, false},
	} {
		t.Run(name, func(t *testing.T) {
			tag := func(version uint64, _ []byte) string { return fmt.Sprintf("%q", fmt.Sprint("v", version)) }
			s := on(t, mockserver.Options{ETag: tag}, page, nil)
			elsewhere := mockserver.New(mockserver.Options{ETag: tag})
			for _, body := range tc.there {
				elsewhere.PutAs("/moved", "application/json", []byte(body))
			}
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/moved":
					elsewhere.Handler().ServeHTTP(w, r)
				case r.Method == http.MethodGet:
					s.server.Handler().ServeHTTP(w, r)
				default:
					http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
				}
			}))
			t.Cleanup(web.Close)
			s.again(t, web.URL, nil)
			_, err := s.edit(t, "Home", "New")
			got, _ := elsewhere.Get("/moved")
			var moved *client.RedirectError
			if tc.writes != (err == nil) || !tc.writes && !errors.As(err, &moved) || strings.Contains(string(got), "New") != tc.writes {
				t.Errorf("err = %v, there is %s", err, got)
			}
		})
	}
}

// The very bytes that were sent are no rival's, although their tag is weak in the
// answer and strong a moment later.
func TestWeakAtFirstIsNoRival(t *testing.T) {
	s := on(t, mockserver.Options{NoPrefer: true}, page, nil)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			s.server.Handler().ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		s.server.Handler().ServeHTTP(answer, r)
		w.Header().Set("ETag", "W/"+answer.Header().Get("ETag"))
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(web.Close)
	s.again(t, web.URL, func(o *target.Options) { o.Method = "PUT" })
	if _, err := s.edit(t, "Home", "New"); err != nil || len(s.notices) > 0 {
		t.Errorf("%v, notices %v", err, s.notices)
	}
}
