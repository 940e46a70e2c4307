package target_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
)

const fresh = `{"title":"New","price":1.0}`

// create sends fresh to a place where nothing is, as the first write of a Target.
func (s *stage) create(t *testing.T) (editor.Receipt, error) {
	t.Helper()
	base := editor.State{
		Representation: client.Representation{URL: s.URL, API: "rfc9110", MediaType: "application/json"}, New: document.JSON,
	}
	return s.write(t, base, fresh)
}

// nowhere is on of a place where nothing is.
func nowhere(t *testing.T, m mockserver.Options, change func(*target.Options)) *stage {
	t.Helper()
	return on(t, m, page, func(o *target.Options) {
		o.Purpose = target.Create
		o.URL = o.URL.JoinPath("../new")
		if change != nil {
			change(o)
		}
	})
}

// Each way in which a create can go, and what is known then.
func TestCreates(t *testing.T) {
	put := func(body string) func(*stage) {
		return func(s *stage) { s.server.PutAs("/pages/new", "application/json", []byte(body)) }
	}
	for _, tc := range []struct {
		name    string
		server  mockserver.Options
		change  func(*target.Options)
		before  func(*stage) // the first write, as a rival
		after   func(*stage) // the write, before it is answered
		err     any
		created bool
		notice  target.NoticeKind // 0: none looked for
		body    string
	}{
		{name: "seen in the answer", created: true, body: fresh},
		{name: "seen by reading", server: mockserver.Options{NoPrefer: true, NoETagOnWrite: true}, created: true, body: fresh},
		{name: "reads lag", server: mockserver.Options{NoPrefer: true, NoETagOnWrite: true, StaleReads: 2}, created: true, body: fresh},
		{name: "reads lag for long", server: mockserver.Options{NoPrefer: true, NoETagOnWrite: true, StaleReads: 9}, err: new(*client.LostError), body: fresh},
		{name: "without validators", server: mockserver.Options{NoValidator: true}, created: true, body: fresh},
		{name: "a rival was faster", before: put(`{"r":1}`), err: new(*client.PreconditionError), body: `{"r":1}`},
		{name: "a rival was faster, and nobody looks", server: mockserver.Options{IgnoreOnCreate: true}, before: put(`{"r":1}`), notice: target.PerhapsReplaced, body: fresh},
		{name: "no PUT here", server: mockserver.Options{Status: 1, StatusCode: 405}, err: new(*target.FormatError)},
		{name: "207, and nothing is there", server: mockserver.Options{Status: 1, StatusCode: 207}, err: new(*client.RefusedError)},
		{name: "stored otherwise", server: mockserver.Options{Clamp: func(string, []byte) []byte { return []byte(`{"title":"Else","price":1}`) }}, err: new(*editor.AlteredError), body: `{"title":"Else","price":1}`},
		{name: "spelled otherwise", server: mockserver.Options{Clamp: func(string, []byte) []byte { return []byte(`{"price": 1, "title": "N\u0065w"}`) }}, created: true, body: `{"price": 1, "title": "N\u0065w"}`},
		{name: "filled in", server: mockserver.Options{Clamp: func(string, []byte) []byte { return []byte(`{"id":7,"title":"New","price":1.0}`) }}, created: true, notice: target.FilledIn, body: `{"id":7,"title":"New","price":1.0}`},
		{
			name: "filled in by the server's own members alone", server: mockserver.Options{Clamp: func(string, []byte) []byte { return []byte(`{"id":7,"title":"New","price":1.0}`) }},
			change: func(o *target.Options) { o.Managed = []document.Pointer{"/id"} }, created: true, body: `{"id":7,"title":"New","price":1.0}`,
		},
		{
			name: "a member of the server's that is another one", server: mockserver.Options{Clamp: func(string, []byte) []byte { return []byte(`{"title":"Mine","price":1.0}`) }},
			change: func(o *target.Options) { o.Managed = []document.Pointer{"/title"} }, created: true, body: `{"title":"Mine","price":1.0}`,
		},
		{name: "written over since", server: mockserver.Options{NoPrefer: true}, after: put(`{"r":1}`), notice: target.OverwrittenBy, body: `{"r":1}`},
		{name: "changed beside it since", server: mockserver.Options{NoPrefer: true}, after: put(`{"title":"New","price":1.0,"r":1}`), created: true, notice: target.RivalAfter, body: `{"title":"New","price":1.0,"r":1}`},
		{name: "an answer for people", server: mockserver.Options{Fault: func(n int, _ *http.Request) (f mockserver.Fault) {
			if n == 1 {
				f.Kind = mockserver.Page
			}
			return f
		}}, err: new(*client.LostError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var s *stage
			if tc.before != nil {
				tc.server.BeforeWrite = func(int, *http.Request) { tc.before(s) }
			}
			if tc.after != nil {
				tc.server.AfterWrite = func(int, *http.Request) { tc.after(s) }
			}
			s = nowhere(t, tc.server, tc.change)
			rec, err := s.create(t)
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("%v (%T), want %T", err, err, tc.err)
			}
			if _, lost := tc.err.(**client.LostError); !lost && errors.As(err, new(*client.LostError)) {
				t.Errorf("it is known what became of it: %v", err)
			}
			body, _ := s.server.Get("/pages/new")
			if rec.Created != tc.created || string(body) != tc.body || tc.notice != 0 && !s.noticed(tc.notice) || tc.notice == 0 && err == nil && len(s.notices) > 0 {
				t.Errorf("created %v, %s, %v", rec.Created, body, s.notices)
			}
			if err == nil && !rec.Created && rec.After.Document == nil {
				t.Error("what is there is not told")
			}
		})
	}
}

