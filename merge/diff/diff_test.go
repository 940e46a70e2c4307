package diff

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/generate"
	"pgregory.net/rapid"
)

func parse(t testing.TB, s string) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), document.JSON)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return d
}

func text(t testing.TB, s string) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), document.Text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// show writes changes as "-/a 1", "+/a 2", "/a 1 => 2".
func show(cs []Change) string {
	var out []string
	for _, c := range cs {
		at := string(c.Pointer)
		if c.Line > 0 {
			at = fmt.Sprintf("%d", c.Line)
		}
		switch {
		case c.Old == nil:
			out = append(out, fmt.Sprintf("+%s %s", at, c.New))
		case c.New == nil:
			out = append(out, fmt.Sprintf("-%s %s", at, c.Old))
		default:
			out = append(out, fmt.Sprintf("%s %s => %s", at, c.Old, c.New))
		}
	}
	return strings.Join(out, "; ")
}

func TestBetween(t *testing.T) {
	for _, c := range []struct{ why, a, b, want string }{
		{"nothing", `{"a":1}`, ` { "a" : 1 } `, ``},
		{"member order and escapes are no change", `{"a":"x","b":2}`, `{"b":2,"\u0061":"\u0078"}`, ``},
		{"number text is", `[1.0]`, `[1]`, `/0 1.0 => 1`},
		{"big integers are not floats", `{"n":9007199254740993}`, `{"n":9007199254740992}`, `/n 9007199254740993 => 9007199254740992`},
		{"a member", `{"a":{"b":1,"c":2}}`, `{"a":{"b":1,"c":3}}`, `/a/c 2 => 3`},
		{"null is not absent", `{"a":null}`, `{}`, `-/a null`},
		{"members come and go", `{"a":1,"b":2}`, `{"b":2,"c":3}`, `-/a 1; +/c 3`},
		{"names are escaped", `{"a/b":1,"~":1}`, `{"a/b":2,"~":2}`, `/a~1b 1 => 2; /~0 1 => 2`},
		{"an element in front", `[1,2,3]`, `[0,1,2,3]`, `+/0 0`},
		{"an element goes", `[1,2,3]`, `[1,3]`, `-/1 2`},
		{"places are those after the changes before", `[1,2,3,4]`, `[9,8,1,3,4,7]`, `+/0 9; +/1 8; -/3 2; +/5 7`},
		{"an element of a list is replaced", `["a","b"]`, `["a","c"]`, `/1 "b" => "c"`},
		{"inside of an element", `[{"id":1,"v":1},{"id":2,"v":2}]`, `[{"id":1,"v":1},{"id":2,"v":3}]`, `/1/v 2 => 3`},
		{"by identity, though all else differs", `[{"id":1,"v":1},{"id":2,"v":2}]`, `[{"id":0,"v":9},{"id":1,"v":5},{"id":2,"v":6}]`, `+/0 {"id":0,"v":9}; /1/v 1 => 5; /2/v 2 => 6`},
		{"a move is a removal and an addition", `[{"id":1},{"id":2},{"id":3}]`, `[{"id":2},{"id":3},{"id":1}]`, `-/0 {"id":1}; +/2 {"id":1}`},
		{"a rename is no removal", `[{"id":1,"a":1,"b":2},{"id":2}]`, `[{"id":7,"a":1,"b":2},{"id":2}]`, `/0/id 1 => 7`},
		{"repeated identities identify nothing", `[{"id":1,"v":1},{"id":1,"v":2}]`, `[{"id":1,"v":1},{"id":1,"v":3}]`, `/1/v 2 => 3`},
		{"without identity, by likeness", `[{"x":1,"y":1,"z":1},{"x":2,"y":2,"z":2}]`, `[{"q":0},{"x":1,"y":1,"z":9},{"x":2,"y":2,"z":2}]`, `+/0 {"q":0}; /1/z 1 => 9`},
		{"unlike elements are replaced whole", `[{"x":1,"y":1},{"x":2,"y":2}]`, `[{"x":5,"y":6},{"x":7,"y":8}]`, `/0 {"x":1,"y":1} => {"x":5,"y":6}; /1 {"x":2,"y":2} => {"x":7,"y":8}`},
		{"another type", `{"a":[1]}`, `{"a":{"0":1}}`, `/a [1] => {"0":1}`},
		{"the root", `1`, `2`, ` 1 => 2`},
		{"repeated names that nobody touched", `{"a":1,"a":2,"b":3}`, `{"a":1,"a":2,"b":4}`, `/b 3 => 4`},
		{"a repeated name has no place of its own", `{"a":1,"a":2}`, `{"a":0,"a":2}`, ` {"a":1,"a":2} => {"a":0,"a":2}`},
	} {
		if got := show(Between(parse(t, c.a), parse(t, c.b), Options{})); got != c.want {
			t.Errorf("%s\n%s -> %s\n got %s\nwant %s", c.why, c.a, c.b, got, c.want)
		}
	}
}

