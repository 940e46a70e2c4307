package document

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string from its opening to behind its closing quote, and returns the
// flag escapes where it has some, else 0.
func (s *scanner) str(escapes uint32) (flags uint32, err error) {
	end, high := ordinary(s.source, s.pos+1)
	if high == 0 && end < len(s.source) && s.source[end] == '"' {
		s.pos = end + 1
		return 0, nil
	}
	return s.unusual(escapes)
}

// unusual is str for what has escapes, or bytes beyond ASCII, or is broken. Of several
// faults the first is reported.
func (s *scanner) unusual(escapes uint32) (flags uint32, err error) {
	start := s.pos
	var high, more uint64
	for s.pos++; err == nil; {
		s.pos, more = ordinary(s.source, s.pos)
		high |= more
		switch {
		case s.pos == len(s.source):
			err = s.failValue(start, "this string has no closing quote")
		case s.source[s.pos] == '"':
			if high != 0 {
				err = s.utf8(start)
			}
			s.pos++
			return flags, err
		case s.source[s.pos] == '\\':
			flags = escapes
			err = s.escape(start)
		default:
			err = s.failValue(s.pos, rawControl(s.source[s.pos]))
		}
	}
	if earlier := s.utf8(start); earlier != nil {
		return flags, earlier
	}
	return flags, err
}

// utf8 refuses what is not UTF-8 from start up to the scanner.
func (s *scanner) utf8(start int) error {
	read := s.source[start:s.pos]
	if utf8.Valid(read) {
		return nil
	}
	for at := 0; ; {
		r, size := utf8.DecodeRune(read[at:])
		if r == utf8.RuneError && size == 1 {
			return s.failValue(start+at, fmt.Sprintf("the byte 0x%02x is not UTF-8", read[at]))
		}
		at += size
	}
}

// escape reads one escape; of a surrogate pair, both halves.
func (s *scanner) escape(start int) error {
	at := s.pos
	if at+1 == len(s.source) {
		return s.failValue(start, "this string has no closing quote")
	}
	switch c := s.source[at+1]; c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos += 2
		return nil
	case 'u':
	default:
		r, _ := utf8.DecodeRune(s.source[at+1:])
		return s.failValue(at, fmt.Sprintf("\\ followed by %q is no escape of JSON; a backslash itself is written \\\\", r))
	}
	r, ok := hex4(s.source[at:])
	if !ok {
		return s.failValue(at, `\u must be followed by four hexadecimal digits`)
	}
	s.pos += 6
	if !utf16.IsSurrogate(r) {
		return nil
	}
	if low, ok := hex4(s.source[s.pos:]); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
		s.pos += 6
		return nil
	}
	return s.failValue(at, fmt.Sprintf(`\u%04x is half of a surrogate pair, and its other half is missing`, r))
}

// hex4 reads the six bytes of a \u escape at the start of b.
func hex4(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// number reads a number (RFC 8259 section 6).
func (s *scanner) number() error {
	start, whole := s.pos, s.pos
	if s.source[start] == '-' {
		whole++
	}
	s.pos = skipDigits(s.source, whole)
	switch {
	case s.pos == whole:
		return s.failValue(start, "a digit must follow the minus sign")
	case s.source[whole] == '0' && s.pos-whole > 1:
		return s.failValue(start, "a number must not begin with zeros")
	}
	if c := s.peek(); c == '.' || c == 'e' || c == 'E' {
		return s.fraction(start)
	}
	return nil
}

// fraction reads what a number has behind its whole digits.
func (s *scanner) fraction(start int) error {
	if s.peek() == '.' {
		first := s.pos + 1
		if s.pos = skipDigits(s.source, first); s.pos == first {
			return s.failValue(start, "a digit must follow the decimal point")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		first := s.pos
		if s.pos = skipDigits(s.source, first); s.pos == first {
			return s.failValue(start, "a digit must follow the e of the exponent")
		}
	}
	return nil
}

// skipDigits returns the offset behind the digits from pos on.
func skipDigits(source []byte, pos int) int {
	for pos < len(source) && source[pos]-'0' <= 9 {
		pos++
	}
	return pos
}

// peek returns the byte at the scanner, 0 at the end.
func (s *scanner) peek() byte {
	if s.pos == len(s.source) {
		return 0
	}
	return s.source[s.pos]
}

// literal reads true, false or null.
func (s *scanner) literal() (kind Kind, err error) {
	rest := s.source[s.pos:]
	size := 4
	switch {
	case len(rest) >= 4 && string(rest[:4]) == "true":
		kind = Bool
	case len(rest) >= 4 && string(rest[:4]) == "null":
		kind = Null
	case len(rest) >= 5 && string(rest[:5]) == "false":
		kind, size = Bool, 5
	}
	if kind == None || size < len(rest) && isWord(rest[size]) {
		return None, s.failValue(s.pos, noValue(rest))
	}
	s.pos += size
	return kind, nil
}

// isWord reports whether c would make a literal before it another word.
func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