// Something that is there is found by a look, and the write does not leave.
func TestCreateLooksFirst(t *testing.T) {
	s := nowhere(t, mockserver.Options{IgnorePreconditions: true}, nil)
	s.server.PutAs("/pages/new", "text/html", []byte("<p>"))
	_, err := s.create(t)
	if !errors.As(err, new(*client.PreconditionError)) || len(s.server.Log()) != 1 {
		t.Errorf("%v, %v", err, s.requests())
	}
	if now, err := s.Fetch(t.Context()); err != nil || string(now.Document.Source()) != "<p>" {
		t.Errorf("what is there: %v %v", now, err)
	}
}

// A refusal is a proof for creating alone; from then on a look less is needed, and a
// status that does not say created is believed.
func TestCreateProves(t *testing.T) {
	var s *stage
	s = nowhere(t, mockserver.Options{BeforeWrite: func(n int, _ *http.Request) {
		if n == 1 {
			s.server.PutAs("/pages/new", "application/json", []byte(`{"r":1}`))
		}
	}}, nil)
	if _, err := s.create(t); !errors.As(err, new(*client.PreconditionError)) {
		t.Fatal(err)
	}
	if _, err := s.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	key := client.Representation{URL: s.URL, MediaType: "text/another"} // whatever the server shows it as
	facts := s.memory.Lookup(target.KeyFor(key, memory.Creating))
	if facts.Guard(memory.Creating) != memory.Enforced || facts.Guard("PUT") != memory.Unproven || facts.Guard("DELETE") != memory.Unproven {
		t.Errorf("%+v", facts)
	}
	s.server.Delete("/pages/new")
	s.again(t, s.URL.Scheme+"://"+s.URL.Host, func(o *target.Options) {
		o.Purpose, o.URL, o.Proven = target.Create, s.URL, true
		o.Manner.Created = func(int) bool { return false }
	})
	before := len(s.server.Log())
	if rec, err := s.create(t); err != nil || !rec.Created || len(s.server.Log()) != before+1 {
		t.Errorf("%v %v, %d requests", rec.Created, err, len(s.server.Log())-before)
	}
}

