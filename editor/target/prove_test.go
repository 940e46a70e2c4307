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
	"github.com/etch-http/etch/merge/patch"
)

// Success is said only where the change was seen.
func TestProof(t *testing.T) {
	clamp := func(_ string, b []byte) []byte { return []byte(strings.Replace(string(b), "New", "Old", 1)) }
	stamp := func(_ string, b []byte) []byte { return []byte(strings.Replace(string(b), "null", "1", 1)) }
	fault := func(k mockserver.FaultKind) func(int, *http.Request) mockserver.Fault {
		return func(write int, _ *http.Request) mockserver.Fault {
			if write != 1 {
				return mockserver.Fault{}
			}
			return mockserver.Fault{Kind: k}
		}
	}
	for _, tc := range []struct {
		name   string
		server mockserver.Options
		err    any
		notice target.NoticeKind
		quiet  bool
	}{
		{name: "stored as asked", quiet: true},
		{name: "read back as asked", server: mockserver.Options{NoPrefer: true}, quiet: true},
		{name: "stored something else, in the answer", server: mockserver.Options{Clamp: clamp}, err: new(*editor.AlteredError)},
		{name: "stored something else, as read", server: mockserver.Options{Clamp: clamp, NoPrefer: true}, err: new(*editor.AlteredError)},
		{name: "something beside it changed too", server: mockserver.Options{Clamp: stamp}, notice: target.AlsoChanged},
		{name: "accepted, and done later than it is looked for", server: mockserver.Options{NoPrefer: true, StaleReads: 9}, err: new(*client.LostError)},
		{name: "accepted, and seen at the second look", server: mockserver.Options{NoPrefer: true, StaleReads: 1}, quiet: true},
		{name: "cut after it was done", server: mockserver.Options{Fault: fault(mockserver.CutAfter)}, err: new(*client.LostError)},
		{name: "an answer cut short", server: mockserver.Options{Fault: fault(mockserver.Truncate)}, err: new(*client.LostError)},
		{name: "202", server: mockserver.Options{Fault: fault(mockserver.Accept)}, err: new(*client.LostError)},
		{name: "a page with 200, and nothing stored: the next format does it", server: mockserver.Options{Fault: fault(mockserver.Page)}, notice: target.StoredNothing},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := on(t, tc.server, page, nil)
			_, err := s.edit(t, "Home", "New")
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T)", err, err)
			}
			if err == nil && !tc.quiet && !s.noticed(tc.notice) || tc.quiet && len(s.notices) > 0 {
				t.Errorf("notices %v", s.notices)
			}
		})
	}
}

// That nothing was stored is said after three reads that show it: one that was not
// answered shows nothing, and the others may lag.
func TestStoredNothingTakesThreeReads(t *testing.T) {
	for _, unanswered := range []int{0, 1, 2} {
		reads := 0
		s := on(t, mockserver.Options{NoPrefer: true, NoETagOnWrite: true, Fault: func(write int, _ *http.Request) mockserver.Fault {
			switch reads++; {
			case write > 0:
				return mockserver.Fault{Kind: mockserver.Answer, Status: http.StatusNoContent} // and nothing is done
			case reads > 2 && reads <= 2+unanswered: // the first request was the read before the write
				return mockserver.Fault{Kind: mockserver.Answer, Status: 503}
			}
			return mockserver.Fault{}
		}}, page, func(o *target.Options) { o.Method = "PUT" })
		_, err := s.edit(t, "Home", "New")
		var lost *client.LostError
		if errors.As(err, &lost) != (unanswered > 0) || s.noticed(target.StoredNothing) == (unanswered > 0) {
			t.Errorf("%d of three reads unanswered: %v, notices %v", unanswered, err, s.notices)
		}
	}
}

// A rival that writes after us does not make our success a failure.
func TestRivalAfter(t *testing.T) {
	for name, body := range map[string]string{
		"elsewhere":     strings.NewReplacer("Home", "New", "null", "7").Replace(page),
		"on our places": strings.Replace(page, "Home", "Rival", 1),
	} {
		t.Run(name, func(t *testing.T) {
			var s *stage
			s = on(t, mockserver.Options{NoPrefer: true, AfterWrite: func(int, *http.Request) {
				s.server.Put("/pages/home", []byte(body))
			}}, page, nil)
			if _, err := s.edit(t, "Home", "New"); err != nil {
				t.Fatal(err)
			}
			want := target.RivalAfter
			if strings.Contains(body, "Rival") {
				want = target.OverwrittenBy
			}
			if !s.noticed(want) {
				t.Errorf("notices %v", s.notices)
			}
		})
	}
}

