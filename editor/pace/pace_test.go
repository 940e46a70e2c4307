package pace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A clock that only Sleep moves, and a Draw that takes the highest value there is.
type fake struct {
	now    time.Time
	slept  []time.Duration
	bounds []time.Duration
}

func (f *fake) options() Options {
	return Options{
		Now: func() time.Time { return f.now },
		Sleep: func(_ context.Context, d time.Duration) error {
			f.now = f.now.Add(d)
			f.slept = append(f.slept, d)
			return nil
		},
		Draw: func(upTo time.Duration) time.Duration {
			f.bounds = append(f.bounds, upTo)
			return upTo
		},
	}
}

var (
	errConflict = fmt.Errorf("write: %w", &client.PreconditionError{})
	stale       = &editor.StaleError{}
	busy        = &client.BusyError{}
	young       = &client.BusyError{After: time.Second, Sure: true, Young: true}
	lost        = &client.LostError{Err: errors.New("reset")}
	locked      = &client.LockedError{}
	late        = &client.LostError{Err: errors.New("silence"), Timeout: true}
	down        = &client.UnreachableError{Err: errors.New("refused")}
)

func after(d time.Duration) error { return &client.BusyError{After: d} }

func TestWaits(t *testing.T) {
	const ms = time.Millisecond
	tests := map[string]struct {
		opts   Options
		round  time.Duration
		causes []error
		slept  []time.Duration
		spent  bool // at the last cause
	}{
		"the first retry at once": {round: 10 * ms, causes: []error{errConflict}},
		"then 8 windows, and two thirds as much again each time": {
			round: 10 * ms, causes: []error{errConflict, errConflict, errConflict, errConflict},
			slept: []time.Duration{40 * ms, 66 * ms, 108900 * time.Microsecond},
		},
		"no more rounds": {opts: Options{Rounds: 2}, round: ms, causes: []error{errConflict, errConflict, errConflict}, slept: []time.Duration{4 * ms}, spent: true},
		"no rounds":      {opts: Options{Rounds: -1}, causes: []error{errConflict}, spent: true},
		"never above ten seconds": {
			round: 4 * time.Second, causes: []error{errConflict, errConflict, errConflict},
			slept: []time.Duration{10 * time.Second, 10 * time.Second},
		},
		"a date that is too young, as often as a conflict": {
			opts: Options{Rounds: 4}, round: ms, causes: []error{young, young, young, young, young},
			slept: []time.Duration{1004 * ms, 1004 * ms, 1004 * ms, 1004 * ms}, spent: true,
		},
		"a date that is too young, afresh after a conflict": {
			opts: Options{Rounds: 3}, round: ms, causes: []error{young, young, young, errConflict, young},
			slept: []time.Duration{1004 * ms, 1004 * ms, 1004 * ms, 1004 * ms},
		},
		"another's lock, longer and longer": {causes: []error{locked, locked, locked}, slept: []time.Duration{100 * ms, 150 * ms, 225 * ms}},
		"another's lock, nobody waits for ever": {
			causes: slices.Repeat([]error{locked}, 16), spent: true,
			slept: []time.Duration{
				100 * ms, 150 * ms, 225 * ms, 337500 * time.Microsecond, 506250 * time.Microsecond, 759375 * time.Microsecond, 1139062500, 1708593750,
				2 * time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second,
			},
		},
		"another's lock, as long as the budget": {
			opts: Options{Budget: 30 * time.Second}, causes: slices.Repeat([]error{locked}, 21), spent: true,
			slept: append([]time.Duration{
				100 * ms, 150 * ms, 225 * ms, 337500 * time.Microsecond, 506250 * time.Microsecond, 759375 * time.Microsecond, 1139062500, 1708593750,
			}, slices.Repeat([]time.Duration{2 * time.Second}, 12)...),
		},
		"stale reads": {causes: []error{stale, stale, stale, stale}, slept: []time.Duration{300 * ms, time.Second, 2 * time.Second}, spent: true},
		"busy":        {causes: []error{busy, busy, busy, busy}, slept: []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, spent: true},
		"no answer": {
			causes: []error{lost, lost, lost, lost, lost, lost, lost},
			slept:  []time.Duration{100 * ms, 500 * ms, 2 * time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second}, spent: true,
		},
		"no answer in time":        {causes: []error{late, late, late, late}, slept: []time.Duration{100 * ms, 500 * ms, 2 * time.Second}, spent: true},
		"no connection":            {causes: []error{down, late, down, down}, slept: []time.Duration{100 * ms, 500 * ms, 2 * time.Second}, spent: true},
		"Retry-After and a jitter": {round: 5 * ms, causes: []error{after(7 * time.Second)}, slept: []time.Duration{7*time.Second + 20*ms}},
		"Retry-After three times":  {round: ms, causes: []error{after(time.Second), after(time.Second), after(time.Second), after(time.Second)}, slept: []time.Duration{1004 * ms, 1004 * ms, 1004 * ms}, spent: true},
		"Retry-After of an hour":   {causes: []error{after(time.Hour)}, spent: true},
		"each cause its own count": {
			round: ms, causes: []error{stale, busy, lost, stale, busy, lost},
			slept: []time.Duration{300 * ms, time.Second, 100 * ms, time.Second, 2 * time.Second, 500 * ms},
		},
		"a conflict is an answer: the others count afresh": {
			round: ms, causes: []error{stale, stale, stale, errConflict, stale},
			slept: []time.Duration{300 * ms, time.Second, 2 * time.Second, 300 * ms},
		},
		"conflicts do not count afresh": {
			opts: Options{Rounds: 1}, round: ms, causes: []error{errConflict, stale, errConflict}, slept: []time.Duration{300 * ms}, spent: true,
		},
		"a wait beyond the budget is not begun": {
			opts: Options{Budget: 2 * time.Second}, causes: []error{stale, stale, stale},
			slept: []time.Duration{300 * ms, time.Second}, spent: true,
		},
		"Retry-After beyond the budget": {opts: Options{Budget: 5 * time.Second}, causes: []error{after(6 * time.Second)}, spent: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fake{now: time.Unix(1e9, 0)}
			o := f.options()
			o.Rounds, o.Budget = tt.opts.Rounds, tt.opts.Budget
			p := New(o)
			if tt.round > 0 {
				p.Observe(tt.round / 4)
				p.Observe(tt.round * 3 / 4) // twice the mean counts: a read and a write
			}
			for i, cause := range tt.causes {
				want := error(nil)
				if tt.spent && i == len(tt.causes)-1 {
					want = editor.ErrSpent
				}
				if err := p.Wait(t.Context(), cause); !errors.Is(err, want) {
					t.Errorf("wait %d for %v: %v, want %v", i, cause, err, want)
				}
			}
			if fmt.Sprint(f.slept) != fmt.Sprint(tt.slept) {
				t.Errorf("slept %v, want %v", f.slept, tt.slept)
			}
		})
	}
}

