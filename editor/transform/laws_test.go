package transform

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// genValue draws JSON text of a few names and levels.
func genValue(depth int) *rapid.Generator[string] {
	leaf := rapid.SampledFrom([]string{`null`, `true`, `1`, `1.0`, `1e2`, `12345678901234567890`, `"x"`, `"\u00e9"`, `""`, `{}`, `[]`})
	if depth == 0 {
		return leaf
	}
	inner := genValue(depth - 1)
	object := rapid.Custom(func(t *rapid.T) string {
		var ms []string
		for _, name := range rapid.SliceOfNDistinct(genName, 0, 3, rapid.ID).Draw(t, "names") {
			ms = append(ms, fmt.Sprintf("%s: %s", document.Quote(name), inner.Draw(t, "value")))
		}
		return "{" + strings.Join(ms, ", ") + "}"
	})
	array := rapid.Custom(func(t *rapid.T) string {
		return "[" + strings.Join(rapid.SliceOfN(inner, 0, 3).Draw(t, "elements"), ", ") + "]"
	})
	return rapid.OneOf(object, leaf, array)
}

var genName = rapid.SampledFrom([]string{"a", "b", "0", "-", "", "a/b", "~", "ü"})

var genObject = rapid.Custom(func(t *rapid.T) string {
	s := genValue(3).Draw(t, "document")
	if !strings.HasPrefix(s, "{") {
		return `{"a": ` + s + `}`
	}
	return s
})

var genPointer = rapid.Custom(func(t *rapid.T) document.Pointer {
	var p document.Pointer
	for _, name := range rapid.SliceOfN(genName, 1, 3).Draw(t, "pointer") {
		p = p.Child(name)
	}
	return p
})

// After a set the value is there; set again, nothing changes; unset, what was made
// new is gone again.
func TestSetLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source, at, value := genObject.Draw(t, "document"), genPointer.Draw(t, "pointer"), genValue(1).Draw(t, "value")
		base, err := document.Parse([]byte(source), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		set, err := Set(at, value)
		if err != nil {
			t.Fatal(err)
		}
		p := New(set)
		got, err := p.Modify(t.Context(), editor.Task{Base: base})
		if err != nil {
			return // it does not fit; TestInvalid has the rows
		}
		if p.Repeats() == false {
			return // an element: "-" and its index are different places
		}
		want, _ := document.Parse([]byte(value), document.JSON)
		if n, ok := got.At(at); !ok || !document.Same(n, want.Root()) {
			t.Fatalf("%s at %q after setting %s", got.Source(), at, value)
		}
		if twice, err := p.Modify(t.Context(), editor.Task{Base: got, Round: 1}); err != nil || !twice.Equal(got) {
			t.Fatalf("set twice: %s, %v", twice.Source(), err)
		}
		if _, there := base.At(at); there {
			return
		}
		if parent, _, _ := at.Cut(); parent != "" {
			if _, there := base.At(parent); !there {
				return // the parents that were made stay
			}
		}
		unset, _ := Unset(at)
		back, err := New(unset).Modify(t.Context(), editor.Task{Base: got})
		if err != nil || !document.Same(back.Root(), base.Root()) {
			t.Fatalf("%s, then %s, then %s: %v", base.Source(), got.Source(), back.Source(), err)
		}
	})
}

// A program that passes everything on changes nothing, byte for byte, and one that
// touches one member touches nothing else.
func TestJQLaws(t *testing.T) {
	same, _ := NewJQ(".")
	touch, _ := NewJQ(`.touched = 1 | .`)
	rapid.Check(t, func(t *rapid.T) {
		base, err := document.Parse([]byte(genObject.Draw(t, "document")), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		got, err := New(same).Modify(t.Context(), editor.Task{Base: base})
		if err != nil || !got.Equal(base) {
			t.Fatalf("%s became %s: %v", base.Source(), got.Source(), err)
		}
		got, err = New(touch).Modify(t.Context(), editor.Task{Base: base})
		if err != nil {
			t.Fatal(err)
		}
		back, err := got.Remove("/touched")
		if err != nil || !document.Same(back.Root(), base.Root()) {
			t.Fatalf("%s became %s: %v", base.Source(), got.Source(), err)
		}
	})
}

func TestParsePath(t *testing.T) {
	tests := []struct {
		path string
		want document.Pointer
		bad  bool
	}{
		{path: "", want: ""},
		{path: "/", want: "/"},
		{path: "/a/0/b", want: "/a/0/b"},
		{path: "/a.b", want: "/a.b"},
		{path: "/a~1b/~0", want: "/a~1b/~0"},
		{path: "/a[0]", want: "/a[0]"},
		{path: "a", want: "/a"},
		{path: "a.b", want: "/a/b"},
		{path: ".a.b", want: "/a/b"},
		{path: "tags.0", want: "/tags/0"},
		{path: "tags.-", want: "/tags/-"},
		{path: "a/b.~", want: "/a~1b/~0"},
		{path: "/a~", bad: true},
		{path: "/a~2", bad: true},
		{path: ".", bad: true},
		{path: "a.", bad: true},
		{path: "a..b", bad: true},
		{path: "..a", bad: true},
		{path: "a[0]", bad: true},
		{path: "\xff", bad: true},
	}
	for _, tt := range tests {
		got, err := ParsePath(tt.path)
		if (err != nil) != tt.bad || got != tt.want {
			t.Errorf("ParsePath(%q) = %q, %v; want %q", tt.path, got, err, tt.want)
		}
	}
	for s, want := range map[string]string{"/a=b=c": "/a b=c", "a.b=": "/a/b "} {
		p, v, err := ParseAssignment(s)
		if got := string(p) + " " + v; err != nil || got != want {
			t.Errorf("ParseAssignment(%q) = %q, %v; want %q", s, got, err, want)
		}
	}
	if p, _, err := ParseAssignment("=1"); err == nil { // "$UNSET=1" would replace the whole document
		t.Errorf("an empty path is %q", p)
	}
}

// What is read is a pointer, and means the names that were written.
func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"", "/", "/a~1b", "a.b", ".a", "a[0]", "a/b.~"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePath(s)
		if err != nil {
			return
		}
		if _, err := document.ParsePointer(string(p)); err != nil {
			t.Fatalf("%q became %q: %v", s, p, err)
		}
		if s == "" || s[0] == '/' {
			if string(p) != s {
				t.Errorf("%q became %q", s, p)
			}
		} else if got := strings.Join(p.Tokens(), "."); got != strings.TrimPrefix(s, ".") {
			t.Errorf("%q means %q", s, got)
		}
	})
}
