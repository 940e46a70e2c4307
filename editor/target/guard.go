package target

import (
	"net/http"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/merge/document"
)

// What guards a write, and what is known of the server's way with such guards.

// An UnprovenError says that --require-guard was given, and that it is not proven
// that the server enforces preconditions.
type UnprovenError struct{}

// Error says so.
func (*UnprovenError) Error() string {
	return "it is not proven that the server enforces preconditions"
}

// guarded puts on w the precondition that belongs to its base and its method, if such a
// write may go out.
func (t *Target) guarded(w editor.Write) (editor.Write, error) {
	rep := w.Base.Representation
	if w.Base.Document == nil {
		return t.guardedNew(w)
	}
	if err := t.permitted(rep, w.Request.Method); err != nil {
		return editor.Write{}, err
	}
	w.Guard = client.IfUnchanged(rep.Validator)
	switch known := t.known(rep, w.Request.Method); {
	case t.guardless(rep):
		w.Guard = client.Tested()
	case !t.Unguarded:
	case rep.Validator.IsZero(), known == memory.Refused:
		w.Guard = client.Unguarded()
	case known == memory.Ignored: // it costs nothing, and the server may have learned
		w.Guard = w.Guard.Unreliable()
	}
	return w, nil
}

// known is what the server has shown of preconditions under a method, now or before.
func (t *Target) known(rep client.Representation, method string) memory.Guard {
	if t.guardRefused {
		return memory.Refused
	}
	if t.Memory == nil {
		return memory.Unproven
	}
	return t.Memory.Lookup(KeyFor(rep, method)).Guard(method)
}

// guardless reports whether a write to rep has to test what it rests on by itself: there
// is no version, or none is heeded, and --guard test was given.
func (t *Target) guardless(rep client.Representation) bool {
	g := t.known(rep, http.MethodPatch)
	return t.Tests && t.Purpose == Edit && (rep.Validator.IsZero() || g == memory.Ignored || g == memory.Refused)
}

// permitted reports what is known of the server that forbids a write by the first of
// these methods, or, where only a proven guard will do, by all of them.
func (t *Target) permitted(rep client.Representation, methods ...string) error {
	switch g := t.known(rep, methods[0]); {
	case t.Unguarded, t.guardless(rep):
	case g == memory.Ignored:
		return &client.UnguardedError{Why: client.PreconditionsIgnored, Known: true}
	case g == memory.Refused:
		return &client.UnguardedError{Why: client.PreconditionsRefused, Known: true}
	}
	for _, m := range methods {
		if !t.Proven || t.known(rep, m) == memory.Enforced {
			return nil
		}
	}
	return &UnprovenError{}
}

// likely lists the methods that a write to rep may have, the likeliest first: before
// anything is typed, it is told whether it can be written.
func (t *Target) likely(rep client.Representation) []string {
	f, _ := t.formatOf(rep)
	switch hint := t.recall(rep).Method; {
	case t.Purpose == Delete:
		return []string{http.MethodDelete}
	case t.Method != "":
		return []string{t.Method}
	case t.guardless(rep):
		return []string{http.MethodPatch}
	case f != document.JSON || hint == http.MethodPut:
		return []string{http.MethodPut}
	}
	return []string{http.MethodPatch, http.MethodPut}
}

// proof learns from a read after a refused write: the server compared versions
// only if the refused one has been followed by another, with other bytes. (The
// same bytes under another entity tag may just be a weak one that became strong.)
func (t *Target) proof(now editor.State) {
	if w := t.refused; w != nil && w.Guard.Sent() && !now.Same(w.Base) && !now.Document.Equal(w.Base.Document) {
		t.shown(provenAs(*w), memory.Enforced)
	}
	t.refused = nil
}
