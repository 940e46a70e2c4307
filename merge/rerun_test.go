package merge

import (
	"testing"

	"github.com/etch-http/etch/merge/document"
)

func TestRerun(t *testing.T) {
	for _, c := range []struct{ why, base, ours, theirs, again, want, conflicts string }{
		{"a count goes on", `{"n":1}`, `{"n":2}`, `{"n":5}`, `{"n":6}`, `{"n":6}`, ``},
		{"a rival elsewhere", `{"n":1,"m":1}`, `{"n":2,"m":1}`, `{"n":1,"m":9}`, `{"n":2,"m":9}`, `{"n":2,"m":9}`, ``},
		{"a constant over a rival's value", `{"n":1}`, `{"n":2}`, `{"n":5}`, `{"n":2}`, `{"n":5}`, `/n both-modified 1|2|5`},
		{"which is what base had", `{"n":1,"m":1}`, `{"n":1,"m":2}`, `{"n":5,"m":1}`, `{"n":1,"m":2}`, `{"n":5,"m":2}`, `/n both-modified 1|1|5`},
		{"the rival wrote the same", `{"n":1}`, `{"n":2}`, `{"n":2}`, `{"n":2}`, `{"n":2}`, ``},
		{"spelled anew", `{"n":1}`, `{"n":2}`, `{"n":5}`, `{"n":2.0}`, `{"n":5}`, `/n both-modified 1|2.0|5`},
		{"removed over a rival's value", `{"n":1,"m":1}`, `{"m":1}`, `{"n":5,"m":1}`, `{"m":1}`, `{"n":5,"m":1}`, `/n delete/modify 1|-|5`},
		{"added over a rival's value", `{}`, `{"n":1}`, `{"n":2}`, `{"n":1}`, `{"n":2}`, `/n add/add -|1|2`},
		{"brought back", `{"a":{"n":1},"m":1}`, `{"a":{"n":2},"m":1}`, `{"m":1}`, `{"m":1,"a":{"n":2}}`, `{"m":1}`, `/a delete/modify {"n":1}|{"n":2}|-`},
		{"made anew for the one member that is set", `{"a":{"n":1,"k":1},"m":1}`, `{"a":{"n":2,"k":1},"m":1}`, `{"m":1}`, `{"m":1,"a":{"n":2}}`, `{"m":1}`, `/a delete/modify {"n":1,"k":1}|{"n":2}|-`},
		{"made anew for a member that nobody had", `{"a":{"k":1},"m":1}`, `{"a":{"k":1,"n":2},"m":1}`, `{"m":1}`, `{"m":1,"a":{"n":2}}`, `{"m":1,"a":{"n":2}}`, ``},
		{"only what collides", `{"n":1,"m":1,"o":1}`, `{"n":2,"m":2,"o":1}`, `{"n":5,"m":1,"o":7}`, `{"n":2,"m":2,"o":7}`, `{"n":5,"m":2,"o":7}`, `/n both-modified 1|2|5`},
		{"inside of what the rival replaced", `{"a":1}`, `{"a":{"x":2}}`, `{"a":{"x":1,"y":1}}`, `{"a":{"x":2,"y":1}}`, `{"a":{"x":1,"y":1}}`, `/a/x add/add -|2|1`},
		{"an element that a rival moved", `[{"id":1,"v":1}]`, `[{"id":1,"v":2}]`, `[{"id":0,"v":0},{"id":1,"v":5}]`, `[{"id":0,"v":0},{"id":1,"v":2}]`, `[{"id":0,"v":0},{"id":1,"v":5}]`, `/1/v both-modified 1|2|5`},
		{"another element at our place", `[{"id":1,"v":1}]`, `[{"id":1,"v":2}]`, `[{"id":0,"v":0},{"id":1,"v":1}]`, `[{"id":0,"v":0},{"id":1,"v":2}]`, `[{"id":0,"v":0},{"id":1,"v":2}]`, ``},
		{"an index hits another element", `[{"id":1,"v":1},{"id":2,"v":1}]`, `[{"id":1,"v":2},{"id":2,"v":1}]`, `[{"id":2,"v":1}]`, `[{"id":2,"v":2}]`, `[{"id":2,"v":2}]`, ``},
		{"both append", `["a"]`, `["a","o"]`, `["a","t"]`, `["a","t","o"]`, `["a","t","o"]`, ``},
		{"a list made anew", `{"l":["a"]}`, `{"l":["o"]}`, `{"l":["t"]}`, `{"l":["o"]}`, `{"l":["t"]}`, `/l/0 both-modified "a"|"o"|"t"`},
		{"a list made anew, from none", `{"l":[]}`, `{"l":["a"]}`, `{"l":["b","c"]}`, `{"l":["a"]}`, `{"l":["b","c"]}`, `/l both-modified []|["a"]|["b","c"]`},
		{"a list made anew, over what the rival added", `{"l":["a"]}`, `{"l":["a"]}`, `{"l":["a","t"]}`, `{"l":["a"]}`, `{"l":["a","t"]}`, `/l both-modified ["a"]|["a"]|["a","t"]`},
		{"an index that the rival's element has now", `["a","b"]`, `["x","b"]`, `["t","a","b"]`, `["x","a","b"]`, `["t","a","b"]`, `/0 add/add -|"x"|"t"`},
		{"or one that moved there", `["a","b"]`, `["x","b"]`, `["b"]`, `["x"]`, `["b"]`, `/0 both-modified "b"|"x"|"b"`},
		{"an element brought back", `["a","b"]`, `["a","b","o"]`, `["b"]`, `["b","a","o"]`, `["b","o"]`, `/1 delete/modify "a"|"a"|-`},
		{"one that is added again each time", `[1,2]`, `[1,2,1]`, `[2]`, `[2,1]`, `[2,1]`, ``},
	} {
		r := Revisions{parse(t, c.base), parse(t, c.ours), parse(t, c.theirs)}
		got := must(t)(Rerun(r, parse(t, c.again), Options{}))
		if s := string(got.Document.Source()); s != c.want || conflicts(got) != c.conflicts {
			t.Errorf("%s:\n got %s, %s\nwant %s, %s", c.why, s, conflicts(got), c.want, c.conflicts)
		}
		// What ours wins is what the script made.
		all := make([]Resolution, len(got.Conflicts))
		for i := range all {
			all[i] = Resolution{Index: i, Take: Ours}
		}
		if done, err := got.Resolve(all...); err != nil || !document.Same(done.Document.Root(), parse(t, c.again).Root()) {
			t.Errorf("%s: settled as ours: %s %v", c.why, done.Document.Source(), err)
		}
	}
}

