package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A Purpose is what a Target is made for. Servers guard each in a way of its own.
type Purpose int

// The purposes.
const (
	Edit   Purpose = iota // what is there is changed
	Create                // nothing is there, and something is to be
	Delete                // what is there is to go
)

// A Manner is how an API creates.
type Manner struct {
	Method  string                // PUT, or POST to the collection that the URL is in; "": PUT
	Within  bool                  // the URL is that of the collection, and the server chooses where the new resource is
	Bare    bool                  // nothing keeps such a write from replacing what is there
	Keyed   bool                  // what keeps it from that is the key in the text: of two with one key the second is refused
	Created func(status int) bool // whether a status says that nothing was there; nil: 201 alone
}

// createMethod is that of a write that creates.
func (t *Target) createMethod() string { return cmp.Or(t.Manner.Method, http.MethodPut) }

// vacant reads where nothing is to be: *client.GoneError is the answer that is hoped
// for. What is there is read as it is, with a validator or without.
func (t *Target) vacant(ctx context.Context) (editor.State, error) {
	if t.Manner.Within && !t.located {
		return editor.State{}, &client.GoneError{Problem: client.Problem{Status: http.StatusNotFound, Title: "the resource has no URL yet"}}
	}
	s, err := t.glimpse(ctx)
	if err == nil {
		t.proof(s)
	}
	return s, err
}

// glimpse reads what is there, whatever it is.
func (t *Target) glimpse(ctx context.Context) (editor.State, error) {
	rep, err := t.Client.Fetch(ctx, t.url)
	if err != nil {
		return editor.State{}, err
	}
	d, err := document.Parse(rep.Body, t.format)
	if err != nil {
		d, _ = document.Parse(rep.Body, document.Text) // any bytes are one
	}
	return editor.State{Representation: rep, Document: d}, nil
}

// beginAnew takes over what is known of a resource that is not there.
func (t *Target) beginAnew(base editor.State) {
	rep := base.Representation
	t.format, t.media, t.api = base.New, rep.MediaType, rep.API
}

// purposeOf is what a write is for.
func purposeOf(w editor.Write) Purpose {
	switch {
	case w.Base.Document == nil:
		return Create
	case w.Wanted == nil:
		return Delete
	}
	return Edit
}

// provenAs is the kind of write, as package memory has them, of which w proves something.
func provenAs(w editor.Write) string {
	if w.Base.Document == nil {
		return memory.Creating
	}
	return w.Request.Method
}

// Proven reports whether this kind of resource is known to refuse a write such as w
// where its precondition does not hold.
func Proven(m *memory.Memory, w editor.Write) bool {
	kind := provenAs(w)
	return m.Lookup(KeyFor(w.Base.Representation, kind)).Guard(kind) == memory.Enforced
}

// guardedNew is guarded of a write that must find nothing.
func (t *Target) guardedNew(w editor.Write) (editor.Write, error) {
	rep := w.Base.Representation
	if (t.Manner.Within || t.Manner.Bare) && !t.Unguarded {
		return editor.Write{}, &client.UnguardedError{Why: client.NoValidator}
	}
	if err := t.permitted(rep, memory.Creating); err != nil {
		return editor.Write{}, err
	}
	w.Guard = client.IfAbsent()
	keyless := t.Manner.Keyed && !namesKey(w.Wanted, rep.URL) // each such write may make one more
	switch known := t.known(rep, memory.Creating); {
	case t.Manner.Within, t.Manner.Bare, known == memory.Refused:
		w.Guard = client.Unguarded()
	case keyless && t.Proven:
		return editor.Write{}, &UnprovenError{}
	case known == memory.Ignored, keyless:
		w.Guard = w.Guard.Unreliable()
	}
	return w, nil
}

// lookFirst reads right before a write that creates or deletes, unless the server is
// known to compare: one that does not would write over, or remove, what nobody has seen.
func (t *Target) lookFirst(ctx context.Context, w editor.Write) error {
	p := purposeOf(w)
	if p == Edit || p == Delete && !relied(w) || w.Guard.Excludes() && t.proven(w) {
		return nil // or looked at right before, by unchanged
	}
	now, err := t.Fetch(ctx)
	switch {
	case p == Create && isGone(err):
		return nil
	case err != nil:
		return err
	case p == Create:
		return &client.PreconditionError{Problem: client.Problem{Title: "something is there already"}}
	case !now.Same(w.Base), !now.Document.Equal(w.Base.Document):
		return &client.PreconditionError{Problem: client.Problem{Title: "the resource has changed since it was read"}}
	}
	return nil
}

// proven is Proven of this Target's memory.
func (t *Target) proven(w editor.Write) bool { return t.Memory != nil && Proven(t.Memory, w) }

// isGone reports whether an answer said that there is no such resource.
func isGone(err error) bool {
	var gone *client.GoneError
	return errors.As(err, &gone)
}