// What worked once is tried first the next time.
func TestRemembersTheFormat(t *testing.T) {
	s := on(t, mockserver.Options{IgnoredPatches: []string{patch.Merge}}, page, nil)
	if _, err := s.edit(t, "Home", "New"); err != nil {
		t.Fatal(err)
	}
	before := len(s.requests())
	s.again(t, s.URL.Scheme+"://"+s.URL.Host, nil)
	if _, err := s.edit(t, "New", "Newer"); err != nil {
		t.Fatal(err)
	}
	if got := s.requests()[before:]; len(got) != 2 || !strings.HasPrefix(got[1], "PATCH "+patch.JSON) {
		t.Errorf("requests %q", got)
	}
}

// A PUT that the server named in place of PATCH is the first thing tried from then
// on; one that only the user named is not.
func TestRemembersPut(t *testing.T) {
	s := on(t, mockserver.Options{NoPatch: true}, page, nil)
	for _, edit := range []struct {
		old, new string
		want     int // requests
	}{{"Home", "New", 3}, {"New", "Newer", 2}} {
		before := len(s.requests())
		s.again(t, s.URL.Scheme+"://"+s.URL.Host, nil)
		if _, err := s.edit(t, edit.old, edit.new); err != nil {
			t.Fatal(err)
		}
		if got := s.requests()[before:]; len(got) != edit.want {
			t.Errorf("%d requests: %q", len(got), got)
		}
	}
	s = on(t, mockserver.Options{}, page, func(o *target.Options) { o.Method = "PUT" })
	if _, err := s.edit(t, "Home", "New"); err != nil {
		t.Fatal(err)
	}
	if f := s.memory.Lookup(memory.Key(s.URL, "application/json")); f.Method != "" {
		t.Errorf("remembered %+v", f)
	}
}

// The guard is proven by a stale validator that was refused, and by nothing less.
func TestProvesTheGuard(t *testing.T) {
	guard := func(s *stage) memory.Guard {
		return s.memory.Lookup(memory.Key(s.URL, "application/json")).Guard("PATCH")
	}
	s := on(t, mockserver.Options{}, page, nil)
	if _, err := s.edit(t, "Home", "New"); err != nil || guard(s) != memory.Unproven {
		t.Fatalf("err %v, guard %v after a success", err, guard(s))
	}
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.server.Put("/pages/home", []byte(`{"title":"Rival"}`))
	var refused *client.PreconditionError
	if _, err := s.write(t, base, `{"title":"Newer"}`); !errors.As(err, &refused) {
		t.Fatal(err)
	}
	if guard(s) != memory.Unproven {
		t.Error("proven before it was seen that the version had moved")
	}
	if _, err := s.Fetch(t.Context()); err != nil || guard(s) != memory.Enforced {
		t.Errorf("err %v, guard %v", err, guard(s))
	}
}

// A PATCH that gets no answer where none ever did is not sent again as PATCH.
func TestHungPatch(t *testing.T) {
	s := on(t, mockserver.Options{PatchHangs: true}, page, nil)
	var lost *client.LostError
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, &lost) || !lost.Timeout {
		t.Fatalf("err = %v", err)
	}
	var hung *target.HungError
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, &hung) {
		t.Errorf("err = %v", err)
	}
}

// 201 to an update may mean that the resource was deleted, and is made again.
func TestMadeAgain(t *testing.T) {
	var s *stage
	s = on(t, mockserver.Options{IgnorePreconditions: true, BeforeWrite: func(int, *http.Request) { s.server.Delete("/pages/home") }}, page,
		func(o *target.Options) { o.Method = "PUT" })
	if _, err := s.edit(t, "Home", "New"); err != nil || !s.noticed(target.MadeAgain) {
		t.Errorf("err %v, notices %v", err, s.notices)
	}
}
