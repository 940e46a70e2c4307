// Package diff says what changed between two documents, by place; for text, by
// hunk. It aligns array elements and lines; merge and patch build on it.
//
// Values are the same where [document.Same] says so: white space, escapes and the
// order of members are no change, the text of a number is. Array elements are
// paired by an identity member where there is one, else by equality, and what is
// left over in one place by likeness (see [Matcher]). A change is as small as
// that pairing allows.
//
// It does not know of a third document, of media types, or of terminals.
package diff

import "github.com/etch-http/etch/merge/document"

// A Change is one place that differs. A nil side is absent there. A change of
// white space, of member order alone or of a string's escapes is no Change.
//
// Changes stand in the order in which Apply makes them: each Pointer is a place
// in the document as the changes before it have left it (as in RFC 6902). Lines,
// on the other hand, are those of the document before any change, as in a patch
// of text.
type Change struct {
	Pointer  document.Pointer
	Old, New []byte // source text; an Old of nil at an array index inserts there
	Line     int    // text: the 1-based line of the old side; 0 in a tree and for a whole document
}

// Options steer alignment.
type Options struct {
	Keys map[document.Pointer]string // identity member of the elements of an array
}

// Between returns what turns a into b, in document order. Either may be nil
// (absent): that is one Change of the whole document, with the Pointer "". Two
// documents that are not both JSON are compared as text, by line.
func Between(a, b *document.Document, o Options) []Change {
	switch {
	case a == nil && b == nil:
		return nil
	case a == nil:
		return []Change{{New: b.Source()}}
	case b == nil:
		return []Change{{Old: a.Source()}}
	case a.Format() == document.JSON && b.Format() == document.JSON:
		w := walker{m: NewMatcher(o)}
		w.value("", a.Root(), b.Root())
		return w.out
	}
	lines := Cut(a.Source(), b.Source())
	return hunks(lines[0], lines[1])
}

// Invert returns the changes that lead back from what Apply made of cs.
func Invert(cs []Change) []Change {
	out := make([]Change, len(cs))
	shift := 0 // lines that the hunks so far have added
	for i, c := range cs {
		inverse := Change{Pointer: c.Pointer, Old: c.New, New: c.Old}
		if c.Line == 0 {
			// Places in a tree hold for the moment of their change: back to front.
			out[len(cs)-1-i] = inverse
			continue
		}
		inverse.Line = c.Line + shift
		shift += len(SplitLines(c.New)) - len(SplitLines(c.Old))
		out[i] = inverse
	}
	return out
}
