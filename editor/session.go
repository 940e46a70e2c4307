package editor

import (
	"context"
	"errors"
	"slices"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A Session is one edit of one resource. Every field is required but Judge, Witness,
// Start, Merge, Notify and Linger.
type Session struct {
	Target   Target
	Modifier Modifier
	Reviewer Reviewer
	Resolver Resolver
	Drafts   Drafts
	Pacer    Pacer
	Judge    Judge   // nil: what no read can tell stays unknown
	Witness  Witness // nil: what landed shows by its places alone
	Start    *Draft  // where the edit begins, if not at a fetch: a kept draft, a working copy, a plan, the journal
	Merge    merge.Options
	Notify   func(Event)

	// Linger makes the context of a write, and another one of the reads that find
	// out about it: it outlives the given one a little, so that an interrupt does not
	// turn an answer that is on its way into an unknown. Nil: it does not.
	Linger func(context.Context) (context.Context, context.CancelFunc)
}

// An offer is ours on base, and what is known of that pair. It is a value: a new
// base or a new ours is a new offer, so that nothing known of the old one sticks to it.
type offer struct {
	base    State
	ours    *document.Document
	agreed  bool  // reviewed: the same request is not asked about twice
	settled bool  // a Resolver has just shown it
	refused error // the server's plain refusal of it
	doubt   bool  // it has left, and no answer proves that it did nothing
	stale   bool  // it was refused, read again unchanged for as long as we wait, and sent once more

	marks []string // of the requests that it is in doubt for, where a Witness knows them

	earlier []earlier // writes in doubt that a read has shown nothing of
	typed   bool      // somebody has edited ours since they left: it may hold more than they did

	// Its base is the one before under another validator, which was refused.
	retagged bool
}

// mark notes what w leaves behind where it is carried out.
func (o *offer) mark(w Write) {
	if w.Mark != "" && !slices.Contains(o.marks, w.Mark) {
		o.marks = append(slices.Clip(o.marks), w.Mark)
	}
}

// A run is a Session under way.
type run struct {
	*Session
	draft  *Draft
	report Report
	rounds int  // rebases so far
	twice  bool // the script behind what was sent last was tried, and twice is once
}

// Run makes the edit. On success the resource holds it and every rival's change;
// on an error it holds no part of it, except for *UnknownError and *AlteredError.
// The errors are this package's and client's; the Report is filled in beside one.
func (s *Session) Run(ctx context.Context) (Report, error) {
	r := &run{Session: s, report: Report{Merge: NoMerge}}
	o, err := r.begin(ctx)
	for err == nil && r.report.Outcome == "" {
		o, err = r.round(ctx, o)
	}
	return r.end(o, err)
}

// begin gets the first base and ours.
func (r *run) begin(ctx context.Context) (offer, error) {
	if r.Start != nil {
		d := *r.Start
		r.draft = &d
		r.report.Base = d.Base
		switch {
		case d.Sent:
			return r.resume(ctx)
		case d.Base.Document == nil:
			return r.anew(ctx, d)
		}
		return r.takeUp(ctx, d)
	}
	base, err := r.fetch(ctx)
	if err != nil {
		return offer{}, err
	}
	r.report.Base = base
	r.draft = &Draft{Base: base}
	return r.modify(ctx, base, nil, nil)
}

// takeUp begins at a text that has not left.
func (r *run) takeUp(ctx context.Context, d Draft) (offer, error) {
	before, err := recall(d.Earlier)
	if err != nil {
		return offer{}, err
	}
	o, err := r.modify(ctx, d.Base, d.Text, nil)
	o.earlier, o.typed = before, !d.Adds // a script's text is what the script made
	return o, err
}

// resume finds out about a write that left before the end of another process.
func (r *run) resume(ctx context.Context) (offer, error) {
	base := r.draft.Base
	o := offer{base: base, doubt: true, marks: r.draft.Marks}
	var err error
	if o.earlier, err = recall(r.draft.Earlier); err != nil {
		return o, err
	}
	if r.Witness != nil {
		r.Witness.Recall(*r.draft)
	}
	if !r.draft.Absent {
		ours, err := document.Parse(r.draft.Text, base.Format())
		if err != nil {
			return o, &InvalidError{err}
		}
		o.ours = ours
	}
	w, err := r.Target.Prepare(base, o.ours)
	if err != nil {
		return o, err
	}
	r.report.Write = w
	lctx, done := r.linger(ctx)
	defer done()
	return r.findOut(ctx, lctx, o, w, State{}, &client.LostError{Err: errors.New("etch ended before the answer came")})
}

// round makes one offer. It returns the next one, unless the outcome is known.
func (r *run) round(ctx context.Context, o offer) (offer, error) {
	if o.ours.Equal(o.base.Document) {
		return o, r.finish(Unchanged, o.base)
	}
	w, err := r.Target.Prepare(o.base, o.ours)
	if err != nil {
		return o, err
	}
	r.report.Write = w
	if w.Empty() {
		return o, r.finish(Unchanged, o.base)
	}
	o.ours = w.Wanted // with what the Target has added to it
	if !o.agreed {
		v, err := r.Reviewer.Review(ctx, Proposal{Write: w, Settled: o.settled, Refused: o.refused})
		if err != nil || v != Send {
			return r.turn(ctx, v, o, err)
		}
		o.agreed = true
	}
	return r.send(ctx, o, w)
}

// send keeps the draft, sends, and acts on what is known then.
func (r *run) send(ctx context.Context, o offer, w Write) (offer, error) {
	if err := context.Cause(ctx); err != nil {
		return o, r.spent(err, err)
	}
	o.mark(w)
	r.draft.Marks = o.marks
	r.twice = r.tried(ctx, o)
	if err := r.keepOurs(o.base, o.ours, true); err != nil {
		return o, err
	}
	lctx, done := r.linger(ctx)
	defer done()
	r.notify(Event{Step: Sending, Write: w})
	receipt, err := r.Target.Send(lctx, w)
	if !receipt.Write.Empty() {
		w = receipt.Write
		r.report.Write = w
	}
	r.notify(Event{Step: Answered, Write: w, Err: err})
	o.doubt = o.doubt || leavesDoubt(err)
	switch {
	case err == nil: // it is there
		o.doubt = false
		return o, r.finish(receipt.outcome(w), receipt.After)
	case isA[*AlteredError](err): // accepted, which proves that its base was current: what was in doubt before did nothing
		o.doubt, o.earlier, r.draft.Earlier = false, nil, nil
	case isA[*client.RefusedError](err) && !o.doubt && o.refused == nil: // the Reviewer may edit again
		o.agreed, o.refused = false, err
		return o, nil
	case worthAsking(err), o.doubt && settlesNothing(err): // a fresh read can say more
		fctx, found := r.linger(ctx) // it has a time of its own: the write may have used up the other
		defer found()
		return r.findOut(ctx, fctx, o, w, receipt.After, err)
	}
	return o, err
}

// modify makes an offer on base: the Modifier's, beginning at start or, if that is nil, at base.
func (r *run) modify(ctx context.Context, base State, start []byte, refused error) (offer, error) {
	if err := r.keep(base, start, false); err != nil { // the draft is there before the editor opens
		return offer{}, err
	}
	ours, err := r.Modifier.Modify(ctx, Task{
		Base: base.Document, Format: base.Format(), Draft: r.draft.ID, Start: start, Refused: refused, Round: r.rounds,
		Save: func(text []byte) error { return r.keep(base, text, false) },
	})
	if err != nil {
		return offer{}, err
	}
	if !r.Modifier.Repeats() { // a script's result is kept when it is sent
		if err := r.keepOurs(base, ours, false); err != nil {
			return offer{}, err
		}
	}
	r.notify(Event{Step: Modified})
	return offer{base: base, ours: ours}, nil
}

// turn acts on an error, and on every verdict but Send.
func (r *run) turn(ctx context.Context, v Verdict, o offer, err error) (offer, error) {
	switch {
	case err != nil:
		return o, err
	case v == Again:
		next, err := r.modify(ctx, o.base, o.ours.Source(), o.refused)
		next.earlier, next.typed = o.earlier, true
		return next, err
	case v == Drop:
		return o, errors.Join(&AbortedError{}, r.drop())
	case v == Hold:
		return o, r.finish(Held, State{})
	}
	return o, &AbortedError{Kept: true}
}
