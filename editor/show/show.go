// Package show turns documents, changes and conflicts into lines for a terminal.
//
// It is the one place that makes foreign text harmless: whatever a server, a file
// or a program said passes through Safe or SafeLines before it reaches a screen.
// It asks nothing, decides nothing and knows no terminal but a Style: whether there
// are colours, and how wide a line may be.
package show

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Style is how lines look. The zero Style has no colour and 80 columns. Nothing
// is said by colour alone: a sign or a word says it too.
type Style struct {
	Color bool
	Width int // columns; 0: 80
	Lines int // of one diff, and changes of one merge, at most; 0: 400, and 40
}

// The palette, as SGR parameters.
const (
	bold     = "1"
	faint    = "2"
	reverse  = "7"
	red      = "31"
	green    = "32"
	yellow   = "33"
	magenta  = "35"
	cyan     = "36"
	boldRed  = "1;31"
	boldCyan = "1;36"
)

// paint returns s, which must be safe, in a colour where there are colours.
func (st Style) paint(sgr, s string) string {
	if !st.Color || s == "" {
		return s
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[0m"
}

// Bold returns s emphasized. s must be safe.
func (st Style) Bold(s string) string { return st.paint(bold, s) }

// Faint returns s as a remark. s must be safe.
func (st Style) Faint(s string) string { return st.paint(faint, s) }

// Alarm returns s as what must not be overlooked. s must be safe.
func (st Style) Alarm(s string) string { return st.paint(boldRed, s) }

func (st Style) width() int {
	if st.Width < 20 {
		return 80
	}
	return st.Width
}

func (st Style) lines() int {
	if st.Lines <= 0 {
		return 400
	}
	return st.Lines
}

// shorten cuts the middle out of a line of more than n characters.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	head := (n - 3) * 2 / 3
	return string(r[:head]) + "..." + string(r[len(r)-(n-3-head):])
}

// count spells n with its noun: "1 line", "1,234 lines".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return group(n) + " " + noun + "s"
}

// group spells n with a comma every three digits.
func group(n int) string {
	s := strconv.Itoa(n)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}
