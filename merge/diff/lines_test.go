package diff

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/sergi/go-diff/diffmatchpatch"
	"pgregory.net/rapid"
)

// Cut gives back every text, and equal numbers to equal lines alone.
func FuzzCut(f *testing.F) {
	f.Add([]byte("a\nb\n"), []byte("b\na"))
	f.Add([]byte(""), []byte("\n\n\r\n"))
	f.Add([]byte("\xff\n\x00"), []byte("\x00\n\xff\n\x00\n"))
	f.Add([]byte("a\nb"), []byte("a\nbc\n"))
	f.Add([]byte(`"a\nb\\n\n"`), []byte(`"\na\u000a"`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		for name, cut := range map[string]func(...[]byte) []Lines{"Cut": Cut, "CutStrings": CutStrings} {
			lines := cut(a, b, a)
			for i, text := range [][]byte{a, b, a} {
				if got := lines[i].Of(0, lines[i].Len()); !bytes.Equal(got, text) {
					t.Fatalf("%s: %q became %q", name, text, got)
				}
			}
			if x, y := SplitLines(a), lines[0]; name == "Cut" && len(x) != y.Len() {
				t.Fatalf("%q: %d lines", a, y.Len())
			}
			for i := range lines[0].Len() {
				for j := range lines[1].Len() {
					if same := bytes.Equal(lines[0].Of(i, i+1), lines[1].Of(j, j+1)); same != lines[0].Equal(i, lines[1], j) {
						t.Fatalf("%s: lines %d of %q and %d of %q: equal is %v", name, i, a, j, b, !same)
					}
				}
			}
			checkHunks(t, lines[0], lines[1])
		}
	})
}

// Lines with one hash are told apart by their bytes: a crafted collision loses nothing.
func TestCutWithoutAHash(t *testing.T) {
	n := numberer{hash: func([]byte) uint32 { return 7 }, end: func(rest []byte) int { return bytes.IndexByte(rest, '\n') + 1 }}
	text := []byte(strings.Repeat("a\nb\nc\nab\n\n", 3) + "a")
	n.add(text, 1)
	n.add(append([]byte("x\n"), text...), 1)
	for _, l := range n.texts {
		for i := range l.Len() {
			for j := range l.Len() {
				if l.Equal(i, l, j) != bytes.Equal(l.Of(i, i+1), l.Of(j, j+1)) {
					t.Fatalf("lines %d and %d of %q", i, j, l.text)
				}
			}
		}
	}
}

// Numbers may be any: those of a large document's values are, in a short list.
func TestAlignOfAnyNumbers(t *testing.T) {
	a, b := []int32{1, 1 << 30, -5, 8}, []int32{2, -5, 1 << 30, 7}
	if n := pairsOf(t, a, b, align(a, b)); n != 1 {
		t.Errorf("%d pairs", n)
	}
}

// checkHunks wants the hunks to turn a into b, and apart by an equal line.
func checkHunks(t *testing.T, a, b Lines) {
	t.Helper()
	var out []byte
	at, last := 0, -1
	for _, h := range a.Hunks(b) {
		if h.OldStart <= last {
			t.Fatalf("hunk %+v touches the one before", h)
		}
		out = append(append(out, a.Of(at, h.OldStart)...), b.Of(h.NewStart, h.NewEnd)...)
		at, last = h.OldEnd, h.OldEnd
	}
	if out = append(out, a.Of(at, a.Len())...); !bytes.Equal(out, b.Of(0, b.Len())) {
		t.Fatalf("the hunks make %q of %q, not %q", out, a.text, b.text)
	}
}

// A line is cut off behind each escaped line feed, and nothing else.
func TestCutStrings(t *testing.T) {
	for source, want := range map[string][]string{
		`"a\nb"`:         {`"a\n`, `b"`},
		`"a\r\nb\r\n"`:   {`"a\r\n`, `b\r\n`, `"`},
		`"a\\nb"`:        {`"a\\nb"`},
		`"a\\\nb"`:       {`"a\\\n`, `b"`},
		`"a\u000ab\tc"`:  {`"a\u000ab\tc"`},
		`"\"\n\"\u0041"`: {`"\"\n`, `\"\u0041"`},
	} {
		l, got := CutStrings([]byte(source))[0], []string{}
		for i := range l.Len() {
			got = append(got, string(l.Of(i, i+1)))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", source, got)
		}
	}
}

// Whatever the bounds, only equal numbers are pairs, in order, and the head and the
// tail are found; within them it is a longest common subsequence.
func TestAlignWithinAnyBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.Int32Range(0, rapid.SampledFrom([]int32{1, 4, 200}).Draw(t, "most")), 0, 60)
		a, b := numbers.Draw(t, "a"), numbers.Draw(t, "b")
		most := longest(a, b)
		for _, product := range []int{0, 10, 400, maxProduct} {
			pairs := pairsOf(t, a, b, alignWithin(a, b, product, 4*product))
			if product == maxProduct && pairs != most {
				t.Fatalf("%d pairs of %v and %v, and %d are possible", pairs, a, b, most)
			}
			if most > 0 && pairs == 0 {
				t.Fatalf("no pair of %v and %v within %d", a, b, product)
			}
		}
	})
}

