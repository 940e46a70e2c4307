package merge

import (
	"bytes"
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

// check looks at the result as a reader would: every change that is in no conflict
// must be there, and no member's name may be repeated where neither side has it so.
func (e *engine) check(d *document.Document) error {
	if d.Format() != document.JSON {
		return nil
	}
	if err := e.checkDuplicates(d.Duplicates()); err != nil {
		return err
	}
	for _, r := range []*document.Document{d, e.r.Base, e.r.Ours, e.r.Theirs} {
		if len(r.Duplicates()) > 0 {
			return nil // a place may have two values, and a pointer finds only one
		}
	}
	for _, c := range e.changes {
		want := c.Theirs
		if c.Who == Ours {
			want = c.Ours
		}
		if c.Who == None || want == nil || e.unchecked[c.Pointer] {
			continue
		}
		n, ok := d.At(c.Pointer)
		if !ok || !bytes.Equal(n.Source(), want) && !sameAs(n, want) {
			return &CheckError{c.Pointer, "a change is lost"}
		}
	}
	return e.checkRemoved(d)
}

// checkRemoved looks for members that must be gone.
func (e *engine) checkRemoved(d *document.Document) error {
	for _, c := range e.changes {
		gone := c.Who == Ours && c.Ours == nil || (c.Who == Theirs || c.Who == Both) && c.Theirs == nil
		parent, name, ok := c.Pointer.Cut()
		if !gone || !ok {
			continue
		}
		if p, ok := d.At(parent); ok && p.Kind() == document.Object {
			if _, ok := p.Member(name); ok {
				return &CheckError{c.Pointer, "a removed member is still there"}
			}
		}
	}
	return nil
}

// checkDuplicates wants every repeated name to be one side's own, or to come with
// what settled a conflict.
func (e *engine) checkDuplicates(found []document.Pointer) error {
	if len(found) == 0 {
		return nil
	}
	own := map[string]bool{} // by name: an element's index may be another on each side
	from := []*document.Document{e.r.Ours, e.r.Theirs}
	for _, r := range e.settled {
		from = append(from, e.r.Base)
		if v, err := document.Parse(r.Value, document.JSON); err == nil {
			from = append(from, v)
		}
	}
	for _, d := range from {
		for _, p := range d.Duplicates() {
			_, name, _ := p.Cut()
			own[name] = true
		}
	}
	for _, p := range found {
		if _, name, _ := p.Cut(); !own[name] {
			return &CheckError{p, "the merge repeats a name"}
		}
	}
	return nil
}

// sameAs reports whether n is the value that source spells.
func sameAs(n document.Node, source []byte) bool {
	d, err := document.Parse(source, document.JSON)
	return err == nil && document.Same(n, d.Root())
}
