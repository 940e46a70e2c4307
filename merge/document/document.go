// Package document holds lossless trees over source bytes: JSON (RFC 8259) and
// text, as one type. A Document is a value: it is never changed in place, and
// every edit of one splices bytes, so that what an edit does not name comes out
// exactly as it went in.
//
// It knows places (RFC 6901 pointers), spans and spellings. Parse reads a source,
// Reparse one that is mostly like another, and ParseAll the revisions of one document;
// At finds a place, Set, Insert, Remove and Splice edit, and Same compares.
//
// What it does not do: it does not decode into Go values, and no number is ever
// rounded; it does not repair or tolerate what is not JSON, such as comments; it does
// not format anew, but for the view of Indent; it does not refuse duplicate names, but
// lists them. It knows nothing of what changed between two documents: that is package
// diff.
//
// A Document may be read by many goroutines at once. Reading costs no allocation
// per value: the tree is one slice of small nodes without pointers, in the order
// of the source, each of which knows where its subtree ends. It takes 24 bytes for
// each value, beside the source.
package document

import (
	"bytes"
	"sync"
	"sync/atomic"
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
	nodes  []node // preorder; the root first

	wide   sync.Map              // int32 to *index: lookup tables of wide arrays and objects, made when first asked
	recent atomic.Pointer[index] // the one last asked for

	style  style // how the document is written, read when first asked
	styled sync.Once
}

// Parse reads source as f. The Document keeps source; the caller must not change it.
// The error is a *SyntaxError. A leading BOM stays in the bytes and is skipped.
// Duplicate member names are accepted and listed by Duplicates: whether one
// matters depends on who touches it.
//
// JSON is read strictly (RFC 8259): invalid UTF-8, half a surrogate pair, more than
// 10,000 levels and more than 4 GiB are errors too. Any bytes are a text.
func Parse(source []byte, f Format) (*Document, error) {
	if uint64(len(source)) > maxSource {
		return nil, &SyntaxError{Line: 1, Column: 1, Reason: "the document is larger than 4 GiB"}
	}
	if f == Text {
		whole := node{end: uint32(len(source)), parent: -1, next: 1, label: uint32(Plain)}
		return &Document{format: f, source: source, nodes: []node{whole}}, nil
	}
	r := newReading(source)
	r.begin()
	return r.finish()
}

// Source returns the bytes, exactly; nil of the absent document.
func (d *Document) Source() []byte {
	if d == nil {
		return nil
	}
	return d.source
}

// Format returns the syntax; Text of the absent document.
func (d *Document) Format() Format {
	if d == nil {
		return Text
	}
	return d.format
}

// Equal reports whether both are byte for byte the same; nil equals only nil.
func (d *Document) Equal(e *Document) bool {
	if d == nil || e == nil {
		return d == e
	}
	return bytes.Equal(d.source, e.source)
}

// Root returns the top value; the zero Node of the absent document.
func (d *Document) Root() Node {
	if d == nil {
		return Node{}
	}
	return Node{d: d}
}

// Position returns the 1-based line and column (in bytes) of offset in the source.
// A line ends with LF. It looks at every byte before offset.
func (d *Document) Position(offset int) (line, column int) {
	return position(d.Source(), offset)
}

// position is Position for bytes that are no document yet.
func position(source []byte, offset int) (line, column int) {
	before := source[:min(max(offset, 0), len(source))]
	return bytes.Count(before, []byte{'\n'}) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}
