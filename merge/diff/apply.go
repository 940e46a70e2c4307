package diff

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// Apply returns d with every change made: a splice of d's bytes. It fails where
// a change's Old is not there, with a *document.PlaceError; a New that is no value
// is a *document.SyntaxError. What stood for an absent document comes out as JSON
// where it is that, else as text.
func Apply(d *document.Document, cs []Change) (*document.Document, error) {
	return apply(d, cs, true)
}

// apply is Apply; without strict, the places must be there but not the Old values.
func apply(d *document.Document, cs []Change, strict bool) (*document.Document, error) {
	if len(cs) == 0 {
		return d, nil
	}
	if cs[0].Line > 0 {
		return applyLines(d, cs)
	}
	if c := cs[0]; len(cs) == 1 && c.Pointer == "" {
		return replaceAll(d, c, strict)
	}
	if d.Format() != document.JSON {
		return nil, place(cs[0].Pointer, "a text has no places inside")
	}
	s := sketch{strict: strict, root: &slot{node: d.Root()}}
	for _, c := range cs {
		if err := s.change(c); err != nil {
			return nil, err
		}
	}
	return d.Splice(s.root.edits(nil)...)
}

// replaceAll makes a change of the whole document.
func replaceAll(d *document.Document, c Change, strict bool) (*document.Document, error) {
	switch {
	case (d == nil) != (c.Old == nil):
		return nil, place("", "the document is absent on one side only")
	case d != nil && strict && !(bytes.Equal(d.Source(), c.Old) || isValue(d.Root(), c.Old)):
		return nil, place("", "the value is another")
	case c.New == nil:
		return nil, nil
	case d != nil && d.Format() == document.JSON && c.Old != nil && !bytes.Equal(d.Source(), c.Old):
		return d.Splice(document.Edit{Do: document.Replace, Node: d.Root(), Value: c.New})
	case d != nil:
		return document.Parse(c.New, d.Format())
	}
	if made, err := document.Parse(c.New, document.JSON); err == nil {
		return made, nil
	}
	return document.Parse(c.New, document.Text)
}

// applyLines makes hunks of text. A JSON document that is none afterwards is text.
func applyLines(d *document.Document, cs []Change) (*document.Document, error) {
	lines, out, at := SplitLines(d.Source()), []byte{}, 0
	for _, c := range cs {
		old, from := SplitLines(c.Old), c.Line-1
		if from < at || from+len(old) > len(lines) {
			return nil, place("", fmt.Sprintf("there is no line %d", c.Line))
		}
		if !bytes.Equal(joined(lines[from:from+len(old)]), joined(old)) {
			return nil, place("", fmt.Sprintf("line %d is another", c.Line))
		}
		out = append(out, joined(lines[at:from])...)
		out = append(out, c.New...)
		at = from + len(old)
	}
	out = append(out, joined(lines[at:])...)
	if made, err := document.Parse(out, d.Format()); err == nil {
		return made, nil
	}
	return document.Parse(out, document.Text)
}

func place(p document.Pointer, reason string) error {
	return &document.PlaceError{Pointer: p, Reason: reason}
}

// isValue reports whether n is the value that source spells.
func isValue(n document.Node, source []byte) bool {
	if bytes.Equal(n.Source(), source) {
		return true
	}
	d, err := document.Parse(source, document.JSON)
	return err == nil && document.Same(n, d.Root())
}

// A sketch is a document while changes are made on it: it turns places that hold
// one after the other into edits of the document before any of them.
type sketch struct {
	strict bool
	root   *slot
}

// change makes one change.
func (s *sketch) change(c Change) error {
	at, tokens := s.root, c.Pointer.Tokens()
	if len(tokens) == 0 {
		return s.set(at, c)
	}
	for i, token := range tokens[:len(tokens)-1] {
		if at.value != nil {
			return s.inside(at, c, tokens[i:])
		}
		next, ok := at.child(token)
		if !ok {
			return place(c.Pointer, "there is no "+token)
		}
		at = next
	}
	last := tokens[len(tokens)-1]
	switch {
	case at.value != nil:
		return s.inside(at, c, tokens[len(tokens)-1:])
	case at.node.Kind() == document.Array:
		return s.element(at, c, last)
	case at.node.Kind() == document.Object:
		return s.member(at, c, last)
	}
	return place(c.Pointer, "this is neither an array nor an object")
}

// set replaces what stands in a slot.
func (s *sketch) set(at *slot, c Change) error {
	if s.strict && !at.holds(c.Old) {
		return place(c.Pointer, "the value is another")
	}
	at.replace(c.New)
	return nil
}

// inside makes a change within a value that an earlier change has brought.
func (s *sketch) inside(at *slot, c Change, rest []string) error {
	d, err := document.Parse(at.value, document.JSON)
	if err != nil {
		return err
	}
	whole := c.Pointer
	for c.Pointer = ""; len(rest) > 0; rest = rest[1:] {
		c.Pointer = c.Pointer.Child(rest[0])
	}
	if d, err = apply(d, []Change{c}, s.strict); err != nil {
		return place(whole, strings.TrimSpace(err.Error()))
	}
	at.value = d.Source()
	return nil
}

// element makes a change of an array's element.
func (s *sketch) element(array *slot, c Change, token string) error {
	b := array.list()
	i, ok := document.ParseIndex(token)
	if !ok || i > b.len() || i == b.len() && c.Old != nil {
		return place(c.Pointer, "there is no element "+token)
	}
	switch {
	case c.Old == nil:
		b.insert(i, &slot{value: c.New})
	case s.strict && !b.at(i).holds(c.Old):
		return place(c.Pointer, "the value is another")
	case c.New == nil:
		b.remove(i)
	default:
		b.at(i).replace(c.New)
	}
	return nil
}

// member makes a change of an object's member.
func (s *sketch) member(object *slot, c Change, name string) error {
	m, ok := object.child(name)
	switch {
	case ok != (c.Old != nil):
		return place(c.Pointer, "the member is there on one side only")
	case !ok:
		object.addMember(name, c.New)
	case s.strict && !m.holds(c.Old):
		return place(c.Pointer, "the value is another")
	case c.New == nil:
		m.value, m.gone = nil, true
	default:
		m.replace(c.New)
	}
	return nil
}