// pairsOf counts the pairs and wants them to be such.
func pairsOf(t interface{ Fatalf(string, ...any) }, a, b, to []int32) (n int) {
	last := int32(-1)
	for i, j := range to {
		if j < 0 {
			continue
		}
		if j <= last || a[i] != b[j] {
			t.Fatalf("%d of %v is no mate of %d of %v, behind %d", i, a, j, b, last)
		}
		last = j
		n++
	}
	return n
}

// longest is the length of the longest common subsequence, by the book.
func longest(a, b []int32) int {
	row := make([]int, len(b)+1)
	for _, v := range a {
		before := 0
		for j, w := range b {
			was := row[j+1]
			if v == w {
				row[j+1] = before + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			before = was
		}
	}
	return row[len(b)]
}

// Few edits are found exactly by every way: by walk alone, without exact or anchors.
func TestWalkFindsFewEdits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(rapid.Int32Range(0, 2), 1, 80).Draw(t, "a")
		b := slices.Clone(a)
		for range rapid.IntRange(0, 5).Draw(t, "edits") {
			if at := rapid.IntRange(0, len(b)).Draw(t, "at"); at < len(b) && rapid.Bool().Draw(t, "out") {
				b = slices.Delete(b, at, at+1)
			} else {
				b = slices.Insert(b, at, rapid.Int32Range(0, 2).Draw(t, "in"))
			}
		}
		l := aligner{to: slices.Repeat([]int32{-1}, len(a))}
		l.walk(part{a, count(0, len(a))}, part{b, count(0, len(b))})
		if got, want := pairsOf(t, a, b, l.to), longest(a, b); got != want {
			t.Fatalf("%d pairs of %v and %v, not %d", got, a, b, want)
		}
	})
}

// Windows that stand once are anchors, and a number that stands once needs none.
func TestAnchors(t *testing.T) {
	digits := func(s string) (out []int32) {
		for _, c := range s {
			out = append(out, c-'0')
		}
		return out
	}
	for _, c := range []struct {
		a, b   string
		window int
		want   [][2]int32
	}{
		{"01210", "1201", 4, nil},
		{"0011223", "5501122", 4, [][2]int32{{1, 2}, {2, 3}}},
		{"00110011", "0011", 4, nil}, // twice on one side
		{"000", "000", 4, nil},       // shorter than a window
	} {
		if got := onceWindows(digits(c.a), digits(c.b), c.window); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
	numbers := census{of: make([]places, 10)}
	if got := numbers.once(digits("1213454"), digits("2134545")); !slices.Equal(got, [][2]int32{{1, 0}, {3, 2}}) {
		t.Errorf("%v", got)
	}
}

// In texts where a diff easily becomes quadratic or gives up, lines that are equal
// are still found, and the same ones every time.
func TestPathologicalTexts(t *testing.T) {
	repeated := func(period string, n int) []byte { return bytes.Repeat([]byte(period), n) }
	for _, c := range []struct {
		why      string
		old, new []byte
		pairs    int // at least
	}{
		{"two letters, unrelated", letters(50_000, 1), letters(50_000, 2), 15_000},
		{"two letters, one line in a hundred added", letters(50_000, 1), scattered(letters(50_000, 1), 100, "{\n}\n"), 49_500},
		{"one line over and over, some removed in the middle", append(repeated("{\n", 50_000), "}\n"...), append(repeated("{\n", 40_000), "}\n"...), 40_001},
		{"a period, one line in a hundred added", repeated("{\n}\n\n", 20_000), scattered(repeated("{\n}\n\n", 20_000), 100, "}\n"), 59_000},
		{"a period against another", repeated("{\n}\n\n", 20_000), repeated("{\n{\n}\n}\n\n", 12_000), 30_000},
	} {
		lines := Cut(c.old, c.new)
		to := align(lines[0].ids, lines[1].ids)
		if n := pairsOf(t, lines[0].ids, lines[1].ids, to); n < c.pairs {
			t.Errorf("%s: %d pairs, at least %d", c.why, n, c.pairs)
		}
		if again := Cut(c.old, c.new); !slices.Equal(to, align(again[0].ids, again[1].ids)) {
			t.Errorf("%s: another result the second time", c.why)
		}
		checkHunks(t, lines[0], lines[1])
	}
}

// Hunks of lines and Hunks of slices are the same; a long common subsequence is go-diff's.
func TestHunksAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "\n", "c"}), 0, 15)
		a, b := []byte(strings.Join(lines.Draw(t, "a"), "")), []byte(strings.Join(lines.Draw(t, "b"), ""))
		cut := Cut(a, b)
		if x, y := Hunks(SplitLines(a), SplitLines(b)), cut[0].Hunks(cut[1]); !slices.Equal(x, y) {
			t.Fatalf("%q, %q: %v, %v", a, b, x, y)
		}
		dmp := diffmatchpatch.New()
		dmp.DiffTimeout = 0
		ra, rb, _ := dmp.DiffLinesToRunes(string(a), string(b))
		want := 0
		for _, d := range dmp.DiffMainRunes(ra, rb, false) {
			if d.Type == diffmatchpatch.DiffEqual {
				want += len([]rune(d.Text))
			}
		}
		if got := pairsOf(t, cut[0].ids, cut[1].ids, align(cut[0].ids, cut[1].ids)); got != want {
			t.Fatalf("%q, %q: %d pairs, go-diff finds %d", a, b, got, want)
		}
	})
}
