package merge

import "github.com/etch-http/etch/merge/document"

// A Landing says how much of what leads from base to ours is in theirs, whoever
// put it there.
type Landing struct {
	All      bool // every change is there, to the digit
	AllValue bool // every change is there, but for the spelling of numbers
	None     bool // no place that ours changed differs from base in theirs
}

// Landed compares by place, as Merge does: an element is the same one wherever a
// rival's insertion has moved it to. Of equal base and ours, All and None hold. A
// change of white space alone is there if theirs is ours byte for byte, and not
// there if theirs is base. A change of a managed place is none.
func Landed(r Revisions, o Options) (Landing, error) {
	res, err := Merge(r, o)
	if err != nil {
		return Landing{}, err
	}
	l := Landing{All: true, AllValue: true, None: true}
	if _, tree := formatOf(r); tree && !r.Ours.Equal(r.Base) && bothThere(r.Base, r.Ours) &&
		document.Same(r.Base.Root(), r.Ours.Root()) {
		l.All, l.None = r.Theirs.Equal(r.Ours), r.Theirs.Equal(r.Base)
		l.AllValue = l.All
		return l, nil
	}
	for _, c := range res.Changes {
		l.count(c)
	}
	return l, nil
}

func bothThere(a, b *document.Document) bool { return a != nil && b != nil }

// count takes one change into account.
func (l *Landing) count(c Change) {
	respelled := spells(c.Base, c.Ours) // ours changed no value
	switch c.Who {
	case Ours:
		l.All = false
		l.AllValue = l.AllValue && respelled
	case Both:
		l.All = l.All && (c.order || same(c.Ours, c.Theirs))
		l.None = false
	case None:
		l.All, l.AllValue, l.None = false, false, false
	case Theirs:
		if !same(c.Base, c.Ours) { // ours respelled a number that theirs changed
			l.All, l.None = false, false
		}
	}
}

// same reports whether both spell the same value, or both are absent.
func same(a, b []byte) bool { return compare(a, b, document.Same) }

// spells reports whether both spell one value, numbers by value.
func spells(a, b []byte) bool { return compare(a, b, document.SameValue) }

func compare(a, b []byte, equal func(a, b document.Node) bool) bool {
	if a == nil || b == nil {
		return (a == nil) == (b == nil)
	}
	if string(a) == string(b) {
		return true
	}
	x, errX := document.Parse(a, document.JSON)
	y, errY := document.Parse(b, document.JSON)
	return errX == nil && errY == nil && equal(x.Root(), y.Root())
}
