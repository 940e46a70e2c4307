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

// What is settled, and what is not, in corners that no other scenario comes to.

// insistent is a Reviewer who sends everything, what was refused too.
type insistent struct{ asked int }

func (i *insistent) Review(context.Context, editor.Proposal) (editor.Verdict, error) {
	i.asked++
	return editor.Send, nil
}

// Who insists on what was refused has it sent once more, and not for ever.
func TestRefusedTwice(t *testing.T) {
	no := fault{answer: &client.RefusedError{Problem: client.Problem{Status: 422}}}
	o, v := &origin{body: base, script: []fault{no, no, no, no}}, &insistent{}
	s := session(o, script(count), &drafts{})
	s.Reviewer = v
	if _, err := s.Run(t.Context()); !errors.As(err, new(*client.RefusedError)) || o.sends != 2 || v.asked != 2 {
		t.Errorf("%v after %d sends, asked %d times", err, o.sends, v.asked)
	}
}

// 429 is a no: nothing is in doubt, and what a rival has counted meanwhile is not ours.
func TestTooManyRequestsIsANo(t *testing.T) {
	o := &origin{body: base, script: []fault{{answer: &client.BusyError{Sure: true}, rival: `{"a":1,"b":1,"n":2}`}}}
	rep, err := session(o, script(count), &drafts{}).Run(t.Context())
	if err != nil || rep.Outcome != editor.Applied || o.body != `{"a":1,"b":1,"n":3}` {
		t.Errorf("%q %s, %v", rep.Outcome, o.body, err)
	}
}

// A script that says of itself that twice is once has not landed by a plain 412 either: on
// what the rival left it may make something else.
func TestARivalsValuesAreNotTheScripts(t *testing.T) {
	copies := setter{script(func(d *document.Document) (*document.Document, error) { // b as a is
		a, _ := d.At("/a")
		return d.Set("/b", a.Source())
	})}
	o := &origin{body: `{"a":2,"b":1,"n":1}`, script: []fault{{rival: `{"a":7,"b":2,"n":1}`}}}
	rep, err := session(o, copies, &drafts{}).Run(t.Context())
	if err != nil || rep.Outcome != editor.Applied || o.body != `{"a":7,"b":7,"n":1}` {
		t.Errorf("%q %s, %v", rep.Outcome, o.body, err)
	}
}

// What has IDs of its own is ours where it is found, though the script behind it would add
// another one.
func TestOwnIsOurs(t *testing.T) {
	o := &origin{body: base, script: []fault{{lose: "after"}}}
	s := session(owning{o}, script(count), &drafts{})
	if rep, err := s.Run(t.Context()); err != nil || rep.Outcome != editor.Applied || o.sends != 1 {
		t.Errorf("%q after %d sends, %v", rep.Outcome, o.sends, err)
	}
}

// owning is an origin whose writes have IDs that nobody else gives.
type owning struct{ *origin }

func (o owning) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w, err := o.origin.Prepare(base, wanted)
	w.Own = true
	return w, err
}

// punctual is a Pacer whose time is up at the n-th wait from now.
type punctual struct{ left int }

