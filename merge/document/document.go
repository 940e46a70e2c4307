// Package document holds lossless trees over source bytes: JSON (RFC 8259) and
// text, as one type. A Document is a value: it is never changed in place, and
// every edit of one splices bytes, so that what an edit does not name comes out
// exactly as it went in.
//
// It knows places (RFC 6901 pointers), spans and spellings. It knows nothing of
// what changed between two documents: that is package diff.
package document

import (
	"iter"
)

// A Format is a syntax with its media types.
type Format int

// The formats.
const (
	Text Format = iota // one leaf, merged by line
	JSON               // RFC 8259
)

// A Kind is what a Node is.
type Kind uint8

// The kinds. A Document of format Text has one node, of kind Plain.
const (
	None Kind = iota // the zero Node
	Plain
	Null
	Bool
	Number
	String
	Array
	Object
)

// A Document is a tree over the bytes that it was parsed from. The nil
// *Document is the absent document.
type Document struct {
	format Format
	source []byte
}

// A Node is one value inside a Document. The zero Node is no value.
type Node struct {
	d *Document
	i int32
}

// Parse reads source as f. The Document keeps source; the caller must not change it.
// The error is a *SyntaxError. A leading BOM stays in the bytes and is skipped.
// Duplicate member names are accepted and listed by Duplicates: whether one
// matters depends on who touches it.
func Parse(source []byte, f Format) (*Document, error) { panic("soon") }

// Source returns the bytes, exactly; nil of the absent document.
func (d *Document) Source() []byte { panic("soon") }

// Format returns the syntax; Text of the absent document.
func (d *Document) Format() Format { panic("soon") }

// Equal reports whether both are byte for byte the same; nil equals only nil.
func (d *Document) Equal(e *Document) bool { panic("soon") }

// Root returns the top value; the zero Node of the absent document.
func (d *Document) Root() Node { panic("soon") }

// At returns the value at p, and whether one is there. Of two members of one
// name it returns the last, as most parsers do.
func (d *Document) At(p Pointer) (Node, bool) { panic("soon") }

// Duplicates lists the places whose member name stands more than once in its object.
func (d *Document) Duplicates() []Pointer { panic("soon") }

// Position returns the 1-based line and column (in bytes) of offset in the source.
func (d *Document) Position(offset int) (line, column int) { panic("soon") }

// Set returns d with value (source text in d's format) at p: replaced where a
// value is there, else added to its object or, at an index equal to the length or
// "-", appended to its array. Parents must exist. All other bytes are d's own; an
// added member or element takes the indentation and spacing of where it lands.
func (d *Document) Set(p Pointer, value []byte) (*Document, error) { panic("soon") }

// Insert returns d with value at p as a new array element, moving the later ones
// up (RFC 6902 "add"); for an object it is Set.
func (d *Document) Insert(p Pointer, value []byte) (*Document, error) { panic("soon") }

// Remove returns d without the value at p; it is an error if none is there.
func (d *Document) Remove(p Pointer) (*Document, error) { panic("soon") }

// Indent returns d with its white space made anew, two spaces a level, values as
// they are spelled; a document of several lines is returned as it is.
func (d *Document) Indent() *Document { panic("soon") }

// Kind returns what n is; None of the zero Node.
func (n Node) Kind() Kind { panic("soon") }

// Source returns n's own bytes, without the white space around it.
func (n Node) Source() []byte { panic("soon") }

// Span returns the offsets of Source in the document.
func (n Node) Span() (start, end int) { panic("soon") }

// Name returns the unescaped member name; "" where n is no member.
func (n Node) Name() string { panic("soon") }

// Pointer returns the place of n.
func (n Node) Pointer() Pointer { panic("soon") }

// Text returns the unescaped text of a String, the source of anything else.
func (n Node) Text() string { panic("soon") }

// Len returns the number of children.
func (n Node) Len() int { panic("soon") }

// Children yields the elements or members, in source order.
func (n Node) Children() iter.Seq[Node] { panic("soon") }

// Member returns the member of that (unescaped) name: the last, where there are several.
func (n Node) Member(name string) (Node, bool) { panic("soon") }

// Element returns the element at index i.
func (n Node) Element(i int) (Node, bool) { panic("soon") }

// Same reports whether both are the same but for white space, escapes in strings
// and names, and the order of members. Numbers compare by their text: 1.0 is not 1.
func Same(a, b Node) bool { panic("soon") }

// SameValue is Same with numbers compared by value, exactly and at any size
// (RFC 6902 section 4.6): 1.0 is 1, 9007199254740993 is not 9007199254740992.
func SameValue(a, b Node) bool { panic("soon") }
