package merge

import (
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
	"pgregory.net/rapid"
)

func textOf(t testing.TB, b, o, th string) Result {
	t.Helper()
	return must(t)(Merge(Revisions{
		parseAs(t, b, document.Text), parseAs(t, o, document.Text), parseAs(t, th, document.Text),
	}, Options{}))
}

func TestText(t *testing.T) {
	for _, c := range []mergeCase{
		{"two lines with one between", "1\n2\n3\n", "a\n2\n3\n", "1\n2\nc\n", "a\n2\nc\n", ""},
		{"two lines that touch", "1\n2\n3\n", "a\n2\n3\n", "1\nb\n3\n", "1\nb\n3\n", "1 both-modified 1\n2\n|a\n2\n|1\nb\n"},
		{"the same line alike", "1\n2\n", "1\nx\n", "1\nx\n", "1\nx\n", ""},
		{"the same line", "1\n2\n3\n", "1\nx\n3\n", "1\ny\n3\n", "1\ny\n3\n", "2 both-modified 2\n|x\n|y\n"},
		{"both insert", "1\n2\n", "1\nx\n2\n", "1\ny\n2\n", "1\ny\n2\n", "2 add/add -|x\n|y\n"},
		{"delete against modify", "1\n2\n3\n", "1\n3\n", "1\ny\n3\n", "1\ny\n3\n", "2 delete/modify 2\n|-|y\n"},
		{"the line in theirs", "1\n2\n3\n", "1\n2\nx\n", "0\n1\n2\ny\n", "0\n1\n2\ny\n", "4 both-modified 3\n|x\n|y\n"},
		{"the last line's end", "1\n2\n3", "1\n2\n3\n", "0\n2\n3", "0\n2\n3\n", ""},
		{"CRLF is part of a line", "1\r\n2\r\n3\r\n", "1\r\n2\r\nx\r\n", "y\r\n2\r\n3\r\n", "y\r\n2\r\nx\r\n", ""},
		{"bytes that are no text", "\xff\n2\n\x00", "\xff\n2\n\x01", "\xfe\n2\n\x00", "\xfe\n2\n\x01", ""},
	} {
		r := textOf(t, c.base, c.ours, c.theirs)
		if got := string(r.Document.Source()); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
		if got := conflicts(r); got != c.conflicts {
			t.Errorf("%s: got conflicts %q, want %q", c.why, got, c.conflicts)
		}
	}
}

func TestFormatsThatDifferAreText(t *testing.T) {
	r := must(t)(Merge(Revisions{parse(t, "[1,\n2,\n3]"), parseAs(t, "[9,\n2,\n3]", document.Text), parse(t, "[1,\n2,\n8]")}, Options{}))
	if got := string(r.Document.Source()); !r.Clean() || got != "[9,\n2,\n8]" || r.Document.Format() != document.Text {
		t.Errorf("%q %v", got, r.Document.Format())
	}
}

func TestTextLaws(t *testing.T) {
	lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "c\n", "\n", "x"}), 0, 12)
	text := func(t *rapid.T, label string) *document.Document {
		d, _ := document.Parse([]byte(strings.Join(lines.Draw(t, label), "")), document.Text)
		return d
	}
	rapid.Check(t, func(t *rapid.T) {
		r := Revisions{text(t, "base"), text(t, "ours"), text(t, "theirs")}
		for why, c := range map[string]struct {
			r    Revisions
			want *document.Document
		}{
			"merge(b,x,b) = x": {Revisions{r.Base, r.Ours, r.Base}, r.Ours},
			"merge(b,b,y) = y": {Revisions{r.Base, r.Base, r.Theirs}, r.Theirs},
			"merge(b,x,x) = x": {Revisions{r.Base, r.Ours, r.Ours}, r.Ours},
		} {
			if got := merged(t, c.r); !got.Clean() || !got.Document.Equal(c.want) {
				fatal(t, why, c.r, got)
			}
		}
		a, b := merged(t, r), merged(t, Revisions{r.Base, r.Theirs, r.Ours})
		if len(a.Conflicts) != len(b.Conflicts) || a.Clean() && !a.Document.Equal(b.Document) {
			fatal(t, "another result the other way round", r, a)
		}
		// All settled one way is that side, but for what the other changed alone.
		all := make([]Resolution, len(a.Conflicts))
		for i := range all {
			all[i] = Resolution{Index: i, Take: Ours}
		}
		ours, err := a.Resolve(all...)
		for i := range all {
			all[i].Index, all[i].Take = i, Theirs
		}
		theirs, _ := b.Resolve(all...)
		if err != nil || !ours.Document.Equal(theirs.Document) {
			fatal(t, "ours is not the theirs of the other way round", r, ours)
		}
	})
}

// Strings of several lines in a JSON document, by line: with CRLF, and where the last
// line has no end.
func TestStringsOfLines(t *testing.T) {
	for _, c := range []mergeCase{
		{"CRLF", `"1\r\n2\r\n3\r\n"`, `"a\r\n2\r\n3\r\n"`, `"1\r\n2\r\nc\r\n"`, `"a\r\n2\r\nc\r\n"`, ""},
		{"the last line's end, and another line", `"1\n2\n3"`, `"1\n2\n3\n"`, `"a\n2\n3"`, `"a\n2\n3\n"`, ""},
		{"an escaped backslash is no line end", `"1\\n2"`, `"a\\n2"`, `"1\\nb"`, `"1\\nb"`, ` both-modified "1\\n2"|"a\\n2"|"1\\nb"`},
		{"the same line", `"1\n2\n3"`, `"1\nx\n3"`, `"1\ny\n3"`, `"1\ny\n3"`, ` both-modified "1\n2\n3"|"1\nx\n3"|"1\ny\n3"`},
	} {
		r := mergeOf(t, c.base, c.ours, c.theirs)
		if got := string(r.Document.Source()); got != c.want || conflicts(r) != c.conflicts {
			t.Errorf("%s: got %q, conflicts %q", c.why, got, conflicts(r))
		}
	}
}
