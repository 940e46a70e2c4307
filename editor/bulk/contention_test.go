package bulk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/bulk"
)

// A crowd is writers of one counter, over real HTTP.
type crowd struct {
	writers int
	edits   int           // of each, one after the other
	trip    time.Duration // of one request, at the server
	rounds  int           // that an edit has
	told    bool          // a refusal carries what is there
	shared  bool          // one client and one queue for all; else nothing joins them but the server
	apart   bool          // each edit begins with a read, as if it were a process of its own
}

// A tally is what became of a crowd.
type tally struct {
	ok, failed, requests int
	span                 time.Duration
	ended                []time.Duration // when each writer was through, in order
}

// add adds another play.
func (t *tally) add(u tally) {
	t.ok, t.failed, t.requests, t.span = t.ok+u.ok, t.failed+u.failed, t.requests+u.requests, t.span+u.span
}

// run lets them write, and checks that each accepted edit is there once.
func (c crowd) run(t testing.TB) tally {
	s := serve(t, mockserver.Options{Latency: c.trip, TellOnConflict: c.told})
	var shared bulk.Queue
	one := s.client(t)
	var got tally
	var mu sync.Mutex
	var all sync.WaitGroup
	begun, begin := make(chan struct{}), time.Time{}
	for range c.writers {
		w, q := one, &shared
		if !c.shared {
			w, q = s.client(t), new(bulk.Queue)
		}
		all.Go(func() {
			<-begun
			for range c.edits {
				if c.apart {
					q = new(bulk.Queue)
				}
				_, err := q.Run(context.Background(), "/a", s.session(w, "/a", c.rounds))
				mu.Lock()
				if err == nil {
					got.ok++
				} else if got.failed++; !contended(err) {
					t.Errorf("%v (%T)", err, err)
				}
				mu.Unlock()
			}
			mu.Lock()
			got.ended = append(got.ended, time.Since(begin))
			mu.Unlock()
		})
	}
	begin = time.Now()
	close(begun)
	all.Wait()
	got.span = time.Since(begin)
	got.requests, _ = s.requests(t)
	slices.Sort(got.ended)
	s.holds(t, "/a", got.ok)
	return got
}

// contended reports whether rivals were faster in every round.
func contended(err error) bool {
	var e *editor.ContendedError
	return errors.As(err, &e)
}

// TestContention: whoever meets whom, each edit that was accepted is there once.
func TestContention(t *testing.T) {
	for _, c := range []crowd{
		{writers: 16, edits: 1, trip: 5 * time.Millisecond, rounds: 10},
		{writers: 16, edits: 1, trip: 5 * time.Millisecond, rounds: 10, told: true},
		{writers: 8, edits: 10, trip: time.Millisecond, rounds: 25},
		{writers: 32, edits: 5, trip: time.Millisecond, rounds: 25, shared: true},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			t.Parallel()
			got := c.run(t)
			if got.ok+got.failed != c.writers*c.edits || got.ok == 0 {
				t.Errorf("%+v", got)
			}
			t.Logf("%d of %d, %.1f requests each, %s", got.ok, c.writers*c.edits, float64(got.requests)/float64(got.ok), got.span)
		})
	}
}

// BenchmarkContention prints, beside what one writer alone reaches in the same run: the
// rate of accepted edits as a share of his, requests for each, when the slowest writer
// was through as a multiple of the median, the share of edits that ran out of rounds,
// and how many round trips all of it took.
//
//	go test -run '^$' -bench Contention -benchtime 5x ./editor/bulk
func BenchmarkContention(b *testing.B) {
	const web, near = 50 * time.Millisecond, 5 * time.Millisecond
	single := crowd{writers: 1, edits: 10, trip: web, rounds: 10, apart: true}
	for _, bb := range []struct {
		name  string
		alone crowd
		crowd
	}{
		{"burst-2", single, crowd{writers: 2, edits: 1, trip: web, rounds: 10}},
		{"burst-16", single, crowd{writers: 16, edits: 1, trip: web, rounds: 10}},
		{"burst-16-told", single, crowd{writers: 16, edits: 1, trip: web, rounds: 10, told: true}},
		{"burst-64", single, crowd{writers: 64, edits: 1, trip: web, rounds: 10}},
		{"loop-16", crowd{writers: 1, edits: 100, trip: near, rounds: 25}, crowd{writers: 16, edits: 50, trip: near, rounds: 25}},
		{"loop-64", crowd{writers: 1, edits: 100, trip: near, rounds: 25}, crowd{writers: 64, edits: 50, trip: near, rounds: 25}},
		{"one-process-64", crowd{writers: 1, edits: 100, trip: near, rounds: 25, shared: true}, crowd{writers: 64, edits: 20, trip: near, rounds: 25, shared: true}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			var alone, got tally
			var last float64
			for b.Loop() {
				alone.add(bb.alone.run(b))
				one := bb.crowd.run(b)
				got.add(one)
				last += float64(one.ended[len(one.ended)-1]) / float64(one.ended[len(one.ended)/2])
			}
			n := float64(got.ok)
			b.ReportMetric(100*n/got.span.Seconds()/(float64(alone.ok)/alone.span.Seconds()), "%rate")
			b.ReportMetric(float64(got.requests)/n, "requests/edit")
			b.ReportMetric(last/float64(b.N), "last/median")
			b.ReportMetric(100*float64(got.failed)/(n+float64(got.failed)), "%out")
			b.ReportMetric(float64(got.span)/float64(b.N)/float64(bb.trip), "trips")
			b.ReportMetric(0, "ns/op")
		})
	}
}
