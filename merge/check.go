package merge

import (
	"fmt"

	"github.com/etch-http/etch/merge/document"
)

// A CheckError is a merge that failed its own check: nobody gets to see the result.
// It is a bug of this package.
type CheckError struct {
	Pointer document.Pointer
	Reason  string
}

// Error names the place and the reason.
func (e *CheckError) Error() string {
	return fmt.Sprintf("the merge failed its own check at %q: %s", e.Pointer, e.Reason)
}

// What a check finds.
const (
	lostChange   = "a change is lost"
	lostElement  = "an element is lost, or stands there twice"
	repeatedName = "the merge repeats a name"
	repeatedID   = "the merge repeats an identity"
	noConflict   = "a conflict where at most one side changed something"

	misplacedElement = "elements stand in an order that neither side has"
	hidden           = "both sides changed it, and it is no conflict"
)

// A checker looks at the merged document as a reader would, beside the three
// revisions: at every place that is in no conflict stands what the rules say. It
// does not ask what the engine has listed as changed, so it finds what the engine
// forgot. What it takes from the engine are claims, which it verifies: of an array,
// which elements are the same one (each element of each revision must be in that
// list exactly once, and each of the merged document must be what its row wants),
// and which places are odd.
//
// It goes inside only where bytes differ on both sides, so it costs little more than
// to compare the four documents.
type checker struct {
	e      *engine
	mo, mt runs // the merged document with ours, with theirs
	odd    map[spot]bool
	open   map[spot]bool // of them, those in conflict
	lists  map[document.Node]*list
	shared bool // another one is at work on the same array
}

// check looks at the result d. The error is a *CheckError.
func (e *engine) check(d *document.Document) error {
	if d.Format() != document.JSON {
		return nil
	}
	return e.newChecker(d).check(d)
}

// newChecker returns a checker of d.
func (e *engine) newChecker(d *document.Document) *checker {
	c := &checker{
		e: e, mo: newRuns(d, e.r.Ours), mt: newRuns(d, e.r.Theirs),
		odd: make(map[spot]bool, len(e.odd)), open: make(map[spot]bool, len(e.spots)), lists: make(map[document.Node]*list, len(e.lists)),
	}
	for _, s := range e.odd {
		c.odd[s] = true
	}
	for _, s := range e.spots {
		c.open[s] = true
	}
	for i := range e.lists {
		c.lists[e.lists[i].x.b] = &e.lists[i]
	}
	return c
}

// check looks at the whole of d.
func (c *checker) check(d *document.Document) error {
	e := c.e
	x := tri{e.r.Base.Root(), e.r.Ours.Root(), e.r.Theirs.Root()}
	if reason := c.place(x, d.Root(), false); reason != "" {
		return &CheckError{e.path.pointer(), reason}
	}
	return nil
}

// place checks that m is what x merges to; else it returns what is wrong, and the
// engine's path leads there.
func (c *checker) place(x tri, m document.Node, whole bool) string {
	e := c.e
	switch {
	case here(m) && c.mt.same(m, x.t) && c.mo.same(m, x.o): // what either side has, both have
		return ""
	case len(c.odd) > 0 && c.odd[x.spot()]:
		return c.oddPlace(x, m)
	case e.isManaged():
		return c.theirs(x, m)
	case e.mayCut() && (e.bo.same(x.b, x.o) || e.ot.same(x.o, x.t)):
		return c.theirs(x, m)
	case e.mayCut() && e.bt.same(x.b, x.t):
		return c.ours(x, m)
	case !whole && x.are(document.Object):
		return c.members(x, m)
	case !whole && x.are(document.Array) && here(x.b):
		return c.elements(x, m)
	}
	return c.atom(x, m)
}

// theirs wants m to be what theirs has.
func (c *checker) theirs(x tri, m document.Node) string {
	if c.mt.same(m, x.t) || c.e.same(m, x.t) {
		return ""
	}
	return lostChange
}

// ours wants m to be what ours has.
func (c *checker) ours(x tri, m document.Node) string {
	if c.mo.same(m, x.o) || c.e.same(m, x.o) {
		return ""
	}
	return lostChange
}

// atom checks a value that is not looked into.
func (c *checker) atom(x tri, m document.Node) string {
	e := c.e
	switch {
	case e.same(x.o, x.b) || e.same(x.o, x.t):
		return c.theirs(x, m)
	case e.same(x.t, x.b):
		return c.ours(x, m)
	case equal(x.o, x.b) || equal(x.o, x.t): // one value in two spellings
		return c.theirs(x, m)
	case equal(x.t, x.b):
		return c.ours(x, m)
	}
	return hidden
}

// members checks an object by name. Where a name stands twice somewhere, which of its
// members is which cannot always be told: then nothing is lost for sure.
func (c *checker) members(x tri, m document.Node) string {
	if m.Kind() != document.Object {
		return lostChange
	}
	e, kids, rowsOf, depth := c.e, len(c.e.kids), len(c.e.rowsOf), len(c.e.path)
	f, merged := e.family(x), e.children(m)
	reason := c.rows(&f, merged)
	if reason != "" && (repeats(f.b) || repeats(f.o) || repeats(f.t)) {
		e.path, reason = e.path[:depth], c.repeated(&f, merged)
	}
	e.kids, e.rowsOf = e.kids[:kids], e.rowsOf[:rowsOf]
	return reason
}

// rows checks the members of an object one by one.
func (c *checker) rows(f *family, merged []document.Node) string {
	e := c.e
	e.path = append(e.path, step{})
	for _, r := range e.checkedRows(f, merged) {
		var n document.Node
		if r.m >= 0 {
			n = merged[r.m]
		}
		x := f.at(r)
		if e.path.to(x.first(), 0); !here(x.first()) {
			e.path.to(n, 0)
			return repeatedName
		}
		if reason := c.place(x, n, false); reason != "" {
			return reason
		}
	}
	e.path = e.path[:len(e.path)-1]
	return ""
}

// checkedRows pairs the members of the revisions with those of the merged document.
func (e *engine) checkedRows(f *family, merged []document.Node) []row {
	if with := (family{b: f.b, o: f.b, t: merged}); f.inStep() && with.inStep() {
		return e.inStep(len(f.b))
	}
	n := &e.names
	n.clear(e.rowsOf)
	n.add(f.b, func(r *row) *int32 { return &r.b })
	n.add(f.o, func(r *row) *int32 { return &r.o })
	n.add(f.t, func(r *row) *int32 { return &r.t })
	n.add(merged, func(r *row) *int32 { return &r.m })
	return e.take(n)
}

// countNames counts the members of each name.
func countNames(members []document.Node) map[string]int {
	n := map[string]int{}
	for _, m := range members {
		n[m.Name()]++
	}
	return n
}

// repeats reports whether a name stands twice.
func repeats(members []document.Node) bool { return len(countNames(members)) < len(members) }

// repeated checks an object with a name that stands twice somewhere: the merge has
// none more often than one side has it.
func (c *checker) repeated(f *family, merged []document.Node) string {
	b, o, t := countNames(f.b), countNames(f.o), countNames(f.t)
	for name, n := range countNames(merged) {
		most := max(o[name], t[name])
		if len(c.e.settled) > 0 {
			most = max(most, b[name])
		}
		if n > 1 && n > most {
			return repeatedName
		}
	}
	return ""
}
