package cmd

import (
	"os"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// library is what the README shows of the library: its lines stand here, word for word.
func library(base, ours, theirs *document.Document) (merge.Result, error) {
	r, err := merge.Merge(merge.Revisions{Base: base, Ours: ours, Theirs: theirs}, merge.Options{})
	// r.Document: theirs' bytes with our changes spliced in; r.Conflicts: the places that both changed
	return r, err
}

// The README's lines on the library are compiled, and do what the remark says.
func TestReadmeLibrary(t *testing.T) {
	shown, _ := readme(t, "library")
	source, err := os.ReadFile("readme_library_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(shown) {
		if !strings.Contains(string(source), "\n\t"+strings.TrimLeft(line, " ")) {
			t.Errorf("this line of the README is not compiled: %s", line)
		}
	}
	var docs []*document.Document
	for _, s := range []string{`{"a": 1, "b": 1, "c": 1.0}`, `{"a": 2, "b": 2, "c": 1.0}`, `{"a":  1, "b": 3, "c": 1.0}`} {
		d, err := document.Parse([]byte(s), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	r, err := library(docs[0], docs[1], docs[2])
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(r.Document.Source()), `{"a":  2, "b": 3, "c": 1.0}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if len(r.Conflicts) != 1 || r.Conflicts[0].Pointer != "/b" {
		t.Errorf("%+v", r.Conflicts)
	}
}