func TestRerunOfText(t *testing.T) {
	for _, c := range []struct{ why, base, ours, theirs, again, want, conflicts string }{
		{"a rival elsewhere", "1\n2\n3\n", "x\n2\n3\n", "1\n2\ny\n", "x\n2\ny\n", "x\n2\ny\n", ""},
		{"the rival's line", "1\n2\n3\n", "x\n2\n3\n", "y\n2\n3\n", "x\n2\n3\n", "y\n2\n3\n", "1 both-modified 1\n|x\n|y\n"},
		{"made of the rival's line", "1\n2\n", "1!\n2\n", "5\n2\n", "5!\n2\n", "5!\n2\n", ""},
		{"brought back", "1\n2\n3\n", "x\n2\n3\n", "1\n3\n", "x\n2\n3\n", "1\n3\n", "1 both-modified 2\n|x\n2\n|1\n"},
	} {
		text := func(s string) *document.Document { return parseAs(t, s, document.Text) }
		got := must(t)(Rerun(Revisions{text(c.base), text(c.ours), text(c.theirs)}, text(c.again), Options{}))
		if s := string(got.Document.Source()); s != c.want || conflicts(got) != c.conflicts {
			t.Errorf("%s: got %q, %q", c.why, s, conflicts(got))
		}
	}
}
