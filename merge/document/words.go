package document

import (
	"encoding/binary"
	"math/bits"
)

// The functions of this file look at eight bytes at a time, as one word. They are
// where a document's time goes: what they find out byte by byte is the same.

const (
	wordSize = 8
	ones     = 0x0101010101010101 // one in each byte of a word
	highs    = 0x80 * ones        // the top bit of each
)

// ordinary returns the offset of the first byte from pos on that a string does not
// hold as it is (a quote, a backslash or a control character), or the source's
// length. high is not 0 where bytes before it may be beyond ASCII.
//
// Subtracting from each byte of the word borrows, and so sets its top bit, where the
// byte is smaller: of word^quotes, where it is a quote. A borrow reaches the bytes
// behind too, but only the first is asked for; bytes beyond ASCII are left out.
func ordinary(source []byte, pos int) (end int, high uint64) {
	for ; pos+wordSize <= len(source); pos += wordSize {
		word := binary.LittleEndian.Uint64(source[pos:])
		found := ((word ^ '"'*ones) - ones) | ((word ^ '\\'*ones) - ones) | (word - ' '*ones)
		high |= word & highs
		if found = found &^ word & highs; found != 0 {
			return pos + bits.TrailingZeros64(found)/8, high
		}
	}
	for ; pos < len(source); pos++ {
		c := source[pos]
		if c < ' ' || c == '"' || c == '\\' {
			break
		}
		high |= uint64(c & 0x80)
	}
	return pos, high
}

// skipSpace returns the offset behind the white space from pos on (RFC 8259 section 2).
func skipSpace(source []byte, pos int) int {
	if pos < len(source) && source[pos] > ' ' {
		return pos
	}
	return skipLines(source, pos)
}

// skipLines is skipSpace where there is some: mostly one space, or a line break and the
// indentation of the next line. It is kept out of skipSpace, so that that is small
// enough to be no call.
//
//go:noinline
func skipLines(source []byte, pos int) int {
	if pos+1 < len(source) && source[pos] == ' ' && source[pos+1] > ' ' {
		return pos + 1
	}
	for ; pos < len(source) && isSpace(source[pos]); pos++ {
		for pos+1+wordSize <= len(source) {
			other := binary.LittleEndian.Uint64(source[pos+1:]) ^ ' '*ones
			if other != 0 {
				pos += bits.TrailingZeros64(other) / 8
				break
			}
			pos += wordSize
		}
	}
	return pos
}

func isSpace(c byte) bool { return c <= ' ' && (c == ' ' || c == '\n' || c == '\t' || c == '\r') }
