// Package pace decides how long an edit waits before its next round, and when it
// gives up. It implements [editor.Pacer]: back-off after a rival's write, patience
// with stale reads and busy servers, and one budget for all of it.
//
// Causes are counted apart, since each says something else of the server. Conflicts
// are the normal course of things among many writers, and each one means that
// somebody got on: they have the most rounds. A stale read passes within seconds or
// never. A server that is busy or silent is not helped by asking often. What is not a
// conflict counts afresh after the next conflict, because that was an answer.
//
// The package sends nothing and knows no clock but the one that it is given.
package pace

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
)

// The waits after a conflict are drawn from U(0, min(first·growth^k, most, ceiling)),
// k from 0, with first and most in windows. A window is the time in which a rival
// disturbs this edit: from the moment at which the server answers its read to the one
// at which its write arrives. That is one round trip, and what is computed between the
// two: on a fast network a program that takes 3 ms to think is met ten times as often
// as one that takes none. Full jitter spreads writers that met once.
//
// docs/contention.md, which is made by a simulation with this very code, has what
// becomes of writers under these figures and under others.
const (
	first   = 8
	growth  = 1.65
	most    = 512
	ceiling = 10 * time.Second

	unknownTrip  = 50 * time.Millisecond  // before anything was observed
	longestRound = 250 * time.Millisecond // beyond, it is a person who decides, not a program that computes
)

// Another's lock goes with its holder's work: a script's within a moment, a person's
// when the editor is closed. The waits are drawn from U(0, min(lockFirst·lockGrowth^k,
// lockMost)), k from 0: the fewer wait, the sooner one of them is there. Where there is a
// budget that is the limit; without one, as with a person at the editor, lockTries,
// which comes to ten seconds or so: then it is said who holds it.
const (
	lockFirst  = 100 * time.Millisecond
	lockGrowth = 1.5
	lockMost   = 2 * time.Second
	lockTries  = 15
)

var (
	// A stale read is a cache or a replica behind the writer: they follow within seconds.
	staleWaits = []time.Duration{300 * time.Millisecond, time.Second, 2 * time.Second}
	// Without Retry-After (RFC 9110 section 10.2.3) nobody knows: briefly, then longer.
	busyWaits = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}
	// A connection that broke is mostly back at once. What counts is the read that follows.
	lostWaits = []time.Duration{100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second}
	// Between them the server has answered a read: it is there, and a write that is lost
	// once more may get through the next time. To stop here is to end in doubt.
	writeWaits = []time.Duration{100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second}
)

// Options make a Pacer; the zero value is usable.
type Options struct {
	Rounds  int           // conflicts that are met by another round; 0: 10, below 0: none
	Budget  time.Duration // of the whole edit, from New on; 0: none
	Longest time.Duration // the longest Retry-After that is waited for; 0: two minutes

	Now   func() time.Time                           // nil: time.Now
	Sleep func(context.Context, time.Duration) error // nil: a timer; returns the context's error
	Draw  func(upTo time.Duration) (d time.Duration) // a random duration below upTo; nil: math/rand
}

// A Pacer paces one edit. It may be told of requests from several goroutines.
type Pacer struct {
	opts     Options
	deadline time.Time // zero: none

	mu        sync.Mutex
	trips     time.Duration // sum of the requests
	observed  int
	began     time.Time     // the round under way; zero: it began before the first Wait
	rounds    time.Duration // sum of the rounds that met a rival
	measured  int
	conflicts int
	stale     int
	busy      int
	young     int
	lost      int
	locked    int
	unsettled int
}

var _ editor.Pacer = (*Pacer)(nil)

