package show

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// maxTokens bounds the comparison by words, which is quadratic at worst.
const maxTokens = 6000

// A span is a piece of one line; marked ones are what differs from the other side.
type span struct {
	text   string
	marked bool
}

// A line of a diff is its spans; plain lines have one.
type line []span

// words compares two blocks of safe text by words and returns their lines with the
// differing words marked. Blocks that have little in common come back without marks:
// there, every second word would be marked, and none of it would help.
func words(old, new []string) (a, b []line) {
	x, y, dict := tokens(old, new)
	if len(x)+len(y) > maxTokens || len(old) == 0 || len(new) == 0 {
		return plain(old), plain(new)
	}
	d := diffmatchpatch.New()
	d.DiffTimeout = 0 // the same diff on every machine
	diffs := d.DiffCleanupSemantic(d.DiffMainRunes(x, y, false))
	var was, is builder
	for _, df := range diffs {
		for _, r := range df.Text {
			tok := dict[r-firstToken]
			switch df.Type {
			case diffmatchpatch.DiffEqual:
				was.add(tok, false)
				is.add(tok, false)
			case diffmatchpatch.DiffDelete:
				was.add(tok, true)
			case diffmatchpatch.DiffInsert:
				is.add(tok, true)
			}
		}
	}
	if 3*was.same < min(was.size, is.size) {
		return plain(old), plain(new)
	}
	return was.finish(), is.finish()
}

// plain returns lines without marks.
func plain(lines []string) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		out[i] = line{{text: l}}
	}
	return out
}

// firstToken numbers the first token, above the surrogates: a number among those
// would not survive the way through a string.
const firstToken = 0xE000

// tokens cuts both blocks into words, and numbers equal words alike.
func tokens(old, new []string) (x, y []rune, dict []string) {
	ids := map[string]rune{}
	number := func(lines []string) (out []rune) {
		for i, l := range lines {
			if i > 0 {
				l = "\n" + l
			}
			for l != "" && len(out) <= maxTokens {
				n := wordLen(l)
				id, known := ids[l[:n]]
				if !known {
					id = firstToken + rune(len(dict))
					ids[l[:n]] = id
					dict = append(dict, l[:n])
				}
				out = append(out, id)
				l = l[n:]
			}
		}
		return out
	}
	return number(old), number(new), dict
}

// wordLen returns the length of the first word of s: a run of letters and digits,
// a run of blanks, or one other character.
func wordLen(s string) int {
	first, n := utf8.DecodeRuneInString(s)
	c := class(first)
	if c == 0 {
		return n
	}
	for n < len(s) {
		r, k := utf8.DecodeRuneInString(s[n:])
		if class(r) != c {
			break
		}
		n += k
	}
	return n
}

// class is 1 for what words are made of, 2 for blanks, 0 for what stands alone.
func class(r rune) int {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), r == '_', unicode.Is(unicode.Mn, r):
		return 1
	case r == ' ', r == '\t':
		return 2
	}
	return 0
}

// A builder puts marked tokens back into lines.
type builder struct {
	lines      []line
	cur        line
	size, same int // bytes but for blanks, and how many of them both sides have
}

// add appends a token to the line that is being built, or ends it.
func (b *builder) add(tok string, marked bool) {
	if tok == "\n" {
		b.lines = append(b.lines, b.cur)
		b.cur = nil
		return
	}
	if class(rune(tok[0])) != 2 {
		b.size += len(tok)
		if !marked {
			b.same += len(tok)
		}
	}
	if n := len(b.cur); n > 0 && b.cur[n-1].marked == marked {
		b.cur[n-1].text += tok
		return
	}
	b.cur = append(b.cur, span{tok, marked})
}

// finish returns the lines. A line that differs as a whole needs no marks.
func (b *builder) finish() []line {
	lines := append(b.lines, b.cur)
	for i, l := range lines {
		whole := true
		for _, s := range l {
			whole = whole && (s.marked || strings.TrimSpace(s.text) == "")
		}
		if whole {
			lines[i] = line{{text: l.text()}}
		}
	}
	return lines
}

// text returns the line without its marks.
func (l line) text() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.text)
	}
	return b.String()
}

// clip cuts what is long and the same out of a long line, and the middle out of what
// is long and differs. n is how many characters a line may have before that.
func (l line) clip(n int) line {
	if utf8.RuneCountInString(l.text()) <= n {
		return l
	}
	out := make(line, len(l))
	for i, s := range l {
		out[i] = span{cutMiddle(s.text, n/4), s.marked}
	}
	return out
}

// cutMiddle keeps n characters at both ends of s and says how many it left out.
func cutMiddle(s string, n int) string {
	r := []rune(s)
	if len(r) <= 2*n+30 {
		return s
	}
	return string(r[:n]) + "[... " + count(len(r)-2*n, "character") + " ...]" + string(r[len(r)-n:])
}
