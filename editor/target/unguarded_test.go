package target_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

func unguarded(o *target.Options) { o.Unguarded = true }

func selfTesting(o *target.Options) { o.Tests = true }

// detail is the Detail of the first notice of that kind.
func (s *stage) detail(k target.NoticeKind) string {
	for _, n := range s.notices {
		if n.Kind == k {
			return n.Detail
		}
	}
	return ""
}

// writes lists the log's writes by method and status, with a star where one carried a
// precondition.
func (s *stage) writes() (all []string) {
	for _, e := range s.server.Log() {
		if e.Method == http.MethodGet {
			continue
		}
		line := e.Method + " " + http.StatusText(e.Status)
		if e.IfMatch != "" {
			line += "*"
		}
		all = append(all, line)
	}
	return all
}

// What a rival, or the server, did beside a write that nothing guarded is shown, and for
// how long it could have been lost is said; what was not stored is none of that.
func TestBesideAnUnguardedWrite(t *testing.T) {
	for name, tc := range map[string]struct {
		rival   string
		want    string
		altered bool
	}{
		"nobody":               {"", "", false},
		"elsewhere":            {`{"title":"New","big":12345678901234567890,"price":2.0,"tags":["x","y"],"nul":null}`, "/price (1.0 is now 2.0)", false},
		"something new":        {strings.Replace(strings.Replace(page, "Home", "New", 1), "{", `{"by":{"name":"a name that is far longer than a line has room"},`, 1), `/by (nothing is now {"name":"a name that is far longer than ...)`, false},
		"something less":       {`{"title":"New","big":12345678901234567890,"price":1.0,"tags":["x","y"]}`, "/nul (null is now nothing)", false},
		"the same place":       {strings.Replace(page, "Home", "Rival", 1), `/title ("New" is now "Rival")`, true},
		"the same place, back": {page, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			var s *stage
			o := mockserver.Options{NoValidator: true}
			o.AfterWrite = func(int, *http.Request) {
				if tc.rival != "" {
					s.server.Put("/pages/home", []byte(tc.rival))
				}
			}
			s = on(t, o, page, unguarded)
			_, err := s.edit(t, "Home", "New")
			if (err != nil) != tc.altered {
				t.Errorf("err %v", err)
			}
			if got := s.detail(target.ChangedBetween); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
			if !s.noticed(target.Exposed) || s.noticed(target.AlsoChanged) {
				t.Errorf("notices %v", s.notices)
			}
		})
	}
}

// What a rival has put back is not what it has changed.
func TestPutBackBeside(t *testing.T) {
	var s *stage
	s = on(t, mockserver.Options{NoValidator: true, AfterWrite: func(int, *http.Request) {
		s.server.Put("/pages/home", []byte(strings.Replace(page, `"nul":null`, `"nul":1`, 1)))
	}}, page, unguarded)
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wanted := strings.Replace(strings.Replace(page, "Home", "New", 1), `"nul":null`, `"nul":1`, 1)
	if _, err := s.write(t, base, wanted); !errors.As(err, new(*editor.AlteredError)) || s.noticed(target.ChangedBetween) {
		t.Errorf("%v, %v", err, s.notices)
	}
}

// An accepted write of which nothing is seen is not made in another format: a rival may
// have undone it, and would be written over.
func TestUnguardedIsMadeOnce(t *testing.T) {
	s := on(t, mockserver.Options{NoValidator: true, IgnoredPatches: []string{patch.Merge}}, page, unguarded)
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, new(*target.StoredNothingError)) || len(s.writes()) != 1 {
		t.Errorf("err %v, sent %v", err, s.writes())
	}
}

