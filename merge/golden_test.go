package merge

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"golang.org/x/tools/txtar"
)

// A golden case is a file of testdata: a comment that states the rule, perhaps
// "array-key: /items=sku" and "managed: /updated" above it, and these files, of which
// the first three may be missing (absent):
//
//	base, ours, theirs   with the ending .json or .txt
//	want                 the merged document
//	conflicts            lines of "/pointer kind", or "line 3 kind"
//	resolved-SIDE        the document with all conflicts settled for that side
//	want-now, want-ideally, conflicts-ideally   of a known limit, in place of want
//
// In them, ␍ is a carriage return, ⟨BOM⟩ a byte order mark, and ∎ at the end says
// that the last line does not end.
type golden struct {
	name, comment string
	files         []txtar.File
	options       Options
}

func readGolden(t *testing.T, name string) golden {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	g := golden{name: strings.TrimSuffix(filepath.Base(name), ".txtar"), files: archive.Files}
	for line := range strings.Lines(string(archive.Comment)) {
		if key, ok := strings.CutPrefix(line, "array-key: "); ok {
			at, member, _ := strings.Cut(strings.TrimSpace(key), "=")
			g.options.Diff = diff.Options{Keys: map[document.Pointer]string{document.Pointer(at): member}}
		} else if at, ok := strings.CutPrefix(line, "managed: "); ok {
			g.options.Managed = append(g.options.Managed, document.Pointer(strings.TrimSpace(at)))
		} else {
			g.comment += line
		}
	}
	g.comment = strings.TrimSpace(g.comment)
	return g
}

// file returns the text of a file, without its ending's part of the name.
func (g golden) file(name string) (text []byte, format document.Format, ok bool) {
	for _, f := range g.files {
		stem, ending, _ := strings.Cut(f.Name, ".")
		if stem != name {
			continue
		}
		text = f.Data
		if cut, ok := bytes.CutSuffix(text, []byte("∎\n")); ok {
			text = cut
		}
		text = bytes.ReplaceAll(text, []byte("␍"), []byte("\r"))
		text = bytes.ReplaceAll(text, []byte("⟨BOM⟩"), []byte("\ufeff"))
		if ending == "txt" {
			return text, document.Text, true
		}
		return text, document.JSON, true
	}
	return nil, document.JSON, false
}

func (g golden) revision(t *testing.T, name string) *document.Document {
	t.Helper()
	text, format, ok := g.file(name)
	if !ok {
		return nil
	}
	return parseAs(t, string(text), format)
}

// kinds writes the conflicts of r as a golden case does.
func kinds(r Result) string {
	var b strings.Builder
	for _, c := range r.Conflicts {
		if c.Line > 0 {
			fmt.Fprintf(&b, "line %d %s\n", c.Line, c.Kind)
			continue
		}
		fmt.Fprintf(&b, "%s %s\n", cmp.Or(string(c.Pointer), "(whole)"), c.Kind)
	}
	return b.String()
}

func (g golden) check(t *testing.T) {
	if g.comment == "" {
		t.Error("no comment states the rule")
	}
	r := must(t)(Merge(Revisions{g.revision(t, "base"), g.revision(t, "ours"), g.revision(t, "theirs")}, g.options))
	got := []byte(nil)
	if r.Document != nil {
		got = r.Document.Source()
	}
	tested := map[string]bool{}
	compare := func(name string, got []byte) bool {
		want, _, ok := g.file(name)
		tested[name] = ok
		if ok && !bytes.Equal(got, want) {
			t.Errorf("%s is\n%s\nand should be\n%s", name, got, want)
		}
		return ok
	}
	ok := compare("want", got)
	if compare("want-now", got) {
		if ideal, _, there := g.file("want-ideally"); there && bytes.Equal(got, ideal) {
			t.Error("the limit is gone: make want of want-ideally")
		}
		tested["want-ideally"], tested["conflicts-ideally"] = true, true
		ok = true
	}
	if !compare("conflicts", []byte(kinds(r))) && !r.Clean() {
		t.Errorf("conflicts:\n%s", kinds(r))
	}
	for side, name := range map[Side]string{Base: "resolved-base", Ours: "resolved-ours", Theirs: "resolved-theirs", Both: "resolved-both"} {
		if _, _, there := g.file(name); there {
			compare(name, settled(t, r, side))
		}
	}
	if !ok && !tested["conflicts"] {
		t.Error("it wants nothing")
	}
	for _, f := range g.files {
		if stem, _, _ := strings.Cut(f.Name, "."); !tested[stem] && stem != "base" && stem != "ours" && stem != "theirs" {
			t.Errorf("nothing looks at the file %s", f.Name)
		}
	}
}

