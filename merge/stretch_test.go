package merge

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// spacedList draws a list of elements with identities: those of base, some of which a
// side has edited, moved by others that came or went, or put on other lines.
func spacedList(t *rapid.T, label string, edits int) string {
	gaps := []string{"", " ", "\n", "\n  ", "\n\n"}
	n := rapid.IntRange(0, 8).Draw(t, label+" elements")
	elements, befores, behinds := make([]string, n), make([]string, n+1), make([]string, n)
	for i := range n {
		elements[i], befores[i] = fmt.Sprintf(`{"id": %d, "a": 1}`, i), "\n  "
	}
	befores[n] = "\n"
	for range edits {
		if n == 0 {
			break
		}
		i := rapid.IntRange(0, n-1).Draw(t, label+" at")
		switch rapid.IntRange(0, 4).Draw(t, label+" edit") {
		case 0:
			elements[i] = fmt.Sprintf(`{"id": %d, "a": %d}`, i, rapid.IntRange(1, 3).Draw(t, label+" value"))
		case 1:
			befores[i] = rapid.SampledFrom(gaps).Draw(t, label+" gap")
		case 2:
			behinds[i] = rapid.SampledFrom(gaps).Draw(t, label+" gap behind")
		case 3:
			elements[i] = ""
		default:
			elements[i] = fmt.Sprintf(`{"id": %d}`, rapid.IntRange(100, 103).Draw(t, label+" id"))
		}
	}
	var b strings.Builder
	seen := map[string]bool{}
	for i, e := range elements {
		if e == "" || seen[e] {
			continue
		}
		if seen[e] = true; b.Len() > 0 {
			b.WriteString(behinds[i] + ",")
		}
		b.WriteString(befores[i] + e)
	}
	return "[" + b.String() + befores[n] + "]"
}

// That elements are written many at once, by what their comparison has shown, makes no
// other bytes than one by one.
func TestStretch(t *testing.T) {
	stretched := 0
	rapid.Check(t, func(t *rapid.T) {
		var docs [3]*document.Document
		for i, edits := range []int{0, 3, 3} {
			d, err := document.Parse([]byte(spacedList(t, [...]string{"base", "ours", "theirs"}[i], edits)), document.JSON)
			if err != nil {
				t.Fatal(err)
			}
			docs[i] = d
		}
		write := func(joined bool) string {
			e := input{r: Revisions{docs[0], docs[1], docs[2]}}.newEngine(nil)
			e.setStyles()
			x := tri{docs[0].Root(), docs[1].Root(), docs[2].Root()}
			f := e.family(x)
			rows := e.elementRows(&f, e.identity(x))
			for i := range rows {
				if rows[i].joined {
					stretched++
				}
				rows[i].joined, rows[i].equal = rows[i].joined && joined, rows[i].equal && joined
			}
			spine, who := orderOf(rows)
			s := site{tri: x}
			e.rows(&s, &f, rows, arrange(rows, spine, who, Theirs))
			written := 0
			for _, r := range rows {
				written += int(r.written)
			}
			return fmt.Sprint(string(e.out), written, e.changes, e.spots)
		}
		if got, want := write(true), write(false); got != want {
			t.Fatalf("base %s\nours %s\ntheirs %s\n%s\none by one:\n%s", docs[0].Source(), docs[1].Source(), docs[2].Source(), got, want)
		}
	})
	if stretched == 0 {
		t.Error("nothing was written so")
	}
}

// A Mate is Joined where the bytes are the same from the end of the one before it on.
func TestJoined(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, errA := document.Parse([]byte(spacedList(t, "a", 2)), document.JSON)
		b, errB := document.Parse([]byte(spacedList(t, "b", 3)), document.JSON)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		m := diff.NewMatcher(diff.Options{})
		key := m.Identity("", a.Root(), b.Root())
		xs, ys := children(a.Root()), children(b.Root())
		between := func(all []document.Node, i int, d *document.Document) string {
			_, start := all[i-1].Span()
			_, end := all[i].Span()
			return string(d.Source()[start:end])
		}
		mates := m.Elements(a.Root(), b.Root(), key)
		for i, mate := range mates {
			if !mate.Joined {
				continue
			}
			if i == 0 || mate.New < 1 || !mate.Equal || mates[i-1].New != mate.New-1 || between(xs, i, a) != between(ys, mate.New, b) {
				t.Fatalf("%s\n%s: %d", a.Source(), b.Source(), i)
			}
		}
	})
}