func (p *punctual) Wait(context.Context, error) error {
	if p.left--; p.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// When the time is up after a rival was met, that is what is said, whatever was waited for.
func TestTimeIsUpAfterARival(t *testing.T) {
	busy := fault{answer: &client.BusyError{Sure: true}}
	for _, tc := range []struct {
		script []fault
		left   int
		err    any
	}{
		{[]fault{{rival: `{"a":1,"b":9,"n":1}`}, busy}, 1, new(*editor.ContendedError)},
		{[]fault{busy}, 0, new(*client.BusyError)},
	} {
		o := &origin{body: base, script: tc.script}
		s := session(o, script(count), &drafts{})
		s.Pacer = &punctual{tc.left}
		if _, err := s.Run(t.Context()); !errors.As(err, tc.err) || tc.left == 0 && errors.As(err, new(*editor.ContendedError)) {
			t.Errorf("err = %v (%T), want %T", err, err, tc.err)
		}
	}
}

// afterThePast is a run whose write has landed, its answer lost, and whose next read shows
// the past: what comes then does not end the doubt.
func afterThePast(more ...fault) *lagging {
	return &lagging{
		origin: &origin{body: base, script: append([]fault{{lose: "after"}}, more...)},
		older:  `{"a":1,"b":0,"n":1}`, lags: []int{2},
	}
}

// What was typed anew, and refused, leaves the write in doubt that it was.
func TestRefusedAfterAReadOfThePast(t *testing.T) {
	l, d := afterThePast(fault{answer: &client.RefusedError{Problem: client.Problem{Status: 422}}}), &drafts{}
	s := session(l, &typist{texts: []string{`{"a":2,"b":1,"n":1}`, `{"a":2,"b":0,"n":5}`}}, d)
	s.Reviewer = &verdicts{list: []editor.Verdict{editor.Send, editor.Again, editor.Send}}
	_, err := s.Run(t.Context())
	if k := d.last(); !errors.As(err, new(*editor.UnknownError)) || !k.Sent || string(k.Text) != `{"a":2,"b":1,"n":1}` {
		t.Errorf("%v; the draft has %s, sent %v", err, k.Text, k.Sent)
	}
}

// Who stops after such a read has said so; who gives the text up, too.
func TestStoppedAfterAReadOfThePast(t *testing.T) {
	for _, v := range []editor.Verdict{editor.Keep, editor.Drop} {
		l, d := afterThePast(), &drafts{}
		s := session(l, text{set("/a", "2")}, d)
		s.Reviewer = &verdicts{list: []editor.Verdict{editor.Send, v}}
		_, err := s.Run(t.Context())
		if !errors.As(err, new(*editor.AbortedError)) || errors.As(err, new(*editor.UnknownError)) || d.dropped != (v == editor.Drop) {
			t.Errorf("verdict %d: %v, dropped %v", v, err, d.dropped)
		}
		if k := d.last(); v == editor.Keep && len(k.Earlier) != 1 {
			t.Errorf("the draft knows of %d writes", len(k.Earlier))
		}
	}
}

// Of several writes in doubt the draft keeps the one that nobody can tell of, with its
// marks, and the others beside it.
func TestTheOthersStayInDoubt(t *testing.T) {
	l := &lagging{
		origin: &origin{body: base, script: []fault{{lose: "after"}, {lose: "before"}}},
		older:  `{"a":1,"b":0,"n":1}`, lags: []int{2, 3}, differ: true,
	}
	m, d := &silent{lagging: l}, &drafts{}
	s := session(m, script(count), d)
	s.Witness, s.Pacer = m, &pacer{left: 9}
	_, err := s.Run(t.Context())
	k := d.last()
	if !errors.As(err, new(*editor.UnknownError)) || len(k.Earlier) != 1 || len(k.Marks) != 1 || !strings.Contains(k.Marks[0], string(k.Text)) {
		t.Errorf("%v; the draft knows of %d others, the marks of %s are %q", err, len(k.Earlier), k.Text, k.Marks)
	}
	if e := k.Earlier; len(e) == 1 && slices.Equal(e[0].Marks, k.Marks) {
		t.Error("both have the marks of one")
	}
}

// silent is a lagging target whose writes have marks that tell nothing.
type silent struct{ *lagging }

func (m *silent) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w, err := m.lagging.Prepare(base, wanted)
	w.Mark = fmt.Sprint(base.Representation.Validator.Values, string(wanted.Source()))
	return w, err
}
func (*silent) Place() document.Pointer { return "/marks" }
func (*silent) Recall(editor.Draft)     {}
func (*silent) Testify([]string, editor.State, editor.State) editor.Testimony {
	return editor.Silent
}

// What a read could only guess, a later one may know by the marks: then it is no doubt
// any more.
func TestAMarkFoundMissingLater(t *testing.T) {
	l := &lagging{
		origin: &origin{body: base, script: []fault{{lose: "before"}}},
		older:  `{"a":1,"b":0,"n":1}`, lags: []int{2, 3}, differ: true,
	}
	m := &missingLater{silent: &silent{l}}
	s := session(m, script(count), &drafts{})
	s.Witness, s.Pacer = m, &pacer{left: 2}
	if _, err := s.Run(t.Context()); !errors.As(err, new(*editor.ContendedError)) || errors.As(err, new(*editor.UnknownError)) {
		t.Errorf("%v (%T)", err, err)
	}
}

// missingLater is silent once.
type missingLater struct {
	*silent
	asked int
}

func (m *missingLater) Testify([]string, editor.State, editor.State) editor.Testimony {
	if m.asked++; m.asked == 1 {
		return editor.Silent
	}
	return editor.Missing
}

