package diff

import (
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/generate"
	"pgregory.net/rapid"
)

func TestCarry(t *testing.T) {
	for _, c := range []struct {
		why, base, from, to, want string
		numbers                   NumberPolicy
	}{
		{"base keeps its white space and order", `{ "b":1,  "a":[1,2] }`, `{"a":[1,2],"b":1}`, `{"a":[1,2],"b":5}`, `{ "b":5,  "a":[1,2] }`, NumberText},
		{"a person's 1.0 is a change", `[1]`, `[1]`, `[1.0]`, `[1.0]`, NumberText},
		{"a program's is not", `[1,2]`, `[1,2]`, `[1.0,3]`, `[1,3]`, NumberValue},
		{"nor the other way round", `[1e2,1.0]`, `[1e2,1.0]`, `[100,1]`, `[1e2,1.0]`, NumberValue},
		{"a float is another value", `[9007199254740993]`, `[9007199254740993]`, `[9007199254740992]`, `[9007199254740992]`, NumberValue},
		{"what moved keeps its spelling", `[{"b":1.0,"a":2}, {"c":3}]`, `[{"b":1.0,"a":2},{"c":3}]`, `[{"c":3},{"a":2,"b":1}]`, `[{"c":3}, {"b":1.0,"a":2}]`, NumberValue},
		{"what is wrapped does too", `{"b":1.0,"a":{"z":1,"y":2}}`, `{"b":1.0,"a":{"z":1,"y":2}}`, `{"w":{"y":2,"z":1}}`, `{"w":{"z":1,"y":2}}`, NumberValue},
		{"a neighbour that is the same float is a change", `[9007199254740992]`, `[9007199254740992]`, `[9007199254740993]`, `[9007199254740993]`, NumberFloat},
		{"a big integer through a float is not", `{"n":9007199254740993,"m":1}`, `{"n":9007199254740993,"m":1}`, `{"n":9007199254740992,"m":2}`, `{"n":9007199254740993,"m":2}`, NumberFloat},
		{"a rounding to a whole number is the program's own", `[1.5]`, `[1.5]`, `[2]`, `[2]`, NumberFloat},
		{"nor with 17 digits", `[3.14,1]`, `[3.14,1]`, `[3.1400000000000001,2]`, `[3.14,2]`, NumberFloat},
		{"nor in what moved", `[[12345678901234567890,1],[2]]`, `[[12345678901234567890,1],[2]]`, `[[2],[12345678901234567000,1]]`, `[[2],[12345678901234567890,1]]`, NumberFloat},
	} {
		got, _, err := Carrier{Numbers: c.numbers}.Carry(parse(t, c.base), parse(t, c.from), parse(t, c.to))
		if err != nil || string(got.Source()) != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.why, err, got.Source(), c.want)
		}
	}
}

func TestCarryNamesWhatWasRounded(t *testing.T) {
	base := parse(t, `{"a":{"n":9007199254740993},"ok":1}`)
	_, rounded, err := Carrier{Numbers: NumberFloat}.Carry(base, base, parse(t, `{"a":{"n":9007199254740992},"ok":1.0}`))
	if got, want := show(rounded), `/a/n 9007199254740993 => 9007199254740992`; err != nil || got != want {
		t.Errorf("got %s, want %s (%v)", got, want, err)
	}
}

func TestDecimal(t *testing.T) {
	for _, same := range [][]string{
		{"1", "1.0", "10e-1", "0.1e1", "1E+0", "1e00"},
		{"0", "-0", "0.00", "0e9", "-0e-5"},
		{"100", "1e2", "1.00e2"},
		{"-12.5", "-12.50", "-125e-1"},
		{"9007199254740993"},
		{"9007199254740992"},
		{"1e99999999999999999999"},
		{"12"},
		{"120"},
	} {
		for _, s := range same {
			if decimal(s) != decimal(same[0]) {
				t.Errorf("%s is %s, %s is %s", s, decimal(s), same[0], decimal(same[0]))
			}
			if decimal("7") == decimal(s) {
				t.Errorf("%s is 7", s)
			}
		}
	}
	if decimal("9007199254740993") == decimal("9007199254740992") || decimal("12") == decimal("120") {
		t.Error("different values have one spelling")
	}
}

// A view carried back unchanged is base, and what a view becomes is what base becomes.
func TestCarryOfAnyEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := generate.Tree(t, 4)
		base, _ := document.Parse(v.Write(generate.AnyStyle(t)), document.JSON)
		view, _ := document.Parse(v.Write(generate.AnyStyle(t)), document.JSON)
		if got, err := Carry(base, view, view); err != nil || !got.Equal(base) {
			t.Fatalf("%v: %s became %s", err, base.Source(), got.Source())
		}
		w := generate.Edited(t, v, rapid.IntRange(1, 5).Draw(t, "edits"))
		to, _ := document.Parse(w.Write(generate.AnyStyle(t)), document.JSON)
		for _, policy := range []NumberPolicy{NumberText, NumberValue} {
			got, _, err := Carrier{Numbers: policy}.Carry(base, view, to)
			same := document.Same
			if policy != NumberText {
				same = document.SameValue
			}
			if err != nil || !same(got.Root(), to.Root()) {
				t.Fatalf("%v\nbase %s\nto   %s\ngot  %s", err, base.Source(), to.Source(), got.Source())
			}
		}
	})
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"", "", ""},
		{"one two", "one two", "=one two"},
		{"one two three", "one 2 three", "=one |-two|+2|= three"},
		{`"price": 12,`, `"price": 13,`, `="price": |-12|+13|=,`},
		{"a\xffb", "a\xfeb", "=a|-\xff|+\xfe|=b"},
		{"\xf0\x9f", "\xf0\x9f\x98\x80", "-\xf0\x9f|+\xf0\x9f\x98\x80"},
	} {
		var got []string
		for _, p := range Words(c.a, c.b) {
			got = append(got, string("=-+"[p.Op])+p.Text)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q, %q: got %q, want %q", c.a, c.b, s, c.want)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("a b", "a c")
	f.Add("\xff\xfe", "\xef\xbf\xbd")
	f.Fuzz(func(t *testing.T, a, b string) {
		old, new := "", ""
		for _, p := range Words(a, b) {
			if p.Op != Insert {
				old += p.Text
			}
			if p.Op != Delete {
				new += p.Text
			}
		}
		if old != a || new != b {
			t.Errorf("%q, %q became %q, %q", a, b, old, new)
		}
	})
}
