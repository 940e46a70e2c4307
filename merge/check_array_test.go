package merge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// largeArrays are revisions of an array whose check is shared: both sides change some
// elements, and each removes one and adds one.
func largeArrays(t *testing.T, key string) Revisions {
	t.Helper()
	side := func(edit func(i int) string) *document.Document {
		var all []string
		for i := range 2 * worthSharing {
			if e := edit(i); e != "" {
				all = append(all, e)
			}
		}
		return parse(t, `{"list": [`+strings.Join(all, ",\n")+`]}`)
	}
	element := func(i int, v string) string { return fmt.Sprintf(`{%q: %d, "in": {"v": %q}}`, key, i, v) }
	plain := func(i int) string { return element(i, "as it was") }
	edited := func(who string, every, goes int) func(i int) string {
		return func(i int) string {
			switch {
			case i == goes:
				return ""
			case i == goes+1:
				return element(i, "as it was") + "," + element(100_000+every, who)
			case i%every == 0:
				return element(i, who)
			}
			return plain(i)
		}
	}
	return Revisions{side(plain), side(edited("ours", 101, 302)), side(edited("theirs", 103, 1804))}
}

// Two goroutines find in a large array what one finds, at the same place.
func TestSharedCheck(t *testing.T) {
	for _, key := range []string{"id", "number"} { // by identity, and by alignment
		e := input{r: largeArrays(t, key)}.newEngine(nil)
		merged, format := e.documents()
		d, err := document.Parse(merged, format)
		if err != nil {
			t.Fatal(err)
		}
		list, _ := d.At("/list")
		spoiled := map[string]document.Edit{}
		for _, i := range []int{0, 1, 303, 500, 1000, 1279, 1280, 1281, 1500, 1805, list.Len() - 1} {
			n, _ := list.Element(i)
			v, _ := n.Member("in")
			k, _ := n.Member(key)
			spoiled[fmt.Sprintf("value %d", i)] = document.Edit{Do: document.Replace, Node: v, Value: []byte(`{"v": "nobody's"}`)}
			spoiled[fmt.Sprintf("gone %d", i)] = document.Edit{Do: document.Remove, Node: n}
			spoiled[fmt.Sprintf("identity %d", i)] = document.Edit{Do: document.Replace, Node: k, Value: []byte(`7`)}
		}
		for name, edit := range spoiled {
			s, err := d.Splice(edit)
			if err != nil {
				t.Fatal(err)
			}
			alone := e.newChecker(s)
			alone.shared = true
			want := alone.check(s)
			e.path = e.path[:0]
			got := e.check(s)
			e.path = e.path[:0]
			if want == nil || got == nil || want.Error() != got.Error() {
				t.Errorf("%s, %s: two find %v, one %v", key, name, got, want)
			}
		}
		if err := e.check(d); err != nil {
			t.Errorf("%s: a sound merge: %v", key, err)
		}
	}
}

// An element that a side added, and that has the identity of another one, is found in a
// large array, too: of one that base has, and of one that the other side added.
func TestSharedCheckFindsIdentities(t *testing.T) {
	e := input{r: largeArrays(t, "id")}.newEngine(nil)
	merged, format := e.documents()
	d, err := document.Parse(merged, format)
	if err != nil {
		t.Fatal(err)
	}
	list, _ := d.At("/list")
	for n := range list.Children() {
		id, _ := n.Member("id")
		if len(id.Source()) != 6 { // 100,000 and something: added
			continue
		}
		for _, other := range []string{"7", "1803", "100101", "100103", "302", "100000"} {
			s, err := d.Splice(document.Edit{Do: document.Replace, Node: id, Value: []byte(other)})
			if err != nil {
				t.Fatal(err)
			}
			want := repeatedID
			switch {
			case other == string(id.Source()):
				want = ""
			case other == "302" || other == "100000": // removed, and never there
				want = lostChange
			}
			got := ""
			if failed, ok := e.check(s).(*CheckError); ok {
				got = failed.Reason
			}
			if e.path = e.path[:0]; got != want {
				t.Errorf("%s becomes %s: %q, want %q", id.Source(), other, got, want)
			}
		}
	}
}

// A panic of the other goroutine is one of the caller's.
func TestBesidePanics(t *testing.T) {
	done := false
	defer func() {
		if bug := recover(); bug != "a bug" || !done {
			t.Errorf("recovered %v, this one done: %v", bug, done)
		}
	}()
	beside(func() { done = true }, func() { panic("a bug") })
}
