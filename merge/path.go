package merge

import "github.com/etch-http/etch/merge/document"

// A path is the place that the engine is at. A pointer is made of it only where a
// change is written down.
type path []step

// A step leads from an array or object to one child.
type step struct {
	member document.Node // the zero Node: an element
	index  int
	made   document.Pointer // up to here; once known
	known  bool
}

// to sets the last step.
func (p path) to(member document.Node, index int) {
	p[len(p)-1] = step{member: member, index: index}
}

// pointer returns the place as a pointer.
func (p path) pointer() (made document.Pointer) {
	known := len(p)
	for known > 0 && !p[known-1].known {
		known--
	}
	if known > 0 {
		made = p[known-1].made
	}
	for i := known; i < len(p); i++ {
		s := &p[i]
		if here(s.member) {
			made = made.Child(s.member.Name())
		} else {
			made = made.Index(s.index)
		}
		s.made, s.known = made, true
	}
	return made
}
