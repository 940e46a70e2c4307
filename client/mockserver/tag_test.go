package mockserver

import (
	"net/http"
	"strings"
	"testing"
)

// RFC 9110 section 8.8.3.2, the table of examples.
func TestComparison(t *testing.T) {
	for _, c := range []struct {
		a, b         string
		strong, weak bool
	}{
		{`W/"1"`, `W/"1"`, false, true},
		{`W/"1"`, `W/"2"`, false, false},
		{`W/"1"`, `"1"`, false, true},
		{`"1"`, `"1"`, true, true},
	} {
		a, _, _ := parseTag(c.a)
		b, _, _ := parseTag(c.b)
		if got := a.strong(b); got != c.strong {
			t.Errorf("strong %s %s: %v", c.a, c.b, got)
		}
		if got := a.weakly(b); got != c.weak {
			t.Errorf("weak %s %s: %v", c.a, c.b, got)
		}
	}
}

func TestTagList(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string // the tags, by a space; "*"; "bad"; "absent"
	}{
		{"no field", nil, "absent"},
		{"one tag (13.1.1)", []string{`"xyzzy"`}, `"xyzzy"`},
		{"a list (13.1.1)", []string{`"xyzzy", "r2d2xxxx", "c3piozzzz"`}, `"xyzzy" "r2d2xxxx" "c3piozzzz"`},
		{"any (13.1.1)", []string{`*`}, "*"},
		{"a weak and an empty tag (8.8.3)", []string{`W/"xyzzy", ""`}, `W/"xyzzy" ""`},
		{"several lines are one list (5.3)", []string{`"a"`, `"b","c"`}, `"a" "b" "c"`},
		{"empty elements count for nothing (5.6.1.2)", []string{`, "a",, ,"b" ,`}, `"a" "b"`},
		{"a comma inside a tag (8.8.3)", []string{`"a,b", "c"`}, `"a,b" "c"`},
		{"no quoted pairs (8.8.3)", []string{`"a\", "b"`}, `"a\" "b"`},
		{"obs-text (8.8.3)", []string{"\"\xe4\""}, "\"\xe4\""},
		{"unquoted", []string{`xyzzy`}, "bad"},
		{"lower-case w (8.8.3)", []string{`w/"a"`}, "bad"},
		{"a space in a tag (8.8.3)", []string{`"a b"`}, "bad"},
		{"no end", []string{`"a`}, "bad"},
		{"nothing between two tags", []string{`"a""b"`}, "bad"},
		{"any among others", []string{`"a", *`}, "bad"},
		{"nothing", []string{``}, "bad"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := parseTagList(http.Header{"If-Match": c.lines}, "If-Match")
			var got string
			switch {
			case !l.present:
				got = "absent"
			case l.bad:
				got = "bad"
			case l.any:
				got = "*"
			default:
				var ts []string
				for _, u := range l.tags {
					ts = append(ts, u.String())
				}
				got = strings.Join(ts, " ")
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// What is read is what stands there: a list written anew reads the same.
func FuzzTagList(f *testing.F) {
	for _, s := range []string{`"a", W/"b"`, `*`, `"a,b",,`, `"`, "\"\x7f\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l := parseTagList(http.Header{"If-Match": {s}}, "If-Match")
		if l.bad && len(l.tags) > 0 {
			t.Fatal("a list that cannot be read names tags")
		}
		var ts []string
		for _, u := range l.tags {
			ts = append(ts, u.String())
		}
		if len(ts) == 0 {
			return
		}
		again := parseTagList(http.Header{"If-Match": ts}, "If-Match")
		if again.bad || len(again.tags) != len(l.tags) {
			t.Fatalf("%q read as %q reads as %v", s, ts, again)
		}
		for i := range again.tags {
			if again.tags[i] != l.tags[i] {
				t.Fatalf("%q: tag %d is %v again", s, i, again.tags[i])
			}
		}
	})
}