// A server that refuses preconditions gets none where that is allowed, at once the next
// time; where it is not, nothing is written, and the next time nothing is sent.
func TestRefusedPreconditions(t *testing.T) {
	s := on(t, mockserver.Options{RefusePreconditions: true}, page, nil)
	var no *client.UnguardedError
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, &no) || no.Why != client.PreconditionsRefused || no.Known {
		t.Fatal(err)
	}
	if _, err := s.Fetch(t.Context()); !errors.As(err, &no) || !no.Known {
		t.Errorf("the next time: %v", err)
	}
	if got := s.writes(); len(got) != 1 {
		t.Errorf("sent %v", got)
	}
	base := strings.TrimSuffix(s.URL.String(), "/pages/home")
	s.again(t, base, unguarded)
	rec, err := s.edit(t, "Home", "New")
	if err != nil || rec.Write.Guard.Excludes() || !s.noticed(target.GuardKnown) {
		t.Errorf("%v, %v", err, s.notices)
	}
	if got := s.writes(); len(got) != 2 || got[1] != "PATCH OK" {
		t.Errorf("sent %v", got)
	}

	s = on(t, mockserver.Options{RefusePreconditions: true}, page, unguarded)
	rec, err = s.edit(t, "Home", "New")
	if err != nil || rec.Write.Guard.Sent() || !s.noticed(target.GuardRefused) || !s.noticed(target.Exposed) {
		t.Errorf("%v, %v", err, s.notices)
	}
	if got := s.writes(); len(got) != 2 || got[0] != "PATCH Bad Request*" || got[1] != "PATCH OK" {
		t.Errorf("sent %v", got)
	}
	if g := s.memory.Lookup(target.Key(rec.Write.Base.Representation)).Guard("PATCH"); g != memory.Refused {
		t.Errorf("remembered %v", g)
	}
}

// One that is known to ignore them gets them, which costs nothing, and nobody relies on it.
func TestIgnoredPreconditions(t *testing.T) {
	s := on(t, mockserver.Options{IgnorePreconditions: true}, page, unguarded)
	s.memory.Learn(memory.Key(s.URL, "application/json"), func(f *memory.Facts) { f.Prove("PATCH", memory.Ignored) })
	rec, err := s.edit(t, "Home", "New")
	if err != nil || rec.Write.Guard.Excludes() || !s.noticed(target.GuardKnown) || !s.noticed(target.Exposed) {
		t.Errorf("%v, %v", err, s.notices)
	}
	if got := s.writes(); len(got) != 1 || got[0] != "PATCH OK*" {
		t.Errorf("sent %v", got)
	}
}

// A proof is one of its method.
func TestPermittedByMethod(t *testing.T) {
	s := on(t, mockserver.Options{}, page, func(o *target.Options) { o.Proven = true })
	s.memory.Learn(memory.Key(s.URL, "application/json"), func(f *memory.Facts) { f.Prove("PUT", memory.Enforced) })
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, new(*target.UnprovenError)) || len(s.writes()) > 0 {
		t.Errorf("PATCH: %v, sent %v", err, s.writes())
	}
	s.Method = "PUT"
	if _, err := s.edit(t, "Home", "New"); err != nil {
		t.Errorf("PUT: %v", err)
	}
}

// large is a document of over 1 KiB, in which tests of the smallest kind do not suffice.
var large = `{"text":"` + strings.Repeat("lorem ipsum ", 100) + `","list":[` + strings.Repeat("1,", 600) + `1]}`

