package merge

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"pgregory.net/rapid"
)

// What each style shows of one conflict.
func TestMarkerStyles(t *testing.T) {
	r := textOf(t, "1\n2\n3\n", "1\nsame\nours\nalike\n3\n", "1\nsame\ntheirs\nalike\n3\n")
	for style, want := range map[MarkerStyle]string{
		StyleDiff3:  "1\n<<<<<<< ours\nsame\nours\nalike\n||||||| base\n2\n=======\nsame\ntheirs\nalike\n>>>>>>> theirs\n3\n",
		StyleZdiff3: "1\nsame\n<<<<<<< ours\nours\n||||||| base\n2\n=======\ntheirs\n>>>>>>> theirs\nalike\n3\n",
		StyleMerge:  "1\nsame\n<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\nalike\n3\n",
	} {
		if got := string(r.Marked(Markers{Style: style})); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", style, got, want)
		}
	}
}

// The style merge cuts a conflict where both sides are equal: not at a few lines, nor
// at lines without a word.
func TestStyleMergeCutsConflicts(t *testing.T) {
	for _, c := range []struct {
		why, equal string
		conflicts  int
	}{
		{"four equal lines", "1\n2\n3\n4\n", 2},
		{"three equal lines", "1\n2\n3\n", 1},
		{"many without a word", "}\n\n}\n\n}\n", 1},
	} {
		r := textOf(t, "base\n", "a\n"+c.equal+"b\n", "x\n"+c.equal+"y\n")
		got := r.Marked(Markers{Style: StyleMerge})
		if n := bytes.Count(got, []byte("<<<<<<<")); n != c.conflicts {
			t.Errorf("%s: %d conflicts in\n%s", c.why, n, got)
		}
	}
}

