package cmd_test

import (
	"encoding/json"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/etch-http/etch"

// layers are the arrows of the design: what each package may import of this module,
// and what it must not import at all. A package that is not named here fails the
// test, so that a new one gets its place and its reason.
var layers = map[string]struct {
	may    string // packages of this module
	not    string // packages of others
	reason string
}{
	"main": {may: "cmd", reason: "main adapts and exits; all else can be tested"},

	"merge/document": {may: "merge/internal/bytewise merge/internal/pages", not: "os net net/http time", reason: "values over bytes; the leaf that everybody may use"},
	"merge/diff":     {may: "merge/document merge/internal/bytewise merge/internal/pages", not: "os net net/http time", reason: "two documents in, changes out; no clock, so that results never depend on one"},
	"merge/patch":    {may: "merge/document merge/diff", not: "os net net/http time", reason: "changes as media types; proved by applying, not by sending"},
	"merge":          {may: "merge/document merge/diff merge/internal/bytewise merge/internal/pages", not: "os net net/http time math/rand", reason: "three revisions in, one document and its conflicts out"},

	"merge/internal/pages":       {not: "net net/http time", reason: "memory before it is needed; a hint to the system, and nothing depends on it"},
	"merge/internal/bytewise":    {not: "os net net/http time", reason: "how many bytes are the same; knows no document"},
	"merge/internal/generate":    {may: "merge/document", reason: "random documents, for tests alone"},
	"merge/internal/study":       {may: "merge merge/document", not: "net net/http time", reason: "real merges looked at one by one; judges the engine with code of its own"},
	"merge/internal/large":       {not: "os net net/http time", reason: "large files from a seed, for benchmarks alone"},
	"merge/internal/large/write": {may: "merge/internal/large", reason: "the same files on disk, for other tools"},

	"client":            {may: "", reason: "one exchange; never reads a body, never merges"},
	"client/strict":     {may: "merge/document", not: "os net net/http time", reason: "what people write by hand, as values; knows no meaning"},
	"client/convention": {may: "client client/strict merge/document", not: "os net", reason: "an API's habits as data; reads bodies, sends nothing"},
	"client/config":     {may: "client client/convention client/strict merge/document", not: "os os/exec", reason: "what a person's file says of APIs, as values; reads no file, no environment and no secret"},
	"client/mockserver": {may: "client client/convention merge/document merge/patch", reason: "the other end: it shares the syntax with the client, and none of its decisions"},

	"editor":           {may: "client merge merge/diff merge/document", not: "os net net/http time", reason: "the loop: no terminal, no file, no network, no clock"},
	"editor/target":    {may: "editor editor/memory client client/convention merge merge/diff merge/document merge/patch", not: "os", reason: "the resource behind one URL"},
	"editor/probe":     {may: "editor/memory editor/target client merge/diff merge/document merge/patch", not: "os", reason: "asks a server about its guard; makes no edit, and knows no person"},
	"editor/manual":    {may: "editor editor/launch editor/show client merge merge/diff merge/document", not: "net/http", reason: "a person with an editor; knows no server"},
	"editor/prompt":    {may: "editor editor/launch editor/manual editor/show client merge merge/diff merge/document", not: "net/http", reason: "a person at line prompts; knows no server"},
	"editor/show":      {may: "editor client merge merge/diff merge/document", not: "os net/http", reason: "lines for a terminal; writes none itself"},
	"editor/launch":    {may: "editor/show", not: "net/http", reason: "child processes; knows nothing of edits, and makes harmless what they say"},
	"editor/transform": {may: "editor editor/launch client merge merge/diff merge/document merge/patch", not: "net/http", reason: "Modifiers without a person"},
	"editor/review":    {may: "editor client merge merge/diff merge/document", not: "os net/http", reason: "Reviewers without a person"},
	"editor/resolve":   {may: "editor client merge merge/diff merge/document", not: "os net/http", reason: "Resolvers without a prompt"},
	"editor/draft":     {may: "editor client merge/document", not: "net/http", reason: "texts on disk; knows no server"},
	"editor/marker":    {may: "editor client merge/document", not: "os net/http", reason: "marks in documents; knows no server"},
	"editor/workcopy":  {may: "client", not: "net/http", reason: "files beside their base; knows no server"},
	"editor/memory":    {may: "editor client merge/document", not: "net/http", reason: "hints on disk; knows no server"},
	"editor/pace":      {may: "editor client", not: "os", reason: "the only clock of the loop"},

	"editor/bulk": {may: "editor", not: "os net net/http", reason: "many Sessions; what one of them is about it does not know"},

	"editor/pace/internal/crowd": {may: "client editor/pace", not: "os net net/http", reason: "simulated writers, for tests and a page alone"},
	"editor/pace/internal/study": {may: "editor/pace/internal/crowd", not: "net net/http", reason: "makes that page"},

	"cmd/internal/history": {may: "*", reason: "many writers at once, and the judgement of what they did; for tests alone"},

	"cmd": {may: "*", reason: "joins all of them; nobody imports it but main"},
}

// A listedPackage is what "go list -json" says of one package.
type listedPackage struct {
	Dir, ImportPath, Name, Doc string
	GoFiles, Imports           []string
}

// packages lists the module's packages, once for all tests of this file.
func packages(t *testing.T) []listedPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=Dir,ImportPath,Name,Doc,GoFiles,Imports", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listedPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// short is the path of a package inside the module; "main" for the root.
func short(path string) string {
	if path == module {
		return "main"
	}
	return strings.TrimPrefix(path, module+"/")
}

// TestLayers holds the imports to the arrows of the design.
func TestLayers(t *testing.T) {
	for _, p := range packages(t) {
		name := short(p.ImportPath)
		layer, ok := layers[name]
		if !ok {
			t.Errorf("%s is in no layer: give it one, with the reason", name)
			continue
		}
		for _, imported := range p.Imports {
			switch own := strings.HasPrefix(imported, module); {
			case own && layer.may != "*" && !slices.Contains(strings.Fields(layer.may), short(imported)):
				t.Errorf("%s imports %s, but %s", name, short(imported), layer.reason)
			case !own && slices.Contains(strings.Fields(layer.not), imported):
				t.Errorf("%s imports %s, but %s", name, imported, layer.reason)
			}
		}
	}
}

// TestDocs: every package says what it does, and so does every exported name.
func TestDocs(t *testing.T) {
	for _, p := range packages(t) {
		if strings.Count(p.Doc, " ") < 5 {
			t.Errorf("%s: package doc %q", short(p.ImportPath), p.Doc)
		}
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		d, err := doc.NewFromFiles(fset, files, p.ImportPath)
		if err != nil {
			t.Fatal(err)
		}
		for _, missing := range undocumented(d) {
			t.Errorf("%s: %s has no doc", short(p.ImportPath), missing)
		}
	}
}

// TestLeaks: the tests of every package end with a look for goroutines that are left over.
func TestLeaks(t *testing.T) {
	for _, p := range packages(t) {
		tests, err := filepath.Glob(filepath.Join(p.Dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		looks := len(tests) == 0
		for _, name := range tests {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			looks = looks || strings.Contains(string(text), "goleak.VerifyTestMain(") || strings.Contains(string(text), "goleak.Find(")
		}
		if !looks {
			t.Errorf("%s: no TestMain with goleak", short(p.ImportPath))
		}
	}
}

// undocumented lists the exported names of d without a doc. A group of constants or
// variables may share one; a field may be said by its name.
func undocumented(d *doc.Package) (missing []string) {
	need := func(name, text string) {
		if text == "" {
			missing = append(missing, name)
		}
	}
	values := func(vs []*doc.Value) {
		for _, v := range vs {
			documented := v.Doc != ""
			for _, spec := range v.Decl.Specs {
				s := spec.(*ast.ValueSpec)
				documented = documented || s.Doc != nil || s.Comment != nil
			}
			if !documented {
				missing = append(missing, strings.Join(v.Names, ", "))
			}
		}
	}
	funcs := func(fs []*doc.Func) {
		for _, f := range fs {
			need(f.Name, f.Doc)
		}
	}
	values(d.Consts)
	values(d.Vars)
	funcs(d.Funcs)
	for _, t := range d.Types {
		need(t.Name, t.Doc)
		values(t.Consts)
		values(t.Vars)
		funcs(t.Funcs)
		for _, m := range t.Methods {
			need(t.Name+"."+m.Name, m.Doc)
		}
	}
	return missing
}
