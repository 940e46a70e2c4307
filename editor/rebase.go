package editor

import (
	"context"

	"github.com/etch-http/etch/merge"
)

// rebase makes the offer on theirs: a script runs again, a text is merged.
func (r *run) rebase(ctx context.Context, o offer, theirs State) (offer, error) {
	r.rounds++
	if theirs.Document.Equal(o.base.Document) { // another version of the same bytes: no rival, nothing to ask
		return offer{base: theirs, ours: o.ours, agreed: o.agreed, settled: o.settled, retagged: true}, nil
	}
	r.report.Rivals++
	r.notify(Event{Step: Rebased, State: theirs})
	if o.base.Document == nil { // there is nothing that both were made of
		return o, r.exists(o, theirs)
	}
	if r.Modifier.Repeats() {
		return r.rerun(ctx, o, theirs)
	}
	revs := merge.Revisions{Base: o.base.Document, Ours: o.ours, Theirs: theirs.Document}
	res, err := merge.Merge(revs, r.Merge)
	if err != nil {
		return o, &InvalidError{err}
	}
	if same := alike(res); r.draft.Adds && len(same) > 0 { // the rival's n += 1 is not ours: one of the two is missing
		return o, &ConflictError{Conflicts: same}
	}
	return r.resolve(ctx, theirs, Collision{Revisions: revs, Result: res}, Clean)
}

// alike lists what both sides made the same of as conflicts, and those that are ones.
func alike(res merge.Result) []merge.Conflict {
	var cs []merge.Conflict
	for _, c := range res.Changes {
		if c.Who == merge.Both {
			cs = append(cs, merge.Conflict{Change: c, Kind: merge.BothModified})
		}
	}
	if len(cs) == 0 {
		return nil
	}
	return append(cs, res.Conflicts...)
}

// rerun runs the script on theirs. Where it gives again what it gave before, over
// a value that the rival has just written there, the Resolver decides.
func (r *run) rerun(ctx context.Context, o offer, theirs State) (offer, error) {
	again, err := r.Modifier.Modify(ctx, Task{Base: theirs.Document, Format: theirs.Format(), Draft: r.draft.ID, Round: r.rounds, Save: saveNothing})
	if err != nil {
		return o, err
	}
	revs := merge.Revisions{Base: o.base.Document, Ours: o.ours, Theirs: theirs.Document}
	res, err := merge.Rerun(revs, again, r.Merge)
	if err != nil {
		return o, &InvalidError{err}
	}
	if res.Clean() {
		r.met(Reran)
		return offer{base: theirs, ours: again}, nil
	}
	return r.resolve(ctx, theirs, Collision{Revisions: revs, Result: res, Rerun: true}, Reran)
}

// resolve has the Resolver settle c, and makes the offer of what comes of it on
// theirs. Until then the draft keeps the pair from before.
func (r *run) resolve(ctx context.Context, theirs State, c Collision, how Merging) (offer, error) {
	r.report.Conflicts = c.Result.Conflicts
	ours, v, err := r.Resolver.Resolve(ctx, c)
	next := offer{base: theirs, ours: ours, settled: true}
	if !c.Result.Clean() {
		how = Resolved
	}
	if err != nil || v != Send {
		edited, err := r.turn(ctx, v, next, err)
		if err == nil && v == Again && !ours.Equal(theirs.Document) { // the merge itself was edited, and not theirs
			r.met(how)
		}
		return edited, err
	}
	r.met(how)
	return next, r.keepOurs(theirs, ours, false)
}

// met notes how a rival's write was met; a settled collision outranks the rest.
func (r *run) met(how Merging) {
	if r.report.Merge != Resolved {
		r.report.Merge = how
	}
}