func TestBetweenUsesTheConfiguredKey(t *testing.T) {
	a, b := parse(t, `{"l":[{"k":"a","v":1},{"k":"b","v":2}]}`), parse(t, `{"l":[{"k":"b","v":3},{"k":"a","v":1}]}`)
	o := Options{Keys: map[document.Pointer]string{"/l": "k"}}
	cs := Between(a, b, o)
	if want := `-/l/0 {"k":"a","v":1}; /l/0/v 2 => 3; +/l/1 {"k":"a","v":1}`; show(cs) != want {
		t.Error(show(cs))
	}
	if d, err := Apply(a, cs); err != nil || !document.Same(d.Root(), b.Root()) {
		t.Error(d, err)
	}
}

func TestBetweenText(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"a\nb\n", "a\nb\n", ""},
		{"a\nb\nc\n", "a\nB\nc\n", "2 b\n => B\n"},
		{"a\nc\n", "a\nb\nc\n", "+2 b\n"},
		{"a\nb\nc", "a\nc", "-2 b\n"},
		{"a", "a\n", "1 a => a\n"},
		{"", "a", "+1 a"},
		{"1\n2\n3\n4\n5\n", "1\nx\n3\ny\n5\n", "2 2\n => x\n; 4 4\n => y\n"},
	} {
		cs := Between(text(t, c.a), text(t, c.b), Options{})
		if got := show(cs); got != c.want {
			t.Errorf("%q -> %q: got %q, want %q", c.a, c.b, got, c.want)
		}
		if d, err := Apply(text(t, c.a), cs); err != nil || string(d.Source()) != c.b {
			t.Errorf("%q -> %q: %v", c.a, c.b, err)
		}
		if d, err := Apply(text(t, c.b), Invert(cs)); err != nil || string(d.Source()) != c.a {
			t.Errorf("back from %q to %q: %v", c.b, c.a, err)
		}
	}
}

func TestAbsentDocuments(t *testing.T) {
	d := parse(t, `{"a":1}`)
	if cs := Between(nil, nil, Options{}); cs != nil {
		t.Error(cs)
	}
	for _, c := range []struct{ a, b *document.Document }{{nil, d}, {d, nil}} {
		cs := Between(c.a, c.b, Options{})
		if got, err := Apply(c.a, cs); err != nil || !got.Equal(c.b) {
			t.Errorf("%v %v", got, err)
		}
		if got, err := Apply(c.b, Invert(cs)); err != nil || !got.Equal(c.a) {
			t.Errorf("%v %v", got, err)
		}
	}
}

func TestApplyWantsTheOldValue(t *testing.T) {
	for _, c := range []struct {
		why, d string
		c      Change
	}{
		{"another value", `{"a":1}`, Change{Pointer: "/a", Old: []byte("2"), New: []byte("3")}},
		{"another text of the number", `{"a":1}`, Change{Pointer: "/a", Old: []byte("1.0"), New: []byte("3")}},
		{"already there", `{"a":1}`, Change{Pointer: "/a", New: []byte("3")}},
		{"not there", `{}`, Change{Pointer: "/a", Old: []byte("1")}},
		{"no parent", `{}`, Change{Pointer: "/a/b", New: []byte("1")}},
		{"no element", `[1]`, Change{Pointer: "/1", Old: []byte("1")}},
		{"behind the end", `[1]`, Change{Pointer: "/2", New: []byte("1")}},
		{"no index", `[1]`, Change{Pointer: "/01", New: []byte("1")}},
		{"into a scalar", `1`, Change{Pointer: "/a", New: []byte("1")}},
		{"the root is another", `1`, Change{Old: []byte("2"), New: []byte("3")}},
	} {
		if d, err := Apply(parse(t, c.d), []Change{c.c}); err == nil {
			t.Errorf("%s: made %s", c.why, d.Source())
		}
	}
	if _, err := Apply(text(t, "a\n"), []Change{{Line: 1, Old: []byte("b\n")}}); err == nil {
		t.Error("a line that is not there was removed")
	}
	if _, err := Apply(text(t, "a\n"), []Change{{Line: 3, New: []byte("b\n")}}); err == nil {
		t.Error("a line was put behind the end")
	}
}

