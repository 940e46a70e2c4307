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

// pointer returns the place as a pointer. That of the array or object around it is kept
// for the next child, and no other on the way there: together, those of a deep place
// are as large as the square of its depth.
func (p path) pointer() document.Pointer {
	if len(p) == 0 {
		return ""
	}
	around, last := p[:len(p)-1], &p[len(p)-1]
	if len(around) > 0 && !around[len(around)-1].known {
		around.know()
	}
	if !last.known {
		last.made, last.known = last.below(around.made()), true
	}
	return last.made
}

// made returns the pointer of a place that is known.
func (p path) made() document.Pointer {
	if len(p) == 0 {
		return ""
	}
	return p[len(p)-1].made
}

// know makes the pointer of the last step.
func (p path) know() {
	known := len(p)
	for known > 0 && !p[known-1].known {
		known--
	}
	made := []byte(p[:known].made())
	for _, s := range p[known:] {
		made = append(made, s.below("")...)
	}
	last := &p[len(p)-1]
	last.made, last.known = document.Pointer(made), true
}

// below returns where s leads from p.
func (s step) below(p document.Pointer) document.Pointer {
	if here(s.member) {
		return p.Child(s.member.Name())
	}
	return p.Index(s.index)
}