// A patch that guards itself fails when it is made on its own result, and when a rival
// has given the same name to something else.
func TestTestsExclude(t *testing.T) {
	for name, tc := range map[string]struct{ base, old, new, rival string }{
		"a value":              {page, "Home", "New", strings.Replace(page, "Home", "Rival", 1)},
		"a name":               {page, "{", `{"by":1,`, strings.Replace(page, "{", `{"by":2,`, 1)},
		"a name that goes":     {page, `"nul":null`, `"nil":null`, strings.Replace(page, `"nul":null`, `"nul":1`, 1)},
		"an element":           {page, `"x","y"`, `"x","y","z"`, strings.Replace(page, `"x","y"`, `"y","x"`, 1)},
		"a name in much":       {large, "{", `{"by":1,`, strings.Replace(large, "{", `{"by":2,`, 1)},
		"a value, and a name":  {large, `{"text":"lorem`, `{"by":1,"text":"Lorem`, strings.Replace(large, "{", `{"by":2,`, 1)},
		"an element at an end": {large, ",1]", ",1,2]", strings.Replace(large, "[1,", "[3,", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			s := on(t, mockserver.Options{NoValidator: true}, tc.base, selfTesting)
			base, err := s.Fetch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			wanted, err := document.Parse([]byte(strings.Replace(tc.base, tc.old, tc.new, 1)), document.JSON)
			if err != nil {
				t.Fatal(err)
			}
			w, err := s.Prepare(base, wanted)
			if err != nil || !w.Guard.Tests() || w.Request.MediaType != patch.JSON {
				t.Fatalf("%v, %+v", err, w.Request)
			}
			p := patch.Patch{MediaType: w.Request.MediaType, Body: w.Request.Body}
			if made, err := patch.Apply(p, base.Document); err != nil || !document.Same(made.Root(), wanted.Root()) {
				t.Errorf("on its base: %v", err)
			}
			if _, err := patch.Apply(p, wanted); err == nil {
				t.Errorf("it can be made twice: %.200s", p.Body)
			}
			s.server.Put("/pages/home", []byte(tc.rival))
			if _, err := s.Send(t.Context(), w); !errors.As(err, new(*client.PreconditionError)) {
				t.Errorf("beside a rival: %v", err)
			}
			if got, _ := s.server.Get("/pages/home"); string(got) != tc.rival {
				t.Errorf("it holds %.200s", got)
			}
			if _, err := s.Fetch(t.Context()); err != nil {
				t.Fatal(err)
			}
			if g := s.memory.Lookup(memory.Key(s.URL, "application/json")).Guard("PATCH"); g != memory.Unproven {
				t.Errorf("a test is no proof of a precondition: %v", g)
			}
		})
	}
}

// A refusal is one of a test only where a test fails on what is there.
func TestFailedTest(t *testing.T) {
	for _, status := range []int{400, 409, 412, 422} {
		s := on(t, mockserver.Options{NoValidator: true, Fault: answer(status)}, page, selfTesting)
		base, err := s.Fetch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		wanted := strings.Replace(page, "Home", "New", 1)
		if _, err := s.write(t, base, wanted); !errors.As(err, new(*client.RefusedError)) {
			t.Errorf("%d without a rival: %v", status, err)
		}
		s.server.Put("/pages/home", []byte(strings.Replace(page, "Home", "Rival", 1)))
		if _, err := s.write(t, base, wanted); !errors.As(err, new(*client.PreconditionError)) {
			t.Errorf("%d beside a rival: %v", status, err)
		}
		s.server.Delete("/pages/home")
		if _, err := s.write(t, base, wanted); !errors.As(err, new(*client.GoneError)) {
			t.Errorf("%d, and it is gone: %v", status, err)
		}
	}
	for _, status := range []int{401, 403} {
		s := on(t, mockserver.Options{NoValidator: true, Fault: answer(status)}, page, selfTesting)
		base, err := s.Fetch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.server.Put("/pages/home", []byte(strings.Replace(page, "Home", "Rival", 1)))
		if _, err := s.write(t, base, strings.Replace(page, "Home", "New", 1)); !errors.As(err, new(*client.RefusedError)) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// Without JSON Patch there is nothing to test with.
func TestNoTests(t *testing.T) {
	for name, tc := range map[string]struct {
		o      mockserver.Options
		change func(*target.Options)
	}{
		"not announced": {mockserver.Options{AcceptPatch: []string{patch.Merge}}, nil},
		"415":           {mockserver.Options{Fault: answer(415)}, nil},
		"405":           {mockserver.Options{NoPatch: true}, nil},
		"PUT":           {mockserver.Options{}, func(o *target.Options) { o.Method = "PUT" }},
		"merge":         {mockserver.Options{}, func(o *target.Options) { o.PatchType = "merge" }},
	} {
		tc.o.NoValidator = true
		s := on(t, tc.o, page, func(o *target.Options) {
			selfTesting(o)
			if tc.change != nil {
				tc.change(o)
			}
		})
		var no *client.UnguardedError
		if _, err := s.edit(t, "Home", "New"); !errors.As(err, &no) || no.Why != client.NoTests {
			t.Errorf("%s: %v", name, err)
		}
	}
}
