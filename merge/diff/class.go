package diff

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// classes gives every value a number, the same one to values that are the same.
// The key of an array or object is made of the numbers of its children, so a
// comparison of two large values is a comparison of two integers. Keys are
// compared in full: there is no hash that a crafted document could collide.
type classes struct {
	number func(text string) string // the form in which numbers are compared
	ids    map[string]int32
	of     map[document.Node]int32
}

func newClasses(number func(string) string) *classes {
	return &classes{number: number, ids: map[string]int32{}, of: map[document.Node]int32{}}
}

// same reports whether both have one class.
func (c *classes) same(a, b document.Node) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	// Most of two revisions is equal byte for byte; that needs no number.
	return bytes.Equal(a.Source(), b.Source()) || c.class(a) == c.class(b)
}

// class returns the number of n's value.
func (c *classes) class(n document.Node) int32 {
	if id, ok := c.of[n]; ok {
		return id
	}
	id := c.intern(c.key(n))
	c.of[n] = id
	return id
}

// intern returns the number of key.
func (c *classes) intern(key []byte) int32 {
	id, ok := c.ids[string(key)]
	if !ok {
		id = int32(len(c.ids))
		c.ids[string(key)] = id
	}
	return id
}

// key spells n's value so that the same values, and no others, have the same key.
func (c *classes) key(n document.Node) []byte {
	key := []byte{byte(n.Kind())}
	switch n.Kind() {
	case document.Number:
		return append(key, c.number(string(n.Source()))...)
	case document.Array:
		for e := range n.Children() {
			key = binary.AppendUvarint(key, uint64(c.class(e)))
		}
		return key
	case document.Object:
		return c.members(key, n)
	}
	return append(key, n.Text()...)
}

// members appends n's members by name. Those of one name stay in their order.
func (c *classes) members(key []byte, n document.Node) []byte {
	type member struct {
		name  string
		class int32
	}
	all := make([]member, 0, n.Len())
	for m := range n.Children() {
		all = append(all, member{m.Name(), c.class(m)})
	}
	slices.SortStableFunc(all, func(x, y member) int { return strings.Compare(x.name, y.name) })
	for _, m := range all {
		key = binary.AppendUvarint(key, uint64(len(m.name)))
		key = append(key, m.name...)
		key = binary.AppendUvarint(key, uint64(m.class))
	}
	return key
}