func TestMarkersWithLabelsAndSize(t *testing.T) {
	r := textOf(t, "1\n", "2\n", "3\n")
	got := string(r.Marked(Markers{Size: 3, Ours: "HEAD", Base: "a\nb", Theirs: "topic"}))
	if want := "<<< HEAD\n2\n||| a b\n1\n===\n3\n>>> topic\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// A document that has such lines itself gets larger markers, and can be edited.
func TestMarkersThatTheDocumentHasItself(t *testing.T) {
	for _, c := range []struct {
		own  string
		size int
	}{
		{"<<<<<<< ours\n", 8},
		{">>>>>>>>> theirs\n", 10},
		{"=======\n", 8},
		{"<<<<<<< ours\n========\n", 9},
		{">>>>>>>>> theirs\n<<<<<<< ours\n", 10},
		{"<<<<<<< somebody\n", 7},
		{"<<<<<< ours\n", 7},
		{"  <<<<<<< ours\n", 7},
		{"=======underlined\n", 7},
	} {
		r := textOf(t, c.own+"1\n2\n", c.own+"1\n3\n", c.own+"1\n4\n")
		if got := r.Fit(Markers{}).Size; got != c.size {
			t.Errorf("%q: size %d, want %d", c.own, got, c.size)
		}
		marked := r.Marked(Markers{})
		var open *OpenError
		if _, err := r.Unmark(marked, Markers{}); !errors.As(err, &open) || len(open.Lines) != 1 {
			t.Errorf("%q: %v", c.own, err)
		}
		edited := sided(marked, r.Fit(Markers{}), Ours)
		if d, err := r.Unmark(edited, Markers{}); err != nil || string(d.Source()) != c.own+"1\n3\n" {
			t.Errorf("%q: %v, %q", c.own, err, edited)
		}
		if r.Fit(Markers{}).MarkerSize(marked) != c.size {
			t.Errorf("%q: the text does not say which markers it has", c.own)
		}
	}
}

// sided takes one side of every conflict in a text, by hand.
func sided(marked []byte, m Markers, take Side) []byte {
	var out []byte
	in := None
	for _, l := range diff.SplitLines(marked) {
		switch strings.TrimRight(string(l), "\r\n") {
		case m.line('<', m.Ours):
			in = Ours
		case m.line('|', m.Base):
			in = Base
		case m.line('=', ""):
			in = Theirs
		case m.line('>', m.Theirs):
			in = None
		default:
			if in == None || in == take {
				out = append(out, l...)
			}
		}
	}
	return out
}

func TestUnmark(t *testing.T) {
	for _, c := range []struct{ why, edited, want, err string }{
		{"another text", "a\nanything\nb\n", "a\nanything\nb\n", ""},
		{"nothing at all", "", "", ""},
		{"untouched", "", "", "line 2: a conflict marker is still there (and at 1 more places)"},
		{"one of two settled", "a\nx\nb\n<<<<<<< ours\n3\n||||||| base\n2\n=======\n4\n>>>>>>> theirs\n", "", "line 4: a conflict marker is still there"},
		{"the first marker alone", "a\n<<<<<<< ours\nx\n", "", "line 2: a conflict marker is still there"},
		{"the last marker alone", "a\nx\n>>>>>>> theirs\n", "", "line 3: a conflict marker is still there"},
		{"a separator alone", "a\nx\n=======\n", "", "line 3: a conflict marker is still there"},
		{"other labels are no markers", "a\n<<<<<<< HEAD\n", "a\n<<<<<<< HEAD\n", ""},
		{"nor are indented lines", "a\n <<<<<<< ours\n", "a\n <<<<<<< ours\n", ""},
		{"nor larger ones", "a\n<<<<<<<< ours\n", "a\n<<<<<<<< ours\n", ""},
	} {
		r := textOf(t, "a\n1\nb\n7\n", "a\n2\nb\n8\n", "a\n3\nb\n9\n")
		edited := []byte(c.edited)
		if c.why == "untouched" {
			edited = r.Marked(Markers{})
		}
		d, err := r.Unmark(edited, Markers{})
		if fmt.Sprint(err) != c.err && (err != nil || c.err != "") || string(d.Source()) != c.want {
			t.Errorf("%s: %q, %v", c.why, d.Source(), err)
		}
	}
}

// A last line without an end comes back without one.
func TestUnmarkAtTheLastLine(t *testing.T) {
	for _, c := range []struct{ base, ours, theirs, edited, want string }{
		{"1\n2", "1\n3", "1\n4", "1\n3\n", "1\n3"},
		{"1\n2", "1\n3", "1\n4", "1\nother\n", "1\nother"},
		{"1\r\n2", "1\r\n3", "1\r\n4", "1\r\n3\r\n", "1\r\n3"},
		{"1\n2\n", "1\n3", "1\n4\n", "1\n3\n", "1\n3"},
		{"1\n2\n", "1\n3", "1\n4\n", "1\n4\n", "1\n4\n"},
		{"1\n2\n", "1\n3\n", "1\n4\n", "1\n3\n", "1\n3\n"},
		{"1\n2", "1\n3", "1\n", "1\n3\n", "1\n3"},
		{"1\n2\n", "1\n3", "1\n3\n", "1\n3\n", "1\n3\n"}, // either could be meant
		{"1\n2\n", "1\n3\n", "1\n3", "1\n3\n", "1\n3\n"},
		{"1\n2", "1\n3", "1\n", "1\n", "1\n"},
	} {
		d, err := textOf(t, c.base, c.ours, c.theirs).Unmark([]byte(c.edited), Markers{})
		if err != nil || string(d.Source()) != c.want {
			t.Errorf("%q, %q, %q: %q became %q (%v), want %q", c.base, c.ours, c.theirs, c.edited, d.Source(), err, c.want)
		}
	}
}

// What is no document of the format is refused, at its place in the edited text.
func TestUnmarkJSON(t *testing.T) {
	r := mergeOf(t, "{\n  \"a\": 1\n}\n", "{\n  \"a\": 2\n}\n", "{\n  \"a\": 3\n}\n")
	for _, c := range []struct {
		edited string
		line   int // of the error; 0: none
	}{
		{"{\n  \"a\": 2\n}\n", 0},
		{"{\n  \"a\": 2\n  \"a\": 3\n}\n", 3},
		{"{\n  \"a\": 2,\n  \"a\": 3\n}\n", 3},
	} {
		_, err := r.Unmark([]byte(c.edited), Markers{})
		var e *document.SyntaxError
		if errors.As(err, &e) != (c.line > 0) || e != nil && e.Line != c.line {
			t.Errorf("%q: %v", c.edited, err)
		}
	}
}

// Untouched, every conflict is open; with one side taken at each, the document is
// what Resolve gives, in every style.
func TestMarkedAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "c\n", "\n", "=======\n", "<<<<<<< ours\n", ">>>>>>> theirs\n"}), 0, 12)
		text := func(label string) *document.Document {
			d, _ := document.Parse([]byte(strings.Join(lines.Draw(t, label), "")), document.Text)
			return d
		}
		r := Revisions{text("base"), text("ours"), text("theirs")}
		m := Markers{Style: rapid.SampledFrom([]MarkerStyle{StyleDiff3, StyleMerge, StyleZdiff3}).Draw(t, "style")}
		res := merged(t, r)
		marked := res.Marked(m)
		var open *OpenError
		_, err := res.Unmark(marked, m)
		if errors.As(err, &open) == res.Clean() {
			fatal(t, fmt.Sprintf("untouched: %v", err), r, res)
		}
		if open != nil && m.Style != StyleMerge && len(open.Lines) != len(res.Conflicts) {
			fatal(t, fmt.Sprintf("open at %v", open.Lines), r, res)
		}
		sides := []Side{Ours, Theirs}
		if m.Style == StyleDiff3 {
			sides = append(sides, Base)
		}
		for _, take := range sides {
			all := make([]Resolution, len(res.Conflicts))
			for i := range all {
				all[i] = Resolution{Index: i, Take: take}
			}
			settled, _ := res.Resolve(all...)
			got, err := res.Unmark(sided(marked, res.Fit(m), take), m)
			if err != nil || !got.Equal(settled.Document) {
				fatal(t, fmt.Sprintf("side %d taken by hand: %v %q", take, err, got.Source()), r, settled)
			}
		}
	})
}

