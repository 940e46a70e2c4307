package bulk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/bulk"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/editor/transform"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestTurns: edits of one resource never meet, and those of another do not wait for them.
func TestTurns(t *testing.T) {
	s := serve(t, mockserver.Options{Latency: 2 * time.Millisecond})
	var q bulk.Queue
	c := s.client(t)
	const writers = 16
	errs := make(chan error, 2*writers)
	for range writers {
		for _, key := range []string{"/a", "/b"} {
			go func() { errs <- s.count(t.Context(), &q, c, key) }()
		}
	}
	for range 2 * writers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	s.holds(t, "/a", writers)
	s.holds(t, "/b", writers)
	if n, refused := s.requests(t); refused > 0 || n > 2*writers+2+2 {
		t.Errorf("%d requests for %d writes, %d of them refused", n, 2*writers, refused)
	}
}

// TestReuse: the next edit begins where the last one has ended, for a moment; a rival's
// write in between is met as any other.
func TestReuse(t *testing.T) {
	s := serve(t, mockserver.Options{})
	var q bulk.Queue
	c := s.client(t)
	step := func(what string, want int) {
		t.Helper()
		before, _ := s.requests(t)
		if err := s.count(t.Context(), &q, c, "/a"); err != nil {
			t.Fatal(what, err)
		}
		if n, _ := s.requests(t); n-before != want {
			t.Errorf("%s: %d requests, want %d", what, n-before, want)
		}
	}
	step("the first one reads", 2)
	step("the next one does not", 1)
	s.Put("/a", []byte(`{"n": 10}`))
	step("a rival is met", 3)
	s.holds(t, "/a", 11)
	time.Sleep(300 * time.Millisecond)
	step("what is old is read again", 2)
}

// TestNotReused: nothing is taken over from an edit that did not end well.
func TestNotReused(t *testing.T) {
	s := serve(t, mockserver.Options{})
	var q bulk.Queue
	c := s.client(t)
	failing := s.session(c, "/a", 10)
	failing.Reviewer = unasked{}
	if _, err := q.Run(t.Context(), "/a", failing); err == nil {
		t.Fatal("it did not fail")
	}
	if err := s.count(t.Context(), &q, c, "/a"); err != nil {
		t.Fatal(err)
	}
	if n, _ := s.requests(t); n != 3 {
		t.Errorf("%d requests", n)
	}
}

// TestTurnNeverComes: who is interrupted while he waits has done nothing.
func TestTurnNeverComes(t *testing.T) {
	s := serve(t, mockserver.Options{})
	var q bulk.Queue
	c := s.client(t)
	entered, release := make(chan struct{}), make(chan struct{})
	slow := s.session(c, "/a", 10)
	slow.Reviewer = waiting{entered, release}
	ended := make(chan error)
	go func() {
		_, err := q.Run(t.Context(), "/a", slow)
		ended <- err
	}()
	<-entered
	why := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if err := s.count(ctx, &q, c, "/a"); !errors.Is(err, why) {
		t.Error(err)
	}
	if err := s.count(t.Context(), &q, c, "/b"); err != nil {
		t.Error(err)
	}
	close(release)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	s.holds(t, "/a", 1)
}

// TestBudget: ten tries again for a run, and one for every five edits.
func TestBudget(t *testing.T) {
	var b bulk.Budget
	patient := pacer(func() error { return nil })
	var list []editor.Pacer
	for range 50 {
		list = append(list, b.Pacer(patient))
	}
	n := 0
	for ; list[n%50].Wait(t.Context(), errors.New("no answer")) == nil; n++ {
	}
	if n != 20 {
		t.Errorf("%d tries", n)
	}
	one := new(bulk.Budget).Pacer(pacer(func() error { return editor.ErrSpent }))
	if err := one.Wait(t.Context(), nil); !errors.Is(err, editor.ErrSpent) {
		t.Errorf("the edit's own patience: %v", err)
	}
}

// TestWhatIsNotTakenOver: only what an accepted write has left stands in for a read, once,
// and only where a version guards what is made of it.
func TestWhatIsNotTakenOver(t *testing.T) {
	s := serve(t, mockserver.Options{})
	var q bulk.Queue
	c := s.client(t)
	step := func(what string, want int, run func() error) {
		t.Helper()
		before, _ := s.requests(t)
		if err := run(); err != nil {
			t.Error(what, err)
		}
		if n, _ := s.requests(t); n-before != want {
			t.Errorf("%s: %d requests, want %d", what, n-before, want)
		}
	}
	count := func() error { return s.count(t.Context(), &q, c, "/a") }
	failing := func() error {
		e := s.session(c, "/a", 10)
		e.Reviewer = unasked{}
		if _, err := q.Run(t.Context(), "/a", e); err == nil {
			return errors.New("it did not fail")
		}
		return nil
	}
	idle := func() error {
		e := s.session(c, "/a", 10)
		e.Modifier = transform.New(s.same)
		_, err := q.Run(t.Context(), "/a", e)
		return err
	}
	begun := func() error {
		base, err := s.session(c, "/a", 10).Target.Fetch(t.Context())
		if err != nil {
			return err
		}
		e := s.session(c, "/a", 10)
		e.Start = &editor.Draft{Base: base, Text: []byte(`{"n": 7}`), Sent: true}
		_, err = q.Run(t.Context(), "/a", e)
		return err
	}
	step("the first one reads", 2, count)
	step("one that fails takes it over", 0, failing)
	step("and leaves nothing", 2, count)
	step("one that changes nothing takes it over", 0, idle)
	step("and leaves nothing", 2, count)
	step("one that has begun already looks itself", 3, begun)
	s.holds(t, "/a", 7)

	bare := serve(t, mockserver.Options{NoValidator: true})
	plain := func() error {
		e := bare.session(c, "/a", 10)
		e.Target = target.New(target.Options{Client: c.Client, URL: bare.base.JoinPath("/a"), Unguarded: true})
		_, err := q.Run(t.Context(), "/bare", e)
		return err
	}
	for range 2 {
		before, _ := bare.requests(t)
		if err := plain(); err != nil {
			t.Fatal(err)
		}
		if n, _ := bare.requests(t); n-before != 4 { // it reads, looks again, writes, and looks
			t.Errorf("without a version: %d requests", n-before)
		}
	}
}
