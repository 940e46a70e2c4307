package cmd

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/pace"
)

// The time in which a person is asked is not the run's: neither the context nor the
// pacer counts it.
func TestBudgetWaitsForPeople(t *testing.T) {
	const budget = 400 * time.Millisecond
	j := &job{pacer: pace.New(pace.Options{Budget: budget, Sleep: func(context.Context, time.Duration) error { return nil }})}
	ctx, cancel := j.limit(t.Context(), budget)
	defer cancel()
	resume := j.budget.pause()
	time.Sleep(budget + 100*time.Millisecond)
	resume()
	if ctx.Err() != nil {
		t.Fatalf("the run ended while a person was asked: %v", context.Cause(ctx))
	}
	if err := j.pacer.Wait(ctx, &client.PreconditionError{}); err != nil {
		t.Errorf("the pacer counted it: %v", err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Second):
		t.Fatal("the clock did not go on")
	}
	if !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		t.Errorf("cause %v", context.Cause(ctx))
	}
}

// Without --timeout there is no clock to stop.
func TestNoBudget(t *testing.T) {
	j := &job{}
	ctx, cancel := j.limit(t.Context(), 0)
	j.budget.pause()()
	if ctx.Err() != nil {
		t.Error("a run without a limit has ended")
	}
	cancel()
}

// A short budget is not outlived by the time of two requests that are never answered.
func TestGrace(t *testing.T) {
	const s = time.Second
	for _, tc := range []struct{ request, budget, want time.Duration }{
		{30 * s, 0, 30 * s},      // no end that could be outlived
		{30 * s, 60 * s, 30 * s}, // one request's time
		{30 * s, 8 * s, 8 * s},
		{30 * s, 1 * s, 5 * s},
		{2 * s, 1 * s, 2 * s},
	} {
		if got := graceOf(tc.request, tc.budget); got != tc.want {
			t.Errorf("one request %s, the run %s: %s, want %s", tc.request, tc.budget, got, tc.want)
		}
	}
}