// Spans are where the sides stand in the sources.
func TestSpansOfLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		eol := rapid.SampledFrom([]string{"\n", "\r\n"})
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", ""}), 0, 10)
		text := func(label string) *document.Document {
			d, _ := document.Parse([]byte(strings.Join(lines.Draw(t, label), eol.Draw(t, label))), document.Text)
			return d
		}
		r := Revisions{text("base"), text("ours"), text("theirs")}
		bare := func(b []byte) string { return strings.ReplaceAll(string(b), "\r\n", "\n") }
		for _, c := range merged(t, r).Conflicts {
			for _, s := range []struct {
				d    *document.Document
				at   Span
				want []byte
			}{{r.Base, c.Spans.Base, c.Base}, {r.Ours, c.Spans.Ours, c.Ours}, {r.Theirs, c.Spans.Theirs, c.Theirs}} {
				if got := s.d.Source()[s.at.Start:s.at.End]; bare(got) != bare(s.want) {
					t.Fatalf("%q has %q at %v, want %q", s.d.Source(), got, s.at, s.want)
				}
			}
		}
	})
}

// One side converts every line end, the other edits: both are there.
func TestLineEnds(t *testing.T) {
	dos := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	for _, c := range []struct{ why, base, ours, theirs, want string }{
		{"ours converts to CRLF", "1\n2\n3\n", dos("1\n2\n3\n"), "1\nx\n3\n", dos("1\nx\n3\n")},
		{"theirs converts to CRLF", "1\n2\n3\n", "1\nx\n3\n", dos("1\n2\n3\n"), dos("1\nx\n3\n")},
		{"and back to LF", dos("1\n2\n3\n"), dos("1\nx\n3\n"), "1\n2\n3\n", "1\nx\n3\n"},
		{"both convert, and edit", "1\n2\n3\n", dos("0\n2\n3\n"), dos("1\n2\n4\n"), dos("0\n2\n4\n")},
		{"the last line has no end", "1\n2\n3", dos("1\n2\n3"), "x\n2\n3", dos("x\n2\n3")},
	} {
		r := textOf(t, c.base, c.ours, c.theirs)
		if got := string(r.Document.Source()); !r.Clean() || got != c.want {
			t.Errorf("%s: %q, conflicts %q", c.why, got, conflicts(r))
		}
	}
}

// Known limit: of a text whose line ends differ within it, they are part of the lines.
func TestLineEndsMixed(t *testing.T) {
	r := textOf(t, "1\r\n2\n3\n", "1\r\n2\r\n3\r\n", "1\r\nx\n3\n")
	if r.Clean() {
		t.Errorf("clean now: %q; ideally it is", r.Document.Source())
	}
}

// Markers.Open says where, in any text.
func FuzzUnmark(f *testing.F) {
	f.Add("1\n2\n", "1\n3\n", "2\n", "<<<<<<< ours\n")
	f.Add("a\r\n", "b", "<<<<<<< ours\n=======\n", ">>>>>>> theirs")
	f.Fuzz(func(t *testing.T, b, o, th, edited string) {
		r := textOf(t, b, o, th)
		for _, m := range []Markers{{}, {Style: StyleMerge}, {Style: StyleZdiff3, Ours: "x"}} {
			_, err := r.Unmark(r.Marked(m), m)
			if (err == nil) != r.Clean() {
				t.Fatalf("%q %q %q: %v", b, o, th, err)
			}
			open := r.Fit(m).Open([]byte(edited))
			if d, err := r.Unmark([]byte(edited), m); (err == nil) != (len(open) == 0) || !slices.IsSorted(open) || err == nil && !strings.HasPrefix(edited, string(d.Source())) {
				t.Fatalf("%q: %v %v", edited, open, err)
			}
		}
	})
}
