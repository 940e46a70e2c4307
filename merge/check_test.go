package merge

import (
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
	"pgregory.net/rapid"
)

// rechecked checks another document than the one that the engine wrote: what a bug of
// the writer would have left. The engine's own list of changes is gone.
func rechecked(t interface{ Fatal(...any) }, r Revisions, spoil func(merged *document.Document) *document.Document) error {
	e := input{r: r}.newEngine(nil)
	merged, format := e.documents()
	d, err := document.Parse(merged, format)
	if err != nil {
		t.Fatal(err)
	}
	e.changes = nil
	return e.check(spoil(d))
}

// leavesOf returns the scalars below n, and what is empty.
func leavesOf(n document.Node) (all []document.Node) {
	if n.Len() == 0 {
		return []document.Node{n}
	}
	for c := range n.Children() {
		all = append(all, leavesOf(c)...)
	}
	return all
}

// Whatever value of a merged document is another than it should be, the check finds it,
// unless the value is in conflict: then it is not the check's to judge.
func TestCheckFindsEveryOtherValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := revisions(t)
		if res := merged(t, r); !res.Clean() || len(res.Document.Duplicates()) > 0 {
			return
		}
		what := ""
		err := rechecked(t, r, func(d *document.Document) *document.Document {
			all := leavesOf(d.Root())
			n := all[rapid.IntRange(0, len(all)-1).Draw(t, "leaf")]
			if strings.Contains(n.Text(), "\n") {
				return nil // lines of several edits: see TestCheckLimits
			}
			edit := document.Edit{Do: document.Replace, Node: n, Value: []byte(`"spoiled"`)}
			if _, inside := n.Parent(); inside && rapid.Bool().Draw(t, "remove") {
				edit = document.Edit{Do: document.Remove, Node: n}
			}
			spoiled, err := d.Splice(edit)
			if err != nil {
				t.Fatal(err)
			}
			what = string(spoiled.Source())
			return spoiled
		})
		if err == nil && what != "" {
			t.Fatalf("not found in %s\nbase   %s\nours   %s\ntheirs %s", what, r.Base.Source(), r.Ours.Source(), r.Theirs.Source())
		}
	})
}

