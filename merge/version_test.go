package merge

import (
	"cmp"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
	"pgregory.net/rapid"
)

// What is a version, and what is only like one.
func TestParseVersion(t *testing.T) {
	for s, want := range map[string]string{ // the prefix, and "|"; "" is no version
		"1.2": "|", "1.2.3": "|", "4.17.21": "|", "2024.1.1": "|", "1.2.3.4.5": "|", "22.04": "|",
		"v1.2.3": "v|", "V1.2": "V|", "^1.2.3": "^|", "~1.2": "~|", "~>1.2": "~>|", "~=1.2": "~=|", "=1.2.3": "=|",
		"==1.2.3": "==|", "===1.2.3": "===|", ">=1.2.3": ">=|", ">1.2": ">|", "^v1.2.3": "^v|", ">=v1.2": ">=v|",
		"1.0.0-rc.1": "|", "1.0.0-alpha-beta.0": "|", "1.0.0--": "|", "1.0.0+build.001": "|", "1.0.0-rc.1+5": "|",
		"0.1.0": "|", "1.02.3": "|", "99999999999999999999999.0.1": "|",

		"": "", "1": "", "v1": "", "v": "", "^": "", ".": "", "1.": "", ".1": "", "1..2": "", "1.2.": "",
		"1.2.x": "", "1.*": "", "*": "", "x": "", "latest": "", "1.2.3 || 2.0.0": "", ">=1.2 <2": "", "1.2.3 - 2.3.4": "", ">= 1.2": "", " 1.2": "",
		"<1.2": "", "<=1.2": "", "!=1.2": "", "^^1.2": "", "vv1.2": "", "-1.2": "", "+1.2": "",
		"workspace:*": "", "workspace:^1.2.3": "", "npm:a@1.2.3": "", "git+https://h/r.git#1.2.3": "", "file:../a": "", "https://h/a-1.2.3.tgz": "",
		"2024-01-02": "", "2024-01-02T10:00:00.000Z": "", "05.11.2024": "", "01.2.3": "",
		"1.2.3-": "", "1.2.3-a..b": "", "1.2.3-01": "", "1.2.3-ä": "", "1.2.3+": "", "1.2.3+a+b": "", "1.2.3.Final": "", "1.2.3a1": "", "１.２.３": "",
		strings.Repeat("1.", 128) + "1": "",
	} {
		v, ok := parseVersion(s)
		if got := v.prefix + "|"; ok != (want != "") || ok && got != want {
			t.Errorf("%q: %v, prefix %q, want %q", s, ok, got, want)
		}
	}
}

// The examples of Semantic Versioning 2.0.0, section 11, and what it leaves open.
func TestCompareVersions(t *testing.T) {
	ascending := []string{
		"0.9.99", "1.0.0-0", "1.0.0-2", "1.0.0-11", "1.0.0-99999999999999999999", "1.0.0-A", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
		"1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.0.1", "1.0.1", "1.2", "1.9", "1.10",
		"2.0.0", "2.1.0", "2.1.1", "10.0", "9223372036854775808.0", "99999999999999999999999.0", "99999999999999999999999.1",
	}
	for i, a := range ascending {
		for j, b := range ascending {
			v, _ := parseVersion(a)
			w, _ := parseVersion(b)
			if got, want := v.compare(w), cmp.Compare(i, j); got != want {
				t.Errorf("%s and %s: %d, want %d", a, b, got, want)
			}
		}
	}
	for _, same := range [][2]string{{"1.2", "1.2.0"}, {"1.02.3", "1.2.3"}, {"1.0.0+a", "1.0.0+b"}, {"^1.2.3", "~1.2.3"}, {"1.0-rc.1", "1.0.0-rc.1+5"}} {
		v, _ := parseVersion(same[0])
		w, _ := parseVersion(same[1])
		if v.compare(w) != 0 || w.compare(v) != 0 {
			t.Errorf("%s and %s differ", same[0], same[1])
		}
	}
}

