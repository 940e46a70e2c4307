package editor

import (
	"context"
	"errors"
	"slices"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge"
)

// fetch reads the state. An answer that says "later" is waited for, another's lock too,
// and so is one that does not come from a server that has answered before.
func (r *run) fetch(ctx context.Context) (State, error) { return r.fetchMet(ctx, r.draft != nil) }

// fetchMet is fetch; met says whether the server has answered before.
func (r *run) fetchMet(ctx context.Context, met bool) (State, error) {
	var before error // the last "later"
	for {
		s, err := r.Target.Fetch(ctx)
		if err == nil {
			r.notify(Event{Step: Fetched, State: s})
		}
		later := isA[*client.BusyError](err) || isA[*client.LockedError](err)
		switch {
		case later: // which is an answer, too
			before, met = err, true
		case before != nil && isA[*client.UnreachableError](err) && ctx.Err() != nil: // the time ran out on the way to another one
			return s, r.spent(context.Cause(ctx), before)
		case !(met && isA[*client.UnreachableError](err)):
			return s, err
		}
		if spent := r.wait(ctx, err); spent != nil {
			return s, r.spent(spent, err)
		}
	}
}

// findOut says, from fresh state, what became of a write. cause is why that is
// not known yet. lctx outlives ctx: when patience or time are used up, a write
// without an answer still gets one read. met is what the refusal itself showed of the
// resource, if it did: it stands in for the first read of a run, before which nobody waits.
func (r *run) findOut(ctx, lctx context.Context, o offer, w Write, met State, cause error) (offer, error) {
	refused, said := isA[*client.PreconditionError](cause), cause
	if refused && o.retagged { // no rival is met: of versions that pass by themselves there is no end
		cause = &StaleError{Passing: true}
	}
	theirs := o.base
	for {
		var spent error
		if !isA[*client.GoneError](cause) { // that is looked at once, and at once
			spent = r.wait(ctx, cause)
		}
		unseen := refused && o.base.Document == nil && errors.Is(spent, ErrSpent) // something is there, it says: one look is due
		if spent != nil && !o.doubt && !unseen && len(o.earlier) == 0 {
			return r.giveUp(ctx, o, theirs, spent, cause)
		}
		var err error
		if theirs, err = r.stand(lctx, o, met, cause); err != nil {
			return o, err
		}
		met = State{}
		same, alike := theirs.Same(o.base), theirs.Document.Equal(o.base.Document)
		switch {
		case !same, !alike && (o.doubt || !refused): // somebody wrote: we or a rival. A version that stayed meanwhile is none
			return r.settle(ctx, o, w, theirs, spent)
		case unseen && !o.doubt: // what refuses it shows nowhere
			return o, &StaleError{Said: said}
		case spent != nil && !o.doubt:
			return r.giveUp(ctx, o, theirs, spent, cause)
		case spent != nil: // it may still arrive
			return o, &UnknownError{cause}
		case o.doubt && !r.once(ctx, o, w): // it may still arrive, and nothing would stop it
			return o, &UnknownError{cause}
		case isLater(cause), isA[*client.RefusedError](cause): // it was taken in, or a second sending refused: the first may show yet
			continue
		case !refused: // the same request again: one validator admits one of the two
			return o, nil
		}
		cause = &StaleError{Said: said} // refused, yet the same version: wait and read again
	}
}

// stand is what is there now, where that is something to go on from.
func (r *run) stand(ctx context.Context, o offer, met State, cause error) (State, error) {
	theirs, err := r.look(ctx, met)
	if isA[*client.GoneError](err) && o.knowsAbsence() {
		theirs, err = absent(o.base), nil
	}
	switch {
	case isA[*client.GoneError](err):
		return theirs, &GoneError{err}
	case err != nil:
		return theirs, err
	case !isA[*client.GoneError](cause) || o.deletedBy(theirs):
		return theirs, nil
	case theirs.Same(o.base): // it is there, yet the write found nothing: this request is not for it
		return theirs, &client.RefusedError{Problem: problem(cause)}
	}
	// It came while a rival was at it, on a server that writes its files in place.
	if spent := r.wait(ctx, &client.PreconditionError{Problem: problem(cause)}); spent != nil {
		return theirs, r.spent(spent, &client.PreconditionError{})
	}
	return theirs, nil
}

// look is fetch, but for what was met on the way. After the first round the Pacer has
// everybody wait, and what was met before that is old.
func (r *run) look(ctx context.Context, met State) (State, error) {
	if met.Document == nil || r.rounds > 0 {
		return r.fetch(ctx)
	}
	r.notify(Event{Step: Fetched, State: met})
	return met, nil
}

// giveUp ends the wait for a write that did nothing. A version that is refused
// although every read shows it is offered once more before that is believed, on
// theirs, what was read last.
func (r *run) giveUp(ctx context.Context, o offer, theirs State, spent, cause error) (offer, error) {
	switch patient := !errors.Is(spent, ErrSpent); {
	case patient: // not patience: the time, or an interrupt
	case !isA[*StaleError](cause) && !o.stale:
	case o.stale, o.retagged:
		stale := &StaleError{Said: cause}
		errors.As(cause, &stale)
		stale.Passing = o.retagged
		return o, stale
	case theirs.Document.Equal(o.base.Document):
		o.stale = true
		return o, nil
	default: // the version is that of other content: on the old base it would undo the rival's change
		next, err := r.rebase(ctx, o, theirs)
		next.stale, next.earlier, next.typed = true, o.earlier, next.typed || o.typed
		return next, err
	}
	return o, r.spent(spent, cause)
}

