package launch

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
)

// lent counts the editors that run now.
var lent atomic.Int32

// A SignalError is why a context of NotifyContext ended.
type SignalError struct{ Signal os.Signal }

// Error names the signal.
func (e *SignalError) Error() string { return "signal: " + e.Signal.String() }

// NotifyContext returns a context that ends at the first of these signals, with a
// *SignalError as its cause; stop releases it. It differs from signal.NotifyContext
// in one thing: while an editor runs, SIGINT and SIGQUIT are the editor's (a person
// who presses ^C in vi means vi), and the context does not see them.
func NotifyContext(parent context.Context, signals ...os.Signal) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	ch := make(chan os.Signal, 4)
	signal.Notify(ch, signals...)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case s := <-ch:
				if !isLent(s) {
					cancel(&SignalError{s})
				}
			}
		}
	}()
	return ctx, func() {
		signal.Stop(ch)
		cancel(context.Canceled)
	}
}

// isLent reports whether s belongs to an editor now.
func isLent(s os.Signal) bool {
	if lent.Load() == 0 {
		return false
	}
	for _, e := range editorSignals {
		if s == e {
			return true
		}
	}
	return false
}