// proveCreated shows that what was to be created is there: in the answer, if that is
// the representation, else by reading, where the answer says that it is.
func (t *Target) proveCreated(ctx context.Context, w editor.Write, resp client.Response) (editor.Receipt, error) {
	t.locate(resp)
	answered := answeredValidator(t.Client, resp, w.Base)
	if said, named := carries(resp, w.Base, answered); said || named {
		if s, ok := t.state(resp); ok && (said || t.resembles(s.Document, w.Wanted)) {
			return t.stored(w, s, resp, answered)
		}
	}
	rec := editor.Receipt{Write: w}
	if t.Manner.Within && !t.located {
		return rec, &client.LostError{Err: errors.New("the answer does not say where the new resource is")}
	}
	for look := 0; ; look++ {
		after, err := t.read(ctx, anyVersion)
		switch {
		case err == nil && forPeople(resp, w.Base) && !isPage(after.Representation):
			return rec, &client.LostError{Err: errPage}
		case err == nil:
			return t.stored(w, after, resp, answered)
		case !isGone(err) && !passing(err), look == len(looks):
			return rec, &client.LostError{Err: err}
		}
		if err := t.Sleep(ctx, looks[look]); err != nil {
			return rec, &client.LostError{Err: err}
		}
	}
}

// locate takes over where a POST has put the new resource (RFC 9110 section 9.3.3). Of a
// log it names what was added.
func (t *Target) locate(resp client.Response) {
	if t.Append != "" || t.createMethod() != http.MethodPost || resp.Status != http.StatusCreated || resp.URL == nil {
		return
	}
	at, err := resp.URL.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" || !sameOrigin(at, resp.URL) {
		return
	}
	t.located = true
	if at.String() != t.url.String() {
		t.url = at
		t.notify(Notice{CreatedAt, client.ShownURL(at)})
	}
}

// stored compares what was to be created with what is there after an accepted write.
func (t *Target) stored(w editor.Write, after editor.State, resp client.Response, answered client.Validator) (editor.Receipt, error) {
	rec := editor.Receipt{Write: w, After: after}
	ours, there := w.Wanted, after.Document
	managed := t.Managed
	if t.Marker != nil { // the marks are in what was sent
		managed = append(slices.Clip(managed), t.Marker.Place())
	}
	for _, p := range managed {
		ours, there = ours.Without(p), there.Without(p)
	}
	all, _, err := merge.Landed(merge.Revisions{Ours: ours, Theirs: there}, t.Merge)
	rival := !answered.IsZero() && !after.Representation.Validator.Equal(answered)
	switch {
	case err != nil:
		return rec, &client.LostError{Err: err}
	case !all && rival:
		t.notify(Notice{OverwrittenBy, ""})
		return rec, nil
	case !all:
		return rec, &editor.AlteredError{After: after, Missing: diff.Between(there, ours, t.Merge.Diff)}
	case rival:
		t.notify(Notice{Kind: RivalAfter})
	}
	more := slices.DeleteFunc(diff.Between(ours, there, t.Merge.Diff), func(c diff.Change) bool { return c.Old != nil })
	if len(more) > 0 && !rival {
		t.notify(Notice{FilledIn, places(more)})
	}
	switch t.foundNothing(w, resp.Status) {
	case unsaid:
		t.notify(Notice{PerhapsReplaced, fmt.Sprint(resp.Status)})
	case looked:
		where := client.ShownURL(t.url)
		if t.Append != "" || t.createMethod() != http.MethodPut {
			where = ""
		}
		t.notify(Notice{NeverRefused, where})
		rec.Created = true
	case told:
		rec.Created = true
	}
	return rec, nil
}

// A finding is how it is known that a write that creates has found nothing.
type finding int

// The ways.
const (
	unsaid finding = iota // it is not
	looked                // a read right before showed nothing, and the write had a guard that no one has seen at work
	told                  // the answer says so, or the server has been seen to compare
)

// foundNothing is how it is known that an accepted write that creates has found nothing.
// A status that the API has for updates, too, says nothing by itself: then it takes a
// guard, or the place of something new beside it.
func (t *Target) foundNothing(w editor.Write, status int) finding {
	usual := status == http.StatusCreated
	if t.Manner.Created != nil {
		usual = t.Manner.Created(status)
	}
	switch {
	case status == http.StatusCreated && !t.Creates, usual && t.located, w.Guard.Excludes() && t.proven(w):
		return told
	case usual && w.Guard.Excludes():
		return looked
	}
	return unsaid
}

// proveDeleted shows that what was deleted is not there. Something that is there all the
// same is no success, whatever the answer said.
func (t *Target) proveDeleted(ctx context.Context) error {
	for look := 0; ; look++ {
		after, err := t.glimpse(ctx)
		switch {
		case isGone(err):
			return nil
		case err != nil && !passing(err), err != nil && look == len(looks):
			return &client.LostError{Err: err}
		case look == len(looks):
			return &editor.AlteredError{After: after}
		}
		if err := t.Sleep(ctx, looks[look]); err != nil {
			return &client.LostError{Err: err}
		}
	}
}
