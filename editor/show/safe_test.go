package show_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/etch-http/etch/editor/show"
)

func TestSafe(t *testing.T) {
	for _, c := range []struct{ name, in, line, lines string }{
		{"plain", `a "b" \ ünï 日本 👍`, `a "b" \ ünï 日本 👍`, `a "b" \ ünï 日本 👍`},
		{"tab stays", "a\tb", "a\tb", "a\tb"},
		{"newline", "a\nb", `a\nb`, "a\nb"},
		{"carriage return hides what stood before it", "evil\rgood", `evil\rgood`, `evil\rgood`},
		{"colour", "\x1b[31mred", `\x1b[31mred`, `\x1b[31mred`},
		{"title", "\x1b]0;x\a", `\x1b]0;x\x07`, `\x1b]0;x\x07`},
		{"backspace", "a\bb", `a\x08b`, `a\x08b`},
		{"delete", "a\x7fb", `a\x7fb`, `a\x7fb`},
		{"C1 as a character", "a\u009b31m", `a\u009b31m`, `a\u009b31m`},
		{"C1 as a byte is no UTF-8", "a\x9b31m", `a\x9b31m`, `a\x9b31m`},
		{"override", "a\u202eb\u202c", `a\u202eb\u202c`, `a\u202eb\u202c`},
		{"isolate", "\u2066x\u2069", `\u2066x\u2069`, `\u2066x\u2069`},
		{"zero width", "a\u200bb\ufeff", `a\u200bb\ufeff`, `a\u200bb\ufeff`},
		{"line separator", "a\u2028b\u2029", `a\u2028b\u2029`, `a\u2028b\u2029`},
		{"tag", "a\U000e0041", `a\U000e0041`, `a\U000e0041`},
		{"the replacement character itself", "\ufffd", "\ufffd", "\ufffd"},
		{"cut character", "a\xe2\x82", `a\xe2\x82`, `a\xe2\x82`},
		{"NUL", "\x00", `\x00`, `\x00`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show.Safe(c.in); got != c.line {
				t.Errorf("Safe(%q) = %q, want %q", c.in, got, c.line)
			}
			if got := show.SafeLines(c.in); got != c.lines {
				t.Errorf("SafeLines(%q) = %q, want %q", c.in, got, c.lines)
			}
		})
	}
}

// However the text is cut into writes, the terminal sees the same.
func TestWriterEscapesAcrossWrites(t *testing.T) {
	const text = "a\r\nb\x1b[0m 日\u202e\r!\xff"
	want := "a\nb\\x1b[0m 日\\u202e\\r!\\xff"
	for size := 1; size <= len(text); size++ {
		var b bytes.Buffer
		w := show.Writer(&b)
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			if k, err := w.Write([]byte(rest[:n])); k != n || err != nil {
				t.Fatalf("Write = %d, %v", k, err)
			}
			rest = rest[n:]
		}
		w.Close()
		if b.String() != want {
			t.Errorf("in pieces of %d: %q, want %q", size, b.String(), want)
		}
	}
}

func TestSafeJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":"b ü 日"}`:                   "",
		"{\"a\u202e\":\"\u009b31m\x7f\"}": `{"a\u202e":"\u009b31m\u007f"}`,
		"[\"\U000e0041\",\"\u200b\"]":     `["\udb40\udc41","\u200b"]`,
	} {
		if want == "" {
			want = in
		}
		got := show.SafeJSON([]byte(in))
		if string(got) != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
		var before, after any
		if json.Unmarshal([]byte(in), &before) != nil || json.Unmarshal(got, &after) != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%q became another value: %s", in, got)
		}
	}
}

func FuzzSafe(f *testing.F) {
	for _, s := range []string{"", "a\nb\tc", "\x1b[2J", "\u202e\u2066", "\xff\xc3", "\r\n", "\u009b", "\U000e0001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range []struct {
			safe func(string) string
			keep string
		}{{show.Safe, "\t"}, {show.SafeLines, "\t\n"}} {
			out := v.safe(s)
			if !utf8.ValidString(out) {
				t.Fatalf("%q became %q: not UTF-8", s, out)
			}
			for _, r := range out {
				if !strings.ContainsRune(v.keep, r) &&
					(unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp)) {
					t.Fatalf("%q became %q: %U survives", s, out, r)
				}
			}
			if again := v.safe(out); again != out {
				t.Fatalf("%q is safe, and became %q", out, again)
			}
		}
	})
}
