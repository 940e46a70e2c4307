package merge

import (
	"testing"

	"github.com/etch-http/etch/merge/document"
)

func FuzzMerge(f *testing.F) {
	f.Add(`{"a":1}`, `{"a":2}`, `{"a":1,"b":[]}`)
	f.Add(`[1,{"id":1}]`, `[{"id":1,"x":1.0}]`, "[1,\r\n{\"id\":2}]")
	f.Add(`{"a":1,"a":2}`, `{"a":1,"\u0061":3}`, `{}`)
	f.Add(`{"0":0,"0":0}`, `{"0":0,"\u0000":0}`, `0`)
	f.Add("\ufeff[\"a\\nb\"]", `["a\nc"]`, `[null] `)
	f.Fuzz(func(t *testing.T, b, o, th string) {
		r := Revisions{}
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
		r.Base, _ = document.Parse([]byte(b), document.Text)
		r.Ours, _ = document.Parse([]byte(o), document.Text)
		r.Theirs, _ = document.Parse([]byte(th), document.Text)
		checkAny(t, r)
	})
}

// checkAny checks what holds for any revisions.
func checkAny(t *testing.T, r Revisions) {
	res, err := Merge(r, Options{})
	if err != nil {
		t.Fatalf("%v\n%q\n%q\n%q", err, r.Base.Source(), r.Ours.Source(), r.Theirs.Source())
	}
	for _, c := range []struct {
		r    Revisions
		want *document.Document
	}{{Revisions{r.Base, r.Ours, r.Base}, r.Ours}, {Revisions{r.Base, r.Ours, r.Ours}, r.Ours}, {Revisions{r.Base, r.Base, r.Theirs}, r.Theirs}} {
		if got, err := Merge(c.r, Options{}); err != nil || !got.Clean() || !got.Document.Equal(c.want) {
			t.Fatalf("%v\n%q\n%q\n%q", err, c.r.Base.Source(), c.r.Ours.Source(), got.Document.Source())
		}
	}
	res.Marked(Markers{})
	for i := range res.Conflicts {
		for _, take := range []Side{Base, Ours, Theirs} {
			if got, err := res.Resolve(Resolution{Index: i, Take: take}); err != nil || len(got.Conflicts) != len(res.Conflicts)-1 {
				t.Fatalf("%v\n%q\n%q\n%q", err, r.Base.Source(), r.Ours.Source(), r.Theirs.Source())
			}
		}
	}
	if _, _, err := Landed(r, Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := Rerun(r, r.Ours, Options{}); err != nil {
		t.Fatal(err)
	}
}
