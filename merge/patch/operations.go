package patch

import (
	"errors"
	"fmt"

	"github.com/etch-http/etch/merge/document"
)

// How a JSON Patch (RFC 6902) is read and applied.

// An operation is one of a JSON Patch, read and checked (RFC 6902 section 4).
type operation struct {
	index      int // 0-based
	op         string
	path, from document.Pointer
	value      document.Node // None where the operation has none
}

// applyOperations makes the operations on d, one after the other; the first that
// fails ends it (RFC 6902 section 5).
func applyOperations(patch document.Node, d *document.Document) (*document.Document, error) {
	if patch.Kind() != document.Array {
		return nil, &ApplyError{Op: -1, Reason: "a JSON Patch is an array of operations"}
	}
	s := newSlate(d)
	var o operation
	for n := range patch.Children() {
		var err error
		if o, err = readOperation(n.Index(), n); err == nil {
			err = o.apply(s)
		}
		if err != nil {
			return nil, err
		}
	}
	d, err := s.splice()
	return d, o.wrap(err)
}

// needs are the members of each operation beside "op" and "path".
var needs = map[string]struct{ from, value bool }{
	"add":     {value: true},
	"remove":  {},
	"replace": {value: true},
	"move":    {from: true},
	"copy":    {from: true},
	"test":    {value: true},
}

// readOperation reads operation i. Members that it does not know are ignored
// (RFC 6902 section 4); those that it knows must not stand twice.
func readOperation(i int, n document.Node) (operation, error) {
	o := operation{index: i}
	op, err := o.text(n, "op")
	if err != nil {
		return o, err
	}
	need, known := needs[op]
	if o.op = op; !known {
		return o, o.wrong("", fmt.Sprintf("%q is no operation of JSON Patch", op))
	}
	if o.path, err = o.pointer(n, "path"); err != nil {
		return o, err
	}
	if need.from {
		if o.from, err = o.pointer(n, "from"); err != nil {
			return o, err
		}
	}
	if need.value {
		o.value, err = o.member(n, "value")
	}
	return o, err
}

// wrong is the ApplyError of o.
func (o operation) wrong(p document.Pointer, reason string) error {
	return &ApplyError{Op: o.index, Pointer: p, Reason: reason}
}

// member returns the member of that name, which must stand once.
func (o operation) member(n document.Node, name string) (document.Node, error) {
	if n.Kind() != document.Object {
		return n, o.wrong("", "an operation is an object")
	}
	var found document.Node
	for m := range n.Named(name) {
		if found.Kind() != document.None {
			return m, o.wrong(o.path, fmt.Sprintf("%q stands twice", name))
		}
		found = m
	}
	if found.Kind() == document.None {
		return found, o.wrong(o.path, fmt.Sprintf("%q is missing", name))
	}
	return found, nil
}

// text returns the member of that name, which must be a string.
func (o operation) text(n document.Node, name string) (string, error) {
	m, err := o.member(n, name)
	if err == nil && m.Kind() != document.String {
		err = o.wrong(o.path, fmt.Sprintf("%q must be a string", name))
	}
	return m.Text(), err
}

// pointer returns the member of that name, which must be a JSON Pointer.
func (o operation) pointer(n document.Node, name string) (document.Pointer, error) {
	text, err := o.text(n, name)
	if err != nil {
		return "", err
	}
	p, err := document.ParsePointer(text)
	if err != nil {
		return "", o.wrong(o.path, err.Error())
	}
	return p, nil
}

// apply makes o on what s holds.
func (o operation) apply(s *slate) error {
	switch o.op {
	case "test":
		return o.test(s)
	case "add":
		return o.add(s, &slot{node: o.value})
	case "remove":
		_, err := o.remove(s, o.path)
		return err
	case "replace":
		return o.replace(s)
	}
	at := s.find(o.from)
	switch {
	case at == nil:
		return o.wrong(o.from, "nothing is there to "+o.op)
	case o.op == "copy":
		n, err := at.value()
		if err != nil {
			return o.wrap(err)
		}
		return o.add(s, &slot{node: n})
	case o.path == o.from: // moved to where it is
		return nil
	case o.path.Within(o.from):
		return o.wrong(o.path, "a value cannot move into itself")
	}
	m, err := o.remove(s, o.from)
	if err != nil {
		return err
	}
	return o.add(s, m)
}

// test is the "test" of RFC 6902 section 4.6.
func (o operation) test(s *slate) error {
	var n document.Node
	if at := s.find(o.path); at != nil {
		var err error
		if n, err = at.value(); err != nil {
			return o.wrap(err)
		}
	}
	if n.Kind() == document.None || !document.SameValue(n, o.value) {
		return &TestError{Op: o.index, Pointer: o.path}
	}
	return nil
}

// add is the "add" of RFC 6902 section 4.1.
func (o operation) add(s *slate, value *slot) error {
	if o.path == "" {
		s.put(value)
		return nil
	}
	return o.wrap(s.add(o.path, value))
}

// remove is the "remove" of RFC 6902 section 4.2. Without its root a document is
// absent.
func (o operation) remove(s *slate, p document.Pointer) (*slot, error) {
	switch {
	case p != "":
		m, err := s.remove(p)
		return m, o.wrap(err)
	case s.root.node.Kind() == document.None:
		return nil, o.wrong(p, "nothing is there to remove")
	default:
		m := s.root
		s.put(&slot{})
		return m, nil
	}
}

// replace is the "replace" of RFC 6902 section 4.3.
func (o operation) replace(s *slate) error {
	at := s.find(o.path)
	if at == nil {
		return o.wrong(o.path, "nothing is there to replace")
	}
	at.replace(o.value)
	return nil
}

// wrap turns an error of the tree into one of o.
func (o operation) wrap(err error) error {
	var place *document.PlaceError
	var syntax *document.SyntaxError
	switch {
	case errors.As(err, &place):
		return o.wrong(place.Pointer, place.Reason)
	case errors.As(err, &syntax): // each value has been parsed: together they are too deep or too large
		return o.wrong(o.path, syntax.Reason)
	default:
		return err
	}
}
