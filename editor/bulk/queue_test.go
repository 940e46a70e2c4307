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
