package pace

import (
	"container/heap"
	"math/rand/v2"
	"testing"
	"time"
)

// A crowd is writers of one resource, each of which reads and then writes on the
// condition that nobody wrote meanwhile. Time is simulated.
type crowd struct {
	rnd     *rand.Rand
	version int
	queue   events
}

type event struct {
	at   time.Duration
	does func(at time.Duration)
}

type events []event

func (e events) Len() int           { return len(e) }
func (e events) Less(i, j int) bool { return e[i].at < e[j].at }
func (e events) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)        { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// write makes one edit from at on; done gets when it has ended, and whether well.
func (c *crowd) write(at, trip, compute time.Duration, done func(at time.Duration, ok bool)) {
	now := at
	p := New(Options{
		Now: func() time.Time { return time.Unix(0, 0).Add(now) },
		Draw: func(upTo time.Duration) time.Duration {
			if upTo <= 0 {
				return 0
			}
			return time.Duration(c.rnd.Int64N(int64(upTo)))
		},
	})
	var read func(time.Duration)
	read = func(at time.Duration) {
		seen := c.version
		p.Observe(trip)
		heap.Push(&c.queue, event{at + trip + compute*time.Duration(50+c.rnd.IntN(100))/100, func(at time.Duration) {
			p.Observe(trip)
			if c.version == seen {
				c.version++
				done(at+trip/2, true)
				return
			}
			now = at + trip/2
			wait, ok := p.next(errConflict)
			if !ok {
				done(now, false)
				return
			}
			now += wait
			p.began = p.opts.Now()
			heap.Push(&c.queue, event{now + trip/2, read})
		}})
	}
	heap.Push(&c.queue, event{at + trip/2, read})
}

// Twenty writers that make ten edits each, at once and in a row, find their place
// within the ten rounds of the default.
func TestTwentyWriters(t *testing.T) {
	for _, n := range []struct{ trip, compute, pause time.Duration }{
		{300 * time.Microsecond, 3 * time.Millisecond, 20 * time.Millisecond},
		{time.Millisecond, time.Millisecond, 4 * time.Millisecond},
		{20 * time.Millisecond, 2 * time.Millisecond, 20 * time.Millisecond},
	} {
		edits, failed := 0, 0
		for seed := range uint64(20) {
			c := &crowd{rnd: rand.New(rand.NewPCG(seed, 0))}
			for range 20 {
				left := 10
				var again func(time.Duration, bool)
				again = func(at time.Duration, ok bool) {
					edits++
					if !ok {
						failed++
					}
					if left--; left > 0 {
						c.write(at+n.pause*time.Duration(50+c.rnd.IntN(100))/100, n.trip, n.compute, again)
					}
				}
				c.write(time.Duration(c.rnd.Int64N(int64(n.pause))), n.trip, n.compute, again)
			}
			for len(c.queue) > 0 {
				e := heap.Pop(&c.queue).(event)
				e.does(e.at)
			}
		}
		if failed > 1 {
			t.Errorf("%+v: %d of %d edits found no place", n, failed, edits)
		}
	}
}