func TestApplySplices(t *testing.T) {
	d := parse(t, "{\"big\": 12345678901234567890,\r\n\t\"p\":1.0 , \"l\":[1,  2]}")
	got, err := Apply(d, []Change{
		{Pointer: "/l/0", New: []byte("0")},
		{Pointer: "/l/2", Old: []byte("2"), New: []byte("3")},
		{Pointer: "/l/0", Old: []byte("0")},
		{Pointer: "/new", New: []byte(`{"a":1}`)},
		{Pointer: "/new/a", Old: []byte("1"), New: []byte("2")},
		{Pointer: "/new", Old: []byte(`{"a":2}`)},
	})
	if want := "{\"big\": 12345678901234567890,\r\n\t\"p\":1.0 , \"l\":[1,  3]}"; err != nil || string(got.Source()) != want {
		t.Errorf("%s %v", got.Source(), err)
	}
}

func TestBetweenApplyInvert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := generate.Tree(t, 4)
		a, _ := document.Parse(v.Write(generate.AnyStyle(t)), document.JSON)
		w := generate.Edited(t, v, rapid.IntRange(0, 6).Draw(t, "edits"))
		b, _ := document.Parse(w.Write(generate.AnyStyle(t)), document.JSON)
		cs := Between(a, b, Options{})
		if (len(cs) == 0) != document.Same(a.Root(), b.Root()) {
			t.Fatalf("%s\n%s\n%s", a.Source(), b.Source(), show(cs))
		}
		got, err := Apply(a, cs)
		if err != nil || !document.Same(got.Root(), b.Root()) {
			t.Fatalf("apply: %v\n%s\n%s\n%s\n%s", err, a.Source(), b.Source(), show(cs), got.Source())
		}
		back, err := Apply(b, Invert(cs))
		if err != nil || !document.Same(back.Root(), a.Root()) {
			t.Fatalf("invert: %v\n%s\n%s\n%s", err, a.Source(), b.Source(), show(cs))
		}
		for i, c := range cs { // places hold for the moment of their change
			if a, err = Apply(a, cs[i:i+1]); err != nil {
				t.Fatalf("one by one: %v at %v", err, show([]Change{c}))
			}
		}
		if !document.Same(a.Root(), b.Root()) {
			t.Fatalf("one by one: %s", a.Source())
		}
	})
}

func TestBetweenIsNotQuadratic(t *testing.T) {
	list := func(n int, f func(i int) string) *document.Document {
		var b strings.Builder
		for i := range n {
			b.WriteString("," + f(i))
		}
		return parse(t, "["+b.String()[1:]+"]")
	}
	digits := func(seed uint32) func(int) string {
		return func(int) string { seed = seed*1664525 + 1013904223; return fmt.Sprint(seed >> 29) }
	}
	const n = 20_000
	for _, c := range []struct {
		why  string
		a, b *document.Document
	}{
		{"disjoint", list(n, func(i int) string { return fmt.Sprint(i) }), list(n, func(i int) string { return fmt.Sprint(-i - 1) })},
		{"digits", list(3*n, digits(1)), list(3*n, digits(2))},
		{"every record edited", list(n, func(i int) string { return fmt.Sprintf(`{"a":%d,"b":1}`, i) }), list(n+1, func(i int) string { return fmt.Sprintf(`{"a":%d,"b":2}`, i) })},
		{"every other one inserted", list(n, func(i int) string { return fmt.Sprint(2 * i) }), list(2*n, func(i int) string { return fmt.Sprint(i) })},
		{"backwards", list(n, func(i int) string { return fmt.Sprint(i) }), list(n, func(i int) string { return fmt.Sprint(n - 1 - i) })},
		{"wide objects", wide(t, n, 0), wide(t, n, 1)},
	} {
		start := time.Now()
		cs := Between(c.a, c.b, Options{})
		d, err := Apply(c.a, cs)
		if err != nil || !document.Same(d.Root(), c.b.Root()) {
			t.Errorf("%s: %v", c.why, err)
		}
		took := time.Since(start)
		t.Logf("%s: %d changes in %v", c.why, len(cs), took.Round(time.Millisecond))
		if took > 20*time.Second {
			t.Errorf("%s: took %v", c.why, took)
		}
	}
}

func wide(t *testing.T, n, add int) *document.Document {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d":%d`, 3*i+i%2*add, i+add)
	}
	return parse(t, "{"+b.String()[1:]+"}")
}
