package merge

import (
	"testing"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/generate"
)

// The fuzz targets are for many small inputs: larger ones are slower, and say nothing
// that a small one cannot.
const (
	maxFuzzed   = 200 // bytes of a revision
	maxScript   = 80  // choices
	maxResolved = 2   // conflicts that are settled one by one
)

func FuzzMerge(f *testing.F) {
	f.Add(`{"a":1}`, `{"a":2}`, `{"a":1,"b":[]}`)
	f.Add(`[1,{"id":1}]`, `[{"id":1,"x":1.0}]`, "[1,\r\n{\"id\":2}]")
	f.Add(`{"a":1,"a":2}`, `{"a":1,"\u0061":3}`, `{}`)
	f.Add(`{"0":0,"0":0}`, `{"0":0,"\u0000":0}`, `0`)
	f.Add("\ufeff[\"a\\nb\"]", `["a\nc"]`, `[null] `)
	f.Fuzz(func(t *testing.T, b, o, th string) {
		r := Revisions{}
		if max(len(b), len(o), len(th)) > maxFuzzed {
			return
		}
		for i, d := range []**document.Document{&r.Base, &r.Ours, &r.Theirs} {
			if *d, _ = document.Parse([]byte([]string{b, o, th}[i]), document.JSON); *d == nil {
				return
			}
		}
		checkAny(t, r)
	})
}

func FuzzMergeText(f *testing.F) {
	f.Add("1\n2\n", "1\n3\n", "2\n")
	f.Add("", "a", "\n\n")
	f.Add("a\r\n\xff", "b\r\n\xff", "a\r\n\xfe\n")
	f.Fuzz(func(t *testing.T, b, o, th string) {
		r := Revisions{}
		if max(len(b), len(o), len(th)) > maxFuzzed {
			return
		}
		r.Base, _ = document.Parse([]byte(b), document.Text)
		r.Ours, _ = document.Parse([]byte(o), document.Text)
		r.Theirs, _ = document.Parse([]byte(th), document.Text)
		checkAny(t, r)
	})
}

// FuzzEdits makes a document and two edits of it from the choices that the bytes are.
// The first one also says which law is looked at.
func FuzzEdits(f *testing.F) {
	f.Add([]byte{0, 3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 1, 1, 1, 2, 2, 2})
	f.Add([]byte{1, 1, 5, 2, 0, 22, 0, 3, 0, 5, 0, 7, 0, 9, 1, 0, 3, 1, 0, 2, 1, 3, 1, 4, 1, 2, 3})
	f.Add([]byte{2, 3, 5, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 2, 3, 4, 1, 1, 3, 2, 2})
	f.Add([]byte{3, 4, 5, 3, 4, 3, 3, 1, 2, 3, 1, 2, 1, 2, 0, 3, 1, 1, 2, 3, 2, 2, 4, 2, 4, 1, 2, 2})
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) == 0 || len(script) > maxScript {
			return
		}
		b, o, th := generate.NewScript(script[1:]).Revisions()
		r := Revisions{parse(t, string(b)), parse(t, string(o)), parse(t, string(th))}
		laws := []func(t *testing.T, r Revisions){
			checkIdentities, checkSettling, checkReaders,
			func(t *testing.T, r Revisions) { checkShown(t, must(t)(Merge(r, Options{}))) },
			func(t *testing.T, r Revisions) { checkShortcuts(t, r) },
			func(t *testing.T, r Revisions) { checkSymmetry(t, r) },
			func(t *testing.T, r Revisions) { checkNothingLost(t, r) },
		}
		laws[int(script[0])%len(laws)](t, r)
	})
}

// checkAny checks what holds for any revisions.
func checkAny(t *testing.T, r Revisions) {
	checkIdentities(t, r)
	checkSettling(t, r)
	checkReaders(t, r)
}

// checkIdentities wants a side's own edit where the other has done nothing, or the same.
func checkIdentities(t *testing.T, r Revisions) {
	for _, c := range []struct {
		r    Revisions
		want *document.Document
	}{{Revisions{r.Base, r.Ours, r.Base}, r.Ours}, {Revisions{r.Base, r.Ours, r.Ours}, r.Ours}, {Revisions{r.Base, r.Base, r.Theirs}, r.Theirs}} {
		if got, err := Merge(c.r, Options{}); err != nil || !got.Clean() || !got.Document.Equal(c.want) {
			t.Fatalf("%v\n%q\n%q\n%q", err, c.r.Base.Source(), c.r.Ours.Source(), got.Document.Source())
		}
	}
}

// checkSettling wants a settled conflict to be one fewer.
func checkSettling(t *testing.T, r Revisions) {
	res, err := Merge(r, Options{})
	if err != nil {
		t.Fatalf("%v\n%q\n%q\n%q", err, r.Base.Source(), r.Ours.Source(), r.Theirs.Source())
	}
	for i := range min(len(res.Conflicts), maxResolved) {
		for _, take := range []Side{Base, Ours, Theirs} {
			if got, err := res.Resolve(Resolution{Index: i, Take: take}); err != nil || len(got.Conflicts) != len(res.Conflicts)-1 {
				t.Fatalf("%v\n%q\n%q\n%q", err, r.Base.Source(), r.Ours.Source(), r.Theirs.Source())
			}
		}
	}
}

// checkReaders wants the others that look at three revisions to have something to say.
func checkReaders(t *testing.T, r Revisions) {
	must(t)(Merge(r, Options{})).Marked(Markers{})
	if _, _, err := Landed(r, Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := Rerun(r, r.Ours, Options{}); err != nil {
		t.Fatal(err)
	}
}