func TestTenRoundsByDefault(t *testing.T) {
	p := New((&fake{}).options())
	n := 0
	for p.Wait(t.Context(), errConflict) == nil {
		n++
	}
	if n != 10 {
		t.Errorf("%d rounds", n)
	}
}

func TestBudgetIsOverEvenForARetryAtOnce(t *testing.T) {
	f := &fake{}
	o := f.options()
	o.Budget = time.Second
	p := New(o)
	f.now = f.now.Add(time.Second)
	if err := p.Wait(t.Context(), errConflict); !errors.Is(err, editor.ErrSpent) {
		t.Error(err)
	}
}

// What is computed between a read and its write counts too, what a person ponders does not.
func TestAWindowIsMeasured(t *testing.T) {
	for took, want := range map[time.Duration]time.Duration{
		time.Millisecond:      first * time.Millisecond,      // one round trip at least
		20 * time.Millisecond: first * 19 * time.Millisecond, // the way of the read to the server is before it
		time.Minute:           first * (longestRound - time.Millisecond),
	} {
		f := &fake{now: time.Unix(1e9, 0)}
		p := New(f.options())
		p.Observe(time.Millisecond)
		f.now = f.now.Add(time.Hour) // a person edits
		for range 2 {
			if err := p.Wait(t.Context(), errConflict); err != nil {
				t.Fatal(err)
			}
			f.now = f.now.Add(took)
		}
		if len(f.slept) != 1 || f.slept[0] != want {
			t.Errorf("rounds of %v: slept %v, want %v", took, f.slept, want)
		}
	}
}

func TestContext(t *testing.T) {
	why := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(10*time.Millisecond, func() { cancel(why) })
	p := New(Options{})
	if err := p.Wait(ctx, after(time.Minute)); !errors.Is(err, why) {
		t.Errorf("while asleep: %v", err)
	}
	if err := p.Wait(ctx, errConflict); !errors.Is(err, why) {
		t.Errorf("when over: %v", err)
	}
	ctx, done := context.WithTimeout(t.Context(), time.Second)
	defer done()
	start := time.Now()
	if err := p.Wait(ctx, after(time.Minute)); !errors.Is(err, editor.ErrSpent) || time.Since(start) > 500*time.Millisecond {
		t.Errorf("beyond the context's deadline: %v after %v", err, time.Since(start))
	}
}

// Whatever is met in whatever order, waits are bounded, and so is their number.
func TestPatienceEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &fake{now: time.Unix(1e9, 0)}
		p := New(f.options())
		trip := time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "trip"))
		p.Observe(trip)
		causes := rapid.SliceOfN(rapid.SampledFrom([]error{errConflict, stale, busy, lost, down}), 200, 200).Draw(t, "causes")
		spent := false
		for _, c := range causes {
			if err := p.Wait(context.Background(), c); err != nil {
				spent = true
			}
		}
		if !spent {
			t.Fatal("200 causes and no end")
		}
		for _, b := range f.bounds {
			if b > ceiling || b > most*trip {
				t.Fatalf("a wait of up to %v at a round trip of %v", b, trip)
			}
		}
	})
}

func TestDrawIsBelowItsBound(t *testing.T) {
	for range 1000 {
		if d := draw(10); d < 0 || d >= 10 {
			t.Fatal(d)
		}
	}
	if draw(0) != 0 {
		t.Error("draw(0)")
	}
}
