package cmd

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/etch-http/etch/editor/launch"
)

// A signalError is the end of a run by a signal; it is the cause of the context.
type signalError struct {
	signal syscall.Signal
	at     time.Time
}

// Error names the signal.
func (e *signalError) Error() string {
	names := map[syscall.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGHUP: "SIGHUP"}
	return "interrupted by " + names[e.signal]
}

// status is 128 and the signal's number, as shells have it: 130, 143, 129.
func (e *signalError) status() status { return status(128 + int(e.signal)) }

// withSignals returns a context that the first SIGINT, SIGTERM or SIGHUP ends. While
// an editor runs, SIGINT is the editor's. The loop reads a write in flight to its
// end; a second signal does not wait for that and ends the process at once: what was
// typed and what was sent are in the draft.
//
// A signal that was ignored when the process began (nohup, a background job) stays so.
//
// SIGPIPE is received and dropped, so that a closed standard output is an error of
// the write and not a death in the middle of an edit. It is not ignored: child
// processes would inherit that.
func withSignals(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	ends, pipes := make(chan os.Signal, 4), make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(ends, s)
		}
	}
	signal.Notify(pipes, syscall.SIGPIPE)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case s := <-ends:
				if launch.Owned(s) {
					continue
				}
				signal.Stop(ends) // the next one has its default effect
				number, _ := s.(syscall.Signal)
				cancel(&signalError{number, time.Now()})
			}
		}
	}()
	return ctx, func() {
		signal.Stop(ends)
		signal.Stop(pipes)
		cancel(nil)
	}
}

// interruption returns the signal that ended ctx, or nil.
func interruption(ctx context.Context) *signalError {
	var e *signalError
	errors.As(context.Cause(ctx), &e)
	return e
}

// afterSignal is how long a write in flight is read for after a signal.
const afterSignal = 2 * time.Second

// leastGrace is enough for an answer that is on its way, and for the looks that prove a write.
const leastGrace = 5 * time.Second

// graceOf is how long a write, or the reads that find out about it, may go on after the
// end of the budget: one request's time, but not longer than the whole run was given.
// Every answer until then has come within that.
func graceOf(request, budget time.Duration) time.Duration {
	if budget == 0 {
		return request
	}
	return min(request, max(budget, leastGrace))
}

// linger is editor.Session's Linger: it makes the context for a write, or for the
// reads that find out about it. It outlives ctx: after a signal by two seconds for
// both of them, for a person waits for the prompt; after the end of --timeout by grace
// each.
func linger(grace time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
	return func(ctx context.Context) (context.Context, context.CancelFunc) {
		longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		stop := context.AfterFunc(ctx, func() {
			left := grace
			if s := interruption(ctx); s != nil {
				left = afterSignal - time.Since(s.at)
			}
			t := time.NewTimer(left)
			defer t.Stop()
			select {
			case <-t.C:
				cancel(context.Cause(ctx))
			case <-longer.Done():
			}
		})
		return longer, func() { stop(); cancel(nil) }
	}
}