// What is known to be ignored is not relied on, and where nothing is proven
// --require-guard stops.
func TestCreateUnproven(t *testing.T) {
	for name, tc := range map[string]struct {
		known  memory.Guard
		change func(*target.Options)
		err    any
	}{
		"nothing known":           {memory.Unproven, nil, nil},
		"a proof is asked for":    {memory.Unproven, func(o *target.Options) { o.Proven = true }, new(*target.UnprovenError)},
		"ignored":                 {memory.Ignored, nil, new(*client.UnguardedError)},
		"ignored, and allowed":    {memory.Ignored, func(o *target.Options) { o.Unguarded = true }, nil},
		"refused":                 {memory.Refused, nil, new(*client.UnguardedError)},
		"refused, and allowed":    {memory.Refused, func(o *target.Options) { o.Unguarded = true }, nil},
		"no guard at all":         {memory.Enforced, func(o *target.Options) { o.Manner.Bare = true }, new(*client.UnguardedError)},
		"a collection":            {memory.Enforced, func(o *target.Options) { o.Manner = target.Manner{Method: "POST", Within: true} }, new(*client.UnguardedError)},
		"no guard at all, asked ": {memory.Enforced, func(o *target.Options) { o.Manner.Bare, o.Unguarded = true, true }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := nowhere(t, mockserver.Options{}, tc.change)
			key := target.KeyFor(client.Representation{URL: s.URL}, memory.Creating)
			if tc.known != memory.Unproven {
				s.memory.Learn(key, func(f *memory.Facts) { f.Prove(memory.Creating, tc.known) })
			}
			rec, err := s.create(t)
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("%v (%T), want %T", err, err, tc.err)
			}
			if err == nil && rec.Write.Guard.Excludes() != (tc.known == memory.Unproven) {
				t.Errorf("guarded %v", rec.Write.Guard.Excludes())
			}
		})
	}
}

// Where a POST has put the new resource is taken from Location, on the same origin, and
// without it nothing is known.
func TestCreateWithin(t *testing.T) {
	for _, tc := range []struct {
		location string
		err      any
		notice   string
	}{
		{location: "/pages/home7", notice: "/pages/home7"},
		{location: "/pages/home7?page=1&sig=hush", notice: "/pages/home7?page=1&sig=***"},
		{location: "https://elsewhere.test/x", err: new(*client.LostError)},
		{location: "", err: new(*client.LostError)},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPost && r.URL.Path == "/pages/":
				w.Header()["Location"] = []string{tc.location}
				w.WriteHeader(http.StatusCreated)
			case r.URL.Path == "/pages/home7":
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(fresh))
			default:
				http.NotFound(w, r)
			}
		}))
		t.Cleanup(web.Close)
		s := nowhere(t, mockserver.Options{}, nil)
		s.again(t, web.URL, func(o *target.Options) {
			o.URL, _ = url.Parse(web.URL + "/pages/")
			o.Purpose, o.Unguarded, o.Manner = target.Create, true, target.Manner{Method: "POST", Within: true}
		})
		rec, err := s.create(t)
		if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) || rec.Created != (tc.err == nil) {
			t.Errorf("%q: created %v, %v", tc.location, rec.Created, err)
		}
		at := ""
		for _, n := range s.notices {
			if n.Kind == target.CreatedAt {
				at = strings.TrimPrefix(n.Detail, web.URL)
			}
		}
		if at != tc.notice {
			t.Errorf("%q: at %q", tc.location, at)
		}
	}
}

// remove deletes what is read first.
func (s *stage) remove(t *testing.T, meanwhile func()) (editor.Receipt, error) {
	t.Helper()
	base, err := s.Fetch(t.Context())
	if err != nil {
		return editor.Receipt{}, err
	}
	w, err := s.Prepare(base, nil)
	if err != nil {
		return editor.Receipt{Write: w}, err
	}
	if meanwhile != nil {
		meanwhile()
	}
	return s.Send(t.Context(), w)
}

