package document

import (
	"bytes"
	"fmt"
	"slices"
)

// An Action is what an Edit does.
type Action uint8

// The actions.
const (
	Replace Action = iota // the value Node becomes Value
	Remove                // the member or element Node goes, with one comma and its white space
	Insert                // Value comes into the array or object Node, before its child number Index
	Write                 // the bytes from Start to End become Value, exactly: white space, names
)

// An Edit is one change of a Document. All of it is said in terms of the Document
// before any edit: its nodes, its indexes, its offsets.
type Edit struct {
	Do         Action
	Node       Node   // Replace, Remove: the value; Insert: the array or object
	Index      int    // Insert: 0 is in front, Node.Len() is the end
	Name       string // Insert into an object: the unescaped name
	Start, End int    // Write
	Value      []byte // source text in the document's format
}

// Splice returns d with all edits made in one pass over the bytes; what no edit
// names is d's own. Edits may come in any order; several insertions at one Index
// stay in the order given. Where elements are removed and others inserted at the
// same place, these take over the white space.
//
// Replace and Insert fit Value to where it lands: see Set. Insert does not look for
// a member of the same name. Edits that overlap (one inside a value that another
// replaces or removes) are a *PlaceError; a Value that is none, or a result that
// does not parse (after Write), is a *SyntaxError.
//
// The cost is that of copying the bytes and nodes of d, and of reading what comes in.
func (d *Document) Splice(edits ...Edit) (*Document, error) {
	if d == nil {
		return nil, &PlaceError{Reason: "there is no document to edit"}
	}
	if len(edits) == 0 {
		return d, nil
	}
	s := splicer{d: d, groups: map[int32]*group{}}
	for _, e := range edits {
		if err := s.take(e); err != nil {
			return nil, err
		}
	}
	for _, n := range s.order {
		s.regions(Node{d, n}, s.groups[n])
	}
	source, err := s.source()
	if err != nil {
		return nil, err
	}
	return Reparse(source, d.format, d)
}

// A splicer turns edits into spans of bytes to write.
type splicer struct {
	d      *Document
	spans  []span
	groups map[int32]*group // by the array or object whose children change
	order  []int32          // the keys of groups, as they came
}

// A span is the new text for source[start:end].
type span struct {
	start, end int
	text       []byte
}

// A group is what changes among the children of one array or object.
type group struct {
	removed map[int32]bool // by node
	inserts []Edit
}

// take sorts one edit in.
func (s *splicer) take(e Edit) error {
	if e.Do == Write {
		if e.Start < 0 || e.Start > e.End || e.End > len(s.d.source) {
			return &PlaceError{Reason: fmt.Sprintf("there are no bytes %d to %d", e.Start, e.End)}
		}
		s.spans = append(s.spans, span{e.Start, e.End, e.Value})
		return nil
	}
	if e.Node.d != s.d {
		return &PlaceError{Reason: "the edit names a value of another document"}
	}
	if e.Do == Remove {
		around, ok := e.Node.Parent()
		if !ok {
			return &PlaceError{Reason: "the whole document cannot be removed from itself"}
		}
		s.group(around).removed[e.Node.i] = true
		return nil
	}
	if e.Do == Insert {
		if k := e.Node.Kind(); k != Array && k != Object || e.Index < 0 || e.Index > e.Node.Len() {
			return &PlaceError{e.Node.Pointer(), fmt.Sprintf("nothing can be inserted here at index %d", e.Index)}
		}
	}
	value, err := s.d.value(e.Value)
	if err != nil {
		return err
	}
	if e.Do == Insert {
		g := s.group(e.Node)
		e.Value = value
		g.inserts = append(g.inserts, e)
		return nil
	}
	start, end := e.Node.Span()
	s.spans = append(s.spans, span{start, end, s.d.fit(value, e.Node.indent)})
	return nil
}

// value checks the source text of one value in d's format, and returns it without
// the white space around it.
func (d *Document) value(source []byte) ([]byte, error) {
	v, err := Parse(source, d.format)
	return v.Root().Source(), err
}

// group returns what changes among n's children.
func (s *splicer) group(n Node) *group {
	g := s.groups[n.i]
	if g == nil {
		g = &group{removed: map[int32]bool{}}
		s.groups[n.i] = g
		s.order = append(s.order, n.i)
	}
	return g
}

// source writes the spans over the document's bytes.
func (s *splicer) source() ([]byte, error) {
	slices.SortStableFunc(s.spans, func(a, b span) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return a.end - b.end
	})
	size, at := len(s.d.source), 0
	for _, p := range s.spans {
		if p.start < at {
			return nil, &PlaceError{s.d.around(p.start).Pointer(), "two edits overlap here"}
		}
		size, at = size+len(p.text)-(p.end-p.start), p.end
	}
	out := bytes.NewBuffer(make([]byte, 0, size))
	at = 0
	for _, p := range s.spans {
		out.Write(s.d.source[at:p.start])
		out.Write(p.text)
		at = p.end
	}
	out.Write(s.d.source[at:])
	return out.Bytes(), nil
}

// around returns the innermost value that holds offset; the root, where none does.
func (d *Document) around(offset int) Node {
	n := d.Root()
	for {
		inner := Node{}
		for c := range n.Children() {
			if start, end := c.Span(); start <= offset && offset < end {
				inner = c
			}
		}
		if inner.d == nil {
			return n
		}
		n = inner
	}
}
