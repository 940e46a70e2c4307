package diff

import (
	"github.com/etch-http/etch/merge/document"
)

// NumberPolicy says when a number with another text is no change.
type NumberPolicy int

// The policies, each more lenient than the one before.
const (
	NumberText  NumberPolicy = iota // never: for what a person edits
	NumberValue                     // when it has the same value: jq
	NumberFloat                     // also when it is what a 64-bit float makes of the old one: filters
)

// A Carrier brings changes from a view of a document back to the document.
type Carrier struct {
	Options Options
	Numbers NumberPolicy
}

// Carry makes on base the changes that lead from one document to another, so
// that base keeps its own spelling and white space. from is a view of base: the
// same values, perhaps spelled anew. Every view that a person edits and every
// program whose output is written anew comes back through it.
func Carry(base, from, to *document.Document) (*document.Document, error) {
	d, _, err := Carrier{}.Carry(base, from, to)
	return d, err
}

// Carry is the function Carry under c's policy. rounded are the places, under
// NumberFloat, where another number was taken for what a float makes of the old
// one: base keeps its own there, and somebody should say so. Each has the old text
// and the one that was not taken; its Pointer is a place in the document
// returned or, of a value that moved, in from.
//
// A value that only moved, or that stands inside of a new one, keeps base's
// spelling too. White space is base's own everywhere: where the view is base, byte
// for byte, and white space counts, take the edited document itself. Texts are not
// views: to is returned as it is.
func (c Carrier) Carry(base, from, to *document.Document) (carried *document.Document, rounded []Change, err error) {
	if base.Format() != document.JSON || from.Format() != document.JSON || to.Format() != document.JSON {
		return to, nil, nil
	}
	r := carrying{policy: c.Numbers, base: base, from: from, m: NewMatcher(c.Options)}
	switch c.Numbers {
	case NumberValue:
		r.m.loose = newClasses(decimal)
	case NumberFloat:
		r.m.loose = newClasses(float)
	}
	w := walker{m: r.m, equal: r.equal, spell: r.spell}
	w.value("", from.Root(), to.Root())
	carried, err = apply(base, w.out, false)
	return carried, r.rounded, err
}

// carrying is the work of one Carry.
type carrying struct {
	policy     NumberPolicy
	base, from *document.Document
	m          *Matcher
	known      map[int32]document.Node // arrays and objects of from, by class; nil: not yet asked for
	rounded    []Change
}

// learn remembers every array and object of n, for when it turns up elsewhere.
func (r *carrying) learn(n document.Node) {
	if n.Len() == 0 {
		return
	}
	if id := r.m.loose.class(n); r.known[id].Kind() == document.None {
		r.known[id] = n
	}
	for c := range n.Children() {
		r.learn(c)
	}
}

// equal reports whether a number with another text is no change.
func (r *carrying) equal(p document.Pointer, old, new document.Node) bool {
	a, b := string(old.Source()), string(new.Source())
	switch {
	case r.policy == NumberText:
		return false
	case decimal(a) == decimal(b):
		return true
	case r.policy == NumberFloat && madeByFloat(a, b):
		r.rounded = append(r.rounded, Change{Pointer: p, Old: old.Source(), New: new.Source()})
		return true
	}
	return false
}

// spell returns the text of a value that is new at its place: base's, where the
// value or a part of it is known from there.
func (r *carrying) spell(old, new document.Node) []byte {
	switch {
	case old.Kind() != document.None && r.unchanged(old, new):
		return r.own(old)
	case new.Len() == 0:
		return new.Source()
	}
	if r.known == nil {
		r.known = map[int32]document.Node{}
		r.learn(r.from.Root())
	}
	if from, ok := r.known[r.m.loose.class(new)]; ok && r.unchanged(from, new) {
		return r.own(from)
	}
	start, _ := new.Span()
	source := new.Source()
	out, at := []byte{}, 0
	for c := range new.Children() {
		from, end := c.Span()
		out = append(out, source[at:from-start]...)
		was := document.Node{}
		if old.Kind() == document.Object && new.Kind() == document.Object { // it moved, and was changed in part
			was, _ = old.Member(c.Name())
		}
		out = append(out, r.spell(was, c)...)
		at = end - start
	}
	return append(out, source[at:]...)
}

// unchanged reports whether nothing differs under the policy. Being of one class
// is not enough: two integers next to each other may be one float.
func (r *carrying) unchanged(old, new document.Node) bool {
	if r.m.Same(old, new) {
		return true
	}
	if !r.m.loose.same(old, new) {
		return false
	}
	before := len(r.rounded)
	w := walker{m: r.m, equal: r.equal}
	w.value(old.Pointer(), old, new)
	if len(w.out) > 0 {
		r.rounded = r.rounded[:before]
	}
	return len(w.out) == 0
}

// own returns base's text of a value of from.
func (r *carrying) own(from document.Node) []byte {
	if n, ok := r.base.At(from.Pointer()); ok {
		return n.Source()
	}
	return from.Source()
}
