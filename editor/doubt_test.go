package editor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// A told is one run of the loop: what happens on the server, and what must be there
// and known at the end.
type told struct {
	name     string
	modifier editor.Modifier
	origin   origin
	start    *editor.Draft
	want     editor.Outcome
	body     string
	sends    int
	rivals   int
	conflict int // waits that were counted as conflicts
	err      any // pointer to the type wanted
}

func (tc told) run(t *testing.T, target func(*origin) editor.Target) error {
	t.Helper()
	o, d, p := tc.origin, &drafts{}, &pacer{left: 9}
	if o.body == "" {
		o.body = base
	}
	s := session(target(&o), tc.modifier, d)
	s.Start, s.Pacer = tc.start, p
	rep, err := s.Run(t.Context())
	if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
		t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
	}
	conflicts := 0
	for _, cause := range p.waits {
		if errors.As(cause, new(*client.PreconditionError)) {
			conflicts++
		}
	}
	if rep.Outcome != tc.want || o.body != tc.body || o.sends != tc.sends || rep.Rivals != tc.rivals || conflicts != tc.conflict {
		t.Errorf("%q %s after %d sends, %d rivals, %d waits for conflicts; want %q %s after %d, %d, %d",
			rep.Outcome, o.body, o.sends, rep.Rivals, conflicts, tc.want, tc.body, tc.sends, tc.rivals, tc.conflict)
	}
	if unknown := errors.As(err, new(*editor.UnknownError)); err != nil && d.last().Sent != unknown {
		t.Errorf("err %v, draft sent %v", err, d.last().Sent)
	}
	return err
}

func guarded(o *origin) editor.Target { return o }

// A version that stays although the content changed is none: a rival's change under it
// is never written over by sending the same bytes again.
func TestAVersionThatStays(t *testing.T) {
	setA := set("/a", "2")
	const rival = `{"a":1,"b":9,"n":1}`
	for _, tc := range []told{
		{
			name: "lost, a rival elsewhere: made again on theirs", modifier: text{setA},
			origin: origin{fixed: true, script: []fault{{lose: "before", rival: rival}}},
			want:   editor.Applied, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "busy, a rival elsewhere: made again on theirs", modifier: text{setA},
			origin: origin{fixed: true, script: []fault{{answer: &client.BusyError{Sure: true}, rival: rival}}},
			want:   editor.Applied, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "lost, a rival counted: nobody can say whose", modifier: script(count),
			origin: origin{fixed: true, script: []fault{{lose: "before", rival: `{"a":1,"b":1,"n":2}`}}},
			body:   `{"a":1,"b":1,"n":2}`, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "lost, and it landed", modifier: text{setA},
			origin: origin{fixed: true, script: []fault{{lose: "after"}}},
			want:   editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},
		{
			name: "a clock under one version: made again, and it stays in doubt until it is accepted", modifier: text{setA},
			origin: origin{clock: true, script: []fault{{lose: "before"}, {lose: "before"}}},
			want:   editor.Applied, body: `{"a":2,"b":1,"n":1,"t":5}`, sends: 3, rivals: 2,
		},
		{
			name: "a clock, and what was lost came late: a count of 2 is nobody's proof", modifier: script(count),
			origin: origin{clock: true, script: []fault{{lose: "before"}, {rival: `{"a":1,"b":1,"n":2}`}}},
			body:   `{"a":1,"b":1,"n":2,"t":5}`, sends: 2, rivals: 1, conflict: 1, err: new(*editor.UnknownError),
		},
		{
			name: "refused for ever, beside other content: offered once more, on that", modifier: text{setA},
			origin: origin{clock: true, script: []fault{
				{answer: &client.PreconditionError{}}, {answer: &client.PreconditionError{}}, {answer: &client.PreconditionError{}},
			}},
			body: `{"a":1,"b":1,"n":1,"t":11}`, sends: 2, rivals: 1, conflict: 2, err: new(*editor.StaleError),
		},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, guarded) })
	}
}

// Where a date is the version, a read just after a rival's write is waited out; a rival who
// goes on writing is one who was faster, and no fault of the server's.
func TestADateThatIsTooYoung(t *testing.T) {
	rival := []fault{{rival: `{"a":1,"b":9,"n":1}`}}
	for _, tc := range []told{
		{
			name: "for a while", modifier: script(count), origin: origin{young: 5, script: rival},
			want: editor.Applied, body: `{"a":1,"b":9,"n":2}`, sends: 2, rivals: 1, conflict: 1,
		},
		{
			name: "for ever", modifier: script(count), origin: origin{young: 99, script: append(rival, rival...)},
			body: `{"a":1,"b":9,"n":1}`, sends: 1, conflict: 1, err: new(*editor.ContendedError),
		},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, guarded) })
	}
}

