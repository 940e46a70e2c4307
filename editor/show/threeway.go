package show

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/etch-http/etch/merge"
)

const (
	maxPlaces = 40 // changes that collide with nothing, of one merge; or as many as Style.Lines
	maxBlock  = 12 // lines of one value
)

// ThreeWay writes who changed what since the base: one block a place, first what one
// side changed alone and what both changed alike, then the conflicts, numbered from 1
// in the order of r.Conflicts, each with what is suggested for it. What needs a
// decision so stands last, next to the question that will follow. Long values are
// shortened around what differs. The error is w's.
func ThreeWay(w io.Writer, st Style, r merge.Result) error {
	var out bytes.Buffer
	told := 0
	var more [merge.Both + 1]int
	for _, c := range r.Changes {
		switch {
		case c.Who == merge.None: // a conflict: below
		case told < max(maxPlaces, st.Lines):
			told++
			title := st.paint(sideColor(c.Who), fmt.Sprintf("%-6s", sideName(c.Who)))
			block(&out, st, title, c)
		default:
			more[c.Who]++
		}
	}
	for _, who := range []merge.Side{merge.Ours, merge.Theirs, merge.Both} {
		if more[who] > 0 {
			fmt.Fprintf(&out, "%s\n", st.Faint(`\ `+count(more[who], "more change")+": "+sideName(who)))
		}
	}
	suggested := map[int]merge.Resolution{}
	for _, s := range r.Suggestions() {
		suggested[s.Index] = s
	}
	for i := range r.Conflicts {
		conflict(&out, st, r, i)
		if s, ok := suggested[i]; ok {
			fmt.Fprintf(&out, "  %s\n", st.Faint("suggested: "+Suggestion(r, s)))
		}
	}
	_, err := w.Write(out.Bytes())
	return err
}

// Conflict writes the block of one conflict of r, as ThreeWay does. The error is w's.
func Conflict(w io.Writer, st Style, r merge.Result, index int) error {
	var out bytes.Buffer
	conflict(&out, st, r, index)
	_, err := w.Write(out.Bytes())
	return err
}

func conflict(out *bytes.Buffer, st Style, r merge.Result, i int) {
	c := r.Conflicts[i]
	title := st.Alarm("CONFLICT") + fmt.Sprintf(" %d of %d (%s)", i+1, len(r.Conflicts), c.Kind)
	c.Who = merge.None
	block(out, st, title, c.Change)
}

// sideName is the word for who made a change.
func sideName(s merge.Side) string {
	return map[merge.Side]string{merge.Ours: "ours", merge.Theirs: "theirs", merge.Both: "both"}[s]
}

func sideColor(s merge.Side) string {
	return map[merge.Side]string{merge.Ours: green, merge.Theirs: magenta, merge.Both: boldCyan}[s]
}

// block writes one place: who, where, and the values that say something. The side
// that did not touch a place has base's value, and no line.
func block(out *bytes.Buffer, st Style, title string, c merge.Change) {
	fmt.Fprintf(out, "%s  %s\n", title, st.Bold(Place(c)))
	type row struct {
		name, color string
		value       []byte
	}
	rows := []row{{"base", "", c.Base}}
	if c.Who == merge.Ours || c.Who == merge.None {
		rows = append(rows, row{"ours", green, c.Ours})
	}
	if c.Who == merge.Theirs || c.Who == merge.None {
		rows = append(rows, row{"theirs", magenta, c.Theirs})
	}
	if c.Who == merge.Both {
		rows = append(rows, row{"both", boldCyan, c.Ours})
	}
	values := make([][]byte, len(rows))
	for i, r := range rows {
		values[i] = r.value
	}
	shown := abridge(values, st.width()-11)
	for i, r := range rows {
		for k, l := range shown[i] {
			name := ""
			if k == 0 {
				name = r.name
			}
			fmt.Fprintf(out, "  %s %s\n", st.paint(r.color, fmt.Sprintf("%-6s", name)), l.render(st))
		}
	}
}

// Place names the place of a change, safe for one line.
func Place(c merge.Change) string {
	switch {
	case c.Line > 0:
		return fmt.Sprintf("line %d", c.Line)
	case c.Pointer == "":
		return "(the whole document)"
	}
	return Safe(string(c.Pointer))
}

// A valueLine is a line of a value, or a remark in its place.
type valueLine struct {
	text   string
	remark bool
}

func (v valueLine) render(st Style) string {
	if v.remark {
		return st.Faint(v.text)
	}
	return v.text
}

// abridge returns the values of one place as safe lines. Values of one line that do
// not fit are cut at the same offsets, around what differs, or two of them could look
// the same; of values of several lines the middle is left out.
func abridge(values [][]byte, width int) [][]valueLine {
	var single []string
	for _, v := range values {
		if v != nil && !bytes.Contains(bytes.TrimSuffix(v, []byte("\n")), []byte("\n")) {
			single = append(single, Safe(strings.TrimRight(string(v), "\r\n")))
		}
	}
	prefix, suffix := common(single)
	out := make([][]valueLine, len(values))
	for i, v := range values {
		text := strings.TrimSuffix(string(v), "\n")
		switch {
		case v == nil:
			out[i] = []valueLine{{"(absent)", true}}
		case text == "":
			out[i] = []valueLine{{"(empty)", true}}
		case strings.Contains(text, "\n"):
			out[i] = blockLines(strings.Split(text, "\n"), width)
		default:
			out[i] = []valueLine{{text: window(Safe(strings.TrimRight(text, "\r")), prefix, suffix, width)}}
		}
	}
	return out
}

// blockLines makes the lines of a value safe, and leaves out the middle of many.
func blockLines(lines []string, width int) []valueLine {
	var out []valueLine
	for i, l := range lines {
		head := maxBlock * 2 / 3
		tail := maxBlock - head
		if len(lines) > maxBlock+1 && i >= head && i < len(lines)-tail {
			if i == head {
				out = append(out, valueLine{"... " + count(len(lines)-maxBlock, "more line") + " ...", true})
			}
			continue
		}
		out = append(out, valueLine{text: shorten(Safe(strings.TrimRight(l, "\r")), 2*width)})
	}
	return out
}

// common returns the lengths in bytes of what all values begin and end with, at
// character boundaries, and without overlap in the shortest.
func common(values []string) (prefix, suffix int) {
	if len(values) < 2 {
		return 0, 0
	}
	first, shortest := values[0], len(values[0])
	prefix, suffix = len(first), len(first)
	for _, v := range values[1:] {
		shortest = min(shortest, len(v))
		p, s := 0, 0
		for p < min(prefix, len(v)) && v[p] == first[p] {
			p++
		}
		for s < min(suffix, len(v)) && v[len(v)-1-s] == first[len(first)-1-s] {
			s++
		}
		prefix, suffix = p, s
	}
	for prefix > 0 && prefix < len(first) && !utf8.RuneStart(first[prefix]) {
		prefix--
	}
	suffix = min(suffix, shortest-prefix)
	for suffix > 0 && !utf8.RuneStart(first[len(first)-suffix]) {
		suffix--
	}
	return prefix, suffix
}

// window cuts a line that is wider than width down to what lies between the common
// prefix and suffix, with a little of both.
func window(s string, prefix, suffix, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	const context = 16
	head, middle, tail := s[:prefix], s[prefix:len(s)-suffix], s[len(s)-suffix:]
	if r := []rune(head); len(r) > context+3 {
		head = "..." + string(r[len(r)-context:])
	}
	if r := []rune(tail); len(r) > context+3 {
		tail = string(r[:context]) + "..."
	}
	return head + shorten(middle, max(2*width, 40)) + tail
}
