package show

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// invisible are the characters beyond the controls that move, hide or reorder what
// stands beside them: bidirectional marks, zero widths, joiners, line separators,
// fillers and tags. Joined emoji come apart by it, which is the lesser harm.
var invisible = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00AD, Hi: 0x00AD, Stride: 1}, // soft hyphen
		{Lo: 0x061C, Hi: 0x061C, Stride: 1}, // Arabic letter mark
		{Lo: 0x115F, Hi: 0x1160, Stride: 1}, // Hangul fillers
		{Lo: 0x180E, Hi: 0x180E, Stride: 1}, // Mongolian vowel separator
		{Lo: 0x200B, Hi: 0x200F, Stride: 1}, // zero widths, joiners, left-to-right mark and its twin
		{Lo: 0x2028, Hi: 0x202E, Stride: 1}, // line and paragraph separators, embeddings, overrides
		{Lo: 0x2060, Hi: 0x206F, Stride: 1}, // word joiner, invisible operators, isolates
		{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // Hangul filler
		{Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1}, // byte order mark
		{Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1}, // halfwidth Hangul filler
		{Lo: 0xFFF9, Hi: 0xFFFB, Stride: 1}, // interlinear annotation
	},
	R32: []unicode.Range32{
		{Lo: 0xE0000, Hi: 0xE007F, Stride: 1}, // tags
	},
	LatinOffset: 1,
}

// harmless reports whether r goes to a terminal as it is. Tab does; newline does not.
func harmless(r rune) bool {
	switch {
	case r == '\t':
		return true
	case r < 0x20, 0x7F <= r && r < 0xA0: // C0, DEL, C1
		return false
	}
	return !unicode.Is(invisible, r)
}

// Safe returns s as one line that a terminal shows and does not obey: control
// characters, escape sequences, invisible and reordering characters and bytes that
// are not UTF-8 stand there as visible escapes (\x1b, \u202e, \n). Tabs stay.
// Text that is safe already is returned as it is; so is a backslash.
func Safe(s string) string { return escape(s, false) }

// SafeLines is Safe for text of several lines: newlines stay.
func SafeLines(s string) string { return escape(s, true) }

// SafeJSON returns a JSON text with the same value that a terminal shows and does not
// obey: what Safe would escape stands in its strings as \uXXXX.
func SafeJSON(text []byte) []byte {
	if unsafeAt(string(text), true) < 0 {
		return text
	}
	var b bytes.Buffer
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case isSafe(r, n, true):
			b.Write(text[:n])
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		text = text[n:]
	}
	return b.Bytes()
}

// escape makes s safe; with lines, newlines stay.
func escape(s string, lines bool) string {
	i := unsafeAt(s, lines)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:i])
	for s = s[i:]; s != ""; {
		r, n := utf8.DecodeRuneInString(s)
		if isSafe(r, n, lines) {
			b.WriteString(s[:n])
		} else {
			b.WriteString(escaped(r, n, s[0]))
		}
		s = s[n:]
	}
	return b.String()
}

// unsafeAt returns the offset of the first character that must be escaped, or -1.
func unsafeAt(s string, lines bool) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isSafe(r, n, lines) {
			return i
		}
		i += n
	}
	return -1
}

// isSafe judges one decoded character of n bytes.
func isSafe(r rune, n int, lines bool) bool {
	if r == utf8.RuneError && n == 1 {
		return false
	}
	return harmless(r) || lines && r == '\n'
}

// escaped spells a character visibly. A C1 control (\u009b) and the lone byte of
// that number (\x9b) read differently, since they are different.
func escaped(r rune, n int, first byte) string {
	switch {
	case r == utf8.RuneError && n == 1:
		return fmt.Sprintf(`\x%02x`, first)
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// Writer returns a writer that passes on to w what it is given as SafeLines would,
// with a carriage return kept where a newline follows it. Close writes what is held
// back of an unfinished character; it does not close w.
func Writer(w io.Writer) io.WriteCloser { return &writer{w: w} }

type writer struct {
	w    io.Writer
	held []byte // the start of a character whose end has not come yet
}

// Write escapes p and writes it.
func (w *writer) Write(p []byte) (int, error) {
	b := append(w.held, p...)
	end := len(b)
	for k := 1; k <= utf8.UTFMax && k <= len(b); k++ {
		if c := b[len(b)-k]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-k:]) || c == '\r' {
				end = len(b) - k
			}
			break
		}
	}
	w.held = append([]byte(nil), b[end:]...)
	return len(p), w.emit(b[:end])
}

// Close writes what is held back.
func (w *writer) Close() error {
	b := w.held
	w.held = nil
	return w.emit(b)
}

func (w *writer) emit(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	_, err := io.WriteString(w.w, SafeLines(strings.ReplaceAll(string(b), "\r\n", "\n")))
	return err
}
