package document

import (
	"bytes"
	"fmt"
)

const (
	maxSource = 1<<32 - 4 // bytes: offsets are uint32, and a value takes at least two bytes, so node numbers are int32
	maxDepth  = 10_000    // levels: bounds every walk that recurses
)

// bom is the UTF-8 byte order mark. RFC 8259 section 8.1 lets a parser skip it.
var bom = []byte("\xef\xbb\xbf")

// A scanner reads one JSON text into nodes. It does not recurse: the innermost
// open array or object is known by its node, and that one's parent by its own.
type scanner struct {
	source []byte
	pos    int
	nodes  []node
	open   int32 // the innermost array or object that is not closed; -1 outside of all
	depth  int

	// Of the member whose value comes next.
	name, nameEnd uint32
	nameFlags     uint8
}

// newScanner sets a scanner on source, with room for its nodes.
func newScanner(source []byte) *scanner {
	// Each value but the root follows a comma or an opening bracket. Strings may hold
	// these too: the bound keeps a string of commas from reserving 32 times its size.
	room := 1
	for _, c := range []byte(",[{") {
		room += bytes.Count(source, []byte{c})
	}
	room = min(room, len(source)/8+16)
	return &scanner{source: source, nodes: make([]node, 0, room), open: -1}
}

// document reads the whole text.
func (s *scanner) document() error {
	if bytes.HasPrefix(s.source, bom) {
		s.pos = len(bom)
	}
	if s.space(); s.pos == len(s.source) {
		return s.fail(s.pos, "the document is empty")
	}
	for {
		closed, err := s.value()
		if err != nil {
			return err
		}
		if closed {
			if err := s.follow(); err != nil {
				return err
			}
		}
		if s.open < 0 {
			return s.end()
		}
	}
}

// end refuses whatever stands behind the top value.
func (s *scanner) end() error {
	if s.space(); s.pos < len(s.source) {
		return s.fail(s.pos, "there is more text after the end of the document")
	}
	return nil
}

// value reads a scalar, or the opening bracket of an array or object. closed is
// false where a first child must be read next.
func (s *scanner) value() (closed bool, err error) {
	if s.pos == len(s.source) {
		return false, s.failValue(s.pos, "the document ends where a value belongs")
	}
	n := node{start: uint32(s.pos), parent: s.open}
	if s.open >= 0 {
		if around := &s.nodes[s.open]; around.kind == Object {
			n.name, n.nameEnd, n.flags = s.name, s.nameEnd, s.nameFlags
		} else {
			n.name = uint32(around.count)
		}
	}
	switch c := s.source[s.pos]; c {
	case '{', '[':
		return s.begin(n)
	case '"':
		var escaped bool
		escaped, err = s.str()
		if n.kind = String; escaped {
			n.flags |= escapedText
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		n.kind, err = Number, s.number()
	default:
		n.kind, err = s.literal()
	}
	if err != nil {
		return false, err
	}
	n.end = uint32(s.pos)
	s.add(n)
	s.nodes[len(s.nodes)-1].next = int32(len(s.nodes))
	return true, nil
}

// add appends n as the newest child of the open array or object.
func (s *scanner) add(n node) {
	s.nodes = append(s.nodes, n)
	if s.open >= 0 {
		s.nodes[s.open].count++
	}
}

// begin opens an array or object, and closes it again where it is empty.
func (s *scanner) begin(n node) (closed bool, err error) {
	n.kind = Array
	if s.source[s.pos] == '{' {
		n.kind = Object
	}
	if s.depth++; s.depth > maxDepth {
		return false, s.failValue(s.pos, "more than 10,000 levels are nested in each other")
	}
	s.add(n)
	s.open = int32(len(s.nodes) - 1)
	s.pos++
	if s.space(); s.pos < len(s.source) && s.source[s.pos] == s.closer() {
		s.close()
		return true, nil
	}
	return false, s.memberName()
}

// closer is the bracket that ends the open array or object.
func (s *scanner) closer() byte {
	if s.nodes[s.open].kind == Object {
		return '}'
	}
	return ']'
}

// close ends the open array or object at its bracket.
func (s *scanner) close() {
	s.pos++
	n := &s.nodes[s.open]
	n.end, n.next = uint32(s.pos), int32(len(s.nodes))
	s.open = n.parent
	s.depth--
}

// follow reads what stands behind a value, up to the next value or the end of all.
func (s *scanner) follow() error {
	for s.open >= 0 {
		s.space()
		switch {
		case s.pos == len(s.source):
			return s.unclosed()
		case s.source[s.pos] == ',':
			comma := s.pos
			s.pos++
			if s.space(); s.pos < len(s.source) && s.source[s.pos] == s.closer() {
				return s.fail(comma, fmt.Sprintf("a comma must not stand before %c", s.closer()))
			}
			return s.memberName()
		case s.source[s.pos] == s.closer():
			s.close()
		default:
			return s.noComma()
		}
	}
	return nil
}

// memberName reads the name and the colon before a member's value. In an array
// there is none.
func (s *scanner) memberName() error {
	if s.nodes[s.open].kind == Array {
		if s.pos == len(s.source) {
			return s.unclosed()
		}
		return nil
	}
	if s.pos == len(s.source) {
		return s.unclosed()
	}
	if c := s.source[s.pos]; c != '"' {
		return s.fail(s.pos, noName(c))
	}
	s.name, s.nameFlags = uint32(s.pos), 0
	s.nameEnd = s.name // until it is read, failures belong to the object
	escaped, err := s.str()
	if err != nil {
		return err
	}
	if s.nameEnd = uint32(s.pos); escaped {
		s.nameFlags = escapedName
	}
	if s.space(); s.pos == len(s.source) || s.source[s.pos] != ':' {
		return s.failValue(s.pos, "a colon must follow the member's name")
	}
	s.pos++
	s.space()
	return nil
}

// space skips white space (RFC 8259 section 2).
func (s *scanner) space() {
	for i, c := range s.source[s.pos:] {
		if !isSpace(c) {
			s.pos += i
			return
		}
	}
	s.pos = len(s.source)
}

func isSpace(c byte) bool { return c <= ' ' && (c == ' ' || c == '\n' || c == '\t' || c == '\r') }
