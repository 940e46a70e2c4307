package document

import (
	"bytes"
	"slices"
	"strings"
)

// Same reports whether both are the same but for white space, escapes in strings
// and names, and the order of members. Numbers compare by their text: 1.0 is not 1.
// Where a name stands more than once in an object, its values must be the same, in
// the same order.
func Same(a, b Node) bool { return same(a, b, bytes.Equal) }

// SameValue is Same with numbers compared by value, exactly and at any size
// (RFC 6902 section 4.6): 1.0 is 1, 9007199254740993 is not 9007199254740992.
func SameValue(a, b Node) bool { return same(a, b, sameNumber) }

// same is Same with numbers compared by that function. It recurses as deep as the
// values are, which the scanner bounds.
func same(a, b Node, number func(a, b []byte) bool) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case None, Null:
		return true
	case Number:
		return number(a.Source(), b.Source())
	case String:
		return sameText(a, b)
	case Array, Object:
		return a.Len() == b.Len() && sameChildren(a, b, number)
	default:
		return bytes.Equal(a.Source(), b.Source())
	}
}

// sameText compares two strings, unescaped.
func sameText(a, b Node) bool {
	if (a.at().flags|b.at().flags)&escapedText == 0 {
		return bytes.Equal(a.Source(), b.Source())
	}
	return a.Text() == b.Text()
}

// sameName compares the names of two members, unescaped. Elements have none.
func sameName(a, b Node) bool {
	if (a.at().flags|b.at().flags)&escapedName == 0 {
		return bytes.Equal(a.NameSource(), b.NameSource())
	}
	return a.Name() == b.Name()
}

// sameChildren compares the children of two arrays or objects of one length:
// pairwise in the order of the source, and where members stand in another order,
// in that of their names.
func sameChildren(a, b Node, number func(a, b []byte) bool) bool {
	nodes, others := a.d.nodes, b.d.nodes
	for i, j := a.i+1, b.i+1; i < a.at().next; i, j = nodes[i].next, others[j].next {
		c, e := Node{a.d, i}, Node{b.d, j}
		if a.Kind() == Object && !sameName(c, e) {
			return slices.EqualFunc(c.restByName(a), e.restByName(b), func(c, e Node) bool {
				return sameName(c, e) && same(c, e, number)
			})
		}
		if !same(c, e, number) {
			return false // the names so far are alike, so both are the same one of that name
		}
	}
	return true
}

// restByName returns n and the siblings behind it in around, in the order of their
// names; members of one name stay in the order of the source.
func (n Node) restByName(around Node) []Node {
	var rest []Node
	for i := n.i; i < around.at().next; i = n.d.nodes[i].next {
		rest = append(rest, Node{n.d, i})
	}
	slices.SortStableFunc(rest, func(a, b Node) int { return strings.Compare(a.Name(), b.Name()) })
	return rest
}