// versions generates versions that are near one another.
var versions = rapid.Custom(func(t *rapid.T) string {
	number := rapid.SampledFrom([]string{"0", "1", "2", "9", "10", "007", "18446744073709551616"})
	s := rapid.SampledFrom([]string{"", "", "v", "^", ">="}).Draw(t, "prefix")
	s += rapid.SampledFrom([]string{"0", "1", "2", "10"}).Draw(t, "first")
	for range rapid.IntRange(1, 4).Draw(t, "more") {
		s += "." + number.Draw(t, "number")
	}
	word := rapid.SampledFrom([]string{"0", "1", "2", "10", "rc", "alpha", "A", "-"})
	if rapid.Bool().Draw(t, "is pre-release") {
		s += "-" + strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "pre"), ".")
	}
	if rapid.Bool().Draw(t, "is built") {
		s += "+" + word.Draw(t, "build")
	}
	return s
})

// The order is one: antisymmetric, and transitive.
func TestVersionOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var v [3]version
		for i := range v {
			s := versions.Draw(t, "version")
			var ok bool
			if v[i], ok = parseVersion(s); !ok {
				t.Fatalf("%q is none", s)
			}
		}
		ab, ba, bc, ac := v[0].compare(v[1]), v[1].compare(v[0]), v[1].compare(v[2]), v[0].compare(v[2])
		if ab != -ba {
			t.Fatalf("%v and %v: %d, and the other way round %d", v[0], v[1], ab, ba)
		}
		if ab <= 0 && bc <= 0 && (ac > 0 || ac == 0 && (ab < 0 || bc < 0)) {
			t.Fatalf("%v: %d, %d, but %d", v, ab, bc, ac)
		}
	})
}

