package bulk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/bulk"
	"github.com/etch-http/etch/editor/pace"
	"github.com/etch-http/etch/editor/resolve"
	"github.com/etch-http/etch/editor/review"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/editor/transform"
)

// A server is a mock server with counters.
type server struct {
	*mockserver.Server
	base *url.URL
	plus transform.Change // adds one
	same transform.Change // changes nothing
}

// serve starts one, with counters at /a and /b that are at 0.
func serve(t testing.TB, o mockserver.Options) *server {
	t.Helper()
	s := &server{Server: mockserver.New(o)}
	t.Cleanup(func() { _ = s.Close() })
	base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if s.base, err = url.Parse(base); err != nil {
		t.Fatal(err)
	}
	if s.plus, err = transform.NewJQ(".n += 1"); err != nil {
		t.Fatal(err)
	}
	if s.same, err = transform.NewJQ("."); err != nil {
		t.Fatal(err)
	}
	s.Put("/a", []byte(`{"n": 0}`))
	s.Put("/b", []byte(`{"n": 0}`))
	return s
}

// A worker is a client with connections of its own, whose requests the edit under way hears of.
type worker struct {
	*client.Client
	pacer atomic.Pointer[pace.Pacer]
}

// client makes a worker.
func (s *server) client(t testing.TB) *worker {
	t.Helper()
	w := &worker{}
	var err error
	w.Client, err = client.New(client.Options{Dialect: convention.RFC9110, OnExchange: func(e client.Exchange) {
		if p := w.pacer.Load(); p != nil && e.Err == nil {
			p.Observe(e.Took)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// session is an edit that adds one to the counter at path.
func (s *server) session(w *worker, path string, rounds int) *editor.Session {
	p := pace.New(pace.Options{Rounds: rounds})
	w.pacer.Store(p)
	return &editor.Session{
		Target:   target.New(target.Options{Client: w.Client, URL: s.base.JoinPath(path)}),
		Modifier: transform.New(s.plus), Reviewer: review.Yes{}, Resolver: resolve.Merge, Drafts: nowhere{}, Pacer: p,
	}
}

// count runs it.
func (s *server) count(ctx context.Context, q *bulk.Queue, w *worker, path string) error {
	rep, err := q.Run(ctx, path, s.session(w, path, 25))
	if err == nil && rep.Outcome != editor.Applied {
		return fmt.Errorf("%s", rep.Outcome)
	}
	return err
}

// holds compares the counter at path.
func (s *server) holds(t testing.TB, path string, want int) {
	t.Helper()
	body, _ := s.Get(path)
	var got struct{ N int }
	if err := json.Unmarshal(body, &got); err != nil || got.N != want {
		t.Errorf("%s holds %s, want %d", path, body, want)
	}
}

// requests counts them, and the refused writes among them.
func (s *server) requests(t testing.TB) (all, refused int) {
	t.Helper()
	log := s.Log()
	for _, e := range log {
		if e.Status == 412 {
			refused++
		}
	}
	return len(log), refused
}

// nowhere keeps no drafts.
type nowhere struct{}

func (nowhere) Keep(*editor.Draft) error { return nil }
func (nowhere) Drop(*editor.Draft) error { return nil }

// unasked is a Reviewer who says no.
type unasked struct{}

func (unasked) Review(context.Context, editor.Proposal) (editor.Verdict, error) {
	return editor.Keep, nil
}

// waiting is a Reviewer who takes his time.
type waiting struct{ entered, release chan struct{} }

func (w waiting) Review(context.Context, editor.Proposal) (editor.Verdict, error) {
	close(w.entered)
	<-w.release
	return editor.Send, nil
}

// pacer is a Pacer that does not wait.
type pacer func() error

func (p pacer) Wait(context.Context, error) error { return p() }
