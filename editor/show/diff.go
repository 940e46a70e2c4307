package show

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// surround is how many unchanged lines stand around a change.
const surround = 3

// A hunk is a run of lines that differ, with the 0-based line where it stands on
// either side.
type hunk struct {
	at, bt   int
	old, new []string
}

// A view is a document as lines.
type view struct {
	doc   *document.Document
	lines []string // without their ends
	ends  bool     // the last line has its end
	crlf  bool     // every line ends in CR LF, which then needs no mention
}

// Diff writes how base becomes wanted as a unified diff, words that differ within a
// line marked; nil is the absent document. A document that came in one line is shown
// indented. A long diff is cut, and says how many lines were left out. Equal documents
// give nothing; where the lines of both views are equal, it says that only white space
// differs. The error is w's.
func Diff(w io.Writer, st Style, base, wanted *document.Document) error {
	if base.Equal(wanted) {
		return nil
	}
	a, b := newView(base), newView(wanted)
	hs := hunks(a, b)
	p := &printer{st: st, room: st.lines()}
	if len(hs) == 0 {
		p.add(' ', line{{text: "(only white space that is not shown here differs)"}})
	}
	for i, j := 0, 0; i < len(hs); i = j {
		for j = i + 1; j < len(hs) && hs[j].at-(hs[j-1].at+len(hs[j-1].old)) <= 2*surround; j++ {
		}
		p.group(a, b, hs[i:j])
	}
	p.leftOut()
	_, err := w.Write(p.out.Bytes())
	return err
}

// newView cuts d into lines, indented where it came in one.
func newView(d *document.Document) view {
	var made bool
	if d.Format() == document.JSON {
		indented := d.Indent()
		d, made = indented, !indented.Equal(d)
	}
	s := string(d.Source())
	if s == "" {
		return view{doc: d, ends: true, crlf: true}
	}
	v := view{doc: d, ends: made || strings.HasSuffix(s, "\n"), crlf: true}
	v.lines = strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for i, l := range v.lines {
		last := i == len(v.lines)-1 && !v.ends
		v.crlf = v.crlf && (last || strings.HasSuffix(l, "\r"))
	}
	return v
}

// hunks aligns the lines of two views.
func hunks(a, b view) []hunk {
	x, y := diff.SplitLines(a.source()), diff.SplitLines(b.source())
	var out []hunk
	for _, h := range diff.Hunks(x, y) {
		out = append(out, hunk{
			at: h.OldStart, bt: h.NewStart,
			old: a.lines[h.OldStart:h.OldEnd], new: b.lines[h.NewStart:h.NewEnd],
		})
	}
	return out
}

// source returns what is shown; nil of the absent document.
func (v view) source() []byte { return v.doc.Source() }

// A printer writes lines of a diff while there is room for them.
type printer struct {
	st   Style
	out  bytes.Buffer
	room int
	cut  map[byte]int // lines left out, by their sign
}

// group writes neighbouring hunks with the lines around and between them.
func (p *printer) group(a, b view, hs []hunk) {
	first, last := hs[0], hs[len(hs)-1]
	from := max(first.at-surround, 0)
	to := min(last.at+len(last.old)+surround, len(a.lines))
	newFrom := first.bt - (first.at - from)
	newTo := last.bt + len(last.new) + (to - last.at - len(last.old))
	p.header(from, to, newFrom, newTo, place(b, first.bt))
	crlf := a.crlf && b.crlf
	for _, h := range hs {
		p.run(' ', plain(safe(a.lines[from:h.at], crlf)))
		old, new := words(safe(h.old, crlf), safe(h.new, crlf))
		p.run('-', old)
		p.noEnd(a, h.at+len(h.old))
		p.run('+', new)
		p.noEnd(b, h.bt+len(h.new))
		from = h.at + len(h.old)
	}
	p.run(' ', plain(safe(a.lines[from:to], crlf)))
}

