package editor_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// A lagging target has replicas that are behind: the reads that lags names (from 1) show
// what was there before everything else; where they differ, each a version of its own.
type lagging struct {
	*origin
	older  string
	lags   []int
	differ bool
	count  int
}

func (l *lagging) Fetch(ctx context.Context) (editor.State, error) {
	l.count++
	for _, n := range l.lags {
		if n == l.count {
			tag := "older"
			if l.differ {
				tag += fmt.Sprint(n)
			}
			return editor.State{Representation: client.Representation{Validator: client.Validator{Values: []string{tag}}}, Document: doc(l.older)}, nil
		}
	}
	return l.origin.Fetch(ctx)
}

// A read of the past, from before the base even, shows nothing of a write whose answer
// was lost. The write is not made a second time for that.
func TestAReadOfThePast(t *testing.T) {
	const older, two = `{"a":1,"b":0,"n":1}`, `{"a":1,"b":1,"n":2}`
	count, plus := script(count), set("/a", "2")
	for _, tc := range []struct {
		name     string
		modifier editor.Modifier
		script   []fault
		lags     []int
		differ   bool
		left     int // waits; 0: 9
		want     editor.Outcome
		body     string
		sends    int
		err      any
	}{
		{name: "a count landed: who can tell", modifier: count, script: []fault{{lose: "after"}}, lags: []int{2}, body: two, sends: 2, err: new(*editor.UnknownError)},
		{name: "a count did not land", modifier: count, script: []fault{{lose: "before"}}, lags: []int{2}, want: editor.Applied, body: two, sends: 3},
		{
			name: "the past twice, of two replicas, and it landed", modifier: count, script: []fault{{lose: "after"}}, lags: []int{2, 3}, differ: true,
			body: two, sends: 3, err: new(*editor.UnknownError),
		},
		{
			name: "no round is left, and the last read shows it", modifier: plus, script: []fault{{lose: "after"}}, lags: []int{2}, left: 1,
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 2,
		},
		{name: "the past twice, and it landed", modifier: count, script: []fault{{lose: "after"}}, lags: []int{2, 3}, body: two, sends: 2, err: new(*editor.UnknownError)},
		{
			name: "the read was fresh: a rival elsewhere", modifier: count, script: []fault{{lose: "before", rival: `{"a":1,"b":9,"n":1}`}},
			want: editor.Applied, body: `{"a":1,"b":9,"n":2}`, sends: 2,
		},
		{
			name: "the read was fresh, and a rival elsewhere after it", modifier: count, script: []fault{{lose: "before", rival: `{"a":1,"b":8,"n":1}`}, {rival: `{"a":1,"b":9,"n":1}`}},
			want: editor.Applied, body: `{"a":1,"b":9,"n":2}`, sends: 3,
		},
		{
			name: "a constant landed, and a rival has written since", modifier: plus, script: []fault{{lose: "after", after: `{"a":2,"b":9,"n":1}`}}, lags: []int{2},
			want: editor.Applied, body: `{"a":2,"b":9,"n":1}`, sends: 2,
		},
		{name: "a text landed", modifier: whole(two), script: []fault{{lose: "after"}}, lags: []int{2}, want: editor.Applied, body: two, sends: 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l, d := &lagging{origin: &origin{body: base, script: tc.script}, older: older, lags: tc.lags, differ: tc.differ}, &drafts{}
			s := session(l, tc.modifier, d)
			s.Pacer = &pacer{left: cmp.Or(tc.left, 9)}
			rep, err := s.Run(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
			}
			if rep.Outcome != tc.want || l.body != tc.body || l.sends != tc.sends {
				t.Errorf("%q %s after %d sends; want %q %s after %d", rep.Outcome, l.body, l.sends, tc.want, tc.body, tc.sends)
			}
			if err == nil {
				if from := string(rep.Write.Base.Document.Source()); tc.script[0].lose == "after" && from != base {
					t.Errorf("it reports the write on %s", from)
				}
				return
			}
			if k := d.last(); !k.Sent || string(k.Base.Document.Source()) != base || string(k.Text) != two { // what is in doubt, and not what came after it
				t.Errorf("the draft has %s on %s, sent %v", k.Text, k.Base.Document.Source(), k.Sent)
			}
		})
	}
}

