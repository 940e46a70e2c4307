package document

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string from its opening to behind its closing quote, and says
// whether it has escapes.
func (s *scanner) str() (escaped bool, err error) {
	start := s.pos
	for s.pos++; ; {
		s.pos += plain(s.source[s.pos:])
		if s.pos == len(s.source) {
			return false, s.failValue(start, "this string has no closing quote")
		}
		switch c := s.source[s.pos]; {
		case c == '"':
			s.pos++
			return escaped, nil
		case c == '\\':
			escaped = true
			if err := s.escape(start); err != nil {
				return false, err
			}
		case c < ' ':
			return false, s.failValue(s.pos, rawControl(c))
		default:
			r, size := utf8.DecodeRune(s.source[s.pos:])
			if r == utf8.RuneError && size == 1 {
				return false, s.failValue(s.pos, fmt.Sprintf("the byte 0x%02x is not UTF-8", c))
			}
			s.pos += size
		}
	}
}

// ordinary are the bytes that stand in a string for themselves and need no look at
// the next: ASCII but for quotes, backslashes and control characters.
var ordinary = func() (set [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

// plain returns how many ordinary bytes b begins with.
func plain(b []byte) int {
	for i, c := range b {
		if !ordinary[c] {
			return i
		}
	}
	return len(b)
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
	start := s.pos
	if s.source[s.pos] == '-' {
		s.pos++
	}
	whole := s.pos
	if s.digits() == 0 {
		return s.failValue(start, "a digit must follow the minus sign")
	}
	if s.source[whole] == '0' && s.pos-whole > 1 {
		return s.failValue(start, "a number must not begin with zeros")
	}
	if s.peek() == '.' {
		s.pos++
		if s.digits() == 0 {
			return s.failValue(start, "a digit must follow the decimal point")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		if s.digits() == 0 {
			return s.failValue(start, "a digit must follow the e of the exponent")
		}
	}
	return nil
}

// digits skips digits and returns how many there were.
func (s *scanner) digits() int {
	start := s.pos
	for s.pos < len(s.source) && '0' <= s.source[s.pos] && s.source[s.pos] <= '9' {
		s.pos++
	}
	return s.pos - start
}

// peek returns the byte at the scanner, 0 at the end.
func (s *scanner) peek() byte {
	if s.pos == len(s.source) {
		return 0
	}
	return s.source[s.pos]
}

// literals are the values that are words.
var literals = []struct {
	word []byte
	kind Kind
}{{[]byte("true"), Bool}, {[]byte("false"), Bool}, {[]byte("null"), Null}}

// literal reads true, false or null.
func (s *scanner) literal() (Kind, error) {
	rest := s.source[s.pos:]
	for _, l := range literals {
		if bytes.HasPrefix(rest, l.word) && (len(rest) == len(l.word) || !isWord(rest[len(l.word)])) {
			s.pos += len(l.word)
			return l.kind, nil
		}
	}
	return None, s.failValue(s.pos, noValue(rest))
}

// isWord reports whether c would make a literal before it another word.
func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