// Each way in which a delete can go, and what is known then.
func TestDeletes(t *testing.T) {
	type do func(*stage)
	put := func(s *stage) { s.server.Put("/pages/home", []byte(`{"r":1}`)) }
	same := func(s *stage) { s.server.Put("/pages/home", []byte(page)) }
	remove := func(s *stage) { s.server.Delete("/pages/home") }
	for _, tc := range []struct {
		name      string
		server    mockserver.Options
		change    func(*target.Options)
		meanwhile do // while a person looks
		before    do // after the last look
		after     do // it was carried out, before it is answered
		known     memory.Guard
		err       any
		deletes   int // requests
		there     bool
	}{
		{name: "plain", deletes: 1},
		{name: "reads lag", server: mockserver.Options{StaleReads: 2}, deletes: 1},
		{name: "a rival wrote while a person looked", meanwhile: put, err: new(*client.PreconditionError), there: true},
		{name: "the same bytes again", meanwhile: same, err: new(*client.PreconditionError), there: true},
		{name: "a rival wrote while a person looked, and the server compares nothing", server: mockserver.Options{IgnoreOnDelete: true}, meanwhile: put, err: new(*client.PreconditionError), there: true},
		{name: "a rival deleted while a person looked", meanwhile: remove, err: new(*client.GoneError)},
		{name: "a rival wrote after the last look", before: put, err: new(*client.PreconditionError), deletes: 1, there: true},
		{name: "proven: no last look", known: memory.Enforced, meanwhile: put, err: new(*client.PreconditionError), deletes: 1, there: true},
		{name: "made again since", after: put, err: new(*editor.AlteredError), deletes: 1, there: true},
		{name: "accepted, and still there", server: mockserver.Options{KeepDeleted: true}, err: new(*editor.AlteredError), deletes: 1, there: true},
		{name: "ignored", known: memory.Ignored, err: new(*client.UnguardedError), there: true},
		{name: "ignored, and allowed", known: memory.Ignored, change: func(o *target.Options) { o.Unguarded = true }, deletes: 1},
		{name: "ignored, and allowed, and the same bytes again", known: memory.Ignored, change: func(o *target.Options) { o.Unguarded = true }, meanwhile: same, err: new(*client.PreconditionError), there: true},
		{name: "no version", server: mockserver.Options{NoValidator: true}, err: new(*client.UnguardedError), there: true},
		{name: "no version, and no patch to test anything", server: mockserver.Options{NoValidator: true}, change: func(o *target.Options) { o.Tests = true }, err: new(*client.UnguardedError), there: true},
		{name: "no version, and allowed", server: mockserver.Options{NoValidator: true}, change: func(o *target.Options) { o.Unguarded = true }, deletes: 1},
		{name: "no version, and a rival wrote while a person looked", server: mockserver.Options{NoValidator: true}, change: func(o *target.Options) { o.Unguarded = true }, meanwhile: put, err: new(*client.PreconditionError), there: true},
		{name: "a proof is asked for", change: func(o *target.Options) { o.Proven = true }, err: new(*target.UnprovenError), there: true},
		{name: "a proof is asked for, and there", known: memory.Enforced, change: func(o *target.Options) { o.Proven = true }, deletes: 1},
		{name: "no DELETE here", server: mockserver.Options{Status: 1, StatusCode: 405}, err: new(*target.FormatError), deletes: 1, there: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var s *stage
			if tc.before != nil {
				tc.server.BeforeWrite = func(int, *http.Request) { tc.before(s) }
			}
			if tc.after != nil {
				tc.server.AfterWrite = func(int, *http.Request) { tc.after(s) }
			}
			s = on(t, tc.server, page, func(o *target.Options) {
				o.Purpose = target.Delete
				if tc.change != nil {
					tc.change(o)
				}
			})
			if tc.known != memory.Unproven {
				key := target.Key(client.Representation{URL: s.URL, MediaType: "application/json"})
				s.memory.Learn(key, func(f *memory.Facts) { f.Prove("DELETE", tc.known) })
			}
			_, err := s.remove(t, func() {
				if tc.meanwhile != nil {
					tc.meanwhile(s)
				}
			})
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("%v (%T), want %T", err, err, tc.err)
			}
			n := 0
			for _, e := range s.server.Log() {
				if e.Method == http.MethodDelete {
					n++
				}
			}
			if _, there := s.server.Get("/pages/home"); there != tc.there || n != tc.deletes {
				t.Errorf("there %v after %d requests, want %v after %d", there, n, tc.there, tc.deletes)
			}
		})
	}
}

// That a DELETE was refused is a proof of DELETE, and of nothing else.
func TestDeleteProves(t *testing.T) {
	var s *stage
	s = on(t, mockserver.Options{BeforeWrite: func(int, *http.Request) { s.server.Put("/pages/home", []byte(`{"r":1}`)) }}, page, func(o *target.Options) { o.Purpose = target.Delete })
	if _, err := s.remove(t, nil); !errors.As(err, new(*client.PreconditionError)) {
		t.Fatal(err)
	}
	now, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	facts := s.memory.Lookup(target.Key(now.Representation))
	if facts.Guard("DELETE") != memory.Enforced || facts.Guard("PUT") != memory.Unproven || facts.Guard(memory.Creating) != memory.Unproven {
		t.Errorf("%+v", facts)
	}
}

// A delete has no body and no media type of its own.
func TestDeleteIsBare(t *testing.T) {
	s := on(t, mockserver.Options{}, page, func(o *target.Options) { o.Purpose = target.Delete })
	if _, err := s.remove(t, nil); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.requests(), "|"); got != "GET|GET|DELETE|GET" {
		t.Error(got)
	}
}

