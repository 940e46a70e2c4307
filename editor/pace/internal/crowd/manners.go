package crowd

import (
	"context"
	"math"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/pace"
)

// Etch is package pace, with its own figures.
func Etch(c Clock, rounds int) Backoff {
	p := &paced{}
	p.Pacer = pace.New(pace.Options{
		Rounds: rounds, Draw: c.Draw,
		Now: func() time.Time { return c.Now().Add(p.slept) },
		Sleep: func(_ context.Context, d time.Duration) error {
			p.slept = d
			return nil
		},
	})
	return p
}

// paced is a pace.Pacer whose sleeps are left to the simulation.
type paced struct {
	*pace.Pacer
	slept time.Duration // since the clock was last asked by others
}

// Next implements Backoff.
func (p *paced) Next() (time.Duration, bool) {
	err := p.Wait(context.Background(), &client.PreconditionError{})
	wait := p.slept
	p.slept = 0
	return wait, err == nil
}

// Begun implements Backoff: the Pacer knows when its own sleep is over.
func (*paced) Begun() {}

// fixed is a Backoff whose waits depend on nothing but their number.
type fixed struct {
	n, rounds int
	wait      func(n int) time.Duration // after the n-th conflict, from 1
}

// Observe implements Backoff.
func (*fixed) Observe(time.Duration) {}

// Begun implements Backoff.
func (*fixed) Begun() {}

// Next implements Backoff.
func (f *fixed) Next() (time.Duration, bool) {
	f.n++
	return f.wait(f.n), f.n <= f.rounds
}

// Steady is the way of package pace with the waits growing by half and up to 256 windows,
// and with windows that are known and not measured.
func Steady(c Clock, rounds int) Backoff {
	return &fixed{rounds: rounds, wait: func(n int) time.Duration {
		if n == 1 {
			return 0
		}
		windows := min(8*math.Pow(1.5, float64(n-2)), 256)
		return c.Draw(time.Duration(min(windows*float64(c.Window), float64(longest))))
	}}
}

// None is a retry at once, every time.
func None(_ Clock, rounds int) Backoff {
	return &fixed{rounds: rounds, wait: func(int) time.Duration { return 0 }}
}

// The figures that are usual where nothing is known of the network.
const (
	base    = 50 * time.Millisecond
	longest = 10 * time.Second
)

// Exponential doubles its wait each time, from 50 ms, without jitter.
func Exponential(_ Clock, rounds int) Backoff {
	return &fixed{rounds: rounds, wait: doubled}
}

// FullJitter draws below what Exponential waits.
func FullJitter(c Clock, rounds int) Backoff {
	return &fixed{rounds: rounds, wait: func(n int) time.Duration { return c.Draw(doubled(n)) }}
}

// doubled is 50 ms, twice as long each time, 10 s at most.
func doubled(n int) time.Duration {
	return time.Duration(min(float64(base)*math.Pow(2, float64(n-1)), float64(longest)))
}

// Decorrelated draws from 50 ms to three times what it drew last, 10 s at most.
func Decorrelated(c Clock, rounds int) Backoff {
	last := base
	return &fixed{rounds: rounds, wait: func(int) time.Duration {
		last = min(longest, base+c.Draw(3*last-base))
		return last
	}}
}

// ClientGoRetry is retry.DefaultRetry of Kubernetes' client-go: five tries, 10 ms apart,
// a tenth of jitter.
func ClientGoRetry(c Clock, _ int) Backoff {
	return &fixed{rounds: 4, wait: func(int) time.Duration { return spread(c, 10*time.Millisecond) }}
}

// ClientGoBackoff is its retry.DefaultBackoff: four tries, 10 ms and five times as long
// each time, a tenth of jitter.
func ClientGoBackoff(c Clock, _ int) Backoff {
	return &fixed{rounds: 3, wait: func(n int) time.Duration {
		return spread(c, 10*time.Millisecond*time.Duration(math.Pow(5, float64(n-1))))
	}}
}

// spread is d and up to a tenth of it.
func spread(c Clock, d time.Duration) time.Duration { return d + c.Draw(d/10) }
