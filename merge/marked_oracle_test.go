package merge

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/internal/generate"
	"pgregory.net/rapid"
)

// wholly cuts a merged document into blocks as one would who knows of no variant: the
// document is made with base, with ours and with theirs at every conflict, and all
// three are compared by line from their beginning to their end.
func wholly(t interface{ Fatal(...any) }, r Result) []block {
	with := func(take Side) []byte {
		all := make([]Resolution, len(r.Conflicts))
		for k := range all {
			all[k] = Resolution{Index: k, Take: take}
		}
		settled, err := r.Resolve(all...)
		if err != nil {
			t.Fatal(err)
		}
		return settled.Document.Source()
	}
	as := diff.Cut(with(Base), with(Ours), r.Document.Source())
	var out []block
	for _, c := range diff3(as[0], as[1], as[2]) {
		if c.who == Base {
			out = append(out, block{plain: c.t.of(as[2])})
		} else {
			out = append(out, block{open: true, base: c.b.of(as[0]), ours: c.o.of(as[1]), theirs: c.t.of(as[2])})
		}
	}
	return out
}

// sides joins what each side has in blocks.
func sides(bs []block) (base, ours, theirs []byte) {
	for _, b := range bs {
		base = append(append(base, b.plain...), b.base...)
		ours = append(append(ours, b.plain...), b.ours...)
		theirs = append(append(theirs, b.plain...), b.theirs...)
	}
	return base, ours, theirs
}

// checkShown wants the three sides of what is shown to be the whole documents, and
// reports whether their lines are also cut as wholly does it.
func checkShown(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, r Result,
) (same bool) {
	want, got := wholly(t, r), r.shown()
	wb, wo, wt := sides(want)
	b, o, th := sides(got)
	in := r.input.r
	if !bytes.Equal(b, wb) || !bytes.Equal(o, wo) || !bytes.Equal(th, wt) {
		t.Fatalf("base   %q\nours   %q\ntheirs %q\nconflicts %s\nbase   %q\n  want %q\nours   %q\n  want %q\ntheirs %q\n  want %q",
			in.Base.Source(), in.Ours.Source(), in.Theirs.Source(), conflicts(r), b, wb, o, wo, th, wt)
	}
	return drawing(want) == drawing(got)
}

// drawing spells blocks.
func drawing(bs []block) string {
	var out strings.Builder
	for _, b := range bs {
		if b.open {
			fmt.Fprintf(&out, "[%q|%q|%q]", b.ours, b.base, b.theirs)
		} else {
			fmt.Fprintf(&out, "%q", b.plain)
		}
	}
	return out.String()
}

// What is shown is what comparing the whole documents would show, but for one thing in
// a few of a thousand: there a line of one conflict, a bracket, has found its mate in
// lines between two conflicts, and has pushed their own mates into the conflict. What
// is between the variants is known to belong together.
func TestShownAsWholly(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(20_261_122, 0))
	script := make([]byte, 400)
	open, otherwise := 0, 0
	for range 12_000 {
		for i := range script {
			script[i] = byte(random.Uint32())
		}
		b, o, th := generate.NewScript(script).Revisions()
		r := must(t)(Merge(Revisions{parse(t, string(b)), parse(t, string(o)), parse(t, string(th))}, Options{}))
		if r.Clean() {
			continue
		}
		if open++; !checkShown(t, r) {
			otherwise++
		}
	}
	t.Logf("%d of %d otherwise", otherwise, open)
	if open < 1000 || otherwise > open/500 {
		t.Errorf("of %d documents with conflicts, %d are shown otherwise", open, otherwise)
	}
}

// The sides of what is shown are the whole documents, whatever the three are, and
// where some of the conflicts have been settled before.
func TestShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := merged(t, revisions(t))
		for !r.Clean() {
			checkShown(t, r)
			var err error
			take := rapid.SampledFrom([]Side{Base, Ours, Theirs}).Draw(t, "take")
			if r, err = r.Resolve(Resolution{Index: rapid.IntRange(0, len(r.Conflicts)-1).Draw(t, "conflict"), Take: take}); err != nil {
				t.Fatal(err)
			}
		}
		in := revisions(t)
		again, err := Rerun(in, revisions(t).Ours, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkShown(t, again)
	})
}

