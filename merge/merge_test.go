package merge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

func parse(t testing.TB, s string) *document.Document {
	t.Helper()
	return parseAs(t, s, document.JSON)
}

func parseAs(t testing.TB, s string, f document.Format) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), f)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return d
}

func mergeOf(t testing.TB, b, o, th string) Result {
	t.Helper()
	return must(t)(Merge(Revisions{parse(t, b), parse(t, o), parse(t, th)}, Options{}))
}

func must(t testing.TB) func(Result, error) Result {
	return func(r Result, err error) Result {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

// conflicts writes the conflicts of r as "/a both-modified 1|2|3".
func conflicts(r Result) string {
	var out []string
	for _, c := range r.Conflicts {
		at := string(c.Pointer)
		if c.Line > 0 {
			at = fmt.Sprint(c.Line)
		}
		side := func(b []byte) string {
			if b == nil {
				return "-"
			}
			return string(b)
		}
		out = append(out, fmt.Sprintf("%s %s %s|%s|%s", at, c.Kind, side(c.Base), side(c.Ours), side(c.Theirs)))
	}
	return strings.Join(out, "; ")
}

// A case of the specification: what three documents merge to, and what collides.
type mergeCase struct{ why, base, ours, theirs, want, conflicts string }

func run(t *testing.T, cases []mergeCase) {
	t.Helper()
	for _, c := range cases {
		r := mergeOf(t, c.base, c.ours, c.theirs)
		if got := string(r.Document.Source()); got != c.want {
			t.Errorf("%s\n  base %s\n  ours %s\ntheirs %s\n   got %s\n  want %s", c.why, c.base, c.ours, c.theirs, got, c.want)
		}
		if got := conflicts(r); got != c.conflicts {
			t.Errorf("%s\n got conflicts %s\nwant conflicts %s", c.why, got, c.conflicts)
		}
	}
}

func TestValues(t *testing.T) {
	run(t, []mergeCase{
		{"the side that changed has it", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":3}`, `{"a":2,"b":3}`, ``},
		{"both alike", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":2,"b":3}`, `{"a":2,"b":3}`, ``},
		{"both differently", `{"a":1}`, `{"a":2}`, `{"a":3}`, `{"a":3}`, `/a both-modified 1|2|3`},
		{"number text is kept", `{"a":1.0,"b":1}`, `{"a":1,"b":1}`, `{"a":1.0,"b":2}`, `{"a":1,"b":2}`, ``},
		{"two spellings of one value do not collide", `{"a":0}`, `{"a":1.0}`, `{"a":1e0}`, `{"a":1e0}`, ``},
		{"a new spelling gives way to a new value", `{"a":1.0}`, `{"a":1}`, `{"a":2}`, `{"a":2}`, ``},
		{"from either side", `{"a":1.0}`, `{"a":2}`, `{"a":1}`, `{"a":2}`, ``},
		{"big integers are no floats", `{"a":9007199254740991}`, `{"a":9007199254740992}`, `{"a":9007199254740993}`, `{"a":9007199254740993}`, `/a both-modified 9007199254740991|9007199254740992|9007199254740993`},
		{"escapes are one value", `{"a":"x"}`, `{"a":"\u0079"}`, `{"a":"y"}`, `{"a":"y"}`, ``},
		{"null, {} and absent are three things", `{"a":1}`, `{"a":null}`, `{"a":{}}`, `{"a":{}}`, `/a type 1|null|{}`},
		{"a type against an edit inside", `{"a":{"x":1}}`, `{"a":{"x":2}}`, `{"a":[]}`, `{"a":[]}`, `/a type {"x":1}|{"x":2}|[]`},
		{"the root", `1`, `2`, `3`, `3`, ` both-modified 1|2|3`},
		{"strings of several lines", `{"s":"a\nb\nc\n"}`, `{"s":"A\nb\nc\n"}`, `{"s":"a\nb\nC\u0021\n"}`, `{"s":"A\nb\nC\u0021\n"}`, ``},
		{"which may collide", `["a\nb"]`, `["a\nc"]`, `["a\nd"]`, `["a\nd"]`, `/0 both-modified "a\nb"|"a\nc"|"a\nd"`},
	})
}

func TestObjects(t *testing.T) {
	run(t, []mergeCase{
		{"both add: ours, then theirs", `{"a":1}`, `{"a":1,"o":2}`, `{"a":1,"t":3}`, `{"a":1,"o":2,"t":3}`, ``},
		{"both add the same: once", `{}`, `{"x":1}`, `{"x":1}`, `{"x":1}`, ``},
		{"both add scalars", `{}`, `{"x":1}`, `{"x":2}`, `{"x":2}`, `/x add/add -|1|2`},
		{"both add objects that share a member", `{}`, `{"x":{"k":1,"o":1}}`, `{"x":{"k":1,"t":1}}`, `{"x":{"k":1,"o":1,"t":1}}`, ``},
		{"both add unrelated objects", `{}`, `{"x":{"o":1}}`, `{"x":{"t":1}}`, `{"x":{"t":1}}`, `/x add/add -|{"o":1}|{"t":1}`},
		{"a member goes, another changes", `{"a":1,"b":1}`, `{"b":1}`, `{"a":1,"b":2}`, `{"b":2}`, ``},
		{"delete against modify", `{"a":1,"b":1}`, `{"b":1}`, `{"a":2,"b":1}`, `{"a":2,"b":1}`, `/a delete/modify 1|-|2`},
		{"modify against delete", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"b":1}`, `{"b":1}`, `/a delete/modify 1|2|-`},
		{"delete against an edit inside", `{"a":{"x":1}}`, `{}`, `{"a":{"x":2}}`, `{"a":{"x":2}}`, `/a delete/modify {"x":1}|-|{"x":2}`},
		{"delete against a new spelling", `{"p":12.50}`, `{}`, `{"p":12.5}`, `{}`, ``},
		{"and the other way round", `{"p":12.50}`, `{"p":12.5}`, `{}`, `{}`, ``},
		{"delete against white space", `{"p":[1,2],"q":1}`, `{"q":1}`, `{"p":[1, 2],"q":1}`, `{"q":1}`, ``},
		{"both delete", `{"a":1,"b":2}`, `{"b":2}`, `{"b":3}`, `{"b":3}`, ``},
		{"ours in another order", `{"a":1,"b":2,"c":3}`, `{"c":3,"a":1,"b":2}`, `{"a":1,"b":5,"c":3}`, `{"c":3,"a":1,"b":5}`, ``},
		{"theirs in another order", `{"a":1,"b":2,"c":3}`, `{"a":1,"b":5,"c":3}`, `{"c":3,"a":1,"b":2}`, `{"c":3,"a":1,"b":5}`, ``},
		{"new members follow their predecessor", `{"a":1,"b":2,"c":3}`, `{"a":1,"o":0,"b":2,"c":3}`, `{"a":1,"b":2,"t":0,"c":3}`, `{"a":1,"o":0,"b":2,"t":0,"c":3}`, ``},
		{"whatever follows a removed one", `{"a":1,"b":2}`, `{"a":1,"b":2,"o":0}`, `{"a":1}`, `{"a":1,"o":0}`, ``},
		{"a repeated name that nobody touched", `{"a":1,"a":2,"b":3,"c":4}`, `{"a":1,"a":2,"b":5,"c":4}`, `{"a":1,"a":2,"b":3,"c":6}`, `{"a":1,"a":2,"b":5,"c":6}`, ``},
		{"no repeated name is made", `{"a":1}`, `{"a":1,"x":1}`, `{"\u0078":1,"a":1}`, `{"\u0078":1,"a":1}`, ``},
	})
}

func TestArrays(t *testing.T) {
	run(t, []mergeCase{
		{"both append", `[1]`, `[1,2]`, `[1,3]`, `[1,2,3]`, ``},
		{"both append the same: once", `[1]`, `[1,2]`, `[1,2]`, `[1,2]`, ``},
		{"and more", `[1]`, `[1,2,3]`, `[1,2]`, `[1,2,3]`, ``},
		{"in front and behind", `[1]`, `[0,1]`, `[1,2]`, `[0,1,2]`, ``},
		{"one goes, one comes", `["a","b","c"]`, `["b","c"]`, `["a","b","c","d"]`, `["b","c","d"]`, ``},
		{"two different elements", `[1,2,3]`, `[9,2,3]`, `[1,2,8]`, `[9,2,8]`, ``},
		{"one element", `[1,2,3]`, `[1,8,3]`, `[1,9,3]`, `[1,9,3]`, `/1 both-modified 2|8|9`},
		{"replaced and removed", `["a","b"]`, `["a","x"]`, `["a"]`, `["a"]`, `/1 delete/modify "b"|"x"|-`},
		{"inside one element", `[{"id":1,"x":1,"y":1}]`, `[{"id":1,"x":2,"y":1}]`, `[{"id":1,"x":1,"y":2}]`, `[{"id":1,"x":2,"y":2}]`, ``},
		{"whose place has moved", `[{"id":1,"x":1},{"id":2,"x":1}]`, `[{"id":1,"x":1},{"id":2,"x":5}]`, `[{"id":0,"x":0},{"id":2,"x":1},{"id":1,"x":1}]`, `[{"id":0,"x":0},{"id":2,"x":5},{"id":1,"x":1}]`, ``},
		{"one identity added twice", `[{"id":1}]`, `[{"id":1},{"id":2,"o":1}]`, `[{"id":1},{"id":2,"t":1}]`, `[{"id":1},{"id":2,"o":1,"t":1}]`, ``},
		{"a rename is followed", `[{"id":1,"x":1,"y":1,"z":1}]`, `[{"id":7,"x":1,"y":1,"z":1}]`, `[{"id":1,"x":1,"y":1,"z":2}]`, `[{"id":7,"x":1,"y":1,"z":2}]`, ``},
		{"a rename is not undone by a removal", `[{"id":1,"x":1},{"id":2}]`, `[{"id":7,"x":1},{"id":2}]`, `[{"id":2}]`, `[{"id":2}]`, `/0 delete/modify {"id":1,"x":1}|{"id":7,"x":1}|-`},
		{"removed and edited", `[{"id":1,"x":1},{"id":2}]`, `[{"id":2}]`, `[{"id":1,"x":2},{"id":2}]`, `[{"id":1,"x":2},{"id":2}]`, `/0 delete/modify {"id":1,"x":1}|-|{"id":1,"x":2}`},
		{"moved and edited", `[{"id":1,"x":1},{"id":2},{"id":3}]`, `[{"id":2},{"id":3},{"id":1,"x":1}]`, `[{"id":1,"x":2},{"id":2},{"id":3}]`, `[{"id":2},{"id":3},{"id":1,"x":2}]`, ``},
		{"moved and removed", `["a","b","c"]`, `["b","c","a"]`, `["b","c"]`, `["b","c"]`, ``},
		{"different ones moved", `["a","b","c","d","e"]`, `["b","c","d","e","a"]`, `["a","d","b","c","e"]`, `["d","b","c","e","a"]`, ``},
		{"one moved to two places", `["a","b","c","d"]`, `["b","a","c","d"]`, `["b","c","d","a"]`, `["b","c","d","a"]`, ` order ["a","b","c","d"]|["b","a","c","d"]|["b","c","d","a"]`},
		{"one moved to two places, between its neighbours", `["a","b","c"]`, `["b","a","c"]`, `["a","c","b"]`, `["a","c","b"]`, ` order ["a","b","c"]|["b","a","c"]|["a","c","b"]`},
		{"an order nobody changed stays", `["a","b","c"]`, `["a","c","b"]`, `["c","a","b"]`, `["c","a","b"]`, ``},
		{"moved around what both added", `[{"id":1},{"id":2}]`, `[{"id":2},{"id":3},{"id":1}]`, `[{"id":1},{"id":3},{"id":2}]`, `[{"id":2},{"id":3},{"id":1}]`, ``},
		{"moved, and the same appended by both", `["a","b"]`, `["b","a","c"]`, `["a","b","c"]`, `["b","a","c"]`, ``},
		{"sorted, around one that is removed", `[{"id":1},{"id":4},{"id":7},{"id":9}]`, `[{"id":1},{"id":6},{"id":7},{"id":9}]`, `[{"id":1},{"id":4},{"id":5},{"id":7},{"id":9}]`, `[{"id":1},{"id":5},{"id":6},{"id":7},{"id":9}]`, ``},
		{"moved alike", `["a","b","c"]`, `["c","a","b"]`, `["c","a","b","d"]`, `["c","a","b","d"]`, ``},
		{"replaced by what the other side appends", `["a","b"]`, `["a","x"]`, `["a","b","x"]`, `["a","x"]`, ``},
		{"and appends more itself", `["x","11"]`, `["x","12","13"]`, `["x","11","12"]`, `["x","12","13"]`, ``},
		{"replaced, and the same added on both sides of it", `[10,23]`, `[10,12,23]`, `[10,11,12]`, `[10,11,12]`, ``},
		{"equal elements", `[0,0,0]`, `[0,0,0,0]`, `[0,0]`, `[0,0,0]`, ``},
		{"no identity", `[{"x":1,"y":1,"z":1},{"x":2,"y":2,"z":2}]`, `[{"x":1,"y":1,"z":5},{"x":2,"y":2,"z":2}]`, `[{"n":0},{"x":1,"y":6,"z":1},{"x":2,"y":2,"z":2}]`, `[{"n":0},{"x":1,"y":6,"z":5},{"x":2,"y":2,"z":2}]`, ``},
		{"the only member of an element, and a new one", `[{"x":1}]`, `[{"x":2}]`, `[{"x":1,"y":1}]`, `[{"x":2,"y":1}]`, ``},
		{"moved and edited, and removed", `[{"x":1,"y":1,"z":1,"v":1},"a","b"]`, `["a","b",{"x":1,"y":1,"z":1,"v":2}]`, `["a","b"]`, `["a","b"]`, `/2 delete/modify {"x":1,"y":1,"z":1,"v":1}|{"x":1,"y":1,"z":1,"v":2}|-`},
		{"the one element of a list", `[[1]]`, `[[2]]`, `[[1,3]]`, `[[2,3]]`, ``},
		{"renamed alike", `[{"id":0,"v":0,"w":0}]`, `[{"id":1,"v":0,"w":0}]`, `[{"id":1,"w":0}]`, `[{"id":1,"w":0}]`, ``},
		{"both replaced and added alike, one added more", `["a","b"]`, `["a","d","d"]`, `["a","d","d","c"]`, `["a","d","d","c"]`, ``},
		{"a limit: what is equal to base's own is not always known to be added by both", `["a","b"]`, `["b","b","b"]`, `["b","b","b","e"]`, `["b","b","b","b","b","e"]`, ``},
		{"a limit: nor which of equal ones stayed", `["a","b","c"]`, `["c","c","a"]`, `["c","c","c"]`, `["c","c"]`, ``},
		{"equal ones at two places", `[1]`, `[5,1]`, `[1,5]`, `[5,1,5]`, ``},
		{"lists in lists", `[[1],[2]]`, `[[1,5],[2]]`, `[[1],[2,6]]`, `[[1,5],[2,6]]`, ``},
	})
}

func TestWhiteSpace(t *testing.T) {
	run(t, []mergeCase{
		{"one side indents, the other changes a value", `{"a":1,"b":[1,2]}`, "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ]\n}\n", `{"a":2,"b":[1,2]}`, "{\n  \"a\": 2,\n  \"b\": [\n    1,\n    2\n  ]\n}\n", ``},
		{"or adds one", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"n\": {\n    \"x\": [1]\n  }\n}\n", "{\r\n\t\"a\": 2\r\n}\r\n", "{\r\n\t\"a\": 2,\r\n\t\"n\": {\r\n\t\t\"x\": [\r\n\t\t\t1\r\n\t\t]\r\n\t}\r\n}\r\n", ``},
		{"onto one line", "{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"n\": [\n    3\n  ]\n}", `{"a": 1, "b": 5}`, `{"a": 1, "b": 5, "n": [3]}`, ``},
		{"from one line, by them", `{"a":1}`, `{"a":1,"n":{"x":1}}`, "{\n  \"a\": 2\n}", "{\n  \"a\": 2,\n  \"n\": {\n    \"x\": 1\n  }\n}", ``},
		{"from one line, by us", `{"a":1}`, "{\n  \"a\": 2\n}", `{"a":1,"n":{"x":1}}`, "{\n  \"a\": 2,\n  \"n\": {\n    \"x\": 1\n  }\n}", ``},
		{"a list that the new indentation left on its line", "{\n  \"a\": [1, 2],\n  \"b\": 1\n}", "{\n    \"a\": [1, 2],\n    \"b\": 1\n}", "{\n  \"a\": [1, 2, 3],\n  \"b\": 2\n}", "{\n    \"a\": [1, 2, 3],\n    \"b\": 2\n}", ``},
		{"into an empty object", "{\n  \"a\": {},\n  \"b\": 1\n}", "{\n  \"a\": {\n    \"x\": 1\n  },\n  \"b\": 1\n}", "{\n    \"a\": {},\n    \"b\": 2\n}", "{\n    \"a\": {\n        \"x\": 1\n    },\n    \"b\": 2\n}", ``},
		{"the final newline is a gap", "{\"a\":1}\n", "{\"a\":1}", "{\"a\":2}\n", "{\"a\":2}", ``},
		{"a byte order mark stays", "\ufeff{\"a\":1,\"b\":1}", "\ufeff{\"a\":2,\"b\":1}", "\ufeff{\"a\":1,\"b\":2}", "\ufeff{\"a\":2,\"b\":2}", ``},
		{"the last one goes, another comes", "[\n 1,\n 2\n]", "[\n 1\n]", "[\n 1,\n 2,\n 3\n]", "[\n 1,\n 3\n]", ``},
		{"the first one goes, the next changes", `{"a":1, "b":2}`, `{"b":2}`, `{"a":1, "b":3}`, `{"b":3}`, ``},
		{"all go, one comes", "{\n  \"a\": 1\n}", "{}", "{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"b\": 2\n}", ``},
		{"all go", `{ "a":1, "b":2 }`, `{ "a":1 }`, `{ "b":2 }`, `{}`, ``},
		{"spaces around colons and commas", `{"a" : 1 , "b" : 2}`, `{"a" : 5 , "b" : 2}`, `{"a": 1, "b": 2}`, `{"a": 5, "b": 2}`, ``},
		{"both first", `{"a":1}`, `{"o":0, "a":1}`, `{"t":0, "a":1}`, `{"o":0, "t":0, "a":1}`, ``},
	})
}