// With marks it is known all the same.
func TestAReadOfThePastAndMarks(t *testing.T) {
	const two = `{"a":1,"b":1,"n":2}`
	for _, lose := range []string{"after", "before", "after, and another before"} {
		first, _, again := strings.Cut(lose, ",")
		faults := []fault{{lose: first}}
		if again {
			faults = append(faults, fault{lose: "before"})
		}
		m := &marking{origin: &origin{body: base, script: faults}}
		s := session(m, script(count), &drafts{})
		l := &pastMarks{marking: m}
		s.Target, s.Witness = l, l
		rep, err := s.Run(t.Context())
		want := map[string]int{"after": 2, "before": 3}[first]
		if err != nil || rep.Outcome != editor.Applied || m.body != two || m.sends != want {
			t.Errorf("lost %s: %q %s after %d sends, %v", lose, rep.Outcome, m.body, m.sends, fmt.Sprint(err))
		}
	}
}

// A list of marks that goes back to the base and lacks ours is enough to end on; a read of
// the past may look like it, too, and is not enough to make the write a second time.
func TestMissingMarks(t *testing.T) {
	const two = `{"a":1,"b":1,"n":2}`
	for _, tc := range []struct {
		name string
		lose string
		left int
		want editor.Outcome
		body string
		err  any
	}{
		{name: "it landed, and the read was one of the past", lose: "after", left: 9, want: editor.Applied, body: two},
		{name: "it did not land", lose: "before", left: 9, want: editor.Applied, body: two},
		{name: "it did not, and no wait is left", lose: "before", body: base, err: new(*editor.ContendedError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m, d := &marking{origin: &origin{body: base, script: []fault{{lose: tc.lose}}}}, &drafts{}
			s, l := session(m, script(count), d), &pastMarks{marking: m, says: editor.Missing}
			s.Target, s.Witness, s.Pacer = l, l, &pacer{left: tc.left}
			rep, err := s.Run(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) || errors.As(err, new(*editor.UnknownError)) {
				t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
			}
			if rep.Outcome != tc.want || m.body != tc.body {
				t.Errorf("%q %s", rep.Outcome, m.body)
			}
		})
	}
}

// A pastMarks is a marking target whose second read shows the past.
type pastMarks struct {
	*marking
	says  editor.Testimony // of the past
	count int
}

func (l *pastMarks) Testify(marks []string, base, theirs editor.State) editor.Testimony {
	if theirs.Representation.Validator.Equal(client.Validator{Values: []string{"older"}}) { // whose list is older, too
		return l.says
	}
	return l.marking.Testify(marks, base, theirs)
}

func (l *pastMarks) Fetch(ctx context.Context) (editor.State, error) {
	l.count++
	if l.count == 2 {
		return editor.State{Representation: client.Representation{Validator: client.Validator{Values: []string{"older"}}}, Document: doc(`{"a":1,"b":0,"n":1}`)}, nil
	}
	return l.marking.Fetch(ctx)
}

