package editor

import (
	"context"
	"errors"
	"fmt"

	"github.com/etch-http/etch/merge/document"
)

// finish ends the run well. The draft goes only here and where the user said so.
// What is known stands, even where the draft cannot be removed.
func (r *run) finish(out Outcome, after State) error {
	r.report.Outcome, r.report.After = out, after
	done := r.drop
	if out != Held && r.draft != nil && r.draft.Absent { // it is gone, and may be wanted back
		done = r.shelve
	}
	r.notify(Event{Step: Landed, State: after, Err: done()})
	return nil
}

// end makes the report. Doubt about a write outranks every other error.
func (r *run) end(o offer, err error) (Report, error) {
	switch {
	case err == nil || isA[*UnknownError](err):
	case o.doubt:
		err = &UnknownError{err}
	case o.guessed() >= 0 && !isA[*AbortedError](err):
		o, err = r.reopen(o, o.guessed(), &UnknownError{fmt.Errorf("no read shows it, and none of them was proven to be current: %w", err)})
	}
	var open *ConflictError
	if errors.As(err, &open) && len(open.Conflicts) > 0 { // the Resolver may have settled some
		r.report.Conflicts = open.Conflicts
	}
	if r.draft == nil || err == nil {
		return r.report, err
	}
	var aborted *AbortedError
	if r.draft.Text == nil && !r.draft.Absent || errors.As(err, &aborted) && !aborted.Kept { // nothing typed yet, or the user's word
		return r.report, errors.Join(err, r.drop())
	}
	r.draft.Last = err.Error()
	if kept := r.keep(State{}, nil, o.doubt); kept != nil {
		err = errors.Join(err, kept)
	}
	r.report.Draft = r.draft.ID
	return r.report, err
}

// keepOurs keeps ours, made on base; nil is that nothing be there.
func (r *run) keepOurs(base State, ours *document.Document, sent bool) error {
	if r.draft.Absent = ours == nil; r.draft.Absent {
		r.draft.Text = nil
	}
	return r.keep(base, ours.Source(), sent)
}

// keep puts a text, with the base that it was made on, on disk. The two go together:
// an old text beside a new base would undo the rival's change. A nil text leaves
// both, but while there is no text at all yet.
func (r *run) keep(base State, text []byte, sent bool) error {
	d := r.draft
	if text != nil || d.Text == nil && base.Document != nil {
		d.Base, d.Text = base, text
	}
	d.Sent, d.Keys = sent, r.Merge.Diff.Keys
	if !sent {
		d.Marks = nil
	}
	if r.Witness != nil {
		d.Marker = r.Witness.Place()
	}
	if r.Modifier.Repeats() {
		d.Adds = !r.twice && !isIdempotent(r.Modifier)
	}
	return r.Drafts.Keep(d)
}

// drop removes the draft; there may be none.
func (r *run) drop() error {
	d := r.draft
	r.draft = nil
	if d == nil {
		return nil
	}
	return r.Drafts.Drop(d)
}

func (r *run) notify(e Event) {
	if r.Notify != nil {
		r.Notify(e)
	}
}

func (r *run) linger(ctx context.Context) (context.Context, context.CancelFunc) {
	if r.Linger == nil {
		return ctx, func() {}
	}
	return r.Linger(ctx)
}

// saveNothing keeps nothing: the run is on a text that a draft holds already.
func saveNothing([]byte) error { return nil }
