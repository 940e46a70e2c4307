package cmd

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// A signalError is the cause of a context that a signal ended.
type signalError struct{ signal syscall.Signal }

// Error names the signal.
func (e *signalError) Error() string { return "interrupted by " + e.signal.String() }

// status is 128 and the signal's number, as shells have it: 130, 143, 129.
func (e *signalError) status() status { return status(128 + int(e.signal)) }

// withSignals returns a context that the first SIGINT, SIGTERM or SIGHUP ends, with
// a *signalError as its cause. The loop reads a write in flight to its end; a second
// signal of any kind stops waiting for that and ends the process at once.
//
// SIGPIPE is received and dropped, so that a closed standard output is an error of
// the write and not a death in the middle of an edit. It is not ignored: child
// processes would inherit that.
func withSignals(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	ends := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // nohup, or a background job: it was told to go on
			signal.Notify(ends, s)
		}
	}
	pipes := make(chan os.Signal, 1)
	signal.Notify(pipes, syscall.SIGPIPE)
	done := make(chan struct{})
	go func() {
		select {
		case s := <-ends:
			cancel(&signalError{s.(syscall.Signal)})
			signal.Stop(ends) // the next one has its default effect
		case <-done:
		}
	}()
	return ctx, func() {
		close(done)
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
