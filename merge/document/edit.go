package document

import "fmt"

// Set returns d with value (source text in d's format) at p: replaced where a
// value is there, else added to its object or, at an index equal to the length or
// "-", appended to its array. Parents must exist. All other bytes are d's own; an
// added member or element takes the indentation and spacing of where it lands.
//
// A value of several lines is indented as its new place is, or put on one line in a
// document of one line; its strings are never touched. Of two members of one name
// the last is replaced. A place that cannot be set is a *PlaceError, a value that is
// none a *SyntaxError.
func (d *Document) Set(p Pointer, value []byte) (*Document, error) {
	if n, ok := d.At(p); ok {
		return d.Splice(Edit{Do: Replace, Node: n, Value: value})
	}
	return d.Insert(p, value)
}

// Insert returns d with value at p as a new array element, moving the later ones
// up (RFC 6902 "add"); for an object it is Set.
func (d *Document) Insert(p Pointer, value []byte) (*Document, error) {
	if d == nil {
		return nil, &PlaceError{p, "there is no document to edit"}
	}
	parent, token, ok := p.Cut()
	if !ok {
		return d.Splice(Edit{Do: Replace, Node: d.Root(), Value: value})
	}
	around, ok := d.At(parent)
	if !ok {
		return nil, &PlaceError{p, fmt.Sprintf("there is nothing at %q to add it to", parent)}
	}
	switch around.Kind() {
	case Object:
		if n, ok := around.Member(token); ok {
			return d.Splice(Edit{Do: Replace, Node: n, Value: value})
		}
		return d.Splice(Edit{Do: Insert, Node: around, Index: around.Len(), Name: token, Value: value})
	case Array:
		i, ok := ParseIndex(token)
		if token == "-" {
			i, ok = around.Len(), true
		}
		if !ok || i > around.Len() {
			return nil, &PlaceError{p, fmt.Sprintf("%q is no index of an array of %d", token, around.Len())}
		}
		return d.Splice(Edit{Do: Insert, Node: around, Index: i, Value: value})
	default:
		if parent == "" {
			return nil, &PlaceError{p, "the document is one value, which has no members"}
		}
		return nil, &PlaceError{p, fmt.Sprintf("the value at %q has no members", parent)}
	}
}

// Without returns d without what is at p; d itself where nothing is there. Of the
// absent document nothing is.
func (d *Document) Without(p Pointer) *Document {
	if d == nil {
		return nil
	}
	if e, err := d.Remove(p); err == nil {
		return e
	}
	return d
}

// Remove returns d without the value at p; it is an error if none is there. Of a
// member whose name stands more than once, all go, so that nothing is at p then.
// Without the value at "" it is the absent document.
func (d *Document) Remove(p Pointer) (*Document, error) {
	n, ok := d.At(p)
	if !ok {
		return nil, &PlaceError{p, "nothing is there to remove"}
	}
	around, ok := n.Parent()
	if !ok {
		return nil, nil
	}
	var edits []Edit
	if around.Kind() == Array {
		edits = append(edits, Edit{Do: Remove, Node: n})
	} else {
		_, name, _ := p.Cut()
		for c := range around.Named(name) {
			edits = append(edits, Edit{Do: Remove, Node: c})
		}
	}
	return d.Splice(edits...)
}
