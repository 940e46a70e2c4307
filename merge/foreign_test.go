package merge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// A foreignCase is a case of another engine: what it makes of three documents; nil
// is the absent document.
type foreignCase struct {
	name               string
	base, ours, theirs []byte
	want               []byte
	conflict           bool // whether that engine reports one
	settle             Side // what it settles its conflicts with
}

// outcome says in what the rules differ from the other engine; "" where in nothing.
func (c foreignCase) outcome(t *testing.T) string {
	t.Helper()
	var r Revisions
	if c.base != nil {
		r.Base = parse(t, string(c.base))
	}
	if c.ours != nil {
		r.Ours = parse(t, string(c.ours))
	}
	if c.theirs != nil {
		r.Theirs = parse(t, string(c.theirs))
	}
	res := must(t)(Merge(r, Options{}))
	if res.Clean() == c.conflict {
		return strings.TrimSpace("conflicts: " + conflicts(res))
	}
	if c.want == nil {
		return ""
	}
	if got := settled(t, res, c.settle); !sameJSON(got, c.want) {
		return "result: " + string(got)
	}
	return ""
}

// sameJSON compares values; of numbers the text, and not the order of members.
func sameJSON(a, b []byte) bool {
	read := func(source []byte) (v any) {
		d := json.NewDecoder(bytes.NewReader(source))
		d.UseNumber()
		if d.Decode(&v) != nil {
			return nil
		}
		return v
	}
	return reflect.DeepEqual(read(a), read(b))
}

func compact(source []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, source) != nil {
		return string(source)
	}
	return b.String()
}

// runForeign runs cases, and wants those in otherwise, and no others, to differ.
func runForeign(t *testing.T, cases []foreignCase, otherwise map[string]string) {
	t.Helper()
	passed, seen := 0, map[string]bool{}
	for _, c := range cases {
		for n, name := 2, c.name; seen[c.name]; n++ {
			c.name = fmt.Sprintf("%s %d", name, n)
		}
		difference := c.outcome(t)
		_, known := otherwise[c.name]
		seen[c.name] = true
		switch {
		case difference == "" && known:
			t.Errorf("%s: there is no difference any more", c.name)
		case difference == "":
			passed++
		case !known:
			t.Errorf("%s\n  base %s\n  ours %s\ntheirs %s\n  want %s, conflict %v\n  %s", c.name, compact(c.base), compact(c.ours), compact(c.theirs), compact(c.want), c.conflict, difference)
		}
	}
	for name := range otherwise {
		if !seen[name] {
			t.Errorf("there is no case %s", name)
		}
	}
	t.Logf("%d of %d as there; in %d the rules want otherwise", passed, len(cases), len(cases)-passed)
}

// present returns the bytes of a value; null is absent.
func present(raw *string) []byte {
	if raw == nil {
		return nil
	}
	return []byte(*raw)
}

func readCorpus(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, to); err != nil {
		t.Fatal(err)
	}
}

func TestDoltCases(t *testing.T) {
	var file struct {
		Cases []struct {
			Name                        string
			Base, Left, Right, Expected *string
			Conflict                    bool
		}
	}
	readCorpus(t, filepath.Join(corpora(t, "dolt-json"), "cases.json"), &file)
	var cases []foreignCase
	for _, c := range file.Cases {
		f := foreignCase{name: c.Name, base: present(c.Base), ours: present(c.Left), theirs: present(c.Right), conflict: c.Conflict}
		if !c.Conflict {
			f.want = present(c.Expected)
		}
		cases = append(cases, f)
	}
	runForeign(t, cases, doltOtherwise)
}

// Why the rules want otherwise than dolt.
var doltOtherwise = map[string]string{
	"changing arrays conflict":      "there any two edits of one array conflict; here one side added an element and the other removed another",
	"object inside array conflict":  "both append to a list: ours, then theirs",
	"parallel array modification 2": "the two changed different elements",
}

func TestNbdimeCases(t *testing.T) {
	var file struct {
		Cases []struct {
			Test                      string
			Base, Left, Right, Merged json.RawMessage
			Conflicts                 []any
		}
	}
	readCorpus(t, filepath.Join(corpora(t, "nbdime-generic"), "cases.json"), &file)
	var cases []foreignCase
	for _, c := range file.Cases {
		cases = append(cases, foreignCase{
			name: strings.TrimPrefix(c.Test, "test_"), base: c.Base, ours: c.Left, theirs: c.Right, want: c.Merged,
			conflict: len(c.Conflicts) > 0, settle: Base,
		})
	}
	runForeign(t, cases, nbdimeOtherwise)
}

// Why the rules want otherwise than nbdime, which takes two insertions at one place
// for a conflict.
var nbdimeOtherwise = map[string]string{
	"deep_merge_dicts_insert_conflicted":      "two objects that share an equal member, both added, are one object; the rest of their members does not collide",
	"deep_merge_lists_delete_no_conflict 13":  "one element that both removed, and one removal of each side",
	"deep_merge_lists_insert_conflicted":      "both append to a list inside the list: ours, then theirs",
	"deep_merge_lists_insert_conflicted 2":    "both insert at one place, and the same behind it: ours, then theirs, and the same once",
	"deep_merge_twosided_inserts_conflicted":  "both append a list of their own behind an equal one: ours, then theirs",
	"deep_merge_twosided_inserts_conflicted2": "both append a list of their own behind an equal one: ours, then theirs",
	"shallow_merge_lists_insert_conflicted":   "both append: ours, then theirs",
	"shallow_merge_lists_insert_conflicted 2": "both insert at one place, and the same behind it: ours, then theirs, and the same once",
	"shallow_merge_lists_insert_conflicted 3": "both insert at one place, and the same behind it: ours, then theirs, and the same once",
	"shallow_merge_lists_insert_conflicted 4": "both insert at the same four places: ours, then theirs, at each",
}

func TestKubernetesCases(t *testing.T) {
	dirs, _ := filepath.Glob(filepath.Join(corpora(t, "kubernetes-jsonmerge"), "*"))
	var cases []foreignCase
	for _, dir := range dirs {
		read := func(name string) []byte {
			text, err := os.ReadFile(filepath.Join(dir, name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		cases = append(cases, foreignCase{
			name: filepath.Base(dir), base: read("base"), ours: read("left"), theirs: read("right"),
			want: read("expected"), settle: Ours,
		})
	}
	runForeign(t, cases, kubernetesOtherwise)
}

// Why the rules want otherwise than kubectl apply, in which ours wins without a word
// wherever the two differ, also where ours never touched a thing.
var kubernetesOtherwise = map[string]string{
	"003_add_field_to_map_with_conflict":                         "theirs alone changed the name: it is theirs",
	"005_add_field_and_delete_field_from_map_with_conflict":      "ours removed what theirs changed: a conflict",
	"007_delete_field_from_nested_map_with_conflict":             "theirs alone changed key1: it is theirs",
	"009_delete_all_fields_from_map_with_conflict":               "ours removed what theirs changed: a conflict",
	"011_add_field_and_delete_all_fields_from_map_with_conflict": "both added a member of one name with different values: a conflict",
	"013_replace_list_of_scalars_with_conflict":                  "lists are merged by element: theirs replaced one, ours removed another and appended",
	"022_patch_array_with_nil":                                   "both changed the member drop, and ours removed an element that theirs changed: conflicts",
}
