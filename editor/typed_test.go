package editor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// An edit after a read of the past holds more than the write in doubt: where that is
// found to have landed, the rest is written, and not taken for done.
func TestMoreTypedAfterAReadOfThePast(t *testing.T) {
	const older, two, more = `{"a":1,"b":0,"n":1}`, `{"a":2,"b":1,"n":1}`, `{"a":2,"b":1,"n":5}`
	l, d := &lagging{origin: &origin{body: base, script: []fault{{lose: "after"}}}, older: older, lags: []int{2}}, &drafts{}
	s := session(l, &typist{texts: []string{two, `{"a":2,"b":0,"n":5}`}}, d)
	s.Reviewer = &verdicts{list: []editor.Verdict{editor.Send, editor.Again, editor.Send, editor.Send}}
	rep, err := s.Run(t.Context())
	if err != nil || rep.Outcome != editor.Applied || l.body != more {
		t.Errorf("%q %s, %v", rep.Outcome, l.body, err)
	}
}

// So it is when the past is read once more before that is found.
func TestMoreTypedBetweenReadsOfThePast(t *testing.T) {
	const older, two, more = `{"a":1,"b":0,"n":1}`, `{"a":2,"b":1,"n":1}`, `{"a":2,"b":1,"n":5}`
	l := &lagging{origin: &origin{body: base, script: []fault{{lose: "after"}}}, older: older, lags: []int{2, 3}, differ: true}
	s := session(l, &typist{texts: []string{two, `{"a":2,"b":0,"n":5}`}}, &drafts{})
	s.Reviewer, s.Pacer = &verdicts{list: []editor.Verdict{editor.Send, editor.Again, editor.Send}}, &pacer{left: 9}
	rep, err := s.Run(t.Context())
	if err != nil || rep.Outcome != editor.Applied || l.body != more {
		t.Errorf("%q %s, %v", rep.Outcome, l.body, err)
	}
}

// A draft that knows of a write in doubt which has landed: what was typed into it since is
// written, too; what a script made again is not.
func TestADraftWithAWriteThatHasLanded(t *testing.T) {
	const older = `{"a":1,"b":0,"n":1}`
	for _, tc := range []struct {
		name, sent, text string
		adds             bool
		body             string
		sends            int
	}{
		{name: "more was typed", sent: `{"a":2,"b":1,"n":1}`, text: `{"a":2,"b":0,"n":5}`, body: `{"a":2,"b":1,"n":5}`, sends: 2},
		{name: "nothing was typed", sent: `{"a":2,"b":1,"n":1}`, text: `{"a":2,"b":0,"n":1}`, body: `{"a":2,"b":1,"n":1}`, sends: 1},
		{name: "a script counted on the past", sent: `{"a":1,"b":1,"n":2}`, text: `{"a":1,"b":0,"n":3}`, adds: true, body: `{"a":1,"b":1,"n":2}`, sends: 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			past := editor.State{Representation: client.Representation{Validator: client.Validator{Values: []string{"older"}}}, Document: doc(older)}
			o := &origin{body: base}
			first, _ := o.Fetch(t.Context())
			o.write(tc.sent)
			s := session(o, taken{}, &drafts{})
			s.Start = &editor.Draft{Base: past, Text: []byte(tc.text), Adds: tc.adds, Earlier: []editor.Sent{{Base: first, Text: []byte(tc.sent)}}}
			rep, err := s.Run(t.Context())
			if err != nil && !tc.adds || err == nil && rep.Outcome != editor.Applied || o.body != tc.body || o.sends != tc.sends {
				t.Errorf("%q %s after %d sends, %v", rep.Outcome, o.body, o.sends, err)
			}
			if tc.adds && !errors.As(err, new(*editor.UnknownError)) {
				t.Errorf("%v (%T)", err, err)
			}
		})
	}
}

// A typist makes each text in turn.
type typist struct{ texts []string }

func (y *typist) Modify(context.Context, editor.Task) (*document.Document, error) {
	d := doc(y.texts[0])
	y.texts = y.texts[1:]
	return d, nil
}
func (*typist) Repeats() bool { return false }

