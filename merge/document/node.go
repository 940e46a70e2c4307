package document

import (
	"iter"
	"slices"
)

// A Node is one value inside a Document. The zero Node is no value.
type Node struct {
	d *Document
	i int32
}

// at is the node behind n.
func (n Node) at() *node { return &n.d.nodes[n.i] }

// Kind returns what n is; None of the zero Node.
func (n Node) Kind() Kind {
	if n.d == nil {
		return None
	}
	return n.at().kind()
}

// Source returns n's own bytes, without the white space around it.
func (n Node) Source() []byte {
	if n.d == nil {
		return nil
	}
	return n.d.source[n.at().start:n.at().end:n.at().end]
}

// Span returns the offsets of Source in the document.
func (n Node) Span() (start, end int) {
	if n.d == nil {
		return 0, 0
	}
	return int(n.at().start), int(n.at().end)
}

// ItemSpan returns the offsets of what n takes in its array or object: from a
// member's name to the end of its value. Elsewhere it is Span.
func (n Node) ItemSpan() (start, end int) {
	if n.d == nil {
		return 0, 0
	}
	return n.at().itemStart(n.d.source), int(n.at().end)
}

// isMember reports whether n is the value of a member.
func (n Node) isMember() bool { return n.d != nil && n.at().is(inObject) }

// Name returns the unescaped member name; "" where n is no member.
func (n Node) Name() string {
	if !n.isMember() {
		return ""
	}
	if n.at().is(escapedName) {
		return unquote(n.NameSource())
	}
	return string(n.plainName())
}

// NameSource returns the member's name as it is spelled, quotes included; nil
// where n is no member.
func (n Node) NameSource() []byte {
	if !n.isMember() {
		return nil
	}
	start, end := n.at().nameSpan(n.d.source)
	return n.d.source[start:end:end]
}

// plainName is what stands between the quotes of a member's name.
func (n Node) plainName() []byte {
	start, end := n.at().nameSpan(n.d.source)
	return n.d.source[start+1 : end-1]
}

// named reports whether n is a member of that unescaped name.
func (n Node) named(name string) bool {
	if n.at().is(escapedName) {
		return unquote(n.NameSource()) == name
	}
	return string(n.plainName()) == name
}

// Text returns the unescaped text of a String, the source of anything else.
func (n Node) Text() string {
	if n.Kind() != String {
		return string(n.Source())
	}
	if n.at().is(escapedText) {
		return unquote(n.Source())
	}
	return string(n.d.source[n.at().start+1 : n.at().end-1])
}

// Parent returns the array or object that n stands in; of the root there is none.
func (n Node) Parent() (Node, bool) {
	if n.d == nil || n.at().parent < 0 {
		return Node{}, false
	}
	return Node{n.d, n.at().parent}, true
}

// Index returns how many siblings stand before n. Of an element it is known; of a
// member they are counted.
func (n Node) Index() int {
	around, ok := n.Parent()
	if !ok {
		return 0
	}
	if index := n.at().label >> indexShift; around.Kind() == Array && index != unknownIndex {
		return int(index)
	}
	if around.Kind() == Array {
		i, _ := slices.BinarySearch(around.table().children, n.i)
		return i
	}
	i := 0
	for c := around.i + 1; c != n.i; c = n.d.nodes[c].next {
		i++
	}
	return i
}

// Pointer returns the place of n. Its cost is the depth of n, so a caller that walks
// a whole document makes the pointers on its way down instead.
func (n Node) Pointer() Pointer {
	if n.d == nil {
		return ""
	}
	var up []Node // from n to below the root
	for {
		around, ok := n.Parent()
		if !ok {
			break
		}
		up, n = append(up, n), around
	}
	var p []byte
	for i := len(up) - 1; i >= 0; i-- {
		if up[i].isMember() {
			p = append(p, Pointer("").Child(up[i].Name())...)
		} else {
			p = append(p, Pointer("").Index(up[i].Index())...)
		}
	}
	return Pointer(p)
}

// Len returns the number of children.
func (n Node) Len() int {
	if n.d == nil {
		return 0
	}
	return int(n.at().count)
}

// Children yields the elements or members, in source order.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.d == nil {
			return
		}
		end := n.at().next
		for c := n.i + 1; c < end; c = n.d.nodes[c].next {
			if !yield(Node{n.d, c}) {
				return
			}
		}
	}
}
