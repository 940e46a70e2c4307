package transform

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/itchyny/gojq"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A Variable is $Name in a jq program. All of them are also members of $ARGS.named.
type Variable struct {
	Name  string // without the $
	Value string
	JSON  bool // Value is a JSON document; else it is the string itself
}

// NewJQ compiles a jq program, which makes of the document exactly one other. It
// runs without modules, input and environment, and ends with the context. A number that comes out with the value that it had before keeps its text;
// members that are new come in the order of their names, as jq's own do when sorted.
// The error is a *UsageError: the program's syntax, a name that nothing defines, or
// $ENV, which would be null throughout, and silently write that.
func NewJQ(program string, vars ...Variable) (Change, error) {
	fail := func(what, text string, err error) (Change, error) {
		return nil, &UsageError{What: what, Text: text, Err: err}
	}
	vars = slices.Clone(vars)
	slices.SortFunc(vars, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	named := map[string]any{}
	names, values := []string{"$ARGS"}, []any{map[string]any{"named": named, "positional": []any{}}}
	for _, v := range vars {
		value := any(v.Value)
		if v.JSON {
			d, err := document.Parse([]byte(v.Value), document.JSON)
			if err != nil {
				return fail("variable", v.Name, err)
			}
			value = plain(d.Root())
		}
		named[v.Name] = value
		names, values = append(names, "$"+v.Name), append(values, value)
	}
	query, err := gojq.Parse(program)
	if err != nil {
		return fail("jq", program, err)
	}
	environ := false
	code, err := gojq.Compile(query, gojq.WithVariables(names), gojq.WithEnvironLoader(func() []string {
		environ = true // called where the program names env or $ENV
		return nil
	}))
	if err == nil && environ {
		err = errEnviron
	}
	if err != nil {
		return fail("jq", program, err)
	}
	return &jq{code, values}, nil
}

type jq struct {
	code   *gojq.Code
	values []any
}

func (*jq) again() again { return runs }

func (j *jq) apply(ctx context.Context, d *document.Document, r *run) (*document.Document, error) {
	if err := needJSON(d); err != nil {
		return nil, err
	}
	iter := j.code.RunWithContext(ctx, plain(d.Root()), j.values...)
	out, err := next(iter)
	if err != nil {
		return nil, err
	}
	if _, err := next(iter); err == nil {
		return nil, &CountError{}
	} else if none := new(CountError); !errors.As(err, &none) {
		return nil, err
	}
	source, err := gojq.Marshal(out)
	if err != nil {
		return nil, err
	}
	to, err := document.Parse(source, document.JSON)
	if err != nil {
		return nil, err
	}
	carried, _, err := diff.Carrier{Options: r.diff, Numbers: diff.NumberValue}.Carry(d, d, to)
	return carried, err
}

// next returns the next document of a program; a *CountError where there is none.
func next(iter gojq.Iter) (any, error) {
	v, ok := iter.Next()
	if !ok {
		return nil, &CountError{None: true}
	}
	if err, failed := v.(error); failed {
		if halt, ok := errors.AsType[*gojq.HaltError](err); ok && halt.Value() == nil {
			return nil, &CountError{None: true} // "halt": no more documents
		}
		return nil, &JQError{err}
	}
	return v, nil
}

// plain returns n as jq takes it. Numbers stay text, so that one which the program
// only passes on comes out with every digit.
func plain(n document.Node) any {
	switch n.Kind() {
	case document.Null:
		return nil
	case document.Bool:
		return n.Text() == "true"
	case document.Number:
		return json.Number(n.Text())
	case document.Array:
		out := make([]any, 0, n.Len())
		for c := range n.Children() {
			out = append(out, plain(c))
		}
		return out
	case document.Object:
		out := make(map[string]any, n.Len())
		for c := range n.Children() {
			out[c.Name()] = plain(c) // of two members of one name the last, as everywhere
		}
		return out
	}
	return n.Text()
}