// Which side has the higher version.
func TestHigher(t *testing.T) {
	for _, c := range []struct {
		name, at, base, ours, theirs string // "" is absent
		want                         Side
	}{
		{"theirs is higher", "/v", `"1.0.0"`, `"1.3.2"`, `"1.4.0"`, Theirs},
		{"ours is", "/v", `"^4.17.19"`, `"^4.17.21"`, `"^4.17.20"`, Ours},
		{"by value, not by letters", "/v", `"v1.8.0"`, `"v1.9.0"`, `"v1.10.0"`, Theirs},
		{"a release after its candidate", "/v", `"1.0.0-rc.1"`, `"1.0.0"`, `"1.0.0-rc.2"`, Ours},
		{"beyond 64 bits", "/v", `"1.0.1"`, `"1.0.18446744073709551617"`, `"1.0.18446744073709551616"`, Ours},
		{"escaped, as some servers write it", "/v", `"\u003e=1.0.0"`, `"\u003e=1.1.0"`, `">=1.2.0"`, Theirs},
		{"both added it", "/v", "", `"^1.1.0"`, `"^1.2.0"`, Theirs},
		{"fewer numbers", "/v", `"^1.0.0"`, `"^1.2"`, `"^1.1.5"`, Ours},
		{"an element", "/list/0", `"1.0.0"`, `"1.1.0"`, `"1.2.0"`, Theirs},

		{"ours took it back", "/v", `"2.0.0"`, `"1.9.0"`, `"2.1.0"`, None},
		{"theirs took it back", "/v", `"2.0.0"`, `"2.1.0"`, `"1.9.0"`, None},
		{"ours only respelled it", "/v", `"^2.0"`, `"^2.0.0"`, `"^2.1"`, None},
		{"other operators", "/v", `"^1.0.0"`, `"^1.1.0"`, `"~1.2.0"`, None},
		{"another operator in base", "/v", `"1.0.0"`, `"^1.1.0"`, `"^1.2.0"`, None},
		{"base is no version", "/v", `"latest"`, `"1.1.0"`, `"1.2.0"`, None},
		{"builds", "/v", `"1.0.0"`, `"1.1.0+1"`, `"1.1.0+2"`, None},
		{"two spellings", "/v", `"^1.0"`, `"^1.1"`, `"^1.1.0"`, None},
		{"removed", "/v", `"1.0.0"`, "", `"1.2.0"`, None},
		{"numbers, not strings", "/v", `1.0`, `1.1`, `1.2`, None},
		{"another type", "/v", `"1.0.0"`, `"1.1.0"`, `["1.2.0"]`, None},
		{"a range", "/v", `"^1.0.0"`, `"^1.1.0 || ^2.0.0"`, `"^1.2.0"`, None},

		{"a fraction", "/price", `"12.00"`, `"12.5"`, `"12.10"`, None},
		{"with an operator", "/price", `"^12.0"`, `"^12.5"`, `"^12.10"`, Theirs},
		{"by the member's name", "/goVersion", `"1.8"`, `"1.9"`, `"1.10"`, Theirs},
		{"an address", "/host", `"10.0.0.1"`, `"10.0.0.2"`, `"10.0.0.3"`, None},
		{"no address", "/host", `"10.0.19041.1"`, `"10.0.19041.2"`, `"10.0.19041.3"`, Theirs},
		{"an address in base is enough", "/host", `"10.0.0.1"`, `"10.0.19041.2"`, `"10.0.19041.3"`, None},
		{"a date", "/on", `"1.1.2024"`, `"30.11.2024"`, `"1.12.2024"`, None},
		{"no month", "/on", `"1.13.1999"`, `"1.13.2000"`, `"1.13.2001"`, Theirs},
		{"no year", "/on", `"1.2.1899"`, `"1.3.1899"`, `"1.4.1899"`, Theirs},
		{"a year first", "/on", `"2024.1.1"`, `"2024.11.30"`, `"2024.12.1"`, Theirs},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := Change{Pointer: document.Pointer(c.at), Base: source(c.base), Ours: source(c.ours), Theirs: source(c.theirs)}
			kind := BothModified
			switch {
			case c.base == "":
				kind = AddAdd
			case c.ours == "" || c.theirs == "":
				kind = DeleteModify
			}
			if got := (Conflict{Change: change, Kind: kind}).Higher(); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
			change.Ours, change.Theirs = change.Theirs, change.Ours
			if got := (Conflict{Change: change, Kind: kind}).Higher(); got != swapped(c.want) {
				t.Errorf("with the sides changed: %v, want %v", got, swapped(c.want))
			}
		})
	}
}

// A hunk of text has no value, whatever stands in it.
func TestHigherOfText(t *testing.T) {
	c := Conflict{Change: Change{Line: 1, Base: []byte(`"1.0.0"`), Ours: []byte(`"1.1.0"`), Theirs: []byte(`"1.2.0"`)}}
	if c.Higher() != None {
		t.Error("it has one")
	}
}

func source(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}

func swapped(s Side) Side {
	return map[Side]Side{Ours: Theirs, Theirs: Ours}[s]
}

// FuzzVersion reads anything: what is a version has an order with itself, is one
// under each operator, and its spelling comes back from its parts.
func FuzzVersion(f *testing.F) {
	for _, s := range []string{"1.2.3", "^v1.2.3-rc.1+b.2", "1.2.x", "~>1.2", "\xff1.2", "1.2-0.-.A"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, ok := parseVersion(s)
		if !ok {
			return
		}
		spelled := v.prefix + strings.Join(v.numbers, ".")
		if v.pre != nil {
			spelled += "-" + strings.Join(v.pre, ".")
		}
		if rest, found := strings.CutPrefix(s, spelled); !found || rest != "" && rest[0] != '+' {
			t.Errorf("%q has the parts %q", s, spelled)
		}
		if v.compare(v) != 0 {
			t.Errorf("%q is not itself", s)
		}
		if w, ok := parseVersion("^" + strings.TrimPrefix(s, v.prefix)); len(s) < maxVersion && (!ok || w.compare(v) != 0) {
			t.Errorf("%q is another version with an operator", s)
		}
	})
}