// safe makes lines harmless; with crlf, without the carriage return that ends them.
func safe(lines []string, crlf bool) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		if crlf {
			l = strings.TrimSuffix(l, "\r")
		}
		out[i] = Safe(l)
	}
	return out
}

// header writes where a group of hunks stands: lines of both sides, and the place.
func (p *printer) header(from, to, newFrom, newTo int, at document.Pointer) {
	if p.room <= 0 {
		return
	}
	s := fmt.Sprintf("@@ -%d,%d +%d,%d @@", from+1, to-from, newFrom+1, newTo-newFrom)
	p.out.WriteString(p.st.paint(cyan, s))
	if at != "" {
		p.out.WriteString(" " + shorten(Safe(string(at)), p.st.width()))
	}
	p.out.WriteByte('\n')
	p.room--
}

// run writes lines of one sign; the middle of a very long run is left out.
func (p *printer) run(sign byte, ls []line) {
	most := max(p.st.lines()/4, 8)
	for i, l := range ls {
		if len(ls) > most && i >= most*2/3 && i < len(ls)-most/3 {
			if i == most*2/3 {
				p.remark(count(len(ls)-most*2/3-most/3, kinds[sign]+"line") + " left out here")
			}
			continue
		}
		p.add(sign, l)
	}
}

// kinds are the adjectives of lines, by their sign.
var kinds = map[byte]string{' ': "unchanged ", '-': "removed ", '+': "added "}

// add writes one line, or counts it as left out.
func (p *printer) add(sign byte, l line) {
	if p.room <= 0 {
		if p.cut == nil {
			p.cut = map[byte]int{}
		}
		p.cut[sign]++
		return
	}
	p.room--
	color := map[byte]string{'-': red, '+': green}[sign]
	if color == "" {
		p.out.WriteString(" " + l.clip(3*p.st.width()).text() + "\n")
		return
	}
	p.out.WriteString(p.st.paint(color, string(sign)))
	for _, s := range l.clip(3 * p.st.width()) {
		sgr := color
		if s.marked {
			sgr += ";" + reverse
		}
		p.out.WriteString(p.st.paint(sgr, s.text))
	}
	p.out.WriteByte('\n')
}

// noEnd says so where the lines just written, up to end, end v without a newline.
func (p *printer) noEnd(v view, end int) {
	if end == len(v.lines) && !v.ends {
		p.remark("no newline at the end")
	}
}

// remark writes a line that is not part of either document.
func (p *printer) remark(s string) {
	if p.room > 0 {
		p.out.WriteString(p.st.Faint(`\ `+s) + "\n")
	}
}

// leftOut ends a cut diff with what it does not show.
func (p *printer) leftOut() {
	var parts []string
	for _, sign := range []byte("-+ ") {
		if n := p.cut[sign]; n > 0 {
			parts = append(parts, group(n)+" "+strings.TrimSpace(kinds[sign]))
		}
	}
	if parts != nil {
		n := p.cut['-'] + p.cut['+'] + p.cut[' ']
		p.out.WriteString(p.st.Alarm(`\ `+count(n, "more line")+" left out: "+strings.Join(parts, ", ")) + "\n")
	}
}

// place returns the innermost object or array around a line of v; "" in text.
func place(v view, line int) document.Pointer {
	if v.doc == nil || v.doc.Format() != document.JSON || line >= len(v.lines) {
		return ""
	}
	at := 0
	for _, l := range v.lines[:line] {
		at += len(l) + 1
	}
	at += len(v.lines[line]) - len(strings.TrimLeft(v.lines[line], " \t"))
	n := v.doc.Root()
	for {
		inner, found := around(n, at)
		if !found {
			return n.Pointer()
		}
		n = inner
	}
}

// around returns the child of n, an object or array, that the offset is inside of.
func around(n document.Node, at int) (document.Node, bool) {
	for c := range n.Children() {
		start, end := c.Span()
		if start >= at {
			break
		}
		if k := c.Kind(); at < end && (k == document.Object || k == document.Array) {
			return c, true
		}
	}
	return document.Node{}, false
}
