package transform

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// settle is a Resolver that answers the same every time.
type settle struct {
	text    string
	verdict editor.Verdict
	err     error
}

func (s settle) Resolve(context.Context, editor.Collision) (*document.Document, editor.Verdict, error) {
	if s.text == "" {
		return nil, s.verdict, s.err
	}
	d, err := document.Parse([]byte(s.text), document.JSON)
	return d, s.verdict, errors.Join(s.err, err)
}

type terminalError string

func (e terminalError) Error() string { return string(e) }

func TestFrom(t *testing.T) {
	var (
		conflict = new(*editor.ConflictError)
		aborted  = new(*editor.AbortedError)
		invalid  = new(*editor.InvalidError)
		failed   = terminalError("the terminal is gone")
	)
	tests := map[string]struct {
		there, text, base string
		resolver          editor.Resolver
		want              string
		err               any // a target of errors.As
	}{
		"without a base it replaces":            {there: `{"a":1,"b":2}`, text: "{\"a\": 7}\n", want: "{\"a\": 7}\n"},
		"with a base it is merged":              {there: `{"a": 1, "b": 3}`, text: `{"a":7,"b":2}`, base: `{"a":1,"b":2}`, want: `{"a": 7, "b": 3}`},
		"a collision that nobody settles":       {there: `{"a": 3}`, text: `{"a": 2}`, base: `{"a": 1}`, err: conflict},
		"a collision that is settled":           {there: `{"a": 3}`, text: `{"a": 2}`, base: `{"a": 1}`, resolver: settle{text: `{"a": 5}`, verdict: editor.Send}, want: `{"a": 5}`},
		"a collision that the user gives up":    {there: `{"a": 3}`, text: `{"a": 2}`, base: `{"a": 1}`, resolver: settle{verdict: editor.Drop}, err: aborted},
		"a collision that is kept for later":    {there: `{"a": 3}`, text: `{"a": 2}`, base: `{"a": 1}`, resolver: settle{verdict: editor.Keep}, err: conflict},
		"a collision that is to be edited":      {there: `{"a": 3}`, text: `{"a": 2}`, base: `{"a": 1}`, resolver: settle{text: `{}`, verdict: editor.Again}, err: conflict},
		"a collision about which asking failed": {there: `{"a": 3}`, text: `{"a": 2}`, base: `{"a": 1}`, resolver: settle{err: failed}, err: new(terminalError)},
		"a base that is no document":            {there: `{"a": 3}`, text: `{"a": 2}`, base: `{`, err: invalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &From{Text: []byte(tt.text), Resolver: tt.resolver}
			if tt.base != "" {
				f.Base = []byte(tt.base)
			}
			p := New(f)
			got, err := p.Modify(t.Context(), editor.Task{Base: parse(t, tt.there)})
			if p.Repeats() {
				t.Error("what was given whole would be put over a rival's write")
			}
			if tt.err != nil {
				if _, other := errors.AsType[*editor.InvalidError](err); err == nil || !errors.As(err, tt.err) || other != (tt.err == any(invalid)) {
					t.Errorf("%s, error %v, want %T", got.Source(), err, tt.err)
				}
				return
			}
			if err != nil || string(got.Source()) != tt.want {
				t.Errorf("%s, %v; want %s", got.Source(), err, tt.want)
			}
		})
	}
}

// Parents that are missing take the style of where they land.
func TestNewParentsTakeTheStyleAround(t *testing.T) {
	base := parse(t, "{\n\t\"a\": 1\n}\n")
	got, err := New(change(t, "set", "/b/c/d=1")).Modify(t.Context(), editor.Task{Base: base})
	want := "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": {\n\t\t\t\"d\": 1\n\t\t}\n\t}\n}\n"
	if err != nil || string(got.Source()) != want {
		t.Errorf("%q, %v; want %q", got.Source(), err, want)
	}
}
