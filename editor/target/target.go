// Package target is the resource behind one URL, as the loop of package editor
// sees it: its representation as a document, the choice of the write's format, and
// the proof that a write is there.
//
// It knows no rival and no person: a write that the precondition refuses is the
// loop's business, and whether a PUT may replace a resource where PATCH is not
// taken is asked through a function.
package target

import (
	"context"
	"net/url"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A Target implements editor.Target over a client. Make one with New.
type Target struct {
	Options
	formats      formats
	url          *url.URL        // where to read: the first read's final URL
	format       document.Format // of the first read
	seen         bool            // a first read has been made
	media        string          // Content-Type of the last read
	api          string          // the convention that took it out of its answer
	said         map[Notice]bool // notices are made once
	last         editor.State    // of the last read
	refused      *editor.Write   // a write that the precondition has just refused
	lock         lock
	located      bool // where a POST has put the new resource is known
	log          log
	guardRefused bool // the server takes no preconditions
}

// Options make a Target.
type Options struct {
	Client    *client.Client
	URL       *url.URL
	Memory    *memory.Memory       // what worked before; nil: nothing is known, nothing is kept
	Format    Format               // what the body is
	Method    string               // "auto" or "", PATCH, PUT, POST
	PatchType string               // "auto" or "", "merge", "json", or a media type
	Nulls     bool                 // in a patch of that media type null is a value, and removes nothing
	Whole     bool                 // a patch of that media type replaces each member whole that it names, objects too; see Nulls
	IfMatch   string               // --if-match: the version that the first read must show; "": any
	Unguarded bool                 // writes may go without a precondition, where there is no validator, or none is heeded
	Tests     bool                 // --guard test: there, a JSON Patch tests what it rests on
	Managed   []document.Pointer   // members that the server sets; a change of one is refused
	Creates   bool                 // 201 is a usual answer to an update
	Purpose   Purpose              // Edit, Create or Delete
	Manner    Manner               // how the API creates
	Children  *convention.Children // parts with a version of their own; nil: there are none
	Proven    bool                 // --require-guard: writes go only where the guard is proven
	Strict    bool                 // a body that is not the JSON that it claims to be is an error, not a text

	Append string // the resource is a list that is only added to: the member that is an element's ID; "": it is not
	Media  string // of a POST of the whole, or of what is added; "": that of the representation

	Lock   *convention.Lock // how the resource is locked from the first read on; nil: it is not
	Owner  string           // who locks it, for others to see
	Marker Marker           // leaves a mark with every write; nil: none

	// MayPut is asked before a PUT replaces a resource of which only PATCH was
	// refused, and nothing the server said names PUT. Nil: no.
	MayPut func(context.Context) (bool, error)
	// Notify gets what a person should know; nil: nobody does.
	Notify func(Notice)
	// Sleep waits between the reads that look for an accepted change; nil: real time.
	Sleep func(context.Context, time.Duration) error
	// Now is the clock by which a lock ends; nil: real time.
	Now func() time.Time
	// Merge steers the comparison of what was wanted with what is there.
	Merge merge.Options
}

// A Marker leaves marks in the resource, by which a write is known later.
// editor/marker is the real one.
type Marker interface {
	// Place is where the marks are.
	Place() document.Pointer
	// Mark returns an id for the write of wanted on base, the same for the same write,
	// and wanted with the id in it.
	Mark(base editor.State, wanted *document.Document) (id string, with *document.Document, err error)
	// Holds reports whether the mark stands in d, and whether another came after it.
	Holds(d *document.Document, id string) (there, followed bool)
}

// A Format is what a body is taken for.
type Format int

// The formats, as --format names them.
const (
	Auto Format = iota // by the media type; where that does not say, by a look at the body
	JSON
	Text
)

var _ editor.Target = (*Target)(nil)

// New returns the Target for o.
func New(o Options) *Target {
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Target{Options: o, url: o.URL, said: map[Notice]bool{}, formats: formats{refused: map[format]bool{}}}
}

// Prepare implements editor.Target. Its errors: *FormatError where no format that
// the server takes can carry the change, *HungError; *editor.InvalidError with a
// *ManagedError for a change of what only the server sets, or a *ChildError; and where nothing was
// read before, those of Fetch about a base that must not be written on. Of a resource
// that is only added to, an *AppendError in the place of a *ManagedError.
func (t *Target) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	t.sayLost()
	if err := t.adopt(base); err != nil {
		return editor.Write{}, err
	}
	if base.Document == nil {
		t.beginAnew(base)
	}
	w, err := t.prepare(base, wanted)
	if base.Document == nil || wanted == nil {
		return w, err
	}
	for _, c := range w.Changes {
		if p, ok := t.managed(c.Pointer, base.Document, wanted); ok {
			return editor.Write{}, &editor.InvalidError{Err: &ManagedError{Pointer: p}}
		}
	}
	if child := t.childIn(base, w.Changes); child != nil {
		if !t.Unguarded {
			return editor.Write{}, &editor.InvalidError{Err: child}
		}
		t.notify(Notice{OfAChild, string(child.Pointer)})
	}
	return w, err
}

// managed returns the member of the server's that the change at p, which leads from one
// document to another, is one of. A change of something larger is one only where that
// member comes out of it as another one: an object in which a name stands twice is
// changed as a whole.
func (t *Target) managed(p document.Pointer, from, to *document.Document) (document.Pointer, bool) {
	for _, m := range t.Managed {
		switch {
		case p.Within(m):
			return m, true
		case m.Within(p) && !sameAt(m, from, to):
			return m, true
		}
	}
	return "", false
}

// sameAt reports whether two documents have the same value at p, or both none.
func sameAt(p document.Pointer, a, b *document.Document) bool {
	x, inA := a.At(p)
	y, inB := b.At(p)
	return inA == inB && (!inA || document.Same(x, y))
}

// notify says n once.
func (t *Target) notify(n Notice) {
	if t.Notify != nil && !t.said[n] {
		t.said[n] = true
		t.Notify(n)
	}
}

// Sleep waits for d or the end of ctx, and returns its cause then.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
