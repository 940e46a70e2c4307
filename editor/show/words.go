package show

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

const (
	maxTokens = 4000    // of what differs in two lines, compared by words: quadratic at worst
	maxWords  = 1 << 20 // bytes of two lines that are cut into words; there are numbers for so many
	maxPairs  = 4000    // pairs of lines of one hunk, compared to find out which belong together
	longLine  = 90      // bytes of a line that may be clipped, on a narrow terminal too
	longWord  = 20      // bytes of a word whose middle may be clipped there
)

// A span is a piece of one line; marked ones are what differs from the other side.
type span struct {
	text   string
	marked bool
}

// A line of a diff is its spans; plain lines have one.
type line []span

// words compares the two sides of a hunk, which are safe, and returns their lines
// with the differing words marked.
func words(old, new []string) (a, b []line) {
	a, b = plain(old), plain(new)
	for i, j := range partners(old, new) {
		if j >= 0 {
			a[i], b[j] = compare(old[i], new[j])
		}
	}
	return a, b
}

// plain returns lines without marks.
func plain(lines []string) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		out[i] = line{{text: l}}
	}
	return out
}

// partners says for each old line which new one it has become, or -1: line by line
// where there are equally many, else so that the partners are alike in all.
func partners(old, new []string) []int {
	out := make([]int, len(old))
	if len(old) == len(new) || len(old)*len(new) > maxPairs {
		for i := range out {
			out[i] = i
			if i >= len(new) {
				out[i] = -1
			}
		}
		return out
	}
	// best[i][j] is the likeness that old[i:] and new[j:] can have together.
	best := make([][]float64, len(old)+1)
	for i := range best {
		best[i] = make([]float64, len(new)+1)
	}
	like := make([][]float64, len(old))
	for i := len(old) - 1; i >= 0; i-- {
		like[i] = make([]float64, len(new))
		for j := len(new) - 1; j >= 0; j-- {
			like[i][j] = likeness(old[i], new[j])
			best[i][j] = max(best[i+1][j], best[i][j+1], best[i+1][j+1]+like[i][j])
		}
	}
	i, j := 0, 0
	for i < len(old) {
		switch {
		case j < len(new) && like[i][j] > 0 && best[i][j] == best[i+1][j+1]+like[i][j]:
			out[i] = j
			i, j = i+1, j+1
		case j < len(new) && best[i][j] == best[i][j+1]:
			j++
		default:
			out[i] = -1
			i++
		}
	}
	return out
}

// likeness is the share of the characters that two lines begin and end with alike.
func likeness(a, b string) float64 {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	prefix, suffix := common([]string{a, b})
	return float64(prefix+suffix) / float64(max(len(a), len(b), 1))
}

// compare marks the words in which two lines differ. Lines that have little in common
// come back without marks: every second word would be marked, and none of it would help.
// Of long ones all between what they begin and end with alike is marked, and so where
// a word is long: they will be clipped, and what differs must be what stays in sight.
func compare(old, new string) (a, b line) {
	if len(old)+len(new) > maxWords {
		return edges(old, new)
	}
	x, y, dict := tokens(old, new)
	var was, is builder
	for _, d := range wordDiff(x, y) {
		for _, r := range d.Text {
			tok := dict[r-firstToken]
			if d.Type != diffmatchpatch.DiffInsert {
				was.add(tok, d.Type != diffmatchpatch.DiffEqual)
			}
			if d.Type != diffmatchpatch.DiffDelete {
				is.add(tok, d.Type != diffmatchpatch.DiffEqual)
			}
		}
	}
	long := max(len(old), len(new)) > longLine
	switch few := 3*was.same < min(was.size, is.size); {
	case long && (few || was.long || is.long):
		return edges(old, new)
	case few:
		return line{{text: old}}, line{{text: new}}
	}
	return was.finish(), is.finish()
}

// edges marks all between what two lines begin and end with alike.
func edges(old, new string) (a, b line) {
	prefix, suffix := common([]string{old, new})
	cut := func(s string) line {
		return line{{s[:prefix], false}, {s[prefix : len(s)-suffix], true}, {s[len(s)-suffix:], false}}
	}
	return cut(old), cut(new)
}

// wordDiff compares two rows of tokens. Where too much differs, all between what
// they begin and end with alike does.
func wordDiff(x, y []rune) []diffmatchpatch.Diff {
	d := diffmatchpatch.New()
	d.DiffTimeout = 0 // the same diff on every machine
	head := d.DiffCommonPrefix(string(x), string(y))
	tail := d.DiffCommonSuffix(string(x[head:]), string(y[head:]))
	if len(x)+len(y)-2*(head+tail) <= maxTokens {
		return d.DiffCleanupSemantic(d.DiffMainRunes(x, y, false))
	}
	return []diffmatchpatch.Diff{
		{Type: diffmatchpatch.DiffEqual, Text: string(x[:head])},
		{Type: diffmatchpatch.DiffDelete, Text: string(x[head : len(x)-tail])},
		{Type: diffmatchpatch.DiffInsert, Text: string(y[head : len(y)-tail])},
		{Type: diffmatchpatch.DiffEqual, Text: string(x[len(x)-tail:])},
	}
}

// firstToken numbers the first token, above the surrogates: a number among those
// would not survive the way through a string.
const firstToken = 0xE000

// tokens cuts both lines into words, and numbers equal words alike.
func tokens(old, new string) (x, y []rune, dict []string) {
	ids := map[string]rune{}
	number := func(l string) (out []rune) {
		for l != "" {
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
		return out
	}
	x, y = number(old), number(new)
	return x, y, dict
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

// A builder puts marked tokens back into a line.
type builder struct {
	line       line
	size, same int  // bytes but for blanks, and how many of them both sides have
	long       bool // a marked word is long
}

// add appends a token.
func (b *builder) add(tok string, marked bool) {
	if class(rune(tok[0])) != 2 {
		b.size += len(tok)
		if !marked {
			b.same += len(tok)
		}
		b.long = b.long || marked && len(tok) > longWord
	}
	if n := len(b.line); n > 0 && b.line[n-1].marked == marked {
		b.line[n-1].text += tok
		return
	}
	b.line = append(b.line, span{tok, marked})
}

// finish returns the line. One that differs as a whole needs no marks.
func (b *builder) finish() line {
	for _, s := range b.line {
		if !s.marked && strings.TrimSpace(s.text) != "" {
			return b.line
		}
	}
	return line{{text: b.line.text()}}
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