// New makes a Pacer, whose budget begins to run now.
func New(o Options) *Pacer {
	if o.Rounds == 0 {
		o.Rounds = 10
	}
	if o.Longest == 0 {
		o.Longest = 2 * time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Draw == nil {
		o.Draw = draw
	}
	p := &Pacer{opts: o}
	if o.Budget > 0 {
		p.deadline = o.Now().Add(o.Budget)
	}
	return p
}

// Observe tells how long one request took, until its answer was read. Without it
// a window is guessed.
func (p *Pacer) Observe(took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trips += max(took, 0)
	p.observed++
}

// Extend moves the end of the budget by d: a person was asked meanwhile, and that
// time does not count.
func (p *Pacer) Extend(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.deadline.IsZero() {
		p.deadline = p.deadline.Add(d)
	}
}

// Wait implements editor.Pacer: it returns nil when it is time to read again.
//
//   - *client.PreconditionError, a rival's write: at once the first time, then with
//     growing random waits, up to Rounds times;
//   - *editor.StaleError: three times, 0.3 s, 1 s and 2 s;
//   - *client.BusyError: what Retry-After says, else 1 s, 2 s and 4 s, three times; one
//     that is Young as often as a conflict;
//   - *client.LockedError, another's lock: with growing random waits, as long as the
//     budget lasts; without one, fifteen times;
//   - *client.LostError of a connection that broke: six times, 0.1 s to 4 s;
//   - one of a time-out, *client.UnreachableError and all else: three times, briefly.
//
// It returns editor.ErrSpent when a cause has used up its count, and at once, without
// sleeping, when the wait would outlast the budget, the context's deadline or
// Longest. When the context ends it returns the context's cause.
func (p *Pacer) Wait(ctx context.Context, cause error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	d, ok := p.next(cause)
	if !ok || !p.inTime(ctx, d) {
		return editor.ErrSpent
	}
	if d > 0 && p.opts.Sleep(ctx, d) != nil {
		return context.Cause(ctx)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.began = p.opts.Now()
	return nil
}

// next counts the cause and returns its wait; ok is false where the count is used up.
func (p *Pacer) next(cause error) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var (
		conflict *client.PreconditionError
		stale    *editor.StaleError
		busy     *client.BusyError
		locked   *client.LockedError
		lost     *client.LostError
	)
	switch {
	case errors.As(cause, &conflict):
		p.measure()
		p.stale, p.busy, p.young, p.lost, p.unsettled, p.locked = 0, 0, 0, 0, 0, 0
		p.conflicts++
		return p.backOff(p.conflicts), p.conflicts <= p.opts.Rounds
	case errors.As(cause, &stale):
		return step(&p.stale, staleWaits)
	case errors.As(cause, &busy) && busy.Young: // each time somebody else has got on
		p.young++
		return p.told(busy), p.young <= max(p.opts.Rounds, len(busyWaits))
	case errors.As(cause, &busy):
		wait, ok = step(&p.busy, busyWaits)
		if busy.After > 0 {
			wait, ok = p.told(busy), ok && busy.After <= p.opts.Longest
		}
		return wait, ok
	case errors.As(cause, &locked):
		p.locked++
		bound := min(float64(lockFirst)*math.Pow(lockGrowth, float64(p.locked-1)), float64(lockMost))
		return p.opts.Draw(time.Duration(bound)), p.opts.Budget > 0 || p.locked <= lockTries
	case errors.As(cause, &lost) && !lost.Timeout:
		return step(&p.unsettled, writeWaits)
	}
	return step(&p.lost, lostWaits)
}

// told returns the wait where the server says how long. Others were told the same
// moment: not all of them at once.
func (p *Pacer) told(busy *client.BusyError) time.Duration {
	return busy.After + p.opts.Draw(min(first*p.window(), time.Second))
}

// backOff returns the wait after the n-th conflict. The first one is nobody's
// crowd: a rival wrote while a person typed, and is gone again.
func (p *Pacer) backOff(n int) time.Duration {
	if n <= 1 {
		return 0
	}
	window := float64(p.window())
	bound := min(first*window*math.Pow(growth, float64(n-2)), most*window, float64(ceiling))
	return p.opts.Draw(time.Duration(math.Round(bound)))
}

// measure notes how long the round took that has just met a rival.
func (p *Pacer) measure() {
	if !p.began.IsZero() {
		p.rounds += p.opts.Now().Sub(p.began)
		p.measured++
	}
}

// window is the mean window of this edit, by what was observed so far: its rounds go
// from the sending of the read to the answer to the write, and so are a round trip longer.
func (p *Pacer) window() time.Duration {
	trip := unknownTrip
	if p.observed > 0 {
		trip = p.trips / time.Duration(p.observed)
	}
	if p.measured == 0 {
		return trip
	}
	return max(trip, min(p.rounds/time.Duration(p.measured), longestRound)-trip)
}

// inTime reports whether something could still be done after a wait of d.
func (p *Pacer) inTime(ctx context.Context, d time.Duration) bool {
	end := p.opts.Now().Add(d)
	p.mu.Lock()
	budget := p.deadline
	p.mu.Unlock()
	if !budget.IsZero() && !end.Before(budget) {
		return false
	}
	deadline, ok := ctx.Deadline()
	return !ok || end.Before(deadline)
}

// step takes the next of the waits.
func step(count *int, waits []time.Duration) (time.Duration, bool) {
	*count++
	if *count > len(waits) {
		return 0, false
	}
	return waits[*count-1], true
}

// sleep waits for d or the end of the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// draw returns a random duration in [0, upTo).
func draw(upTo time.Duration) time.Duration {
	if upTo <= 0 {
		return 0
	}
	return rand.N(upTo)
}
