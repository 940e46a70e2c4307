package document

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// Quote returns s as a JSON string. Only what RFC 8259 section 7 demands is
// escaped: quotes, backslashes and control characters, the common ones in their
// short form. Bytes of s that are not UTF-8 become U+FFFD.
func Quote(s string) []byte {
	b := make([]byte, 0, len(s)+2)
	b = append(b, '"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b = append(b, '\\', byte(r))
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			if r < ' ' {
				b = fmt.Appendf(b, `\u%04x`, r)
			} else {
				b = utf8.AppendRune(b, r)
			}
		}
	}
	return append(b, '"')
}

// unescapes are the escapes of one letter.
var unescapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// unquote returns the text of a string that the scanner has accepted.
func unquote(source []byte) string {
	inner := source[1 : len(source)-1]
	b := make([]byte, 0, len(inner))
	for i := 0; i < len(inner); {
		switch {
		case inner[i] != '\\':
			b = append(b, inner[i])
			i++
		case inner[i+1] != 'u':
			b = append(b, unescapes[inner[i+1]])
			i += 2
		default:
			r, _ := hex4(inner[i:])
			i += 6
			if utf16.IsSurrogate(r) { // the scanner has seen the other half
				low, _ := hex4(inner[i:])
				r = utf16.DecodeRune(r, low)
				i += 6
			}
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}
