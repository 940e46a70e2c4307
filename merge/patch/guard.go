package patch

import (
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// What tests guard. On a document that a rival has changed, a guarded patch does
// what a merge would do, or fails:
//
//   - A value that is removed or replaced is tested.
//   - JSON Patch has no test that a member is absent. An object that gets a new
//     member is tested whole where it is small, and so is all that changes in it.
//   - An index says nothing of the element it stands for. Each element that is moved,
//     or edited, or beside which one comes is tested: its identity, else the whole
//     of it; a small array without identities is tested whole, since equal elements
//     could stand for one another, and so is one that gets a new identity, which a
//     rival may have added, too.
//
// An array that is shorter than the tests of its elements is tested whole, too.

// guardMax is the size of a small object or array, in bytes of compact text.
const guardMax = 1 << 10

// guard is the test of a value that is about to go.
func (w *walker) guard(p document.Pointer, n document.Node) []check {
	if !w.maker.Test {
		return nil
	}
	return []check{{p, n.Compact()}}
}

// guardObject guards an object that gets members: by the steps from first on.
func (w *walker) guardObject(p document.Pointer, object document.Node, first int) {
	if !w.maker.Test {
		return
	}
	if whole := object.Compact(); len(whole) <= guardMax {
		w.testWhole(p, whole, first)
	}
}

// testWhole puts one test in front of the steps from first on, all of which are
// inside what it tests, in the place of theirs.
func (w *walker) testWhole(p document.Pointer, value []byte, first int) {
	for i := range w.steps[first:] {
		w.steps[first+i].tests = nil
	}
	w.steps[first].tests = []check{{p, value}}
}

// guardArray guards an array whose elements change by the steps from first on, which
// rely on the indexes of those elements. They are tested before the first step: then
// all indexes are those of the base.
func (w *walker) guardArray(p document.Pointer, array document.Node, key string, first int, relied map[int]bool) {
	if len(w.steps) == first {
		return
	}
	var tests []check
	size := 0
	for i, x := range children(array) {
		if !relied[i] {
			continue
		}
		c := check{p.Index(i), nil}
		if id, ok := x.Member(key); ok && key != "" {
			c = check{c.path.Child(key), id.Compact()}
		} else {
			c.value = x.Compact()
		}
		tests = append(tests, c)
		size += c.size()
	}
	comes := key == ""
	for _, s := range w.steps[first:] {
		comes = comes || s.op == "add" && parent(s.path) == p
		for _, c := range s.tests {
			size += c.size()
		}
	}
	whole := check{p, array.Compact()}
	if comes && len(whole.value) <= guardMax || whole.size() <= size {
		w.testWhole(p, whole.value, first)
		return
	}
	w.steps[first].tests = slices.Concat(tests, w.steps[first].tests)
}

// size is about the number of bytes of c.
func (c check) size() int {
	return len(`{"op":"test","path":"","value":},`) + len(c.path) + len(c.value)
}
