package merge

import (
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// spread writes each element of a list, and each member of it, on a line.
var spread = strings.NewReplacer("[[", "[\n[\n", "],[", "\n],\n[\n", "]]", "\n]\n]", "[{", "[\n{\n", "},{", "\n},\n{\n", "}]", "\n}\n]", ",", ",\n")

// Two records that ours wrote anew, so that little is left of them.
const (
	twoRecords    = `[{"a":1,"b":1,"c":1,"d":1,"e":1},{"a":2,"b":2,"c":2,"d":2,"e":2}]`
	twoAnew       = `[{"a":7,"b":7,"c":7,"d":1,"e":1},{"a":8,"b":8,"c":8,"d":2,"e":9}]`
	twoAnewEdited = `[{"a":7,"b":7,"c":7,"d":1,"e":5},{"a":8,"b":8,"c":8,"d":2,"e":9}]`
)

// named gives both records one name; it tells them apart in ours alone.
func named(list string) string {
	return strings.NewReplacer(`"a":1`, `"name":0`, `"a":2`, `"name":0`, `"a":`, `"name":`).Replace(list)
}

// longer gives records one more member, so that a line that nobody changed is between
// the edits.
func longer(list string) string { return strings.ReplaceAll(list, "}", `,"f":0}`) }

// long makes a value so long that its source is not tried by line.
func long(list string) string {
	return strings.Replace(list, `"d":1`, `"d":"`+strings.Repeat("x", maxSource)+`"`, 1)
}

func TestMergeBySourceLines(t *testing.T) {
	for _, c := range []struct{ why, base, ours, theirs, want, conflicts string }{
		{"an unchanged line is between the edits", twoRecords, twoAnew, strings.Replace(twoRecords, `"e":1`, `"e":5`, 1), twoAnewEdited, ""},
		{"the edits touch", twoRecords, twoAnew, strings.Replace(twoRecords, `"d":1`, `"d":5`, 1), "", "/0 both-modified"},
		{"both changed one line", twoRecords, twoAnew, strings.Replace(twoRecords, `"a":1`, `"a":5`, 1), "", "/0 both-modified"},
		{"another name is another record", named(twoRecords), named(twoAnew), named(strings.Replace(twoRecords, `"e":1`, `"e":5`, 1)), "", "/0 both-modified"},
		{"a name would be there twice", longer(twoRecords), strings.Replace(longer(twoAnew), `"c":7`, `"n":0,"c":7`, 1), strings.Replace(longer(twoRecords), `"f":0`, `"n":0,"f":0`, 1), "", "/0 both-modified"},
		{"an element moved by both would be there twice", `[[1,2,3,4,5,6,7,8,9],[1]]`, `[[2,1,30,40,50,60,70,8,9],[0]]`, `[[2,3,4,5,6,7,8,1,9],[1]]`, "", "/0 both-modified"},
		{"too much to try", long(twoRecords), long(twoAnew), long(strings.Replace(twoRecords, `"e":1`, `"e":5`, 1)), "", "/0 both-modified"},
	} {
		r := mergeOf(t, spread.Replace(c.base), spread.Replace(c.ours), spread.Replace(c.theirs))
		if got := strings.TrimSpace(kinds(r)); got != c.conflicts {
			t.Errorf("%s: conflicts %q, want %q\n%s", c.why, got, c.conflicts, r.Document.Source())
		}
		if got := string(r.Document.Source()); r.Clean() && got != spread.Replace(c.want) {
			t.Errorf("%s: %s", c.why, got)
		}
	}
	r := Revisions{
		parse(t, spread.Replace(twoRecords)), parse(t, spread.Replace(twoAnew)),
		parse(t, spread.Replace(strings.Replace(twoRecords, `"e":1`, `"e":5`, 1))),
	}
	for why, o := range map[string]Options{
		"what the server manages is not looked at by line": {Managed: []document.Pointer{"/0/x"}},
		"nor where a key is configured":                    {Diff: diff.Options{Keys: map[document.Pointer]string{"/1": "id"}}},
	} {
		if got := must(t)(Merge(r, o)); got.Clean() {
			t.Errorf("%s: %s", why, got.Document.Source())
		}
	}
	if r := mergeOf(t, twoRecords, twoAnew, strings.Replace(twoRecords, `"e":1`, `"e":5`, 1)); r.Clean() {
		t.Errorf("on one line there are no lines: %s", r.Document.Source())
	}
}

func TestHoldsBoth(t *testing.T) {
	for _, c := range []struct {
		base, ours, theirs, merged string
		held                       bool
	}{
		{`{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":2,"b":2}`, true},
		{`{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":2,"b":1}`, false},
		{`{"a":1}`, `{"a":1,"b":[]}`, `{"a":1}`, `{"a":1}`, false},
		{`{"a":1}`, `{"a":1}`, `{"a":1}`, `{"a":1,"b":{}}`, false},
		{`[1,2]`, `[2]`, `[1,2,3]`, `[2,3]`, true},
		{`[1,2]`, `[2]`, `[1,2,3]`, `[1,2,3]`, false},
		{`["a","b"]`, `["b","a"]`, `["b","a"]`, `["a","b","a"]`, false},
		{`[]`, `[1]`, `[1]`, `[1]`, true},
		{`[]`, `[1]`, `[1]`, `[1,1]`, true},
		{`[]`, `[1]`, `[1]`, `[1,1,1]`, false},
		{`[1.0]`, `[1]`, `[1.0]`, `[1.0]`, false},
		{`["1"]`, `[1]`, `["1"]`, `["1"]`, false},
	} {
		x := tri{parse(t, c.base).Root(), parse(t, c.ours).Root(), parse(t, c.theirs).Root()}
		if got := holdsBoth(x, parse(t, c.merged).Root()); got != c.held {
			t.Errorf("%s %s %s: %s is taken to hold both: %v", c.base, c.ours, c.theirs, c.merged, got)
		}
	}
}