// Reads of the past are enough to go on, and not to end on: the write may be there.
func TestAReadOfThePastIsNoEnd(t *testing.T) {
	const older, two = `{"a":1,"b":0,"n":1}`, `{"a":1,"b":1,"n":2}`
	for _, tc := range []struct {
		name  string
		left  int // waits
		lags  []int
		fails bool // what the script makes of the past
	}{
		{name: "no wait is left", lags: []int{2}},
		{name: "one is, and the past again", left: 1, lags: []int{2, 3}},
		{name: "the script fails on it", left: 9, lags: []int{2}, fails: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l, d := &lagging{origin: &origin{body: base, script: []fault{{lose: "after"}}}, older: older, lags: tc.lags}, &drafts{}
			s := session(l, script(func(x *document.Document) (*document.Document, error) {
				if tc.fails && string(x.Source()) == older {
					return nil, &editor.InvalidError{Err: errors.New("no")}
				}
				return count(x)
			}), d)
			s.Pacer = &pacer{left: tc.left}
			_, err := s.Run(t.Context())
			if k := d.last(); !errors.As(err, new(*editor.UnknownError)) || !k.Sent || string(k.Text) != two || string(k.Base.Document.Source()) != base {
				t.Errorf("%v; the draft has %s on %s, sent %v", err, k.Text, k.Base.Document.Source(), k.Sent)
			}
		})
	}
}

// An accepted write proves that its base was current, also where something else is there
// now: the write in doubt before it did nothing, and is neither reported nor kept.
func TestAcceptedAfterDoubt(t *testing.T) {
	const rival = `{"a":1,"b":9,"n":1}`
	altered := fault{answer: &editor.AlteredError{}}
	for _, tc := range []struct {
		name   string
		script []fault
		on     string // the base of the write that was accepted
		text   string
	}{
		{"on a rival's version", []fault{{lose: "before", rival: rival}, altered}, rival, `{"a":1,"b":9,"n":2}`},
		{"the same again", []fault{{lose: "before"}, altered}, base, `{"a":1,"b":1,"n":2}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o, d := &origin{body: base, script: tc.script}, &drafts{}
			rep, err := session(o, script(count), d).Run(t.Context())
			if !errors.As(err, new(*editor.AlteredError)) || errors.As(err, new(*editor.UnknownError)) {
				t.Fatalf("err = %v (%T)", err, err)
			}
			if from := string(rep.Write.Base.Document.Source()); from != tc.on {
				t.Errorf("it reports the write on %s, want %s", from, tc.on)
			}
			if k := d.last(); k.Sent || string(k.Base.Document.Source()) != tc.on || string(k.Text) != tc.text {
				t.Errorf("the draft has %s on %s, sent %v", k.Text, k.Base.Document.Source(), k.Sent)
			}
		})
	}
}

// A process that is killed while it is in doubt about two writes leaves a draft that
// knows of both: what takes it up looks for the first one, too, and adds nothing twice.
func TestKilledInDoubtAboutTwo(t *testing.T) {
	const older, now, two = `{"items":["a"]}`, `{"items":["a","b"]}`, `{"items":["a","b","2"]}`
	l := &lagging{origin: &origin{body: now, script: []fault{{lose: "after"}, {lose: "before"}}}, older: older, lags: []int{2}}
	d := &drafts{}
	_, err := session(l, script(func(x *document.Document) (*document.Document, error) {
		items, _ := x.At("/items")
		return x.Set("/items/-", fmt.Appendf(nil, "%q", fmt.Sprint(items.Len())))
	}), d).Run(t.Context())
	if !errors.As(err, new(*editor.UnknownError)) || l.body != two {
		t.Fatalf("%s, %v", l.body, err)
	}
	killed := 0
	for _, k := range d.kept {
		if len(k.Earlier) == 0 {
			continue
		}
		killed++
		o := &origin{body: l.body, version: l.version}
		s := session(o, taken{}, &drafts{})
		s.Start = &k
		rep, err := s.Run(t.Context())
		if o.body != two || err == nil && string(rep.Write.Base.Document.Source()) != now {
			t.Errorf("taken up at %s on %s: %q %s, %v", k.Text, k.Base.Document.Source(), rep.Outcome, o.body, err)
		}
	}
	if killed == 0 {
		t.Error("no draft knows of two writes")
	}
}

// taken takes up a text as a draft has it.
type taken struct{}

func (taken) Modify(_ context.Context, t editor.Task) (*document.Document, error) {
	return doc(string(t.Start)), nil
}
func (taken) Repeats() bool { return false }