// settled returns the document with all conflicts settled for one side.
func settled(t *testing.T, r Result, side Side) []byte {
	t.Helper()
	all := make([]Resolution, len(r.Conflicts))
	for i := range all {
		all[i] = Resolution{Index: i, Take: side}
	}
	r = must(t)(r.Resolve(all...))
	if r.Document == nil {
		return nil
	}
	return r.Document.Source()
}

func goldens(t *testing.T) map[string]golden {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	all := map[string]golden{}
	for _, name := range names {
		g := readGolden(t, name)
		all[g.name] = g
	}
	return all
}

func TestGolden(t *testing.T) {
	for name, g := range goldens(t) {
		t.Run(name, g.check)
	}
}

// The page of the merge rules is made of testdata/merge.md, in which the line
// "{{NAME}}" stands for a case, and every case stands there once.
func TestRulesPage(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("testdata", "merge.md"))
	if err != nil {
		t.Fatal(err)
	}
	cases := goldens(t)
	var page bytes.Buffer
	for line := range strings.Lines(string(source)) {
		name, ok := strings.CutPrefix(strings.TrimSpace(line), "{{")
		name = strings.TrimSuffix(name, "}}")
		if !ok {
			page.WriteString(line)
			continue
		}
		g, ok := cases[name]
		if !ok {
			t.Fatalf("no case %s, or it is there twice", name)
		}
		delete(cases, name)
		page.WriteString(g.markdown())
	}
	if len(cases) > 0 {
		t.Errorf("not on the page: %s", slices.Sorted(maps.Keys(cases)))
	}
	file := filepath.Join("..", "docs", "merge.md")
	if written, _ := os.ReadFile(file); bytes.Equal(written, page.Bytes()) {
		return
	}
	if os.Getenv("ETCH_UPDATE_DOCS") == "" {
		t.Fatal("docs/merge.md is not what the cases make: run the test with ETCH_UPDATE_DOCS=1")
	}
	if err := os.WriteFile(file, page.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// labels are what the page calls the files of a case.
var labels = []struct{ stem, label string }{
	{"base", "base"},
	{"ours", "ours"},
	{"theirs", "theirs"},
	{"want", "merged"},
	{"want-now", "merged"},
	{"conflicts", "conflict"},
	{"resolved-base", "with base"},
	{"resolved-ours", "with ours"},
	{"resolved-theirs", "with theirs"},
	{"resolved-both", "with both"},
	{"want-ideally", "ideally"},
	{"conflicts-ideally", "ideally"},
}

// markdown writes a case: the comment, and what it shows. Files of one line each
// stand in a table, others below their labels.
func (g golden) markdown() string {
	type row struct{ label, text string }
	var rows []row
	short := true
	for _, l := range labels {
		for _, f := range g.files {
			if stem, _, _ := strings.Cut(f.Name, "."); stem != l.stem || stem == "want" && g.has("conflicts") {
				continue
			}
			text := strings.TrimSuffix(string(f.Data), "\n")
			if text == "" {
				text = "(empty)"
			}
			short = short && !strings.Contains(text, "\n")
			rows = append(rows, row{l.label, text})
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n```\n", g.comment)
	for _, r := range rows {
		if short {
			fmt.Fprintf(&b, "%-11s  %s\n", r.label, r.text)
			continue
		}
		fmt.Fprintf(&b, "%s\n", r.label)
		for line := range strings.Lines(r.text + "\n") {
			b.WriteString(strings.TrimRight("    "+line, "\n ") + "\n")
		}
	}
	b.WriteString("```\n")
	return b.String()
}

func (g golden) has(stem string) bool {
	_, _, ok := g.file(stem)
	return ok
}
