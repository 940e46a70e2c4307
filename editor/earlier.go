package editor

import (
	"context"
	"slices"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// An earlier write is one in doubt of which a read then showed nothing: its places were
// as in its base. That read may have come from a replica that lags, and have shown what
// was there before the write, or before its base even. Only an accepted write on what it
// showed proves that it was current. Until then nothing is made of the later reads
// without a look for the earlier write, too; else it would be made a second time.
type earlier struct {
	base  State
	ours  *document.Document
	write Write
	marks []string

	missing bool // its mark was not where it would be: enough to end on, if no read shows it
}

// sent are the earlier writes as a draft keeps them.
func sent(list []earlier) (all []Sent) {
	for _, e := range list {
		all = append(all, Sent{e.base, e.ours.Source(), e.marks})
	}
	return all
}

// recall is the reverse of sent, but for the writes, which are prepared when they are
// looked for. The error is an *InvalidError.
func recall(list []Sent) (all []earlier, err error) {
	for _, s := range list {
		e := earlier{base: s.Base, marks: s.Marks}
		if s.Text != nil {
			if e.ours, err = document.Parse(s.Text, s.Base.Format()); err != nil {
				return nil, &InvalidError{err}
			}
		}
		all = append(all, e)
	}
	return all, nil
}

// landedEver is landed, of o and of the earlier writes, and ends the run where one is
// there. What is in doubt itself comes first.
func (r *run) landedEver(ctx context.Context, o *offer, w Write, theirs State) (f finding, err error) {
	if !o.doubt {
		if *o, err = r.recheck(ctx, *o, theirs); err != nil || r.report.Outcome != "" {
			return f, err
		}
	}
	f, err = r.landed(ctx, *o, w, theirs)
	switch {
	case err != nil:
		return f, err
	case f.outcome != "":
		return f, r.land(f, theirs)
	case o.doubt:
		*o, err = r.recheck(ctx, *o, theirs)
	}
	return f, err
}

// land ends the run with what was found.
func (r *run) land(f finding, theirs State) error {
	if f.overtaken {
		r.notify(Event{Step: Overtaken, State: theirs})
	}
	return r.finish(f.outcome, theirs)
}

// recheck looks for the earlier writes of o in theirs. It returns those of which it
// shows nothing again. Where it shows one the run has ended, unless more was typed since;
// where nobody can tell, the error is a *UnknownError, and the offer the one in doubt.
func (r *run) recheck(ctx context.Context, o offer, theirs State) (offer, error) {
	var open []earlier
	for i, e := range o.earlier {
		e = r.prepared(e)
		was := offer{base: e.base, ours: e.ours, doubt: true, marks: e.marks}
		f, err := r.landed(ctx, was, e.write, theirs)
		switch {
		case err != nil:
			return r.reopen(o, i, err)
		case f.outcome != "" && o.typed && !r.holds(theirs, o): // it is there, and what was typed since is not
		case f.outcome != "":
			r.report.Write = e.write
			return o, r.land(f, theirs)
		case f.provisional():
			e.missing = f.missing
			open = append(open, e)
		}
	}
	o.earlier = open
	return o, nil
}

// holds reports whether all of o's changes are in theirs.
func (r *run) holds(theirs State, o offer) bool {
	there, _, err := merge.Landed(merge.Revisions{Base: o.base.Document, Ours: o.ours, Theirs: theirs.Document}, r.Merge)
	return err == nil && there
}

// guessed is the first of o's earlier writes of which nothing but its places says that it
// did nothing; -1: there is none.
func (o offer) guessed() int {
	return slices.IndexFunc(o.earlier, func(e earlier) bool { return !e.missing })
}

// prepared is e with its write, which one of another process lacks. What cannot be
// prepared again was written all the same.
func (r *run) prepared(e earlier) earlier {
	if e.write.Empty() {
		if w, err := r.Target.Prepare(e.base, e.ours); err == nil {
			e.write = w
		}
	}
	return e
}

// reopen makes the i-th of o's earlier writes the offer again, in doubt as before: reads
// that show nothing of it are enough to go on, and not to end on.
func (r *run) reopen(o offer, i int, err error) (offer, error) {
	e, others := r.prepared(o.earlier[i]), slices.Delete(slices.Clone(o.earlier), i, i+1)
	o = offer{base: e.base, ours: e.ours, doubt: true, marks: e.marks}
	r.report.Write, r.draft.Marks, r.draft.Earlier = e.write, e.marks, sent(others)
	if kept := r.keepOurs(e.base, e.ours, true); kept != nil {
		err = kept
	}
	return o, err
}
