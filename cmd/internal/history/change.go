package history

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/document"
)

// marks is where --marker keeps its ids; the first one is nobody's.
const marks = document.Pointer("/marks")

// firstJSON and firstText are what the resources hold at the beginning.
const (
	firstJSON = `{
  "n": 0,
  "big": 12345678901234567890,
  "items": ["first"],
  "text": "first line\nsecond line\nthird line\n",
  "slots": {"s0": 0, "s1": 1.0, "s2": "x", "s3": null},
  "end": [1e2, {"a": "b"}],
  "marks": "aaaaaaaaaaaaaaaaaaaaaaaa"
}
`
	firstText = "first line\nsecond line\nthird line\nfourth line\n"
)

// modifier makes the edit's Modifier.
func (e *Edit) modifier() (editor.Modifier, error) {
	if e.Kind.person() {
		return &person{change: e.typed}, nil
	}
	cs, err := e.script()
	if err != nil {
		return nil, err
	}
	p := transform.New(cs...)
	p.Once = e.Policy.String() == "fail"
	return p, nil
}

// script is the edit as changes of "etch update".
func (e *Edit) script() ([]transform.Change, error) {
	one := func(c transform.Change, err error) ([]transform.Change, error) { return []transform.Change{c}, err }
	slot := document.Pointer("/slots").Child(e.Slot)
	switch e.Kind {
	case Count:
		return one(transform.NewJQ(".n += 1"))
	case CountFilter:
		return one(&transform.Filter{Argv: []string{"count"}, Run: filter(func(d map[string]any) {
			n, _ := d["n"].(json.Number).Int64()
			d["n"] = n + 1
		})}, nil)
	case AppendJQ:
		return one(transform.NewJQ(".items += [$t]", transform.Variable{Name: "t", Value: e.Token}))
	case AppendSet:
		return one(transform.SetString("/items/-", e.Token))
	case AppendPatch:
		return one(transform.JSONPatch(fmt.Appendf(nil, `[{"op":"add","path":"/items/-","value":%q}]`, e.Token)))
	case Say:
		return one(transform.NewJQ(`.text += $t + "\n"`, transform.Variable{Name: "t", Value: e.Token}))
	case Set:
		return one(transform.Set(slot, e.Value))
	case Unset:
		return one(transform.Unset(slot))
	case Both:
		value, err := transform.Set(slot, e.Value)
		if err != nil || e.Slot == e.Other {
			return one(value, err)
		}
		return one(transform.MergePatch(fmt.Appendf(nil, `{"slots":{%q:%s,%q:null}}`, e.Slot, e.Value, e.Other)))
	case LineFilter:
		return one(&transform.Filter{Argv: []string{"line"}, Run: func(_ context.Context, _ []string, in []byte) ([]byte, error) {
			return []byte(insertLine(string(in), e.Token, e.At)), nil
		}}, nil)
	}
	return nil, fmt.Errorf("%s is no script", e.Kind)
}

// filter is a program that reads JSON and writes it anew, as programs do.
func filter(change func(map[string]any)) func(context.Context, []string, []byte) ([]byte, error) {
	return func(_ context.Context, _ []string, in []byte) ([]byte, error) {
		dec := json.NewDecoder(bytes.NewReader(in))
		dec.UseNumber()
		var d map[string]any
		if err := dec.Decode(&d); err != nil {
			return nil, err
		}
		change(d)
		return json.Marshal(d)
	}
}

// typed is the edit as a person makes it.
func (e *Edit) typed(d *document.Document) (*document.Document, error) {
	switch e.Kind {
	case LineText:
		return document.Parse([]byte(insertLine(string(d.Source()), e.Token, e.At)), document.Text)
	case SetText:
		return d.Set(document.Pointer("/slots").Child(e.Slot), []byte(e.Value))
	case SayText:
		said, ok := d.At("/text")
		if !ok {
			return nil, fmt.Errorf("no /text in %s", d.Source())
		}
		return d.Set("/text", document.Quote(insertLine(said.Text(), e.Token, e.At)))
	}
	items, ok := d.At("/items")
	if !ok {
		return nil, fmt.Errorf("no /items in %s", d.Source())
	}
	at := document.Pointer("/items").Child(fmt.Sprint(int(e.At * float64(items.Len()+1))))
	return d.Insert(at, document.Quote(e.Token))
}

// insertLine puts a line into text: after at = 0 the first one, at = 1 the last.
func insertLine(text, line string, at float64) string {
	lines := strings.SplitAfter(text, "\n")
	i := 1 + int(at*float64(len(lines)-1))
	i = min(i, len(lines)-1)
	return strings.Join(slices.Insert(lines, i, line+"\n"), "")
}

// A person is a Modifier that types a change once. What was typed is merged from then on.
type person struct {
	change func(*document.Document) (*document.Document, error) // nil: a kept text is taken up as it is
}

// Modify implements editor.Modifier.
func (p *person) Modify(_ context.Context, t editor.Task) (*document.Document, error) {
	if t.Refused != nil {
		return nil, t.Refused
	}
	if t.Start != nil || p.change == nil {
		return document.Parse(t.Start, t.Base.Format())
	}
	d, err := p.change(t.Base)
	if err != nil {
		return nil, &editor.InvalidError{Err: err}
	}
	return d, t.Save(d.Source())
}

// Repeats implements editor.Modifier.
func (*person) Repeats() bool { return false }
