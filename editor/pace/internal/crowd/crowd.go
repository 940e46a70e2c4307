// Package crowd simulates writers of one resource, each of which reads and then
// writes on the condition that nobody has written in between. Time is simulated, and
// so is the network; what decides how long a writer waits after a conflict is the code
// that it is given, package pace's own or another one to compare it with.
//
// It is for tests and for docs/contention.md alone.
package crowd

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"time"
)

// A Scene is who writes, and how far away.
type Scene struct {
	Writers int
	Edits   int           // of each writer, one after the other
	Trip    time.Duration // one request and its answer; each leg varies by a tenth
	Compute time.Duration // between an answer and the next request, by half more or less
	Pause   time.Duration // between two edits of a writer, by half more or less
	Start   time.Duration // the writers begin within this time
	Reuse   bool          // the next edit begins at the answer to the last write, without a read
	Told    bool          // the answer that refuses a write carries what is there now
	Rounds  int           // conflicts that an edit is given for its Backoff
}

// A Clock is the simulated time as a Backoff sees it.
type Clock struct {
	Now    func() time.Time
	Draw   func(upTo time.Duration) time.Duration // random, below upTo
	Window time.Duration                          // one round trip and what is computed in it, on average
}

// A Backoff is the patience of one edit.
type Backoff interface {
	// Observe hears of a request and how long it took.
	Observe(took time.Duration)
	// Next returns how long to wait after one more conflict; ok is false for giving up.
	Next() (wait time.Duration, ok bool)
	// Begun hears that the wait is over.
	Begun()
}

// A Manner makes the Backoff of an edit that has so many rounds.
type Manner func(c Clock, rounds int) Backoff

// A Result is what became of all edits.
type Result struct {
	OK, Failed int
	Requests   int
	Span       time.Duration   // until the last one has ended
	Ended      []time.Duration // when each writer was through, in order
}

// Alone is how long one writer of the scene takes for an edit if nobody else is there.
func (s Scene) Alone() time.Duration {
	if s.Reuse {
		return s.Trip + s.Compute + s.Pause
	}
	return 2*s.Trip + s.Compute + s.Pause
}

// Rate is how many edits were accepted in the time that one writer alone needs for
// one: 1 is as many as that.
func (r Result) Rate(s Scene) float64 {
	return float64(r.OK) * float64(s.Alone()) / float64(r.Span)
}

// Spread is when the slowest writer was through, as a multiple of the median.
func (r Result) Spread() float64 {
	n := len(r.Ended)
	return float64(r.Ended[n-1]) / float64(r.Ended[n/2])
}

// Run plays the scene. The same seed gives the same result.
func Run(s Scene, m Manner, seed uint64) Result {
	c := &crowd{Scene: s, manner: m, rnd: rand.New(rand.NewPCG(seed, 0))}
	for range s.Writers {
		w := &writer{crowd: c, left: s.Edits}
		c.at(c.below(s.Start), func() { w.edit(unread) })
	}
	for len(c.queue) > 0 {
		e := heap.Pop(&c.queue).(event)
		c.now = e.at
		e.does()
	}
	slices.Sort(c.result.Ended)
	return c.result
}

// A crowd is a Scene under way.
type crowd struct {
	Scene
	manner  Manner
	rnd     *rand.Rand
	now     time.Duration
	version int // of the resource
	queue   events
	result  Result
}

// at has something happen after d.
func (c *crowd) at(d time.Duration, does func()) { heap.Push(&c.queue, event{c.now + d, does}) }

// below is a random duration below d.
func (c *crowd) below(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return time.Duration(c.rnd.Int64N(int64(d)))
}

// about is d, by half more or less.
func (c *crowd) about(d time.Duration) time.Duration { return d/2 + c.below(d) }

// leg is the way to the server or back.
func (c *crowd) leg() time.Duration {
	return time.Duration(float64(c.Trip) / 2 * max(0.2, 1+c.rnd.NormFloat64()/10))
}

// A writer makes its edits one after the other.
type writer struct {
	*crowd
	left    int
	backoff Backoff
	seen    int           // the version that the next write is conditional on
	sent    time.Duration // when the request under way left
}

// unread is no version: the edit begins with a read.
const unread = -1

// edit begins an edit at the version known from the last one.
func (w *writer) edit(known int) {
	w.backoff = w.manner(Clock{
		Now:  func() time.Time { return time.Unix(0, 0).Add(w.now) },
		Draw: w.below, Window: w.Trip + w.Compute,
	}, w.Rounds)
	if known == unread {
		w.read()
		return
	}
	w.seen = known
	w.at(w.about(w.Compute), w.write)
}

// read asks for the current version.
func (w *writer) read() {
	w.send(func() func() {
		v := w.version
		return func() {
			w.seen = v
			w.at(w.about(w.Compute), w.write)
		}
	})
}

// write tries to make the next version.
func (w *writer) write() {
	w.send(func() func() {
		accepted := w.version == w.seen
		if accepted {
			w.version++
		}
		v := w.version
		return func() {
			if accepted {
				w.end(true, v)
				return
			}
			w.refused(v)
		}
	})
}

// send has a request do something at the server, and its outcome at the writer.
func (w *writer) send(served func() (answered func())) {
	w.result.Requests++
	w.sent = w.now
	w.at(w.leg(), func() {
		answered := served()
		w.at(w.leg(), func() {
			w.backoff.Observe(w.now - w.sent)
			answered()
		})
	})
}

// refused waits, and goes on with what the answer told or with a fresh read.
func (w *writer) refused(v int) {
	wait, ok := w.backoff.Next()
	switch {
	case !ok:
		w.end(false, unread)
	case wait == 0 && w.Told:
		w.backoff.Begun()
		w.seen = v
		w.at(w.about(w.Compute), w.write)
	default:
		w.at(wait, func() {
			w.backoff.Begun()
			w.read()
		})
	}
}

// end counts an edit, and begins the next one.
func (w *writer) end(ok bool, v int) {
	if ok {
		w.result.OK++
	} else {
		w.result.Failed++
	}
	w.left--
	if w.left == 0 {
		w.result.Ended = append(w.result.Ended, w.now)
		w.result.Span = max(w.result.Span, w.now)
		return
	}
	if !w.Reuse {
		v = unread
	}
	w.at(w.about(w.Pause), func() { w.edit(v) })
}

// An event is what happens at some time.
type event struct {
	at   time.Duration
	does func()
}

// events is a heap of them, the next one first.
type events []event

// Len implements heap.Interface.
func (e events) Len() int { return len(e) }

// Less implements heap.Interface.
func (e events) Less(i, j int) bool { return e[i].at < e[j].at }

// Swap implements heap.Interface.
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push implements heap.Interface.
func (e *events) Push(x any) { *e = append(*e, x.(event)) }

// Pop implements heap.Interface.
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}
