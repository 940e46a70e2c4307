package merge

import (
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/generate"
	"pgregory.net/rapid"
)

// revisions draws a base and two edits of it, each perhaps in another style.
func revisions(t *rapid.T) Revisions {
	v := generate.Tree(t, 4)
	s := generate.AnyStyle(t)
	write := func(v *generate.Value) *document.Document {
		style := s
		if rapid.IntRange(0, 3).Draw(t, "restyle") == 0 {
			style = generate.AnyStyle(t)
		}
		d, err := document.Parse(v.Write(style), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	edited := func() *generate.Value { return generate.Edited(t, v, rapid.IntRange(0, 4).Draw(t, "edits")) }
	return Revisions{write(v), write(edited()), write(edited())}
}

func fatal(t *rapid.T, why string, r Revisions, got Result) {
	t.Helper()
	t.Fatalf("%s\nbase   %s\nours   %s\ntheirs %s\ngot    %s\nconflicts %s", why,
		r.Base.Source(), r.Ours.Source(), r.Theirs.Source(), got.Document.Source(), conflicts(got))
}

func merged(t *rapid.T, r Revisions) Result {
	t.Helper()
	res, err := Merge(r, Options{})
	if err != nil {
		t.Fatalf("%v\nbase   %s\nours   %s\ntheirs %s", err, r.Base.Source(), r.Ours.Source(), r.Theirs.Source())
	}
	return res
}

func TestIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := revisions(t)
		for why, c := range map[string]struct {
			r    Revisions
			want *document.Document
		}{
			"merge(b,x,b) = x": {Revisions{r.Base, r.Ours, r.Base}, r.Ours},
			"merge(b,b,y) = y": {Revisions{r.Base, r.Base, r.Theirs}, r.Theirs},
			"merge(b,x,x) = x": {Revisions{r.Base, r.Ours, r.Ours}, r.Ours},
		} {
			if got := merged(t, c.r); !got.Clean() || !got.Document.Equal(c.want) {
				fatal(t, why, c.r, got)
			}
		}
	})
}

// What one side changed, at a place that the other side left alone, is in the
// result: the changes that lead from theirs to the result are ours, and the other
// way round.
func TestNoChangeIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkNothingLost(t, revisions(t)) })
}

func checkNothingLost(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, r Revisions,
) {
	res, err := Merge(r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if lost := lost(t, r, res); lost != "" {
		t.Fatalf("%s\nbase   %s\nours   %s\ntheirs %s\ngot    %s", lost, r.Base.Source(), r.Ours.Source(), r.Theirs.Source(), res.Document.Source())
	}
}

// lost looks, without the merge's own list of changes, for scalars, or lines of
// text, that one side alone brought and that the result lacks: counted by
// place. Conflicts are settled for the side that is
// looked at.
func lost(t interface{ Fatal(...any) }, r Revisions, got Result) string {
	b, o, th := leaves(r.Base), leaves(r.Ours), leaves(r.Theirs)
	for take, side := range map[Side]map[string]int{Ours: o, Theirs: th} {
		all := make([]Resolution, len(got.Conflicts))
		for i := range all {
			all[i] = Resolution{Index: i, Take: take}
		}
		done, err := got.Resolve(all...)
		if err != nil {
			t.Fatal(err)
		}
		m := leaves(done.Document)
		for leaf, n := range side {
			// More of it on one side than in base, and never fewer on the other.
			if n > b[leaf] && o[leaf] >= b[leaf] && th[leaf] >= b[leaf] && m[leaf] < n {
				return "lost: " + leaf
			}
		}
	}
	return ""
}

// values are the generated numbers that are spelled in more than one way.
var values = map[string]string{"1.0": "1", "1.00": "1", "1e2": "100", "-0": "0"}

// leaves counts the scalars of d outside of arrays, by place and value; of strings, and
// of a text, the lines.
func leaves(d *document.Document) map[string]int {
	out := map[string]int{}
	if d.Format() == document.Text {
		for _, line := range diff.SplitLines(d.Source()) {
			out[string(line)]++
		}
		return out
	}
	var walk func(path string, n document.Node)
	walk = func(path string, n document.Node) {
		if k := n.Kind(); k != document.Object && k != document.Array {
			text := string(n.Source())
			if v, ok := values[text]; ok {
				text = v // a new spelling gives way to a new value
			}
			for _, line := range strings.SplitAfter(text, `\n`) { // one line, or several of a string
				out[path+"="+line]++
			}
		}
		for c := range n.Children() {
			if n.Kind() == document.Array {
				break // an element that one side removed hides an equal one that it added
			}
			walk(path+"/"+c.Name(), c)
		}
	}
	walk("", d.Root())
	return out
}

// The shortcuts that pass by what only one side touched change nothing: looking into
// everything gives the same document, and the same conflicts.
func TestShortcuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkShortcuts(t, revisions(t)) })
}

func checkShortcuts(t interface{ Fatalf(string, ...any) }, r Revisions) {
	fast, err := Merge(r, Options{})
	slow, slowErr := input{r: r, slow: true}.merge(nil)
	if err != nil || slowErr != nil {
		t.Fatalf("%v, %v\nbase   %s\nours   %s\ntheirs %s", err, slowErr, r.Base.Source(), r.Ours.Source(), r.Theirs.Source())
	}
	if !document.Same(fast.Document.Root(), slow.Document.Root()) || conflicts(fast) != conflicts(slow) {
		t.Fatalf("base   %s\nours   %s\ntheirs %s\n%s %s\nlooked into: %s %s", r.Base.Source(), r.Ours.Source(), r.Theirs.Source(),
			fast.Document.Source(), conflicts(fast), slow.Document.Source(), conflicts(slow))
	}
}

func TestSymmetry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkSymmetry(t, revisions(t)) })
}

func checkSymmetry(t interface{ Fatalf(string, ...any) }, r Revisions) {
	a, errA := Merge(r, Options{})
	b, errB := Merge(Revisions{r.Base, r.Theirs, r.Ours}, Options{})
	if errA != nil || errB != nil || len(a.Conflicts) != len(b.Conflicts) || a.Clean() && !sameBag(a.Document.Root(), b.Document.Root()) {
		t.Fatalf("%v %v\nbase   %s\nours   %s\ntheirs %s\n%s %s\nthe other way round: %s %s", errA, errB, r.Base.Source(), r.Ours.Source(), r.Theirs.Source(),
			a.Document.Source(), conflicts(a), b.Document.Source(), conflicts(b))
	}
}

// sameBag compares values but for the order of members and elements, and numbers by value.
func sameBag(a, b document.Node) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	if a.Len() == 0 {
		return document.SameValue(a, b)
	}
	used := make([]bool, b.Len())
	for x := range a.Children() {
		found, i := false, 0
		for y := range b.Children() {
			if !found && !used[i] && x.Name() == y.Name() && sameBag(x, y) {
				used[i], found = true, true
			}
			i++
		}
		if !found {
			return false
		}
	}
	return true
}

func TestDeterminism(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := revisions(t)
		a, b := merged(t, r), merged(t, r)
		if !a.Document.Equal(b.Document) || conflicts(a) != conflicts(b) {
			fatal(t, "another result the second time", r, a)
		}
	})
}