func TestCheckFinds(t *testing.T) {
	for _, c := range []struct{ why, base, ours, theirs, spoiled, place, reason string }{
		{"an edit of ours", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":1,"b":2}`, "/a", lostChange},
		{"an edit of theirs", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":2,"b":1}`, "/b", lostChange},
		{"what nobody touched", `{"a":1,"b":1,"c":1}`, `{"a":2,"b":1,"c":1}`, `{"a":1,"b":2,"c":1}`, `{"a":2,"b":2,"c":9}`, "/c", lostChange},
		{"an addition", `{"a":1}`, `{"a":1,"o":1}`, `{"a":1,"t":1}`, `{"a":1,"t":1}`, "/o", lostChange},
		{"a removal", `{"a":1,"b":1,"c":1}`, `{"a":1,"b":1}`, `{"a":1,"b":2,"c":1}`, `{"a":1,"b":2,"c":1}`, "/c", lostChange},
		{"a member from nowhere", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":2,"b":2,"c":1}`, "/c", repeatedName},
		{"a repeated name", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":2,"b":2,"a":2}`, "/a", repeatedName},
		{"digits that a float takes for equal", `{"a":9007199254740991,"b":1}`, `{"a":9007199254740993,"b":1}`, `{"a":9007199254740991,"b":2}`, `{"a":9007199254740992,"b":2}`, "/a", lostChange},
		{"an element that is gone", `[1,2,3]`, `[1,2,3,4]`, `[0,1,2,3]`, `[0,1,2,3]`, "", lostElement},
		{"an element twice", `[1,2,3]`, `[1,2,3,4]`, `[0,1,2,3]`, `[0,1,2,3,4,4]`, "", lostElement},
		{"an edit that is in another element", `[{"id":1,"x":1},{"id":2,"x":1}]`, `[{"id":1,"x":5},{"id":2,"x":1}]`, `[{"id":1,"x":1},{"id":2,"x":1,"y":1}]`, `[{"id":1,"x":1},{"id":2,"x":5,"y":1}]`, "/0", lostChange},
		{"an identity twice", `[{"id":1,"x":1}]`, `[{"id":1,"x":1},{"id":2,"x":5}]`, `[{"id":1,"x":3},{"id":3,"x":5}]`, `[{"id":1,"x":3},{"id":3,"x":5},{"id":3,"x":5}]`, "", repeatedID},
		{"a value in conflict", `{"a":1}`, `{"a":2}`, `{"a":3}`, `{"a":9}`, "/a", lostChange},
		{"a line of a string", `{"s":"a\nb\nc\n"}`, `{"s":"A\nb\nc\n"}`, `{"s":"a\nb\nC\n"}`, `{"s":"A\nb\nc\n"}`, "/s", lostChange},
		{"a line from nowhere", `{"s":"a\nb\nc\n"}`, `{"s":"A\nb\nc\n"}`, `{"s":"a\nb\nC\n"}`, `{"s":"A\nb\nC\nd\n"}`, "/s", lostChange},
		{"deep down", `{"a":[{"b":[1,2]}],"c":1}`, `{"a":[{"b":[1,3]}],"c":1}`, `{"a":[{"b":[0,2]}],"c":1}`, `{"a":[{"b":[0,2]}],"c":1}`, "/a/0/b/1", lostChange},
	} {
		err := rechecked(t, Revisions{parse(t, c.base), parse(t, c.ours), parse(t, c.theirs)}, func(d *document.Document) *document.Document {
			return parse(t, c.spoiled)
		})
		failed, ok := err.(*CheckError)
		if !ok || string(failed.Pointer) != c.place || failed.Reason != c.reason {
			t.Errorf("%s: %v", c.why, err)
		}
	}
}

// The engine's claims are verified: that a place is in conflict, and in which order the
// elements stand.
func TestCheckFindsWrongClaims(t *testing.T) {
	r := Revisions{parse(t, `{"a":1,"b":1}`), parse(t, `{"a":1,"b":2}`), parse(t, `{"a":2,"b":1}`)}
	e := input{r: r}.newEngine(nil)
	merged, _ := e.documents()
	for n := range r.Base.Root().Children() {
		e.odd, e.spots = append(e.odd, spot{node: n}), append(e.spots, spot{node: n})
	}
	if err, ok := e.check(parse(t, string(merged))).(*CheckError); !ok || err.Reason != noConflict {
		t.Errorf("no conflict at all: %v", err)
	}
	turned := list{rows: []row{{b: 0, o: 1, t: 1}, {b: 1, o: 0, t: 2}, {b: -1, o: 2, t: -1}, {b: 2, o: 3, t: 0}}}
	if turned.misplaced() {
		t.Error("each pair stands as one side has it")
	}
	turned.rows[0].o = 5
	if turned.rows[1].t = 0; !turned.misplaced() {
		t.Error("the first two stand the other way round on both sides")
	}
}

// What the check does not know by itself it takes from the engine: of what is alike,
// which one came or went, and which of two orders it is.
func TestCheckLimits(t *testing.T) {
	for _, c := range []struct{ why, base, ours, theirs, spoiled string }{
		{"which of two equal lines of a string", `{"s":"a\nb\nc\n"}`, `{"s":"x\na\nb\nc\n"}`, `{"s":"a\nb\nc\nx\n"}`, `{"s":"x\na\nb\nc\n"}`},
		{"which of two equal orders", `["a","b","c"]`, `["c","a","b"]`, `["a","b","c","d"]`, `["c","a","b","d"]`},
	} {
		if err := rechecked(t, Revisions{parse(t, c.base), parse(t, c.ours), parse(t, c.theirs)}, func(*document.Document) *document.Document { return parse(t, c.spoiled) }); err != nil {
			t.Errorf("%s: %v", c.why, err)
		}
	}
}

// What is taken from one side without a look inside is what a look inside gives. Where
// a side gave the document another style, the white space may differ: the style stops
// at what that side did not touch, which only the look from outside sees.
func TestShortcutsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := revisions(t)
		fast := merged(t, r)
		slow, err := input{r: r, slow: true}.merge(nil)
		if err != nil {
			t.Fatal(err)
		}
		alike := styleOf(r.Base, style{}) == styleOf(r.Ours, style{}) && styleOf(r.Base, style{}) == styleOf(r.Theirs, style{})
		switch {
		case conflicts(fast) != conflicts(slow):
			fatal(t, "other conflicts: "+conflicts(slow), r, fast)
		case alike && !fast.Document.Equal(slow.Document), !document.Same(fast.Document.Root(), slow.Document.Root()):
			fatal(t, "another document: "+string(slow.Document.Source()), r, fast)
		}
	})
}
