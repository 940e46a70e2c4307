package document

import (
	"bytes"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/internal/bytewise"
)

// Same reports whether both are the same but for white space, escapes in strings
// and names, and the order of members. Numbers compare by their text: 1.0 is not 1.
// Where a name stands more than once in an object, its values must be the same, in
// the same order.
func Same(a, b Node) bool { return (&comparison{number: bytes.Equal}).same(a, b) }

// SameValue is Same with numbers compared by value, exactly and at any size
// (RFC 6902 section 4.6): 1.0 is 1, 9007199254740993 is not 9007199254740992.
func SameValue(a, b Node) bool { return (&comparison{number: sameNumber}).same(a, b) }

// A comparison walks two values side by side. It recurses as deep as the values are,
// which the scanner bounds.
type comparison struct {
	number func(a, b []byte) bool // whether two numbers are the same

	// The bytes that were last compared: a's from start up to end are those of b, delta
	// further on.
	start, end, delta int
}

// same is Same with the comparison's numbers.
func (c *comparison) same(a, b Node) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case None, Null:
		return true
	case Number:
		return c.number(a.Source(), b.Source())
	case String:
		return sameText(a, b)
	case Array, Object:
		return a.Len() == b.Len() && (c.equal(a, b) || c.sameChildren(a, b))
	default:
		return bytes.Equal(a.Source(), b.Source())
	}
}

// equal reports whether two arrays or objects are the same bytes. What was compared
// for the one around them is not compared again, so that deep values cost no more
// than flat ones.
func (c *comparison) equal(a, b Node) bool {
	from, to := a.Span()
	other, _ := b.Span()
	if from < c.start || from >= c.end || other-from != c.delta {
		c.start, c.end, c.delta = from, from+bytewise.Length(a.Source(), b.Source()), other-from
	}
	return to <= c.end
}

// sameText compares two strings, unescaped.
func sameText(a, b Node) bool {
	if (a.at().label|b.at().label)&escapedText == 0 {
		return bytes.Equal(a.Source(), b.Source())
	}
	return a.Text() == b.Text()
}

// SameName reports whether two members have one name, unescaped. Elements have none,
// which is one name, too.
func SameName(a, b Node) bool {
	if (a.at().label|b.at().label)&escapedName == 0 {
		return bytes.Equal(a.NameSource(), b.NameSource())
	}
	return a.Name() == b.Name()
}

// sameChildren compares the children of two arrays or objects of one length:
// pairwise in the order of the source, and where members stand in another order,
// in that of their names.
func (c *comparison) sameChildren(a, b Node) bool {
	nodes, others := a.d.nodes, b.d.nodes
	for i, j := a.i+1, b.i+1; i < a.at().next; i, j = nodes[i].next, others[j].next {
		x, y := Node{a.d, i}, Node{b.d, j}
		if a.Kind() == Object && !SameName(x, y) {
			return slices.EqualFunc(x.restByName(a), y.restByName(b), func(x, y Node) bool {
				return SameName(x, y) && c.same(x, y)
			})
		}
		if !c.same(x, y) {
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
	slices.SortStableFunc(rest, compareNames)
	return rest
}

// compareNames orders two members by their names, unescaped.
func compareNames(a, b Node) int {
	if (a.at().label|b.at().label)&escapedName == 0 {
		return bytes.Compare(a.plainName(), b.plainName())
	}
	return strings.Compare(a.Name(), b.Name())
}
