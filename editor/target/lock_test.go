package target_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor/target"
)

// A clock moves when it is told to, for the server and the Target alike. Who sleeps wakes
// when enough has passed.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	sleeper chan struct{} // a sleep has begun
	wake    chan struct{}
}

func newClock() *clock {
	return &clock{now: time.Unix(1e9, 0), sleeper: make(chan struct{}, 9), wake: make(chan struct{})}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *clock) Sleep(ctx context.Context, _ time.Duration) error {
	c.sleeper <- struct{}{}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-c.wake:
		return nil
	}
}

// renew lets the sleeper wake once, and returns when it sleeps again or is over for sure.
func (c *clock) renew() {
	<-c.sleeper
	c.wake <- struct{}{}
	select {
	case <-c.sleeper:
		c.sleeper <- struct{}{}
	case <-time.After(time.Second):
	}
}

// locked sets up a stage whose resource is locked from the first read on.
func locked(t *testing.T, c *clock, m mockserver.Options) *stage {
	t.Helper()
	m.API, m.Now = "webdav", c.Now
	dav, err := convention.Lookup("webdav")
	if err != nil {
		t.Fatal(err)
	}
	s := on(t, m, page, func(o *target.Options) {
		o.Client, err = client.New(client.Options{Dialect: dav, Timeout: 2 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(o.Client.Close)
		o.Method, o.Lock, o.Owner, o.Now, o.Sleep = "PUT", dav.Lock, "ann", c.Now, c.Sleep
	})
	t.Cleanup(func() { s.Release(context.Background()) })
	return s
}

// kinds lists what was noticed.
func (s *stage) kinds() (ks []target.NoticeKind) {
	for _, n := range s.notices {
		ks = append(ks, n.Kind)
	}
	return ks
}

// asked counts the requests of a method.
func (s *stage) asked(method string) (n int) {
	for _, e := range s.server.Log() {
		if e.Method == method {
			n++
		}
	}
	return n
}

// The lock is there from the read to the release, whatever became of the write.
func TestLocked(t *testing.T) {
	s := locked(t, newClock(), mockserver.Options{})
	base, err := s.Fetch(t.Context())
	if err != nil || len(s.server.Locked()) != 1 {
		t.Fatal(err, s.server.Locked())
	}
	if _, err := s.write(t, base, strings.Replace(page, "Home", "House", 1)); err != nil {
		t.Fatal(err)
	}
	s.Release(t.Context())
	s.Release(t.Context())
	if got := s.server.Locked(); len(got) != 0 {
		t.Error("still locked:", got)
	}
	log := s.server.Log()
	put := log[slices.IndexFunc(log, func(e mockserver.Entry) bool { return e.Method == "PUT" })]
	if put.IfMatch == "" || put.If == "" {
		t.Errorf("the write had If-Match %q and If %q", put.IfMatch, put.If)
	}
	if n := s.asked("UNLOCK"); n != 1 {
		t.Errorf("given back %d times", n)
	}
}

// It is renewed while nobody does anything, for longer than it lasts by itself.
func TestLockRenewed(t *testing.T) {
	c := newClock()
	s := locked(t, c, mockserver.Options{LockTime: time.Minute})
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		c.pass(20 * time.Second)
		c.renew()
	}
	if len(s.server.Locked()) != 1 {
		t.Fatal("it has run out")
	}
	if _, err := s.write(t, base, strings.Replace(page, "Home", "House", 1)); err != nil || len(s.notices) > 0 {
		t.Error(err, s.notices)
	}
}

// A lock that is lost is said, and taken anew; the version tells whether somebody wrote.
func TestLockLost(t *testing.T) {
	for _, c := range []struct {
		name  string
		rival bool // who writes when the lock is gone
		seen  bool // by a renewal, before the write
	}{
		{"nobody wrote", false, false},
		{"nobody wrote, and a renewal was refused", false, true},
		{"a rival wrote", true, false},
		{"a rival wrote, and a renewal was refused", true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := newClock()
			s := locked(t, clock, mockserver.Options{})
			base, err := s.Fetch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s.server.Unlock("/pages/home")
			if c.seen {
				clock.renew()
			}
			if c.rival {
				s.server.Put("/pages/home", []byte(`{"title":"Rival"}`))
			}
			_, err = s.write(t, base, strings.Replace(page, "Home", "House", 1))
			var refused *client.PreconditionError
			if errors.As(err, &refused) != c.rival || !c.rival && err != nil {
				t.Error(err)
			}
			if got := s.kinds(); !slices.Equal(got, []target.NoticeKind{target.LockLost}) {
				t.Errorf("notices %v", got)
			}
			if len(s.server.Locked()) != 1 {
				t.Error("it was not taken anew")
			}
		})
	}
}

