package document

import (
	"bytes"
	"fmt"

	"github.com/etch-http/etch/merge/internal/pages"
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
	closer byte  // the bracket that closes it; 0 outside of all
	depth  int

	// Of the member whose value comes next: its name in the source.
	name, nameEnd int
}

// newScanner sets a scanner on source. nodes is the table that it fills.
func newScanner(source []byte, nodes []node) *scanner {
	return &scanner{source: source, nodes: nodes, open: -1}
}

// newTable returns a table with room for that many nodes of source. The memory of
// those that it has most likely is fetched meanwhile: not of more, since room may be
// far too large.
func newTable(source []byte, room int) []node {
	return pages.Fetch(make([]node, 0, room), min(room, len(source)/usual))
}

// usual is how many bytes of source there are for each node, at least: in a document
// with names, and a value of several bytes, on a line of its own.
const usual = 16

// room returns how many nodes source may have. Each value but the root follows a
// comma or an opening bracket. Strings may hold these too: the bound keeps a string
// of commas from reserving 32 times its size.
func room(source []byte) int {
	const block = 1 << 15 // stays in the cache while it is counted
	count := 1
	for rest := source; len(rest) > 0; {
		part := rest[:min(block, len(rest))]
		rest = rest[len(part):]
		count += bytes.Count(part, []byte{','}) + bytes.Count(part, []byte{'['}) + bytes.Count(part, []byte{'{'})
	}
	return min(count, len(source)/8+16)
}

// document reads the whole text.
func (s *scanner) document() error {
	if err := s.begin(); err != nil {
		return err
	}
	if err := s.item(); err != nil {
		return err
	}
	return s.end()
}

// begin moves to the top value.
func (s *scanner) begin() error {
	if bytes.HasPrefix(s.source, bom) {
		s.pos = len(bom)
	}
	if s.pos = skipSpace(s.source, s.pos); s.pos == len(s.source) {
		return s.fail(s.pos, "the document is empty")
	}
	return nil
}

// end refuses whatever stands behind the top value.
func (s *scanner) end() error {
	if s.pos = skipSpace(s.source, s.pos); s.pos < len(s.source) {
		return s.fail(s.pos, "there is more text after the end of the document")
	}
	return nil
}

// item reads one child of the open array or object, or the top value, with all that
// is inside it.
func (s *scanner) item() error {
	around := s.open
	for {
		closed, err := s.head()
		for closed && s.open != around {
			closed, err = s.follow()
		}
		if err != nil || closed {
			return err
		}
	}
}

// head reads the member's name, in an object, and a scalar, or the opening bracket
// of an array or object. closed is false where a first child must be read next.
func (s *scanner) head() (closed bool, err error) {
	label := uint32(0)
	switch {
	case s.closer == '}':
		if label, err = s.member(); err != nil {
			return false, err
		}
	case s.pos == len(s.source): // the top value is there: begin has looked
		return false, s.unclosed()
	default:
		label = s.element()
	}
	if s.pos == len(s.source) {
		return false, s.failValue(s.pos, "the document ends where a value belongs")
	}
	start := s.pos
	switch c := s.source[s.pos]; c {
	case '{':
		return s.opening(label | uint32(Object))
	case '[':
		return s.opening(label | uint32(Array))
	case '"':
		var escaped uint32
		escaped, err = s.str(escapedText)
		label |= uint32(String) | escaped
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		label |= uint32(Number)
		err = s.number()
	default:
		var kind Kind
		kind, err = s.literal()
		label |= uint32(kind)
	}
	if err != nil {
		return false, err
	}
	s.add(node{start: uint32(start), end: uint32(s.pos), parent: s.open, next: int32(len(s.nodes) + 1), label: label})
	return true, nil
}

// add appends n as the newest child of the open array or object.
func (s *scanner) add(n node) {
	if s.open >= 0 {
		s.nodes[s.open].count++
	}
	if len(s.nodes) == cap(s.nodes) {
		s.grow(1)
	}
	s.nodes = append(s.nodes, n)
}

// grow makes room for at least that many nodes, and for what the rest of the source
// has if it is like the part that was read.
func (s *scanner) grow(count int) {
	if cap(s.nodes)-len(s.nodes) >= count {
		return
	}
	rest := float64(len(s.nodes)) / float64(s.pos+1) * float64(len(s.source)-s.pos)
	more := max(count, len(s.nodes)/4, min(int(rest), (len(s.source)-s.pos)/2)) + 16
	nodes := make([]node, len(s.nodes), len(s.nodes)+more)
	copy(nodes, s.nodes)
	s.nodes = nodes
}

// opening opens the array or object at the scanner, and closes it again where it is
// empty.
func (s *scanner) opening(label uint32) (closed bool, err error) {
	if s.depth == maxDepth {
		return false, s.failValue(s.pos, "more than 10,000 levels are nested in each other")
	}
	s.enter(node{start: uint32(s.pos), parent: s.open, label: label})
	s.pos = skipSpace(s.source, s.pos+1)
	if s.pos < len(s.source) && s.source[s.pos] == s.closer {
		s.close()
		return true, nil
	}
	return false, nil
}

// enter makes n the open array or object.
func (s *scanner) enter(n node) {
	s.add(n)
	s.depth++
	s.open, s.closer = int32(len(s.nodes)-1), n.closer()
}

// closer is the bracket that ends an array or object.
func (n *node) closer() byte {
	if n.kind() == Object {
		return '}'
	}
	return ']'
}

// close ends the open array or object at its bracket.
func (s *scanner) close() {
	s.pos++
	n := &s.nodes[s.open]
	n.end, n.next = uint32(s.pos), int32(len(s.nodes))
	s.depth--
	if s.open, s.closer = n.parent, 0; s.open >= 0 {
		s.closer = s.nodes[s.open].closer()
	}
}

// follow reads what stands behind a child of the open array or object: a comma, up
// to the next child, or the bracket that closes it.
func (s *scanner) follow() (closed bool, err error) {
	if s.pos = skipSpace(s.source, s.pos); s.pos == len(s.source) {
		return false, s.unclosed()
	}
	switch s.source[s.pos] {
	case ',':
		comma := s.pos
		s.pos = skipSpace(s.source, s.pos+1)
		if s.pos < len(s.source) && s.source[s.pos] == s.closer {
			return false, s.fail(comma, fmt.Sprintf("a comma must not stand before %c", s.closer))
		}
		return false, nil
	case s.closer:
		s.close()
		return true, nil
	default:
		return false, s.noComma()
	}
}

// element is the label of the next child of the open array, but for its kind; 0 of the
// top value.
func (s *scanner) element() uint32 {
	if s.open < 0 {
		return 0
	}
	return elementLabel(s.nodes[s.open].count)
}

// member reads the name and the colon before a member's value, and returns its label,
// but for its kind.
func (s *scanner) member() (label uint32, err error) {
	if s.pos == len(s.source) {
		return 0, s.unclosed()
	}
	if c := s.source[s.pos]; c != '"' {
		return 0, s.fail(s.pos, noName(c))
	}
	s.name = s.pos
	s.nameEnd = s.name // until it is read, failures belong to the object
	escaped, err := s.str(escapedName)
	if err != nil {
		return 0, err
	}
	s.nameEnd = s.pos
	if s.pos = skipSpace(s.source, s.pos); s.pos == len(s.source) || s.source[s.pos] != ':' {
		return 0, s.failValue(s.pos, "a colon must follow the member's name")
	}
	s.pos = skipSpace(s.source, s.pos+1)
	return memberLabel(s.name, s.nameEnd, s.pos) | escaped, nil
}