// What was typed anew before such an offer is written, too, when the write in doubt is found.
func TestMoreTypedBesideAVersionThatStays(t *testing.T) {
	state := func(tag, body string) editor.State {
		return editor.State{Representation: client.Representation{Validator: client.Validator{Values: []string{tag}}}, Document: doc(body)}
	}
	other := state("past", `{"a":1,"b":5,"n":1}`)
	p := &played{
		origin: &origin{body: base},
		reads:  []editor.State{state("0", base), state("past", `{"a":1,"b":0,"n":1}`), other, other, state("1", `{"a":2,"b":1,"n":1}`)},
		sends:  []error{&client.LostError{Err: errors.New("cut")}, &client.PreconditionError{}, &client.PreconditionError{}, nil},
	}
	s := session(p, &typist{texts: []string{`{"a":2,"b":1,"n":1}`, `{"a":2,"b":0,"n":5}`}}, &drafts{})
	s.Reviewer, s.Pacer = &verdicts{list: []editor.Verdict{editor.Send, editor.Again, editor.Send}}, neverStale{}
	rep, err := s.Run(t.Context())
	if err != nil || rep.Outcome != editor.Applied || string(rep.Write.Wanted.Source()) != `{"a":2,"b":1,"n":5}` {
		t.Errorf("%q %s, %v", rep.Outcome, rep.Write.Wanted.Source(), err)
	}
}

// neverStale is a Pacer who waits for no stale read.
type neverStale struct{}

func (neverStale) Wait(_ context.Context, cause error) error {
	if errors.As(cause, new(*editor.StaleError)) {
		return editor.ErrSpent
	}
	return nil
}

// A script's text that was made again on the past is none that was typed since: where the
// mark shows the write before it, that is the end.
func TestAScriptsDraftIsFoundByItsMark(t *testing.T) {
	const two = `{"a":1,"b":1,"n":2}`
	m := &marking{origin: &origin{body: base}, ids: []string{"m"}}
	first, _ := m.Fetch(t.Context())
	m.write(two)
	past := first
	past.Document = doc(`{"a":1,"b":0,"n":1}`)
	past.Representation.Validator = client.Validator{Values: []string{"older"}}
	s := session(m, taken{}, &drafts{})
	s.Witness = m
	s.Start = &editor.Draft{Base: past, Text: []byte(`{"a":1,"b":0,"n":3}`), Adds: true, Earlier: []editor.Sent{{Base: first, Text: []byte(two), Marks: []string{"m"}}}}
	rep, err := s.Run(t.Context())
	if err != nil || rep.Outcome != editor.Applied || m.body != two {
		t.Errorf("%q %s, %v", rep.Outcome, m.body, err)
	}
}

// So it is where the text is edited at the prompt that shows the collision, whichever
// revision the editor opens on.
func TestMoreTypedWhereTheCollisionIsShown(t *testing.T) {
	const older, two, more = `{"a":1,"b":0,"n":1}`, `{"a":2,"b":1,"n":1}`, `{"a":2,"b":1,"n":5}`
	for name, resolver := range map[string]editor.Resolver{"the merge": toEdit{}, "theirs": toEdit{theirs: true}} {
		l := &lagging{origin: &origin{body: base, script: []fault{{lose: "after"}}}, older: older, lags: []int{2}}
		s := session(l, &typist{texts: []string{two, `{"a":2,"b":0,"n":5}`}}, &drafts{})
		s.Resolver = &firstly{resolver, s.Resolver}
		rep, err := s.Run(t.Context())
		if err != nil || rep.Outcome != editor.Applied || l.body != more {
			t.Errorf("%s: %q %s, %v", name, rep.Outcome, l.body, err)
		}
	}
}

// firstly asks one Resolver once, and then another.
type firstly struct{ first, then editor.Resolver }

func (f *firstly) Resolve(ctx context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	r := f.first
	f.first = f.then
	return r.Resolve(ctx, c)
}
