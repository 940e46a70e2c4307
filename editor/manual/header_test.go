package manual

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

var problem = &document.SyntaxError{Line: 3, Column: 7, Pointer: "/a", Reason: "a comma is missing"}

// The line is the one that the person's editor will show.
func TestHeaderCountsItsOwnLines(t *testing.T) {
	h := newHeader(errors.New("409 Conflict: name\nis taken \x1b[2J"), problem)
	want := []string{
		"// the server refused it:",
		"//   409 Conflict: name",
		`//   is taken \x1b[2J`,
		"// this cannot be sent yet:",
		"//   line 9, column 7, in /a: a comma is missing",
		rule,
	}
	if got := strings.Join(h.lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got:\n%s", got)
	}
}

func TestHeaderOfALongRefusalIsBounded(t *testing.T) {
	h := newHeader(errors.New(strings.Repeat("x\n", 500)), nil)
	if len(h.lines) > maxRefusal+3 {
		t.Errorf("%d lines", len(h.lines))
	}
}

// What a person may do to the file, and what is left of the header afterwards.
func TestHeaderIsCutByPosition(t *testing.T) {
	h := newHeader(nil, problem)
	full := strings.Join(h.lines, "\n") + "\n"
	const doc = "{\n  \"url\": \"//x\"\n// inside\n}\n"
	for _, c := range []struct{ name, file, want string }{
		{"as it was", full + doc, doc},
		{"line ends changed", strings.ReplaceAll(full+doc, "\n", "\r\n"), strings.ReplaceAll(doc, "\n", "\r\n")},
		{"byte order mark added", "\ufeff" + full + doc, "\ufeff" + doc},
		{"removed by hand", doc, doc},
		{"its first line removed", strings.SplitAfterN(full, "\n", 2)[1] + doc, doc},
		{"its last line removed", strings.Join(h.lines[:2], "\n") + "\n" + doc, doc},
		{"white space at the ends of its lines removed and added", strings.ReplaceAll(full, "\n", "  \n") + doc, doc},
		{"a remark added to it", "// mine\n" + full + doc, doc},
		{"a comment below it is the document's", full + "// mine\n" + doc, "// mine\n" + doc},
		{"a second rule below it is the document's", full + rule + "\n" + doc, rule + "\n" + doc},
		{"its last line removed, and a comment below", h.lines[0] + "\n// mine\n" + doc, "// mine\n" + doc},
		{"text above it: nothing is cut", "{}\n" + full + doc, "{}\n" + full + doc},
		{"nothing is left", full, ""},
		{"an empty file", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(h.cut([]byte(c.file))); got != c.want {
				t.Errorf("got:\n%q\nwant:\n%q", got, c.want)
			}
		})
	}
}

// Without a header nothing is cut, whatever the text looks like.
func TestNoHeaderCutsNothing(t *testing.T) {
	text := []byte(rule + "\n{}")
	if got := (header{}).cut(text); !bytes.Equal(got, text) {
		t.Errorf("got %q", got)
	}
}

func TestCutHeader(t *testing.T) {
	h := newHeader(nil, problem)
	for _, doc := range []string{"{}\n", "\ufeff{}\r\n", "// mine\n{}", ""} {
		if got := string(CutHeader(h.above([]byte(doc)))); got != doc {
			t.Errorf("CutHeader of a header above %q: %q", doc, got)
		}
		if got := string(CutHeader([]byte(doc))); got != doc {
			t.Errorf("CutHeader of %q: %q", doc, got)
		}
	}
}

// Whatever the text, the problem and the server's words: no line of the text is lost.
func FuzzHeader(f *testing.F) {
	f.Add([]byte("{\n}\n"), "reason", "refusal")
	f.Add([]byte("\ufeff// x\r\n{}"), rule, rule+"\n"+rule)
	f.Add([]byte(rule+"\n"+rule), "", "// x\r\n//")
	f.Add([]byte("// the server refused it:\n{}"), "\n", "\n\n")
	f.Fuzz(func(t *testing.T, doc []byte, reason, refusal string) {
		h := newHeader(errors.New(refusal), &document.SyntaxError{Line: 1, Column: 1, Reason: reason})
		for _, l := range h.lines {
			if !strings.HasPrefix(l, "//") || strings.ContainsAny(l, "\r\n") {
				t.Fatalf("a header line is %q", l)
			}
		}
		file := h.above(doc)
		if got := h.cut(file); !bytes.Equal(got, doc) {
			t.Fatalf("%q became %q", doc, got)
		}
		if got := CutHeader(file); !bytes.Equal(got, doc) {
			t.Fatalf("CutHeader: %q became %q", doc, got)
		}
	})
}
