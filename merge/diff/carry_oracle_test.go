package diff

import (
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// A base of odd spellings, whose every value and gap is one of its own, and a view
// of it as a program writes it. Each value of the view is changed, each removed,
// and pairs of both: base has that change, and every other byte is its own.
func TestCarryOfEveryPieceOfAView(t *testing.T) {
	oddly := []string{"\ufeff{ ", `"\u0062"`, " :\t", "1.50", " ,\r\n ", `"a"`, ":  ", "[ ", "1e2", "  ,", "[ 1.0,  {\"z\" :1e0, \"y\":2} ]", ", ", `"\u0041\/"`, " ,", "-0", "]", "\n}\n"}
	plainly := []string{"{", `"b"`, ":", "1.5", ",", `"a"`, ":", "[", "100", ",", `[1,{"y":2,"z":1}]`, ",", `"A/"`, ",", "0", "]", "}"}
	base, view := parse(t, strings.Join(oddly, "")), parse(t, strings.Join(plainly, ""))
	isValue := func(i int) bool {
		return strings.ContainsAny(plainly[i][:1], `01[`) && plainly[i] != "[" || plainly[i] == `"A/"`
	}
	for i := range plainly {
		for k := range plainly {
			if !isValue(i) || !isValue(k) || i-k == 2 || k-i == 2 {
				continue // between two that are new nothing is base's own
			}
			want, to := append([]string(nil), oddly...), append([]string(nil), plainly...)
			want[i], to[i] = `"new"`, `"new"`
			want[k], to[k] = `{"new": 1.0}`, `{"new": 1.0}`
			for _, n := range []NumberPolicy{NumberValue, NumberFloat} {
				got, _, err := Carrier{Numbers: n}.Carry(base, view, parse(t, strings.Join(to, "")))
				if err != nil || string(got.Source()) != strings.Join(want, "") {
					t.Errorf("%v\n got %s\nwant %s", err, got.Source(), strings.Join(want, ""))
				}
			}
		}
	}
}

// Lists of every content, in a base that writes each element in its own way.
func TestCarryOfEveryArray(t *testing.T) {
	spell := map[rune]string{'a': "1.0", 'b': "[ 2,3 ]", 'c': `{"y" : 1.50,"x":[ ] }`, 'd': `"\u0041"`}
	plain := map[rune]string{'a': "1", 'b': "[2,3]", 'c': `{"x":[],"y":1.5}`, 'd': `"A"`}
	list := func(w string, m map[rune]string, comma string) string {
		var all []string
		for _, l := range w {
			all = append(all, m[l])
		}
		return "[" + strings.Join(all, comma) + "]"
	}
	words := []string{""}
	for n := 0; len(words[n]) < 3; n++ {
		for _, l := range "abcd" {
			words = append(words, words[n]+string(l))
		}
	}
	for _, b := range words {
		for _, to := range words {
			base, view, edited := parse(t, list(b, spell, " , ")), parse(t, list(b, plain, ",")), parse(t, list(to, plain, ","))
			got, _, err := Carrier{Numbers: NumberValue}.Carry(base, view, edited)
			if err != nil || !document.SameValue(got.Root(), edited.Root()) {
				t.Errorf("%q to %q: %v %s", b, to, err, got.Source())
				continue
			}
			for _, l := range "abcd" {
				if strings.Count(b, string(l)) != 1 || strings.Count(to, string(l)) != 1 {
					continue // a scalar that has moved and of which there are several is taken for a new one
				}
				if !strings.Contains(string(got.Source()), spell[l]) {
					t.Errorf("%q to %q: %s: %c is spelled anew", b, to, got.Source(), l)
				}
			}
			if b == to && !got.Equal(base) {
				t.Errorf("%q: %s", b, got.Source())
			}
		}
	}
}