// A renewal that gets no answer says nothing; when the time is over the lock is lost.
func TestLockRunsOut(t *testing.T) {
	c := newClock()
	var mu sync.Mutex
	down := false
	s := locked(t, c, mockserver.Options{Fault: func(_ int, r *http.Request) (f mockserver.Fault) {
		mu.Lock()
		defer mu.Unlock()
		if down && r.Method == "LOCK" {
			f.Kind = mockserver.CutBefore
		}
		return f
	}})
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	down = true
	mu.Unlock()
	c.pass(time.Minute)
	c.renew()
	if len(s.server.Locked()) != 1 {
		t.Fatal("it is gone already")
	}
	c.pass(2 * time.Minute)
	c.renew()
	mu.Lock()
	down = false
	mu.Unlock()
	if _, err := s.write(t, base, strings.Replace(page, "Home", "House", 1)); err != nil {
		t.Error(err)
	}
	if got := s.kinds(); !slices.Equal(got, []target.NoticeKind{target.LockLost}) {
		t.Errorf("notices %v", got)
	}
	if n := s.asked("PUT"); n != 1 { // not with the lock that has run out
		t.Errorf("%d writes", n)
	}
}

// Another's lock is told with its holder, and is free when that one lets go.
func TestLockedByAnother(t *testing.T) {
	c := newClock()
	first := locked(t, c, mockserver.Options{})
	if _, err := first.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := *first
	second.Target = target.New(first.Options)
	for range 2 {
		_, err := second.Fetch(t.Context())
		var e *client.LockedError
		if !errors.As(err, &e) || e.Owner != "ann" || e.Left != 2*time.Minute {
			t.Fatalf("%v %+v", err, e)
		}
	}
	first.Release(t.Context())
	if _, err := second.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	second.Release(t.Context())
	if n := len(first.server.Locked()); n != 0 {
		t.Error("locks left:", n)
	}
}

// A resource that is deleted between the read and the lock is not made by the lock.
func TestLockOfTheDeleted(t *testing.T) {
	c := newClock()
	var s *stage
	s = locked(t, c, mockserver.Options{BeforeWrite: func(_ int, r *http.Request) {
		if r.Method == "LOCK" {
			s.server.Delete("/pages/home")
		}
	}})
	_, err := s.Fetch(t.Context())
	var gone *client.GoneError
	if !errors.As(err, &gone) {
		t.Error(err)
	}
	if paths := s.server.Paths(); len(paths) != 0 || len(s.server.Locked()) != 0 {
		t.Error("left behind:", paths, s.server.Locked())
	}
}

// A server that forgets every lock at once refuses the write with it: that is tried once
// more, and not for ever.
func TestLockThatIsForgotten(t *testing.T) {
	var s *stage
	s = locked(t, newClock(), mockserver.Options{BeforeWrite: func(_ int, r *http.Request) {
		if r.Method == http.MethodPut {
			s.server.Unlock("/pages/home")
		}
	}})
	if _, err := s.edit(t, "Home", "New"); !errors.As(err, new(*client.PreconditionError)) || s.asked("PUT") != 2 {
		t.Errorf("%v after %d writes", err, s.asked("PUT"))
	}
}

// A write that is redirected goes on without the lock, which is one of the first place and
// is given back.
func TestLockOfARedirectedWrite(t *testing.T) {
	s := locked(t, newClock(), mockserver.Options{})
	s.server.PutAs("/moved", "application/json", []byte(page))
	log := []string{}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			log = append(log, fmt.Sprint(r.Method, " ", r.URL.Path, " ", r.Header.Get("If") != ""))
		}
		switch {
		case r.Method == http.MethodPut && r.URL.Path != "/moved":
			http.Redirect(w, r, "/moved", http.StatusPermanentRedirect)
		case r.Method == http.MethodGet && r.URL.Path != "/moved":
			r.URL.Path = "/moved" // the same version of the same bytes
			fallthrough
		default:
			s.server.Handler().ServeHTTP(w, r)
		}
	}))
	t.Cleanup(web.Close)
	o := s.Options
	at, err := url.Parse(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	o.URL = at.JoinPath("/pages/home")
	s.Target = target.New(o)
	if _, err := s.edit(t, "Home", "New"); err != nil {
		t.Fatal(err)
	}
	want := []string{"LOCK /pages/home false", "PUT /pages/home true", "UNLOCK /pages/home false", "PUT /moved false"}
	if !slices.Equal(log, want) {
		t.Errorf("%q, want %q", log, want)
	}
}