// A version that is refused beside other content is offered once more on that content:
// what is in doubt from before stays so.
func TestInDoubtBesideAVersionThatStays(t *testing.T) {
	state := func(tag, body string) editor.State {
		return editor.State{Representation: client.Representation{Validator: client.Validator{Values: []string{tag}}}, Document: doc(body)}
	}
	p := &played{
		origin: &origin{body: base},
		reads:  []editor.State{state("0", base), state("past", `{"a":1,"b":0,"n":1}`), state("past", `{"a":1,"b":5,"n":1}`)},
		sends:  []error{&client.LostError{Err: errors.New("cut")}, &client.PreconditionError{}},
	}
	d := &drafts{}
	s := session(p, script(count), d)
	s.Pacer = &pacer{left: 2}
	_, err := s.Run(t.Context())
	if !errors.As(err, new(*editor.UnknownError)) || !errors.As(err, new(*editor.StaleError)) {
		t.Errorf("%v (%T)", err, err)
	}
	if k := d.last(); !k.Sent || string(k.Text) != `{"a":1,"b":1,"n":2}` {
		t.Errorf("the draft has %s, sent %v", k.Text, k.Sent)
	}
}

// played is a target that answers as was written down, the last of each for ever.
type played struct {
	*origin
	reads []editor.State
	sends []error
}

func (p *played) Fetch(context.Context) (editor.State, error) {
	s := p.reads[0]
	p.reads = p.reads[min(1, len(p.reads)-1):]
	return s, nil
}

func (p *played) Send(_ context.Context, w editor.Write) (editor.Receipt, error) {
	err := p.sends[0]
	p.sends = p.sends[min(1, len(p.sends)-1):]
	return editor.Receipt{Write: w}, err
}

// Who has been told to come later has met the server: that a connection breaks while he
// waits is no end.
func TestCutWhileWaiting(t *testing.T) {
	cut := &client.UnreachableError{Err: errors.New("cut")}
	for _, tc := range []struct {
		name  string
		reads []error
		err   any
	}{
		{"locked, and then cut", []error{&client.LockedError{}, cut}, nil},
		{"busy, and then cut", []error{&client.BusyError{}, cut}, nil},
		{"cut at once", []error{cut}, new(*client.UnreachableError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := &origin{body: base}
			rep, err := session(&hindered{origin: o, reads: tc.reads}, script(count), &drafts{}).Run(t.Context())
			if tc.err != nil && errors.As(err, tc.err) && o.sends == 0 {
				return
			}
			if tc.err != nil || err != nil || rep.Outcome != editor.Applied {
				t.Errorf("%q, %v", rep.Outcome, err)
			}
		})
	}
}

// hindered is a target whose first reads fail.
type hindered struct {
	*origin
	reads []error
}

func (h *hindered) Fetch(ctx context.Context) (editor.State, error) {
	if len(h.reads) == 0 {
		return h.origin.Fetch(ctx)
	}
	err := h.reads[0]
	h.reads = h.reads[1:]
	return editor.State{}, err
}

// What a refusal shows of the resource stands in for one read, and not for all of them.
func TestARefusalIsLookedAtOnce(t *testing.T) {
	o := &origin{body: base}
	first, _ := o.Fetch(t.Context())
	s := session(&lying{origin: o, shows: first}, script(count), &drafts{})
	if rep, err := s.Run(t.Context()); err != nil || rep.Outcome != editor.Applied || o.body != `{"a":1,"b":9,"n":2}` {
		t.Errorf("%q %s, %v", rep.Outcome, o.body, err)
	}
}

// lying is a target that refuses the first write and shows what was there before it.
type lying struct {
	*origin
	shows editor.State
}

func (l *lying) Send(ctx context.Context, w editor.Write) (editor.Receipt, error) {
	if l.sends == 0 {
		l.sends++
		l.write(`{"a":1,"b":9,"n":1}`)
		return editor.Receipt{Write: w, After: l.shows}, &client.PreconditionError{}
	}
	return l.origin.Send(ctx, w)
}

// That a second sending reached nobody says nothing about the first: that is looked for.
func TestSecondSendingReachesNobody(t *testing.T) {
	o := &origin{body: base, stale: 1, script: []fault{{lose: "after"}, {answer: &client.UnreachableError{Err: errors.New("cut")}}}}
	rep, err := session(o, setter{set("/a", "2")}, &drafts{}).Run(t.Context())
	if err != nil || rep.Outcome != editor.Applied || o.sends != 2 {
		t.Errorf("%q after %d sends, %v", rep.Outcome, o.sends, err)
	}
}
