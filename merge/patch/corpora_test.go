package patch

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// corpus reads a file of the test data that belongs to others and stands beside the
// project: in $ETCH_CORPORA, else in ../shared/corpora as seen from the module.
func corpus(t *testing.T, name string) document.Node {
	t.Helper()
	root := os.Getenv("ETCH_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	source, err := os.ReadFile(filepath.Join(root, name))
	if os.IsNotExist(err) {
		t.Skipf("%s is not there: set ETCH_CORPORA to the folder of the corpora", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse(source, document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return d.Root()
}

// part returns a member of a case as a document of its own.
func part(t *testing.T, n document.Node, name string) *document.Document {
	t.Helper()
	m, ok := n.Member(name)
	if !ok {
		t.Fatalf("a case without %s: %s", name, n.Source())
	}
	return parse(t, string(m.Source()))
}

func TestJSONPatchCorpus(t *testing.T) {
	ran, disabled := 0, 0
	for _, file := range []string{"tests.json", "spec_tests.json"} {
		for c := range corpus(t, "json-patch-tests/"+file).Children() {
			if _, runs := c.Member("patch"); !runs {
				continue // a comment
			}
			if off, ok := c.Member("disabled"); ok && off.Text() == "true" {
				comment, _ := c.Member("comment")
				t.Logf("disabled by its authors: %s %s", file, comment.Text())
				disabled++
				continue
			}
			ran++
			p := Patch{MediaType: JSON, Body: part(t, c, "patch").Source()}
			got, err := Apply(p, part(t, c, "doc"))
			wanted, fine := c.Member("expected")
			if _, fails := c.Member("error"); fails {
				if err == nil {
					t.Errorf("made %s of %s", got.Source(), c.Source())
				}
				continue
			}
			if err != nil {
				t.Errorf("%v: %s", err, c.Source())
			} else if fine && !document.Same(got.Root(), wanted) {
				t.Errorf("got %s of %s", got.Source(), c.Source())
			}
		}
	}
	t.Logf("%d cases ran, %d are disabled", ran, disabled)
	if ran < 100 {
		t.Errorf("only %d cases ran", ran)
	}
}

func TestMergePatchCorpus(t *testing.T) {
	ran := 0
	for c := range corpus(t, "rfc7396/table.json").Children() {
		ran++
		text := func(name string) string { m, _ := c.Member(name); return m.Text() }
		got, err := Apply(Patch{MediaType: Merge, Body: []byte(text("patch"))}, parse(t, text("target")))
		if err != nil {
			t.Errorf("%v: %s", err, c.Source())
		} else if !document.Same(got.Root(), parse(t, text("result")).Root()) {
			t.Errorf("got %s of %s", got.Source(), c.Source())
		}
	}
	t.Logf("%d cases ran", ran)
	if ran < 15 {
		t.Errorf("only %d cases ran", ran)
	}
}
