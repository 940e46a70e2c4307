package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// The page is what the command makes of the collection, where it is at hand, and
// somebody has looked at every case that it lists.
func TestPage(t *testing.T) {
	root := os.Getenv("ETCH_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared", "corpora")
	}
	dir := filepath.Join(root, "real-merges")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no merges here: set ETCH_CORPORA to the folder that holds real-merges")
	}
	page, err := study(dir)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(page) {
		if strings.Contains(line, "not looked at yet") {
			t.Errorf("no remark: %s", line)
		}
	}
	remarks, err := readRemarks(remarksText)
	if err != nil {
		t.Fatal(err)
	}
	for id, remark := range remarks {
		if name, _, _ := strings.Cut(id, " "); !strings.Contains(page, "- "+name+", ") || !strings.Contains(page, remark) {
			t.Errorf("a remark that nothing asks for: %s", id)
		}
	}
	written, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "merge-study.md"))
	if err != nil || string(written) != page {
		t.Error("docs/merge-study.md is not what the command makes: run it again, and read what is new")
	}
}

func TestCollision(t *testing.T) {
	for _, c := range []struct {
		format             document.Format
		base, ours, theirs string
		collide            bool
	}{
		{document.JSON, `{"a":1}`, `{"a":2}`, `{"a":3}`, true},
		{document.JSON, `{"a":1}`, `{"a":2}`, `{"a":2}`, false},
		{document.JSON, `1`, `2`, `3`, true},
		{document.JSON, `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, false},
		{document.JSON, `{"a":{"b":1,"c":1}}`, `{}`, `{"a":{"b":1,"c":2}}`, true},
		{document.JSON, `{"a":1}`, `{}`, `{"a":1.0}`, true},
		{document.JSON, `{}`, `{"a":{"b":1}}`, `{"a":{"c":1}}`, false},
		{document.JSON, `{"a":1}`, `{"a":{"b":1}}`, `{"a":{"c":1}}`, true},
		{document.JSON, `["a\nb\nc"]`, `["A\nb\nc"]`, `["a\nb\nC"]`, true}, // of elements, only equal ones are the same
		{document.JSON, `{"s":"a\nb\nc"}`, `{"s":"A\nb\nc"}`, `{"s":"a\nb\nC"}`, false},
		{document.JSON, `{"s":"a\nb"}`, `{"s":"A\nb"}`, `{"s":"a\nB"}`, true},
		{document.JSON, `{"s":"a"}`, `{"s":"a\nb"}`, `{"s":"c\na"}`, true},
		{document.JSON, `[1]`, `[1,2]`, `[1,3]`, false},
		{document.JSON, `[1,2,3]`, `[1,4,3]`, `[1,5,3]`, true},
		{document.JSON, `[1,2,3]`, `[0,2,3]`, `[1,2,0]`, false},
		{document.JSON, `[{"id":1,"v":1},{"id":2,"v":1}]`, `[{"id":1,"v":2},{"id":2,"v":1}]`, `[{"id":1,"v":1},{"id":2,"v":2}]`, false},
		{document.JSON, `[{"id":1,"v":1}]`, `[{"id":1,"v":2}]`, `[{"id":1,"v":3}]`, true},
		{document.Text, "1\n2\n3\n", "0\n2\n3\n", "1\n2\n0\n", false},
		{document.Text, "1\n2\n", "0\n2\n", "1\n0\n", true},
		{document.Text, "1\n", "1\n2\n", "1\n3\n", true},
		{document.Text, "1\n", "1\n2\n", "1\n2\n", false},
	} {
		if got := collision(c.format, []byte(c.base), []byte(c.ours), []byte(c.theirs)); (got != "") != c.collide {
			t.Errorf("%q %q %q: %q", c.base, c.ours, c.theirs, got)
		}
	}
}

func TestMissing(t *testing.T) {
	for _, c := range []struct {
		format                     document.Format
		base, ours, theirs, merged string
		held                       bool
	}{
		{document.JSON, `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":2,"b":2}`, true},
		{document.JSON, `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":1,"b":2}`, false},
		{document.JSON, `{"a":1,"b":1}`, `{"a":1}`, `{"a":2,"b":1}`, `{"a":2,"b":1}`, false},
		{document.JSON, `{"a":1}`, `{"a":1}`, `{"a":1}`, `{"a":1,"b":1}`, false},
		{document.JSON, `{}`, `{"a":1.0}`, `{}`, `{"a":1}`, false},
		{document.JSON, `{}`, `{"a":{}}`, `{}`, `{}`, false},
		{document.JSON, `[]`, `[1]`, `[2]`, `[1,2]`, true},
		{document.JSON, `[]`, `[1]`, `[1]`, `[1,1]`, true},
		{document.JSON, `[]`, `[1]`, `[1]`, `[1,1,1]`, false},
		{document.JSON, `{"s":"a\nb\nc"}`, `{"s":"A\nb\nc"}`, `{"s":"a\nb\nC"}`, `{"s":"A\nb\nC"}`, true},
		{document.JSON, `{"s":"a\nb\nc"}`, `{"s":"A\nb\nc"}`, `{"s":"a\nb\nC"}`, `{"s":"A\nb\nc"}`, false},
		{document.JSON, `[1,1]`, `[1]`, `[1]`, `[]`, true},
		{document.JSON, `[{"name":"x","v":1}]`, `[{"name":"x","v":2}]`, `[{"name":"x","v":1}]`, `[{"name":"y","v":2}]`, false},
		{document.Text, "1\n2\n", "0\n1\n2\n", "1\n", "0\n1\n", true},
		{document.Text, "1\n2\n", "0\n1\n2\n", "1\n", "0\n1\n2\n", false},
	} {
		count := [][]byte{[]byte(c.base), []byte(c.ours), []byte(c.theirs), []byte(c.merged)}
		if got := missing(c.format, count[0], count[1], count[2], count[3]); (got == "") != c.held {
			t.Errorf("%q %q %q %q: %q", c.base, c.ours, c.theirs, c.merged, got)
		}
	}
}

func TestRemarksThatAreNone(t *testing.T) {
	for _, text := range []string{"json/001 abc\n", "json/001 abc: x\njson/001 abc: y\n", "\n"} {
		if _, err := readRemarks(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestNoCorpus(t *testing.T) {
	if page, err := study(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no merges") {
		t.Error(page, err)
	}
	dir := filepath.Join(t.TempDir(), "json", "000")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := study(filepath.Dir(filepath.Dir(dir))); err == nil || !strings.Contains(err.Error(), "json/000") {
		t.Errorf("a case without files: %v", err)
	}
}
