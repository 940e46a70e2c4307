package editor

import (
	"context"
	"errors"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge"
)

// What is so of an offer that creates (nothing is there in its base) or deletes
// (nothing is to be there), beside what is so of every other one.

// absent is the state of base's resource when nothing is there.
func absent(base State) State {
	rep := base.Representation
	return State{Representation: client.Representation{URL: rep.URL, API: rep.API, MediaType: rep.MediaType, Kept: rep.Kept}, New: base.Format()}
}

// knowsAbsence reports whether one of the two is the absent resource: then that there is
// none is a state as any other, and no end.
func (o offer) knowsAbsence() bool { return o.base.Document == nil || o.ours == nil }

// deletedBy reports whether theirs is what an offer that deletes wants.
func (o offer) deletedBy(theirs State) bool { return o.ours == nil && theirs.Document == nil }

// outcome is what is so after an accepted write that was seen to be there.
func (rec Receipt) outcome(w Write) Outcome {
	switch {
	case w.Wanted == nil:
		return Deleted
	case w.Base.Document == nil && rec.Created:
		return Created
	}
	return Applied
}

// anew begins where nothing is to be. It looks first: a server that ignores the
// precondition would let our write replace what is there.
func (r *run) anew(ctx context.Context, d Draft) (offer, error) {
	o := offer{base: d.Base}
	theirs, err := r.fetchMet(ctx, false)
	switch {
	case isA[*client.GoneError](err):
		return r.modify(ctx, d.Base, d.Text, nil)
	case err != nil:
		return o, err
	}
	return o, r.exists(o, theirs)
}

// exists says that theirs is there, where nothing was to be.
func (r *run) exists(o offer, theirs State) error {
	return &ExistsError{There: theirs, Same: o.ours != nil && r.asSent(o, theirs)}
}

// landedAbsence is landed of an offer that creates or deletes.
func (r *run) landedAbsence(ctx context.Context, o offer, theirs State) (finding, error) {
	switch {
	case o.deletedBy(theirs) && o.doubt: // by us, or by a rival: nobody can tell, and it is gone
		return finding{outcome: Deleted}, nil
	case o.deletedBy(theirs): // by a rival
		return finding{outcome: Unchanged}, nil
	case !o.doubt: // something is there: to create found it, to delete met another version
		return finding{}, nil
	case o.ours == nil: // ours found another version; or it deleted, and a rival has created since
		return finding{}, &UnknownError{errors.New("the resource is there, at another version")}
	case r.testify(o, theirs) == There: // whatever a rival has made of it since
		return finding{outcome: Created}, nil
	case r.asSent(o, theirs): // nothing was there when we looked: ours, or a rival's that is the same
		return finding{outcome: Created}, nil
	}
	return r.judge(ctx, merge.Revisions{Ours: o.ours, Theirs: theirs.Document})
}

// asSent reports whether theirs is what was to be created: all of it, and nothing
// beside it but what the server sets. An object that holds more may be a rival's.
func (r *run) asSent(o offer, theirs State) bool {
	ours, there := o.ours, theirs.Document
	for _, p := range r.Merge.Managed {
		ours, there = ours.Without(p), there.Without(p)
	}
	all, _, err := merge.Landed(merge.Revisions{Ours: ours, Theirs: there}, r.Merge)
	only, _, err2 := merge.Landed(merge.Revisions{Ours: there, Theirs: ours}, r.Merge)
	return err == nil && err2 == nil && all && only
}

// shelve keeps what was deleted as the draft of a resource that is to be created.
func (r *run) shelve() error {
	d := r.draft
	r.draft = nil
	base := d.Base
	*d = Draft{ID: d.ID, Base: absent(base), Text: base.Document.Source(), Keys: d.Keys}
	err := r.Drafts.Keep(d)
	r.report.Draft = d.ID
	return err
}
