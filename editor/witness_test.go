package editor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// marking is an origin at which every write leaves a mark; it is its own Witness.
type marking struct {
	*origin
	ids      []string
	removed  bool           // somebody removes the list before anybody asks
	recalled []editor.Draft // see Recall
}

func (m *marking) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w, err := m.origin.Prepare(base, wanted)
	w.Mark = fmt.Sprint(base.Representation.Validator.Values, string(wanted.Source()))
	return w, err
}

func (m *marking) Send(ctx context.Context, w editor.Write) (editor.Receipt, error) {
	m.arrived = func() { m.ids = append(m.ids, w.Mark) }
	return m.origin.Send(ctx, w)
}

func (*marking) Place() document.Pointer { return "/marks" }

func (m *marking) Recall(d editor.Draft) { m.recalled = append(m.recalled, d) }

func (m *marking) Testify(marks []string, base, theirs editor.State) editor.Testimony {
	switch {
	case m.removed:
		return editor.Silent
	case slices.ContainsFunc(marks, func(id string) bool { return slices.Contains(m.ids, id) }):
		return editor.There
	case base.Same(theirs):
		return editor.Silent
	}
	return editor.Passed
}

// With a mark in the resource a lost answer can always be settled, whatever rivals have
// written since.
func TestWitness(t *testing.T) {
	const two = `{"a":1,"b":1,"n":2}`
	for _, tc := range []struct {
		name    string
		script  []fault
		fixed   bool
		removed bool
		want    editor.Outcome
		body    string
		sends   int
		err     any
	}{
		{
			name: "a count landed", script: []fault{{lose: "after"}},
			want: editor.Applied, body: two, sends: 1,
		},
		{
			name: "it landed, and a rival counted on", script: []fault{{lose: "after", after: `{"a":1,"b":1,"n":3}`}},
			want: editor.Applied, body: `{"a":1,"b":1,"n":3}`, sends: 1,
		},
		{
			name: "it did not, and a rival counted to the same", script: []fault{{lose: "before", rival: two}},
			want: editor.Applied, body: `{"a":1,"b":1,"n":3}`, sends: 2,
		},
		{
			name: "503, and a rival counted to the same", script: []fault{{answer: &client.BusyError{}, rival: two}},
			want: editor.Applied, body: `{"a":1,"b":1,"n":3}`, sends: 2,
		},
		{
			name: "the list was removed: unknown, as without one", removed: true, script: []fault{{lose: "before", rival: two}},
			body: two, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "a version that stays: made again on theirs, and its mark found", fixed: true,
			script: []fault{{lose: "before", rival: `{"a":1,"b":9,"n":1}`}, {lose: "after"}},
			want:   editor.Applied, body: `{"a":1,"b":9,"n":2}`, sends: 2,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o, d := &marking{origin: &origin{body: base, script: tc.script, fixed: tc.fixed}, removed: tc.removed}, &drafts{}
			s := session(o, script(count), d)
			s.Witness = o
			overtaken := false
			s.Notify = func(e editor.Event) { overtaken = overtaken || e.Step == editor.Overtaken }
			rep, err := s.Run(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
			}
			if overtaken != strings.HasSuffix(tc.name, "counted on") {
				t.Errorf("said that a rival has changed it since: %v", overtaken)
			}
			if rep.Outcome != tc.want || o.body != tc.body || o.sends != tc.sends {
				t.Errorf("%q %s after %d sends; want %q %s after %d", rep.Outcome, o.body, o.sends, tc.want, tc.body, tc.sends)
			}
			for _, k := range d.kept {
				if k.Marker != "/marks" || k.Sent != (len(k.Marks) > 0) {
					t.Errorf("a draft with the marks %q at %q, sent %v", k.Marks, k.Marker, k.Sent)
				}
			}
		})
	}
}

// A plain 412 needs no witness: none of ours landed.
func TestWitnessIsNotAskedWithoutDoubt(t *testing.T) {
	o := &marking{origin: &origin{body: base, script: rivals(1, `{"a":1,"b":1,"n":2}`)}}
	o.ids = []string{fmt.Sprint([]string{"0"}, `{"a":1,"b":1,"n":2}`)} // whoever claims that
	s := session(o, script(count), &drafts{})
	s.Witness = o
	if rep, err := s.Run(t.Context()); err != nil || rep.Outcome != editor.Applied || o.body != `{"a":1,"b":1,"n":3}` {
		t.Errorf("%q %s, %v", rep.Outcome, o.body, err)
	}
}

// What was sent before a kill is found by its mark, and prepared with the same one.
func TestWitnessAfterAKill(t *testing.T) {
	const two = `{"a":1,"b":1,"n":2}`
	mark := fmt.Sprint([]string{"0"}, two)
	for _, tc := range []struct {
		name   string
		origin origin
		ids    []string
		want   editor.Outcome
		body   string
		err    any
	}{
		{name: "it had landed, rivals since", origin: origin{body: `{"a":1,"b":1,"n":9}`, version: 5}, ids: []string{mark}, want: editor.Applied, body: `{"a":1,"b":1,"n":9}`},
		{name: "it had not, and a rival counted: its text is not ours", origin: origin{body: two, version: 1}, body: two, err: new(*editor.ConflictError)},
		{name: "nothing since: the same again", origin: origin{body: base}, want: editor.Applied, body: two},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := &marking{origin: &tc.origin, ids: tc.ids}
			s := session(o, whole(two), &drafts{})
			s.Witness = o
			s.Start = &editor.Draft{Base: begun(true).Base, Text: []byte(two), Sent: true, Adds: true, Marks: []string{mark}}
			rep, err := s.Run(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
			}
			if rep.Outcome != tc.want || o.body != tc.body || len(o.recalled) != 1 {
				t.Errorf("%q %s, recalled %d times", rep.Outcome, o.body, len(o.recalled))
			}
		})
	}
}

// A draft names the marks of what is in doubt, and no others: those of what was refused
// are gone with it.
func TestMarksOfADraft(t *testing.T) {
	o, d := &marking{origin: &origin{body: base, script: []fault{{rival: `{"a":1,"b":9,"n":1}`}}}}, &drafts{}
	s := session(o, text{set("/a", "2")}, d)
	s.Witness = o
	if _, err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, k := range d.kept {
		if n := len(k.Marks); k.Sent != (n == 1) {
			t.Errorf("sent %v, marks %q", k.Sent, k.Marks)
		}
	}
}

// Of a create, too, the mark tells, when a rival has changed what was created since.
func TestWitnessOfACreate(t *testing.T) {
	p := &place{script: []turn{{lose: "after", after: `{"a":9}`}}}
	s := &editor.Session{
		Target: created{p}, Modifier: whole(`{"a":1}`), Drafts: &drafts{}, Pacer: &pacer{left: 5}, Witness: created{p},
		Reviewer: &verdicts{list: []editor.Verdict{editor.Send}}, Resolver: policy(0),
		Start: &editor.Draft{Base: editor.State{New: document.JSON}},
	}
	if rep, err := s.Run(t.Context()); rep.Outcome != editor.Created {
		t.Errorf("%q, %v", rep.Outcome, err)
	}
}

// created is a place at which what was sent bears a mark, whatever rivals do.
type created struct{ *place }

func (c created) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w, err := c.place.Prepare(base, wanted)
	w.Mark = "m"
	return w, err
}
func (created) Place() document.Pointer { return "/marks" }
func (created) Recall(editor.Draft)     {}
func (created) Testify([]string, editor.State, editor.State) editor.Testimony {
	return editor.There
}
