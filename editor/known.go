package editor

import (
	"context"
	"errors"

	"github.com/etch-http/etch/client"
)

// What is known of a change by itself, and of an error by its kind.

// once reports whether a second sending of o can do no more than the first: its guard
// lets one of them in. A patch that tests what it rests on does so, too, unless a rival
// has put back just that; then the change must at least be one that is the same made twice.
func (r *run) once(ctx context.Context, o offer, w Write) bool {
	return w.Guard.Excludes() || w.Guard.Tests() && r.idempotent(ctx, o)
}

// idempotent reports whether making the change twice is making it once.
func (r *run) idempotent(ctx context.Context, o offer) bool {
	switch {
	case !r.Modifier.Repeats():
		return !r.draft.Adds // a text, but for what a script of another process made
	case isIdempotent(r.Modifier):
		return true
	}
	twice, err := r.Modifier.Modify(ctx, Task{Base: o.ours, Format: o.base.Format(), Round: r.rounds + 1, Save: saveNothing})
	return err == nil && twice.Equal(o.ours)
}

// tried is idempotent as far as that can be known for nothing, before a write leaves.
func (r *run) tried(ctx context.Context, o offer) bool {
	t, ok := r.Modifier.(Triable)
	return ok && o.ours != nil && r.Modifier.Repeats() && t.TwiceIsOnce(ctx, o.ours)
}

// isIdempotent reports whether m says so of itself.
func isIdempotent(m Modifier) bool {
	i, ok := m.(Idempotent)
	return ok && i.Idempotent()
}

// leavesDoubt reports whether the request may have been carried out.
func leavesDoubt(err error) bool {
	var busy *client.BusyError
	return isA[*client.LostError](err) || errors.As(err, &busy) && !busy.Sure
}

// isLater reports whether the request was taken in, to be carried out later.
func isLater(err error) bool {
	var lost *client.LostError
	return errors.As(err, &lost) && lost.Later
}

// worthAsking reports whether a fresh read can say more than err does.
func worthAsking(err error) bool {
	return isA[*client.PreconditionError](err) || isA[*client.LostError](err) ||
		isA[*client.BusyError](err) || isA[*client.LockedError](err) || isA[*client.GoneError](err)
}

// settlesNothing reports whether err, of a second sending, is the end of that one and
// leaves the first as it was.
func settlesNothing(err error) bool {
	return isA[*client.RefusedError](err) || isA[*client.UnreachableError](err)
}

// problem returns what the server said with a GoneError.
func problem(err error) client.Problem {
	var gone *client.GoneError
	if errors.As(err, &gone) {
		return gone.Problem
	}
	return client.Problem{}
}

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}
