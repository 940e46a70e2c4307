package editor_test

import (
	"context"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// tested is a target without versions whose writes are patches that test what they rest on.
type tested struct{ *origin }

func (t tested) Fetch(ctx context.Context) (editor.State, error) {
	s, err := t.origin.Fetch(ctx)
	s.Representation.Validator = client.Validator{}
	return s, err
}

func (t tested) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w, err := t.origin.Prepare(base, wanted)
	w.Guard = client.Tested()
	return w, err
}

func (t tested) Send(ctx context.Context, w editor.Write) (editor.Receipt, error) {
	p, err := patch.Maker{Test: true}.Make(patch.JSON, w.Base.Document, w.Wanted)
	if err != nil {
		return editor.Receipt{}, err
	}
	var f fault
	if t.sends < len(t.script) {
		f = t.script[t.sends]
	}
	there := t.body
	if f.rival != "" {
		there = f.rival
	}
	made, err := patch.Apply(p, doc(there))
	if err != nil && f.lose == "" && f.answer == nil {
		t.sends++
		t.write(f.rival)
		return editor.Receipt{Write: w}, &client.PreconditionError{Problem: client.Problem{Status: 409}}
	}
	w.Wanted = made
	receipt, err := t.origin.Send(ctx, w)
	receipt.After.Representation.Validator = client.Validator{}
	return receipt, err
}

// Where a patch tests what it rests on, equal content proves nothing: a rival may have put
// back what was there. After a lost answer the same is sent again only where making the
// change twice is making it once; a patch that comes late finds its tests failed then.
func TestTested(t *testing.T) {
	const (
		elsewhere = `{"a":1,"b":9,"n":1}`
		lost      = "before"
		landed    = "after"
	)
	for _, tc := range []told{
		{name: "no rival", modifier: setter{set("/a", "2")}, body: `{"a":2,"b":1,"n":1}`, sends: 1, want: editor.Applied},
		{name: "a rival elsewhere: the tests hold", modifier: script(count), origin: origin{script: []fault{{rival: elsewhere}}}, body: `{"a":1,"b":9,"n":2}`, sends: 1, want: editor.Applied},
		{name: "a rival in our place: made again", modifier: script(count), origin: origin{script: []fault{{rival: `{"a":1,"b":1,"n":5}`}}}, body: `{"a":1,"b":1,"n":6}`, sends: 2, want: editor.Applied, rivals: 1, conflict: 1},
		{name: "lost on the way", modifier: setter{set("/a", "2")}, origin: origin{script: []fault{{lose: lost}}}, body: `{"a":2,"b":1,"n":1}`, sends: 2, want: editor.Applied},
		{name: "lost on the way back", modifier: setter{set("/a", "2")}, origin: origin{script: []fault{{lose: landed}}}, body: `{"a":2,"b":1,"n":1}`, sends: 1, want: editor.Applied},
		{name: "lost, and a rival elsewhere", modifier: setter{set("/a", "2")}, origin: origin{script: []fault{{lose: lost, rival: elsewhere}}}, body: `{"a":2,"b":9,"n":1}`, sends: 2, want: editor.Applied, rivals: 1},
		{name: "the first one comes late, before the second", modifier: setter{set("/a", "2")}, origin: origin{script: []fault{{lose: lost}, {rival: `{"a":2,"b":1,"n":1}`}}}, body: `{"a":2,"b":1,"n":1}`, sends: 2, want: editor.Applied, conflict: 1},
		{name: "a counter, lost on the way", modifier: script(count), origin: origin{script: []fault{{lose: lost}}}, body: base, sends: 1, err: new(*editor.UnknownError)},
		{name: "a counter, landed, and put back by a rival", modifier: script(count), origin: origin{script: []fault{{lose: landed, after: base}}}, body: base, sends: 1, err: new(*editor.UnknownError)},
		{name: "a counter, lost, and a rival elsewhere", modifier: script(count), origin: origin{script: []fault{{lose: lost, rival: elsewhere}}}, body: elsewhere, sends: 1, err: new(*editor.UnknownError)},
		{name: "a counter, landed, and a rival elsewhere", modifier: script(count), origin: origin{script: []fault{{lose: landed, after: `{"a":1,"b":9,"n":2}`}}}, body: `{"a":1,"b":9,"n":2}`, sends: 1, err: new(*editor.UnknownError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_ = tc.run(t, func(o *origin) editor.Target { return tested{o} })
		})
	}
}
