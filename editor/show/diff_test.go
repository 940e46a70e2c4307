package show_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/document"
)

func parse(t testing.TB, s string, f document.Format) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// visible spells SGR sequences in a way that a table can hold: <31;7>text<0>.
func visible(s string) string {
	return strings.NewReplacer("\x1b[", "<", "m", "m").Replace(s)
}

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		name         string
		format       document.Format
		base, wanted string
		want         string
	}{
		{"equal documents", document.JSON, `{"a":1}`, `{"a":1}`, ""},
		{"one line is shown indented", document.JSON, `{"a":1,"name":"orig","z":[]}`, `{"a":1,"name":"new","z":[]}`, `
@@ -1,5 +1,5 @@
 {
   "a": 1,
-  "name": "orig",
+  "name": "new",
   "z": []
 }`},
		{
			"the place of a change inside", document.JSON,
			"{\n \"list\": [\n  {\n   \"n\": 1,\n   \"m\": 2,\n   \"o\": 3,\n   \"p\": 4\n  }\n ]\n}\n",
			"{\n \"list\": [\n  {\n   \"n\": 1,\n   \"m\": 2,\n   \"o\": 3,\n   \"p\": 5\n  }\n ]\n}\n", `
@@ -4,7 +4,7 @@ /list/0
    "n": 1,
    "m": 2,
    "o": 3,
-   "p": 4
+   "p": 5
   }
  ]
 }`,
		},
		{"two groups", document.Text, "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n", `
@@ -1,4 +1,4 @@
-a
+A
 1
 2
 3
@@ -6,4 +6,4 @@
 5
 6
 7
-b
+B`},
		{"final newline", document.Text, "a", "a\n", `
@@ -1,1 +1,1 @@
-a
\ no newline at the end
+a`},
		{"carriage returns on every line go unsaid", document.Text, "a\r\nb\r\n", "a\r\nc\r\n", `
@@ -1,2 +1,2 @@
 a
-b
+c`},
		{"a carriage return more is said", document.Text, "a\nb\n", "a\nb\r\n", `
@@ -1,2 +1,2 @@
 a
-b
+b\r`},
		{"foreign text is harmless", document.Text, "a\n", "\x1b[2Jb\u202e\n", `
@@ -1,1 +1,1 @@
-a
+\x1b[2Jb\u202e`},
		{"white space that the view does not show", document.JSON, `{"a":1}`, `{"a": 1}`, `
 (only white space that is not shown here differs)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			err := show.Diff(&b, show.Style{}, parse(t, c.base, c.format), parse(t, c.wanted, c.format))
			want := strings.TrimPrefix(c.want, "\n")
			if got := strings.TrimSuffix(b.String(), "\n"); err != nil || got != want {
				t.Errorf("%v\ngot:\n%s\nwant:\n%s", err, got, want)
			}
		})
	}
}

func TestDiffOfAbsent(t *testing.T) {
	d := parse(t, "{\n  \"a\": 1\n}\n", document.JSON)
	var made, removed bytes.Buffer
	show.Diff(&made, show.Style{}, nil, d)
	show.Diff(&removed, show.Style{}, d, nil)
	if want := "@@ -1,0 +1,3 @@\n+{\n+  \"a\": 1\n+}\n"; made.String() != want {
		t.Errorf("created:\n%s", made.String())
	}
	if want := "@@ -1,3 +1,0 @@\n-{\n-  \"a\": 1\n-}\n"; removed.String() != want {
		t.Errorf("deleted:\n%s", removed.String())
	}
}

func TestDiffMarksWords(t *testing.T) {
	for _, c := range []struct{ name, base, wanted, want string }{
		{
			"one word", "the quick fox\n", "the slow fox\n",
			"<31m-<0m<31mthe <0m<31;7mquick<0m<31m fox<0m\n<32m+<0m<32mthe <0m<32;7mslow<0m<32m fox<0m\n",
		},
		{
			"a line that is all new", "aaa\n", "bbb\n",
			"<31m-<0m<31maaa<0m\n<32m+<0m<32mbbb<0m\n",
		},
		{
			"little in common: no speckles", "alpha beta gamma, delta epsilon zeta\n", "uno, due tre quattro cinque\n",
			"<31m-<0m<31malpha beta gamma, delta epsilon zeta<0m\n<32m+<0m<32muno, due tre quattro cinque<0m\n",
		},
		{
			"only punctuation in common", "{\"alphabet\": \"betamax\", \"gammaray\": 1}\n", "{\"x\": \"y\", \"z\": 2222222222222222222222222}\n",
			"<31m-<0m<31m{\"alphabet\": \"betamax\", \"gammaray\": 1}<0m\n<32m+<0m<32m{\"x\": \"y\", \"z\": 2222222222222222222222222}<0m\n",
		},
		{
			"a line added beside a changed one", "  \"count\": 17,\n", "  \"count\": 18,\n  \"more\": true,\n",
			"<31m-<0m<31m  \"count\": <0m<31;7m17<0m<31m,<0m\n" +
				"<32m+<0m<32m  \"count\": <0m<32;7m18<0m<32m,<0m\n<32m+<0m<32m  \"more\": true,<0m\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			show.Diff(&b, show.Style{Color: true}, parse(t, c.base, document.Text), parse(t, c.wanted, document.Text))
			_, got, _ := strings.Cut(b.String(), "\n")
			if got = visible(got); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

// However much has changed, the end says what is not shown, and every place gets a word.
func TestDiffIsBounded(t *testing.T) {
	var base, wanted strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&base, "old %d\n", i)
		fmt.Fprintf(&wanted, "new %d\n", i+9000)
	}
	for i := range 2000 {
		fmt.Fprintf(&base, "%d\n", i)
		fmt.Fprintf(&wanted, "%d!\n", i)
		for k := range 8 {
			fmt.Fprintf(&base, "%d.%d\n", i, k)
			fmt.Fprintf(&wanted, "%d.%d\n", i, k)
		}
	}
	var b bytes.Buffer
	st := show.Style{Lines: 100}
	show.Diff(&b, st, parse(t, base.String(), document.Text), parse(t, wanted.String(), document.Text))
	out := b.String()
	for _, want := range []string{
		"\\ 4,977 removed lines left out here\n", "\\ 4,977 added lines left out here\n",
		"more lines left out: 1,994 removed, 1,994 added",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "\n"); n > 110 {
		t.Errorf("%d lines", n)
	}
}

// What differs in a very long line is seen, and what is the same is not.
func TestDiffClipsLongLines(t *testing.T) {
	long := strings.Repeat("x ", 5000)
	var b bytes.Buffer
	show.Diff(&b, show.Style{}, parse(t, long+"here"+long+"\n", document.Text), parse(t, long+"there"+long+"\n", document.Text))
	out := b.String()
	if !strings.Contains(out, "x here") || !strings.Contains(out, "x there") || len(out) > 1500 {
		t.Errorf("%d bytes:\n%.1500s", len(out), out)
	}
	if !strings.Contains(out, " characters ...]") {
		t.Error("does not say that something was left out")
	}
}

// Two long lines that differ never look alike, whatever is clipped: nobody would see
// what is sent.
func TestDiffOfLongLinesIsSeen(t *testing.T) {
	around := []string{"", "xyz", strings.Repeat("x", 60), strings.Repeat("x", 900), strings.Repeat("word ", 200), strings.Repeat("é", 300)}
	changes := [][2]string{
		{"old", "new"},
		{"", "new"},
		{"old", ""},
		{"old,", "new"},
		{strings.Repeat("y", 400) + "1" + strings.Repeat("y", 400), strings.Repeat("y", 400) + "2" + strings.Repeat("y", 400)},
		{strings.Repeat("a b ", 60), strings.Repeat("c d e ", 60)},
	}
	for _, head := range around {
		for _, tail := range around {
			for _, c := range changes {
				for _, width := range []int{40, 90} {
					old, new := head+c[0]+tail, head+c[1]+tail
					var b bytes.Buffer
					_ = show.Diff(&b, show.Style{Width: width}, parse(t, old+"\n", document.Text), parse(t, new+"\n", document.Text))
					var was, is string
					for _, l := range strings.Split(b.String(), "\n") {
						switch {
						case strings.HasPrefix(l, "-"):
							was = l[1:]
						case strings.HasPrefix(l, "+"):
							is = l[1:]
						}
					}
					if was == is {
						t.Errorf("width %d: %.20q and %.20q between %.10q and %.10q look alike:\n%s", width, c[0], c[1], head, tail, b.String())
					}
				}
			}
		}
	}
}

// Where too many words differ, one mark goes from the first to the last of them.
func TestDiffOfManyWordsInOneLine(t *testing.T) {
	var base, wanted strings.Builder
	for _, b := range []*strings.Builder{&base, &wanted} {
		b.WriteString(strings.Repeat("x ", 20000))
	}
	for i := range 3000 {
		fmt.Fprintf(&base, "same was%d ", i)
		fmt.Fprintf(&wanted, "same is%d ", i)
	}
	var b bytes.Buffer
	show.Diff(&b, show.Style{Color: true}, parse(t, base.String()+"\n", document.Text), parse(t, wanted.String()+"\n", document.Text))
	if out := visible(b.String()); strings.Count(out, "<31;7m") != 1 || !strings.Contains(out, "same <0m<31;7mwas0 same was1 ") {
		t.Errorf("got:\n%.800s", out)
	}
}

// A line with more different words than can be numbered is compared by its edges.
func TestDiffOfAVeryLongLine(t *testing.T) {
	var b strings.Builder
	for i := range 1_100_000 {
		fmt.Fprintf(&b, "%d ", i)
	}
	var out bytes.Buffer
	show.Diff(&out, show.Style{}, parse(t, b.String()+"was there\n", document.Text), parse(t, b.String()+"is there\n", document.Text))
	if !strings.Contains(out.String(), "1099999 was there\n") || !strings.Contains(out.String(), "1099999 is there\n") {
		t.Errorf("got:\n%.800s", out.String())
	}
}
