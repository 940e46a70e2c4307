package document

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// space draws white space.
func space(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", " ", "\n", "\r\n", "\n  ", "\n\n\t", "  "}).Draw(t, "space")
}

// scalars are values in many spellings.
var scalars = rapid.SampledFrom([]string{
	"null", "true", "false", "0", "-0", "1", "1.0", "1e2", "9007199254740993", "12345678901234567890.10",
	`""`, `"a"`, `"\u0061"`, `"{[,:]}\"\\"`, `"é😀"`, `"\ud83d\ude00\n"`, `"<&>"`,
})

// names are member names in many spellings; some are the same name.
var names = rapid.SampledFrom([]string{`"a"`, `"\u0061"`, `"b"`, `""`, `"/~"`, `"~1"`, `"0"`, `"-"`, `"é"`, `"q\"\\"`})

// source draws the source text of a value.
func source(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 3).Draw(t, "kind")
	if depth == 0 || kind < 2 {
		return scalars.Draw(t, "scalar")
	}
	var parts []string
	for range rapid.IntRange(0, 4).Draw(t, "children") {
		part := space(t) + source(t, depth-1) + space(t)
		if kind == 2 {
			part = space(t) + names.Draw(t, "name") + space(t) + ":" + part
		}
		parts = append(parts, part)
	}
	inner := strings.Join(parts, ",")
	if len(parts) == 0 {
		inner = space(t)
	}
	if kind == 2 {
		return "{" + inner + "}"
	}
	return "[" + inner + "]"
}

// drawn is a document and one of its values.
func drawn(t *rapid.T) (*Document, Node) {
	text := space(t) + source(t, 4) + space(t)
	d, err := Parse([]byte(text), JSON)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return d, Node{d, int32(rapid.IntRange(0, len(d.nodes)-1).Draw(t, "node"))}
}

// unchanged fails where a byte of d outside start and end is another in e.
func unchanged(t *rapid.T, d, e *Document, start, end int) {
	before, behind := d.Source()[:start], d.Source()[end:]
	if !bytes.HasPrefix(e.Source(), before) || !bytes.HasSuffix(e.Source(), behind) || len(e.Source()) < len(before)+len(behind) {
		t.Fatalf("bytes outside %d to %d have changed:\n%q\n%q", start, end, d.Source(), e.Source())
	}
}

func TestReplaceChangesNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := drawn(t)
		value := source(t, 2)
		e, err := d.Splice(Edit{Do: Replace, Node: n, Value: []byte(value)})
		if err != nil {
			t.Fatal(err)
		}
		start, end := n.Span()
		unchanged(t, d, e, start, end)
		want, _ := Parse([]byte(value), JSON)
		if got := (Node{e, n.i}); !Same(got, want.Root()) || got.Pointer() != n.Pointer() {
			t.Fatalf("%s is not %s", got.Source(), value)
		}
	})
}

func TestSetGivesTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := drawn(t)
		p := n.Pointer()
		if last, _ := d.At(p); last != n {
			return // of two members of one name the pointer means the last
		}
		switch n.Kind() {
		case Object:
			p = p.Child(rapid.SampledFrom([]string{"a", "new", "", "~/"}).Draw(t, "new"))
		case Array:
			p = p.Index(n.Len())
		}
		value := source(t, 2)
		e, err := d.Set(p, []byte(value))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := e.At(p)
		if want, _ := Parse([]byte(value), JSON); !ok || !Same(got, want.Root()) {
			t.Fatalf("%q of %q is %q, not %q", p, e.Source(), got.Source(), value)
		}
		if again, err := e.Set(p, got.Source()); err != nil || !again.Equal(e) {
			t.Fatalf("setting what is there changes %q to %q, %v", e.Source(), again.Source(), err)
		}
	})
}

func TestRemoveUndoesInsert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := drawn(t)
		if n.Kind() != Array && n.Kind() != Object {
			return
		}
		index := rapid.IntRange(0, n.Len()).Draw(t, "index")
		e, err := d.Splice(Edit{Do: Insert, Node: n, Index: index, Name: "new", Value: []byte(source(t, 2))})
		if err != nil {
			t.Fatal(err)
		}
		start, end := n.Span()
		unchanged(t, d, e, start+1, end-1)
		var added Node
		for c := range (Node{e, n.i}).Children() {
			if c.Index() == index {
				added = c
			}
		}
		back, err := e.Splice(Edit{Do: Remove, Node: added})
		if err != nil {
			t.Fatal(err)
		}
		if n.Len() == 0 { // white space between empty brackets is not brought back
			if !Same(back.Root(), d.Root()) {
				t.Fatalf("%q, then %q, then %q", d.Source(), e.Source(), back.Source())
			}
		} else if !back.Equal(d) {
			t.Fatalf("%q, then %q, then %q", d.Source(), e.Source(), back.Source())
		}
	})
}

func TestRemoveKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := drawn(t)
		around, ok := n.Parent()
		if !ok {
			return
		}
		e, err := d.Splice(Edit{Do: Remove, Node: n})
		if err != nil {
			t.Fatal(err)
		}
		start, end := around.Span()
		unchanged(t, d, e, start+1, end-1)
		rest := slices.Collect(Node{e, around.i}.Children())
		for c := range around.Children() {
			if c == n {
				continue
			}
			if len(rest) == 0 || !bytes.Equal(rest[0].Source(), c.Source()) || !bytes.Equal(rest[0].NameSource(), c.NameSource()) {
				t.Fatalf("%q is gone from %q", c.Source(), e.Source())
			}
			rest = rest[1:]
		}
		if len(rest) > 0 {
			t.Fatalf("%q was not there", rest[0].Source())
		}
	})
}

func TestSameIsAnEquivalence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, _ := drawn(t)
		e, _ := drawn(t)
		if !Same(d.Root(), d.Root()) || !SameValue(d.Root(), d.Root()) {
			t.Fatal("not the same as itself")
		}
		if same := Same(d.Root(), e.Root()); same != Same(e.Root(), d.Root()) || same && !SameValue(d.Root(), e.Root()) {
			t.Fatal("not symmetric, or the same of another value")
		}
		folded, err := Parse(d.Root().Compact(), JSON)
		if err != nil || !Same(folded.Root(), d.Root()) || len(folded.Duplicates()) != len(d.Duplicates()) {
			t.Fatalf("%q becomes %q, %v", d.Source(), folded.Source(), err)
		}
		if view := folded.Indent(); !Same(view.Root(), d.Root()) {
			t.Fatalf("%q becomes %q", d.Source(), view.Source())
		}
	})
}

func TestQuoteIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		d, err := Parse(Quote(s), JSON)
		if err != nil || d.Root().Text() != strings.ToValidUTF8(s, "\ufffd") {
			t.Fatalf("%q becomes %s, %v", s, Quote(s), err)
		}
	})
}