// Lines that one side has may as well be later ones: what is shown reaches as far as
// if the whole documents were compared. So it does wherever a comma comes or goes.
func TestShownOfMembersAndElementsThatGo(t *testing.T) {
	record := func(id, x int) string {
		return fmt.Sprintf("{\n\"k\": 0,\n\"l\": 0,\n\"m\": 0,\n\"id\": %d,\n\"x\": %d\n}", id, x)
	}
	array := func(of ...string) string { return "[\n" + strings.Join(of, ",\n") + "\n]\n" }
	for _, c := range []struct{ why, base, ours, theirs string }{
		{"a removed element begins as the next one", array(record(1, 1), record(2, 1), record(3, 1)), array(record(1, 2), record(2, 1), record(3, 1)), array(record(2, 1), record(3, 1))},
		{"and the next one is in conflict too", array(record(1, 1), record(2, 1), record(3, 1)), array(record(1, 2), record(2, 2), record(3, 1)), array(record(2, 3), record(3, 1))},
		{"both go", array(record(1, 1), record(2, 1), record(3, 1)), array(record(1, 2), record(2, 2), record(3, 1)), array(record(3, 1))},
		{"the first member goes", "{\n\"a\":1,\n\"b\":2\n}\n", "{\n\"a\":2,\n\"b\":2\n}\n", "{\n\"b\":2\n}\n"},
		{"the last member goes", "{\n\"b\":2,\n\"a\":1\n}\n", "{\n\"b\":2,\n\"a\":2\n}\n", "{\n\"b\":2\n}\n"},
		{"the only member goes", "{\n\"a\":1\n}\n", "{\n\"a\":2\n}\n", "{}\n"},
		{"first and last go", "{\"a\":1,\n\"b\":2,\n\"c\":3}", "{\"a\":2,\n\"b\":2,\n\"c\":4}", "{\n\"b\":2}"},
		{"one line", `{"a":1,"b":2,"c":3}`, `{"a":2,"b":2,"c":4}`, `{"b":2}`},
		{"the root", "1", "2\n", "\r\n3"},
		{"two places for one element", "[\n1,\n2,\n3,\n4\n]", "[\n2,\n3,\n1,\n4\n]", "[\n2,\n1,\n3,\n4\n]"},
		{"and a conflict in it", `[{"id":1,"x":1},{"id":2},{"id":3}]`, "[{\"id\":2},\n{\"id\":3},\n{\"id\":1,\"x\":2}]", "[{\"id\":2},\n{\"id\":1,\"x\":3},\n{\"id\":3}]"},
	} {
		r := mergeOf(t, c.base, c.ours, c.theirs)
		if r.Clean() {
			t.Errorf("%s: no conflict", c.why)
		}
		if !checkShown(t, r) {
			t.Errorf("%s: got\n%s\nwant\n%s", c.why, drawing(r.shown()), drawing(wholly(t, r)))
		}
	}
}

// A document that one side lacks is in conflict as a whole, with all that is in it.
func TestShownWhereADocumentIsAbsent(t *testing.T) {
	const a, b = "\n{\"a\":1} \n", "[2]"
	for _, r := range []Revisions{
		{parse(t, a), parse(t, b), nil},
		{parse(t, a), nil, parse(t, b)},
		{nil, parse(t, a), parse(t, b)},
		{nil, parse(t, b), parse(t, a)},
		{parse(t, b), nil, parse(t, a)},
	} {
		res := must(t)(Merge(r, Options{}))
		if got, want := drawing(res.shown()), drawing(wholly(t, res)); res.Clean() || got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// lines finds what a look at every line does.
func TestMarkerLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom([]string{"<", "<<", "==", "=", "|||", ">>>", " ours", " base", " theirs", "\n", "\r\n", "\r", " ", "x"})
		text := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "text"), "")
		m := Markers{}.labelled()
		var want []found
		for i, l := range strings.Split(text, "\n") {
			l = strings.TrimSuffix(l, "\r")
			for size := 2; size <= len(l); size++ {
				m.Size = size
				for sign, label := range map[byte]string{'<': m.Ours, '|': m.Base, '=': "", '>': m.Theirs} {
					if l == m.line(sign, label) {
						want = append(want, found{i + 1, size, sign})
					}
				}
			}
		}
		if got := m.lines([]byte(text), 2); !slices.Equal(got, want) {
			t.Fatalf("%q: got %v, want %v", text, got, want)
		}
	})
}
