package patch

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// JSON Patch, RFC 6902.

// operations writes the JSON Patch from base to wanted: add, remove and replace, in
// the order of diff.Between, which is that in which they apply.
func operations(base, wanted *document.Document) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for k, c := range diff.Between(base, wanted, diff.Options{}) {
		if k > 0 {
			b.WriteByte(',')
		}
		op, value := "replace", c.New
		switch {
		case c.Old == nil:
			op = "add"
		case c.New == nil:
			op = "remove"
		}
		fmt.Fprintf(&b, `{"op":"%s","path":%s`, op, document.Quote(string(c.Pointer)))
		if value != nil {
			b.WriteString(`,"value":`)
			b.Write(compact(value))
		}
		b.WriteByte('}')
	}
	b.WriteByte(']')
	return b.Bytes()
}

// compact returns the source text of a value without its white space.
func compact(value []byte) []byte {
	d, err := document.Parse(value, document.JSON)
	if err != nil {
		return value // the proof will fail, and say so
	}
	return d.Root().Compact()
}

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
	i := 0
	for n := range patch.Children() {
		o, err := readOperation(i, n)
		if err == nil {
			d, err = o.apply(d)
		}
		if err != nil {
			return nil, err
		}
		i++
	}
	return d, nil
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

// apply makes o on d.
func (o operation) apply(d *document.Document) (*document.Document, error) {
	switch o.op {
	case "test":
		if n, ok := d.At(o.path); !ok || !document.SameValue(n, o.value) {
			return nil, &TestError{Op: o.index, Pointer: o.path}
		}
		return d, nil
	case "add":
		return o.add(d, o.value.Source())
	case "remove":
		return o.done(d.Remove(o.path))
	case "replace":
		if _, ok := d.At(o.path); !ok {
			return nil, o.wrong(o.path, "nothing is there to replace")
		}
		return o.done(d.Set(o.path, o.value.Source()))
	}
	n, ok := d.At(o.from)
	switch {
	case !ok:
		return nil, o.wrong(o.from, "nothing is there to "+o.op)
	case o.op == "copy":
		return o.add(d, n.Source())
	case o.path == o.from: // moved to where it is
		return d, nil
	case o.path.Within(o.from):
		return nil, o.wrong(o.path, "a value cannot move into itself")
	}
	rest, err := o.done(d.Remove(o.from))
	if err != nil {
		return nil, err
	}
	return o.add(rest, n.Source())
}

// add is the "add" of RFC 6902 section 4.1. Only the whole document can be added
// to an absent one.
func (o operation) add(d *document.Document, value []byte) (*document.Document, error) {
	if d == nil && o.path == "" {
		return o.done(document.Parse(value, document.JSON))
	}
	return o.done(d.Insert(o.path, value))
}

// done turns an error of the tree into one of o.
func (o operation) done(d *document.Document, err error) (*document.Document, error) {
	var place *document.PlaceError
	var syntax *document.SyntaxError
	switch {
	case errors.As(err, &place):
		return nil, o.wrong(place.Pointer, place.Reason)
	case errors.As(err, &syntax): // each value has been parsed: together they are too deep or too large
		return nil, o.wrong(o.path, syntax.Reason)
	default:
		return d, err
	}
}
