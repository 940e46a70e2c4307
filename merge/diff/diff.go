// Package diff says what changed between two documents, by place; for text, by
// hunk. It aligns array elements and lines; merge and patch build on it.
package diff

import "github.com/etch-http/etch/merge/document"

// A Change is one place that differs. A nil side is absent there. A change of
// white space, of member order alone or of a string's escapes is no Change.
//
// Changes stand in the order in which Apply makes them: each Pointer is a place
// in the document as the changes before it have left it (as in RFC 6902).
type Change struct {
	Pointer  document.Pointer
	Old, New []byte // source text; an Old of nil at an array index inserts there
	Line     int    // text: the 1-based line of the old side; 0 in a tree
}

// Options steer alignment.
type Options struct {
	Keys map[document.Pointer]string // identity member of the elements of an array
}

// Between returns what turns a into b, in document order. Either may be nil (absent).
func Between(a, b *document.Document, o Options) []Change { panic("soon") }

// Apply returns d with every change made: a splice of d's bytes. It fails where
// a change's Old is not there.
func Apply(d *document.Document, cs []Change) (*document.Document, error) { panic("soon") }

// Invert returns the changes that lead back from what Apply made of cs.
func Invert(cs []Change) []Change { panic("soon") }

// Carry makes on base the changes that lead from one document to another, so
// that base keeps its own spelling and white space. from is a view of base: the
// same values, perhaps spelled anew. Every view that a person edits and every
// program whose output is written anew comes back through it.
func Carry(base, from, to *document.Document) (*document.Document, error) { panic("soon") }