// A collection that refuses a second resource of one key guards a text that names its
// key. Without one each such write may make one more, and none excludes another.
func TestCreateByKey(t *testing.T) {
	for _, tc := range []struct {
		path, text string
		excludes   bool
	}{
		{"/pages/7", `{"id":7}`, true},
		{"/pages/7", `{"id":"7"}`, true},
		{"/pages/7/", `{"metadata":{"name":"7"}}`, true},
		{"/pages/a%2Fb", `{"id":"a/b"}`, true},
		{"/Pages(7)", `{"ID":7}`, true},
		{"/T(PartitionKey='x',RowKey='y')", `{"PartitionKey":"x","RowKey":"y"}`, true},
		{"/pages?id=eq.7", `{"id":7}`, true},
		{"/pages/7", `{"id":8}`, false},
		{"/pages/7", `{"n":[7],"a":{"b":{"c":7}},"7":1}`, false},
		{"/T(PartitionKey='x',RowKey='y')", `{"PartitionKey":"x"}`, false},
		{"/pages?id=eq.7", `{"title":"Seven"}`, false},
		{"/", `{"a":""}`, false},
	} {
		s := nowhere(t, mockserver.Options{}, func(o *target.Options) {
			o.URL, _ = o.URL.Parse(tc.path)
			o.Manner = target.Manner{Method: "POST", Keyed: true}
		})
		base := editor.State{Representation: client.Representation{URL: s.URL, MediaType: "application/json"}, New: document.JSON}
		text, err := document.Parse([]byte(tc.text), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		w, err := s.Prepare(base, text)
		if err != nil || !w.Guard.Absent() || w.Guard.Excludes() != tc.excludes {
			t.Errorf("%s %s: excludes %v, %v", tc.path, tc.text, w.Guard.Excludes(), err)
		}
		s.Proven = true
		key := target.KeyFor(base.Representation, memory.Creating)
		s.memory.Learn(key, func(f *memory.Facts) { f.Prove(memory.Creating, memory.Enforced) })
		if _, err := s.Prepare(base, text); errors.As(err, new(*target.UnprovenError)) == tc.excludes {
			t.Errorf("%s %s, where a proof is asked for: %v", tc.path, tc.text, err)
		}
	}
}

// An answer to a POST that leaves open whether it was carried out is no refusal, where
// nobody can look.
func TestCreateWithinIsOpen(t *testing.T) {
	for _, status := range []int{303, 207} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				w.Header().Set("Location", "/pages/home7")
				w.WriteHeader(status)
				return
			}
			http.NotFound(w, r)
		}))
		t.Cleanup(web.Close)
		s := nowhere(t, mockserver.Options{}, nil)
		s.again(t, web.URL, func(o *target.Options) {
			o.URL, _ = url.Parse(web.URL + "/pages/")
			o.Purpose, o.Unguarded, o.Manner = target.Create, true, target.Manner{Method: "POST", Within: true}
		})
		if _, err := s.create(t); !errors.As(err, new(*client.LostError)) {
			t.Errorf("%d: %v (%T)", status, err, err)
		}
	}
}

// A status that is answered to every write says nothing where nothing guards.
func TestCreatedSaysNothing(t *testing.T) {
	for _, tc := range []struct {
		known   memory.Guard
		usual   bool // 201 to an update
		created bool
	}{
		{memory.Unproven, false, true},
		{memory.Unproven, true, true}, // its guard is believed
		{memory.Ignored, false, true},
		{memory.Ignored, true, false},
		{memory.Refused, true, false},
	} {
		s := nowhere(t, mockserver.Options{AlwaysCreated: true, IgnoreOnCreate: true}, func(o *target.Options) { o.Unguarded, o.Creates = true, tc.usual })
		key := target.KeyFor(client.Representation{URL: s.URL}, memory.Creating)
		s.memory.Learn(key, func(f *memory.Facts) { f.Prove(memory.Creating, tc.known) })
		rec, err := s.create(t)
		if err != nil || rec.Created != tc.created || s.noticed(target.PerhapsReplaced) == tc.created {
			t.Errorf("%+v: created %v, %v, %v", tc, rec.Created, err, s.notices)
		}
	}
}
