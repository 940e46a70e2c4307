package patch

import (
	"errors"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// FuzzApply: no patch makes it panic; what comes out is JSON, and what does not says
// why in one of the types that it promises.
func FuzzApply(f *testing.F) {
	f.Add(true, []byte(`[{"op":"move","from":"/a","path":"/b/0"}]`), []byte(`{"a":1,"b":[]}`))
	f.Add(true, []byte(`[{"op":"copy","from":"","path":"/a"},{"op":"test","path":"","value":null}]`), []byte(`{}`))
	f.Add(true, []byte(`[{"op":"remove","path":"/0"},{"op":"add","path":"/-","value":{"b":1}},{"op":"move","from":"/1","path":"/0"},{"op":"replace","path":"/0/b","value":[]}]`), []byte(`[1,[2]]`))
	f.Add(false, []byte(`{"a":{"b":null},"c":[null]}`), []byte(`{"a":{"b":1}}`))
	f.Fuzz(func(t *testing.T, json bool, body, source []byte) {
		d, err := document.Parse(source, document.JSON)
		if err != nil {
			return
		}
		p := Patch{MediaType: Merge, Body: body}
		if json {
			p.MediaType = JSON
		}
		made, err := Apply(p, d)
		switch {
		case err != nil:
			if !errors.As(err, new(*ApplyError)) && !errors.As(err, new(*TestError)) && !errors.As(err, new(*document.SyntaxError)) {
				t.Fatalf("%s on %s: %T, %v", body, source, err, err)
			}
		case made != nil:
			if _, err := document.Parse(made.Source(), document.JSON); err != nil {
				t.Fatalf("%s on %s: %v", body, source, err)
			}
		}
	})
}

// FuzzMake: between any two documents there is a JSON Patch, with tests and without;
// a merge patch, where there is one, is proved as well.
func FuzzMake(f *testing.F) {
	for _, pair := range [][2]string{
		{`{"a":1}`, `{"b":1}`},
		{`[1,2,3,[4]]`, `[3,1,[4,5],2]`},
		{`[{"id":1,"v":[]},{"id":2}]`, `[{"id":2},{"id":1,"v":[0]},{"id":3}]`},
		{`{"a":1,"a":2}`, `{"a":2}`},
	} {
		f.Add([]byte(pair[0]), []byte(pair[1]))
	}
	g := newGenerator(4)
	for range 20 {
		from, to := g.pair()
		f.Add([]byte(from), []byte(to))
	}
	f.Fuzz(func(t *testing.T, from, to []byte) {
		base, err := document.Parse(from, document.JSON)
		if err != nil {
			return
		}
		wanted, err := document.Parse(to, document.JSON)
		if err != nil || document.Same(base.Root(), wanted.Root()) {
			return
		}
		for _, m := range []Maker{{}, {Test: true}} {
			if _, err := m.Make(JSON, base, wanted); err != nil { // it proves what it makes
				t.Fatalf("%s to %s: %v", from, to, err)
			}
		}
		if _, err := Make(Merge, base, wanted); err != nil && !errors.As(err, new(*InexpressibleError)) {
			t.Fatalf("%s to %s: %v", from, to, err)
		}
	})
}