// settle ends the run where theirs holds our write, and rebases where it does not.
// spent is why there can be no further round; nil where there can.
func (r *run) settle(ctx context.Context, o offer, w Write, theirs State, spent error) (offer, error) {
	was := o
	f, err := r.landedEver(ctx, &o, w, theirs)
	switch {
	case err != nil || r.report.Outcome != "":
		return o, err
	case !o.doubt, f.ruled, w.Guard.Excludes() && !theirs.Same(o.base):
		o.doubt = false // its guard is out of date: it did nothing, and can no more
	case !r.once(ctx, o, w): // nothing was done yet, and nothing stops it
		return o, &UnknownError{errors.New("nothing was written yet, and without a version nothing stops a request that is late")}
	}
	before := o.earlier
	if was.doubt && f.provisional() && !o.doubt {
		before = append(slices.Clip(before), earlier{o.base, o.ours, w, o.marks, f.missing})
	}
	r.draft.Earlier = sent(before) // from now on the draft may be of another write
	next, err := r.goOn(ctx, o, theirs, spent)
	next.earlier, next.typed = before, next.typed || o.typed
	if o.doubt && r.report.Outcome == "" { // its version still stands, beside other content: it may come late
		next.doubt, next.marks, r.draft.Marks = true, o.marks, o.marks
		if err == nil {
			err = r.keepOurs(next.base, next.ours, true)
		}
	}
	return next, err
}

// goOn rebases, while there can be a further round.
func (r *run) goOn(ctx context.Context, o offer, theirs State, spent error) (offer, error) {
	if spent != nil && o.base.Document != nil {
		return o, r.spent(spent, &client.PreconditionError{})
	}
	return r.rebase(ctx, o, theirs)
}

// A finding is what is known of a write once theirs was read. The zero finding: it
// has done nothing so far.
type finding struct {
	outcome   Outcome // how the run has ended, where the change is there
	overtaken bool    // it was there, and a rival has changed its places since
	ruled     bool    // somebody said that nothing was done
	guessed   bool    // our places are as they were, and nothing else says that it was not done
	missing   bool    // its mark is not where it would be, but for a read of the past
}

// provisional reports whether f rests on theirs being no older than base.
func (f finding) provisional() bool { return f.guessed || f.missing }

// landed reports what theirs tells of our write. Each case names what is known.
func (r *run) landed(ctx context.Context, o offer, w Write, theirs State) (finding, error) {
	if o.knowsAbsence() {
		return r.landedAbsence(ctx, o, theirs)
	}
	revs := merge.Revisions{Base: o.base.Document, Ours: o.ours, Theirs: theirs.Document}
	there, untouched, err := merge.Landed(revs, r.Merge) // our value at every place; base's value at every place
	said := Silent
	if o.doubt {
		said = r.testify(o, theirs)
	}
	switch {
	case said == There: // whatever a rival has made of it since
		return finding{outcome: Applied, overtaken: !there}, nil
	case said == Passed: // whatever our places look like
		return finding{}, nil
	case said == Missing:
		return finding{missing: true}, nil
	case err != nil:
		return finding{}, &UnknownError{err}
	case !o.doubt && r.Modifier.Repeats(): // a plain 412: the script did nothing yet
		return finding{}, nil
	case !o.doubt && there && !r.draft.Adds: // a text that is there, whoever wrote it
		return finding{outcome: Unchanged}, nil
	case !o.doubt:
		return finding{}, nil
	case untouched: // the rival wrote elsewhere
		return finding{guessed: true}, nil
	case there && (w.Own || r.idempotent(ctx, o)): // ours, or a rival's that means the same
		return finding{outcome: Applied}, nil
	}
	return r.judge(ctx, revs)
}

// Why no read can tell what became of a write.
var (
	errChanged  = errors.New("the places that were changed have changed since")
	errUnmarked = errors.New("the places that were changed have changed since, and the list of marks there does not go back so far, or was removed")
)

// judge asks somebody what became of a write of which no read can tell; never a guess.
func (r *run) judge(ctx context.Context, revs merge.Revisions) (finding, error) {
	unknown := &UnknownError{errChanged}
	if r.Witness != nil {
		unknown = &UnknownError{errUnmarked}
	}
	if r.Judge == nil {
		return finding{}, unknown
	}
	res, err := merge.Merge(revs, r.Merge)
	if err != nil {
		return finding{}, unknown
	}
	switch ruling, err := r.Judge.Judge(ctx, Collision{Revisions: revs, Result: res}); {
	case err != nil:
		return finding{}, &UnknownError{err}
	case ruling == IsThere:
		return finding{outcome: Unchanged}, nil
	case ruling == NotThere:
		return finding{ruled: true}, nil
	}
	return finding{}, unknown
}

// wait has the Pacer wait for the next try after cause.
func (r *run) wait(ctx context.Context, cause error) error {
	r.notify(Event{Step: Waiting, Err: cause})
	return r.Pacer.Wait(ctx, cause)
}

// spent names what used up the Pacer's patience, or the time.
func (r *run) spent(err, cause error) error {
	late := errors.Is(err, context.DeadlineExceeded)
	var busy *client.BusyError
	young := errors.As(cause, &busy) && busy.Young && r.draft != nil // somebody wrote since the first read
	switch {
	case !late && !errors.Is(err, ErrSpent):
		return err
	case isA[*client.PreconditionError](cause), young, late && r.report.Rivals > 0:
		return &ContendedError{Rounds: r.report.Rivals + 1}
	}
	return cause
}