// A version that changes although nothing else does is no rival's: no round is used up
// for it, and it has an end.
func TestAVersionThatPasses(t *testing.T) {
	for _, tc := range []told{
		{
			name: "once", modifier: text{set("/a", "2")}, origin: origin{script: []fault{{retag: "strong"}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 2, conflict: 1,
		},
		{
			name: "twice", modifier: script(count), origin: origin{script: []fault{{retag: "x"}, {retag: "y"}}},
			want: editor.Applied, body: `{"a":1,"b":1,"n":2}`, sends: 3, conflict: 1,
		},
		{
			name: "then a rival", modifier: script(count), origin: origin{script: []fault{{retag: "x"}, {rival: `{"a":1,"b":9,"n":1}`}, {rival: `{"a":1,"b":8,"n":1}`}}},
			want: editor.Applied, body: `{"a":1,"b":8,"n":2}`, sends: 4, rivals: 2, conflict: 2,
		},
		{
			name: "at every read", modifier: script(count), origin: origin{fickle: true},
			body: base, sends: 10, conflict: 1, err: new(*editor.StaleError),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.run(t, guarded)
			var stale *editor.StaleError
			if errors.As(err, &stale) && !stale.Passing {
				t.Errorf("%v: it is not said that the versions pass", err)
			}
		})
	}
}

// Without a version nothing stops a request that is late: what has not been done yet is
// unknown, wherever a rival wrote.
func TestUnguardedMayComeLate(t *testing.T) {
	tc := told{
		modifier: script(count), origin: origin{script: []fault{{lose: "before", rival: `{"a":1,"b":9,"n":1}`}}},
		body: `{"a":1,"b":9,"n":1}`, sends: 1, err: new(*editor.UnknownError),
	}
	tc.run(t, func(o *origin) editor.Target { return unguarded{o} })
}

// What stays in doubt while it is made again stays so on disk, too, while somebody is asked.
func TestDoubtIsKeptWhileSomebodyIsAsked(t *testing.T) {
	o, d := &origin{body: base, fixed: true, script: []fault{{lose: "before", rival: `{"a":1,"b":9,"n":1}`}}}, &drafts{}
	s := session(o, text{set("/a", "2")}, d)
	asked := 0
	s.Reviewer = reviewing(func() {
		if asked++; asked == 2 && (!d.last().Sent || string(d.last().Base.Document.Source()) != o.body) {
			t.Errorf("asked about the second one, the draft is %+v", d.last())
		}
	})
	if _, err := s.Run(t.Context()); err != nil || asked != 2 {
		t.Errorf("%v, asked %d times", err, asked)
	}
}

// reviewing is a Reviewer who looks at something and sends.
type reviewing func()

func (r reviewing) Review(context.Context, editor.Proposal) (editor.Verdict, error) {
	r()
	return editor.Send, nil
}

// Who says that nothing was done ends the doubt, whatever the version says.
func TestARulingEndsTheDoubt(t *testing.T) {
	o := &origin{body: base, fixed: true, script: []fault{
		{lose: "before", rival: `{"a":1,"b":1,"n":2}`},
		{answer: &client.RefusedError{Problem: client.Problem{Status: 422}}},
	}}
	s := session(o, script(count), &drafts{})
	s.Judge = judged{editor.NotThere, new(int)}
	if _, err := s.Run(t.Context()); !errors.As(err, new(*client.RefusedError)) || errors.As(err, new(*editor.UnknownError)) {
		t.Error(err)
	}
}

// A script that may be tried is tried before its write leaves, so that the draft says
// after a kill whether finding its result proves anything.
func TestTriedBeforeSending(t *testing.T) {
	for _, tc := range []struct {
		name     string
		modifier editor.Modifier
		adds     bool
	}{
		{"tried, and twice is once", trial{set("/a", "2"), true}, false},
		{"tried, and it is not, or nobody knows", trial{count, false}, true},
		{"nobody knows", script(count), true},
		{"it says so itself", setter{set("/a", "2")}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := &drafts{}
			o := &origin{body: base}
			o.after = func() {
				if d.last().Adds != tc.adds {
					t.Errorf("while it is under way the draft says that it adds: %v", d.last().Adds)
				}
			}
			if _, err := session(o, tc.modifier, d).Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// trial is a script that knows whether twice is once.
type trial struct {
	script
	once bool
}

func (t trial) TwiceIsOnce(_ context.Context, d *document.Document) bool {
	return t.once && d != nil
}

// What was taken in to be carried out later is waited for, and not sent again.
func TestTakenIn(t *testing.T) {
	later := &client.LostError{Err: client.Problem{Status: 202}, Later: true}
	for _, tc := range []told{
		{
			name: "it is done soon", modifier: text{set("/a", "2")}, origin: origin{script: []fault{{answer: later, due: 3}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},
		{
			name: "it is never done", modifier: text{set("/a", "2")}, origin: origin{script: []fault{{answer: later}}},
			body: base, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "a rival was before it", modifier: script(count), origin: origin{script: []fault{{answer: later, rival: `{"a":1,"b":9,"n":1}`}}},
			want: editor.Applied, body: `{"a":1,"b":9,"n":2}`, sends: 2, rivals: 1,
		},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, guarded) })
	}
}

// What comes of the second sending says nothing of the first: that is looked for.
func TestTheSecondSendingFails(t *testing.T) {
	refused, down := &client.RefusedError{Problem: client.Problem{Status: 409}}, &client.UnreachableError{Err: errors.New("no route")}
	for _, tc := range []told{
		{
			name: "refused, since the first had landed", modifier: text{set("/a", "2")},
			origin: origin{stale: 2, script: []fault{{lose: "after"}, {answer: refused}}},
			want:   editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 2,
		},
		{
			name: "refused, and a rival elsewhere: the first did nothing", modifier: script(count),
			origin: origin{script: []fault{{lose: "before"}, {answer: refused, rival: `{"a":1,"b":9,"n":1}`}}},
			want:   editor.Applied, body: `{"a":1,"b":9,"n":2}`, sends: 3, rivals: 1,
		},
		{
			name: "refused, and nothing has moved: the first may come late", modifier: text{set("/a", "2")},
			origin: origin{script: []fault{{lose: "before"}, {answer: refused}}},
			body:   base, sends: 2, err: new(*editor.UnknownError),
		},
		{
			name: "no way there for a moment", modifier: text{set("/a", "2")},
			origin: origin{script: []fault{{lose: "before"}, {answer: down}}},
			want:   editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 3,
		},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, guarded) })
	}
}
