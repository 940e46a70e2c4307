package document

import (
	"fmt"
	"unicode/utf8"
)

// The sentences of syntax errors: each says what is wrong to somebody who has just
// typed it. They quote foreign text only through %q.

// fail is a SyntaxError at offset, in the open array or object.
func (s *scanner) fail(offset int, reason string) error {
	var at Pointer
	if s.open >= 0 {
		at = s.node(s.open).Pointer()
	}
	line, column := position(s.source, offset)
	return &SyntaxError{Line: line, Column: column, Offset: offset, Pointer: at, Reason: reason}
}

// failValue is a SyntaxError at offset, in the value that is being read.
func (s *scanner) failValue(offset int, reason string) error {
	err := s.fail(offset, reason).(*SyntaxError)
	switch {
	case s.open < 0:
	case s.closer == ']':
		err.Pointer = err.Pointer.Index(int(s.nodes[s.open].count))
	case s.nameEnd > s.name: // a member whose name has been read
		err.Pointer = err.Pointer.Child(unquote(s.source[s.name:s.nameEnd]))
	}
	return err
}

// node is node i of what has been read so far.
func (s *scanner) node(i int32) Node {
	return Node{&Document{format: JSON, source: s.source, nodes: s.nodes}, i}
}

// unclosed says that the document ends too early.
func (s *scanner) unclosed() error {
	return s.fail(len(s.source), fmt.Sprintf("the document ends, but %s still open", s.opened()))
}

// opened names the open array or object by the line that it begins on.
func (s *scanner) opened() string {
	n := s.nodes[s.open]
	line, _ := position(s.source, int(n.start))
	if n.kind() == Object {
		return fmt.Sprintf("the { of line %d is", line)
	}
	return fmt.Sprintf("the [ of line %d is", line)
}

// noComma says what is wrong with the byte behind a value.
func (s *scanner) noComma() error {
	switch c := s.source[s.pos]; {
	case c == '}' || c == ']':
		return s.fail(s.pos, fmt.Sprintf("%c closes nothing here: %s still open", c, s.opened()))
	case c == '/' || c == '#':
		return s.fail(s.pos, "JSON has no comments")
	case c == '"' || c == '{' || c == '[' || c == '-' || isWord(c):
		return s.fail(s.pos, "a comma is missing before this")
	case c == ':':
		return s.fail(s.pos, "a colon stands only behind a member's name")
	default:
		return s.fail(s.pos, fmt.Sprintf("%s stands where a comma or %c belongs", quoted(s.source[s.pos:]), s.closer))
	}
}

// noName says what is wrong with c where a member's name belongs.
func noName(c byte) string {
	switch {
	case c == ',':
		return "a comma without a member before it"
	case c == '/' || c == '#':
		return "JSON has no comments"
	default:
		return "a member's name in double quotes belongs here"
	}
}

// noValue says what is wrong with rest, which begins no value.
func noValue(rest []byte) string {
	word := 0
	for word < len(rest) && word < 40 && isWord(rest[word]) {
		word++
	}
	switch c := rest[0]; {
	case word > 0:
		return fmt.Sprintf("%q is no value: strings stand in double quotes, and the only words are true, false and null", rest[:word])
	case c == '\'':
		return "strings stand in double quotes, not in single ones"
	case c == ',':
		return "a value is missing before this comma"
	case c == '}' || c == ']':
		return fmt.Sprintf("a value is missing before this %c", c)
	case c == '+':
		return "a number must not begin with +"
	case c == '.':
		return "a digit must stand before the decimal point"
	case c == '/' || c == '#':
		return "JSON has no comments"
	default:
		return fmt.Sprintf("%s begins no value", quoted(rest))
	}
}

// rawControl says how a control character is written in a string.
func rawControl(c byte) string {
	switch c {
	case '\n', '\r':
		return `a string must end on its line; a line break in it is written \n`
	case '\t':
		return `a tab in a string is written \t`
	default:
		return fmt.Sprintf(`a control character in a string is written \u%04x`, c)
	}
}

// quoted names the first character of b.
func quoted(b []byte) string {
	r, size := utf8.DecodeRune(b)
	if r == utf8.RuneError && size <= 1 {
		return fmt.Sprintf("the byte 0x%02x", b[0])
	}
	return fmt.Sprintf("%q", r)
}