// What a rival has written into such a resource is not removed with it.
func TestLockOfTheMadeAgain(t *testing.T) {
	var s *stage
	s = locked(t, newClock(), mockserver.Options{BeforeWrite: func(_ int, r *http.Request) {
		if r.Method == "LOCK" {
			s.server.Delete("/pages/home")
		}
	}, AfterWrite: func(_ int, r *http.Request) {
		if r.Method == "LOCK" {
			s.server.Put("/pages/home", []byte(`{"title":"Rival"}`))
		}
	}})
	if _, err := s.Fetch(t.Context()); !errors.As(err, new(*client.GoneError)) {
		t.Error(err)
	}
	if got, _ := s.server.Get("/pages/home"); string(got) != `{"title":"Rival"}` || s.asked(http.MethodDelete) != 0 {
		t.Errorf("%s, %d deletions", got, s.asked(http.MethodDelete))
	}
}

// Where nothing can be locked the version guards alone; other refusals stop the edit.
func TestNotLockable(t *testing.T) {
	for status, want := range map[int]any{405: nil, 501: nil, 403: new(*client.RefusedError), 503: new(*client.BusyError), 404: new(*client.GoneError)} {
		s := locked(t, newClock(), mockserver.Options{Fault: func(_ int, r *http.Request) (f mockserver.Fault) {
			if r.Method == "LOCK" {
				f.Kind, f.Status = mockserver.Answer, status
			}
			return f
		}})
		base, err := s.Fetch(t.Context())
		if want != nil {
			if err == nil || !errors.As(err, want) {
				t.Errorf("%d: %v", status, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.write(t, base, strings.Replace(page, "Home", "House", 1)); err != nil || !slices.Equal(s.kinds(), []target.NoticeKind{target.NotLockable}) {
			t.Errorf("%d: %v, notices %v", status, err, s.notices)
		}
	}
}

// A lock that cannot be given back is said with the time when it ends.
func TestLockKept(t *testing.T) {
	s := locked(t, newClock(), mockserver.Options{Fault: func(_ int, r *http.Request) (f mockserver.Fault) {
		if r.Method == "UNLOCK" {
			f.Kind = mockserver.CutBefore
		}
		return f
	}})
	if _, err := s.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Release(t.Context())
	if len(s.notices) != 1 || s.notices[0] != (target.Notice{Kind: target.LockKept, Detail: "2m0s"}) {
		t.Errorf("%v", s.notices)
	}
}

// --if-match holds from the read that the lock came after.
func TestLockedIfMatch(t *testing.T) {
	var s *stage
	s = locked(t, newClock(), mockserver.Options{BeforeWrite: func(_ int, r *http.Request) {
		if r.Method == "LOCK" {
			s.server.Put("/pages/home", []byte(`{"title":"Rival"}`))
		}
	}})
	s.IfMatch = s.server.ETag("/pages/home")
	_, err := s.Fetch(t.Context())
	if !errors.As(err, new(*target.VersionError)) {
		t.Error(err)
	}
}

// A weak tag, which If-Match never matches, holds beside the lock: nobody waits until it
// is a strong one. A stale one does not hold.
func TestLockedWeak(t *testing.T) {
	for _, rival := range []bool{false, true} {
		s := locked(t, newClock(), mockserver.Options{WeakFor: time.Hour})
		base, err := s.Fetch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if rival { // who takes no notice of locks
			s.server.Put("/pages/home", []byte(`{"title":"Rival"}`))
		}
		_, err = s.write(t, base, strings.Replace(page, "Home", "House", 1))
		if rival != errors.As(err, new(*client.PreconditionError)) || !rival && err != nil || len(s.notices) > 0 {
			t.Errorf("rival %v: %v, %v", rival, err, s.notices)
		}
		for _, e := range s.server.Log() {
			if e.Method == "PUT" && (e.IfMatch != "" || !strings.Contains(e.If, `> [W/"`)) {
				t.Errorf("If-Match %q, If %q", e.IfMatch, e.If)
			}
		}
	}
}

// A server that says of every lock that it has made the resource: what was read there, an
// empty file too, is no lock's, and stays.
func TestLockedWith201(t *testing.T) {
	for _, body := range []string{"", "text"} {
		removed := false
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.Method {
			case "LOCK":
				w.Header().Set("Lock-Token", "<urn:uuid:7>")
				w.WriteHeader(http.StatusCreated)
			case http.MethodDelete:
				removed = true
			case http.MethodGet:
				w.Header().Set("Content-Type", "text/plain")
				w.Header().Set("Etag", `"1"`)
				_, _ = io.WriteString(w, body)
			}
		}))
		t.Cleanup(web.Close)
		dav, err := convention.Lookup("webdav")
		if err != nil {
			t.Fatal(err)
		}
		s := on(t, mockserver.Options{}, page, nil)
		s.again(t, web.URL, func(o *target.Options) { o.Lock, o.Owner = dav.Lock, "ann"; o.Sleep = nil })
		if _, err := s.Fetch(t.Context()); err != nil || removed {
			t.Errorf("%q: %v, removed %v", body, err, removed)
		}
		s.Release(t.Context())
	}
}
