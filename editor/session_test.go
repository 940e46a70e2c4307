package editor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// begun is a draft of setting /a to 2 on the first version.
func begun(sent bool) *editor.Draft {
	return &editor.Draft{
		Base: editor.State{Representation: client.Representation{Validator: client.Validator{Values: []string{"0"}}}, Document: doc(base)},
		Text: []byte(`{"a":2,"b":1,"n":1}`), Sent: sent,
	}
}

func rivals(n int, body string) []fault { return slices.Repeat([]fault{{rival: body}}, n) }

// counting is n rivals, each of which sets /b to another number.
func counting(n int) (faults []fault) {
	for i := range n {
		faults = append(faults, fault{rival: fmt.Sprintf(`{"a":1,"b":%d,"n":1}`, i+2)})
	}
	return faults
}

// Every branch of the loop, told as what happens on the server and what must be
// there, known and kept at the end.
func TestRun(t *testing.T) {
	setA := set("/a", "2")
	plan := approved{[]diff.Change{{Pointer: "/a", Old: []byte("1"), New: []byte("2")}}}
	for _, tc := range []struct {
		name     string
		modifier editor.Modifier
		origin   origin
		reviewer editor.Reviewer
		resolver editor.Resolver
		start    *editor.Draft
		want     editor.Outcome
		merge    editor.Merging
		body     string
		sends    int
		rivals   int
		err      any // pointer to the type wanted
	}{
		// without a rival
		{name: "nothing changed", modifier: text{set("/a", "1")}, want: editor.Unchanged, body: base},
		{name: "plain", modifier: text{setA}, want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1},
		{
			name: "dry run", modifier: text{setA}, reviewer: &verdicts{list: []editor.Verdict{editor.Hold}},
			want: editor.Held, body: base,
		},
		{
			name: "edit again, then send", modifier: text{setA}, reviewer: &verdicts{list: []editor.Verdict{editor.Again, editor.Send}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},

		// a plain 412
		{
			name: "rival elsewhere, text merged", modifier: text{setA}, origin: origin{script: rivals(1, `{"a":1,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.Clean, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "rival elsewhere, script run again", modifier: script(count), origin: origin{script: rivals(1, `{"a":1,"b":1,"n":5}`)},
			want: editor.Applied, merge: editor.Reran, body: `{"a":1,"b":1,"n":6}`, sends: 2, rivals: 1,
		},
		{
			name: "rival counted too: its 2 is not ours", modifier: script(count), origin: origin{script: rivals(1, `{"a":1,"b":1,"n":2}`)},
			want: editor.Applied, merge: editor.Reran, body: `{"a":1,"b":1,"n":3}`, sends: 2, rivals: 1,
		},
		{
			name: "our text is already there, whoever wrote it", modifier: text{setA}, origin: origin{script: rivals(1, `{"a":2,"b":1,"n":1}`)},
			want: editor.Unchanged, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},
		{
			name: "a script that sets finds its value there: nothing left to send", modifier: setA, origin: origin{script: rivals(1, `{"a":2,"b":1,"n":1}`)},
			want: editor.Unchanged, merge: editor.Reran, body: `{"a":2,"b":1,"n":1}`, sends: 1, rivals: 1,
		},
		{
			name: "the same bytes under another validator are no rival", modifier: text{setA}, origin: origin{script: []fault{{retag: "strong"}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 2,
		},
		{
			name: "stale reads pass", modifier: text{setA}, origin: origin{stale: 2, script: rivals(1, `{"a":1,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.Clean, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "stale for ever: offered once more, then said", modifier: text{setA}, origin: origin{stale: 99, script: rivals(1, `{"a":1,"b":9,"n":1}`)},
			body: `{"a":1,"b":9,"n":1}`, sends: 2, err: new(*editor.StaleError),
		},
		{
			name: "rivals for ever", modifier: script(count), origin: origin{script: counting(9)},
			body: `{"a":1,"b":7,"n":1}`, sends: 6, rivals: 5, err: new(*editor.ContendedError),
		},
		{
			name: "gone after 412: never made again", modifier: text{setA}, origin: origin{script: []fault{{rival: `{"a":1,"b":9,"n":1}`, gone: true}}},
			body: `{"a":1,"b":9,"n":1}`, sends: 1, err: new(*editor.GoneError),
		},

		// collisions
		{
			name: "policy stops", modifier: text{setA}, origin: origin{script: rivals(1, `{"a":3,"b":1,"n":1}`)},
			body: `{"a":3,"b":1,"n":1}`, sends: 1, rivals: 1, err: new(*editor.ConflictError),
		},
		{
			name: "a person takes ours", modifier: text{setA}, resolver: policy(merge.Ours), origin: origin{script: rivals(1, `{"a":3,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.Resolved, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "a person edits the merge", modifier: text{setA}, resolver: toEdit{}, origin: origin{script: rivals(1, `{"a":3,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.Resolved, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "a person edits a merge without conflicts", modifier: text{setA}, resolver: toEdit{}, origin: origin{script: rivals(1, `{"a":1,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.Clean, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "a person begins anew on theirs", modifier: text{setA}, resolver: toEdit{theirs: true}, origin: origin{script: rivals(1, `{"a":3,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.NoMerge, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "theirs taken: nothing left to send", modifier: text{setA}, resolver: policy(merge.Theirs), origin: origin{script: rivals(1, `{"a":3,"b":1,"n":1}`)},
			want: editor.Unchanged, merge: editor.Resolved, body: `{"a":3,"b":1,"n":1}`, sends: 1, rivals: 1,
		},
		{
			name: "a script sets what a rival has just set otherwise", modifier: setter{setA}, origin: origin{script: rivals(1, `{"a":3,"b":1,"n":1}`)},
			body: `{"a":3,"b":1,"n":1}`, sends: 1, rivals: 1, err: new(*editor.ConflictError),
		},
		{
			name: "the same, ours wins with the fresh validator", modifier: setter{setA}, resolver: policy(merge.Ours), origin: origin{script: rivals(1, `{"a":3,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.Resolved, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "plan, rival elsewhere", modifier: setA, reviewer: plan, origin: origin{script: rivals(1, `{"a":1,"b":9,"n":1}`)},
			want: editor.Applied, merge: editor.Reran, body: `{"a":2,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
		{
			name: "plan, rival at the approved place", modifier: setA, resolver: policy(merge.Ours), reviewer: plan, origin: origin{script: rivals(1, `{"a":7,"b":1,"n":1}`)},
			body: `{"a":7,"b":1,"n":1}`, sends: 1, rivals: 1, err: new(error),
		},

		// no answer
		{
			name: "it landed", modifier: text{setA}, origin: origin{script: []fault{{lose: "after"}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},
		{
			name: "a count of 2 is there: nobody can say whose", modifier: script(count), origin: origin{script: []fault{{lose: "after"}}},
			body: `{"a":1,"b":1,"n":2}`, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "the request was lost: the same one again", modifier: script(count), origin: origin{script: []fault{{lose: "before"}}},
			want: editor.Applied, body: `{"a":1,"b":1,"n":2}`, sends: 2,
		},
		{
			name: "the request was lost, rival elsewhere", modifier: script(count), origin: origin{script: []fault{{lose: "before", rival: `{"a":1,"b":9,"n":1}`}}},
			want: editor.Applied, merge: editor.Reran, body: `{"a":1,"b":9,"n":2}`, sends: 2, rivals: 1,
		},
		{
			name: "it landed, a rival counted on: nobody can say", modifier: script(count), origin: origin{script: []fault{{lose: "after", after: `{"a":1,"b":1,"n":3}`}}},
			body: `{"a":1,"b":1,"n":3}`, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "it landed, stale read, the same again is refused", modifier: text{setA}, origin: origin{stale: 2, script: []fault{{lose: "after"}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 2,
		},
		{
			name: "a script that sets, found idempotent by running it", modifier: setA, origin: origin{script: []fault{{lose: "after"}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},
		{
			name: "a script that sets, and says so itself", modifier: setter{setA}, origin: origin{script: []fault{{lose: "after"}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},
		{
			name: "no reads either: unknown", modifier: text{setA}, origin: origin{script: []fault{{lose: "after", blind: true}}},
			body: `{"a":2,"b":1,"n":1}`, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "gone: unknown outranks it", modifier: text{setA}, origin: origin{script: []fault{{lose: "after", gone: true}}},
			body: `{"a":2,"b":1,"n":1}`, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "503 may have been forwarded", modifier: script(count), origin: origin{script: []fault{{answer: &client.BusyError{}}}},
			want: editor.Applied, body: `{"a":1,"b":1,"n":2}`, sends: 2,
		},
		{
			name: "503, and a count of 2 is there: nobody can say whose", modifier: script(count), origin: origin{script: []fault{{answer: &client.BusyError{}, rival: `{"a":1,"b":1,"n":2}`}}},
			body: `{"a":1,"b":1,"n":2}`, sends: 1, err: new(*editor.UnknownError),
		},
		{
			name: "refused after a lost answer: unknown outranks it", modifier: text{setA}, origin: origin{script: []fault{{lose: "before"}, {answer: &client.RefusedError{}}}},
			body: base, sends: 2, err: new(*editor.UnknownError),
		},

		// a no
		{
			name: "429 is a no: the same again", modifier: text{setA}, origin: origin{script: []fault{{answer: &client.BusyError{Sure: true}}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 2,
		},
		{
			name: "another's lock is waited for: the same again", modifier: text{setA}, origin: origin{script: []fault{{answer: &client.LockedError{}}}},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 2,
		},
		{
			name: "another's lock, and its holder writes", modifier: script(count), origin: origin{script: []fault{{answer: &client.LockedError{}, rival: `{"a":1,"b":1,"n":5}`}}},
			want: editor.Applied, merge: editor.Reran, body: `{"a":1,"b":1,"n":6}`, sends: 2, rivals: 1,
		},
		{
			name: "422", modifier: text{setA}, origin: origin{script: []fault{{answer: &client.RefusedError{}}}},
			body: base, sends: 1, err: new(*client.RefusedError),
		},
		{
			name: "404 to the write alone is a refusal", modifier: text{setA}, origin: origin{script: []fault{{answer: &client.GoneError{}}}},
			body: base, sends: 1, err: new(*client.RefusedError),
		},
		{
			name: "404 to the write, in the middle of a rival's", modifier: script(count),
			origin: origin{script: []fault{{answer: &client.GoneError{}, rival: `{"a":1,"b":9,"n":1}`}}},
			want:   editor.Applied, merge: editor.Reran, body: `{"a":1,"b":9,"n":2}`, sends: 2, rivals: 1,
		},
		{
			name: "404 to the write, and to the read", modifier: text{setA}, origin: origin{script: []fault{{answer: &client.GoneError{}, gone: true}}},
			body: base, sends: 1, err: new(*editor.GoneError),
		},
		{
			name: "nothing was sent", modifier: text{setA}, origin: origin{script: []fault{{answer: &client.UnreachableError{Err: errors.New("refused")}}}},
			body: base, sends: 1, err: new(*client.UnreachableError),
		},
		{
			name: "stored otherwise", modifier: text{setA}, origin: origin{script: []fault{{answer: &editor.AlteredError{}}}},
			body: base, sends: 1, err: new(*editor.AlteredError),
		},

		// begun elsewhere
		{
			name: "killed after sending: it had landed", modifier: text{setA}, start: begun(true), origin: origin{body: `{"a":2,"b":1,"n":1}`, version: 1},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`,
		},
		{
			name: "killed before sending, a rival since", modifier: text{setA}, start: begun(true), origin: origin{body: `{"a":1,"b":9,"n":1}`, version: 1},
			want: editor.Applied, merge: editor.Clean, body: `{"a":2,"b":9,"n":1}`, sends: 1, rivals: 1,
		},
		{
			name: "killed before sending, nothing since", modifier: text{setA}, start: begun(true), origin: origin{},
			want: editor.Applied, body: `{"a":2,"b":1,"n":1}`, sends: 1,
		},
		{
			name: "killed after sending a count: a 2 is no proof", modifier: whole(`{"a":1,"b":1,"n":2}`),
			start:  &editor.Draft{Base: begun(true).Base, Text: []byte(`{"a":1,"b":1,"n":2}`), Sent: true, Adds: true},
			origin: origin{body: `{"a":1,"b":1,"n":2}`, version: 1},
			body:   `{"a":1,"b":1,"n":2}`, err: new(*editor.UnknownError),
		},
		{
			name: "a count that was kept unsent, a rival has counted to the same 2: one is missing", modifier: whole(`{"a":1,"b":1,"n":2}`),
			start:  &editor.Draft{Base: begun(false).Base, Text: []byte(`{"a":1,"b":1,"n":2}`), Adds: true},
			origin: origin{body: `{"a":1,"b":1,"n":2}`, version: 1},
			body:   `{"a":1,"b":1,"n":2}`, sends: 1, rivals: 1, err: new(*editor.ConflictError),
		},
		{
			name: "a count that was kept unsent, a rival wrote elsewhere", modifier: whole(`{"a":1,"b":1,"n":2}`),
			start:  &editor.Draft{Base: begun(false).Base, Text: []byte(`{"a":1,"b":1,"n":2}`), Adds: true},
			origin: origin{body: `{"a":1,"b":9,"n":1}`, version: 1},
			want:   editor.Applied, merge: editor.Clean, body: `{"a":1,"b":9,"n":2}`, sends: 2, rivals: 1,
		},
		{
			name: "a kept count, merged with a rival's and lost: it is a count still", modifier: whole(`{"a":1,"b":1,"n":2}`),
			start:  &editor.Draft{Base: begun(false).Base, Text: []byte(`{"a":1,"b":1,"n":2}`), Adds: true},
			origin: origin{body: `{"a":1,"b":9,"n":1}`, version: 1, script: []fault{{}, {lose: "before", rival: `{"a":1,"b":9,"n":2}`}}},
			body:   `{"a":1,"b":9,"n":2}`, sends: 2, rivals: 1, err: new(*editor.UnknownError),
		},
		{
			name: "undo: base is what was written, wanted is what stood before, a rival since", modifier: whole(`{"a":0,"b":1,"n":1}`),
			start: &editor.Draft{Base: begun(false).Base}, origin: origin{body: `{"a":1,"b":9,"n":1}`, version: 4},
			want: editor.Applied, merge: editor.Clean, body: `{"a":0,"b":9,"n":1}`, sends: 2, rivals: 1,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o, d := tc.origin, &drafts{}
			if o.body == "" {
				o.body = base
			}
			s := session(&o, tc.modifier, d)
			s.Start = tc.start
			if tc.reviewer != nil {
				s.Reviewer = tc.reviewer
			}
			if tc.resolver != nil {
				s.Resolver = tc.resolver
			}
			rep, err := s.Run(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
			}
			if rep.Outcome != tc.want || o.body != tc.body || o.sends != tc.sends || rep.Rivals != tc.rivals {
				t.Errorf("%q %s after %d sends, %d rivals; want %q %s after %d, %d", rep.Outcome, o.body, o.sends, rep.Rivals, tc.want, tc.body, tc.sends, tc.rivals)
			}
			if tc.merge == "" {
				tc.merge = editor.NoMerge
			}
			if err == nil && rep.Merge != tc.merge {
				t.Errorf("merge %q, want %q", rep.Merge, tc.merge)
			}
			if d.dropped != (err == nil) || (rep.Draft == "") != (err == nil) {
				t.Errorf("err %v, draft dropped %v, named %q", err, d.dropped, rep.Draft)
			}
			if err != nil && d.last().Last == "" {
				t.Error("the draft does not say why")
			}
			var unknown *editor.UnknownError
			if err != nil && d.last().Sent != errors.As(err, &unknown) {
				t.Errorf("err %v, draft sent %v", err, d.last().Sent)
			}
		})
	}
}

// session is a Session of fakes, with patience for five waits.
func session(o editor.Target, m editor.Modifier, d *drafts) *editor.Session {
	return &editor.Session{
		Target: o, Modifier: m, Drafts: d, Pacer: &pacer{left: 5},
		Reviewer: &verdicts{list: []editor.Verdict{editor.Send}}, Resolver: policy(merge.None),
	}
}

// A request that is sent again unchanged is not asked about again.
func TestAskOnce(t *testing.T) {
	o := &origin{body: base, script: []fault{{lose: "before"}, {retag: "strong"}}}
	s := session(o, script(count), &drafts{})
	v := &verdicts{list: []editor.Verdict{editor.Send}}
	s.Reviewer = v
	if _, err := s.Run(t.Context()); err != nil || len(v.seen) != 1 || o.sends != 3 {
		t.Errorf("err %v, asked %d times for %d sends", err, len(v.seen), o.sends)
	}
}

// A draft's text stands beside the base that it was made on, through every rebase:
// an old text beside a new base would undo the rival's change.
func TestDraftPair(t *testing.T) {
	for name, m := range map[string]editor.Modifier{"text": text{set("/a", "2")}, "script": set("/a", "2")} {
		t.Run(name, func(t *testing.T) {
			d := &drafts{}
			o := &origin{body: base, script: []fault{{rival: `{"a":1,"b":9,"n":1}`}, {rival: `{"a":7,"b":9,"n":1}`}}}
			_, err := session(o, m, d).Run(t.Context())
			var conflict *editor.ConflictError
			if !errors.As(err, &conflict) {
				t.Fatal(err)
			}
			for _, k := range d.kept {
				b, txt := k.Base.Document.Source(), k.Text
				switch got := string(b) + string(txt); got {
				case base, base + `{"a":2,"b":1,"n":1}`, `{"a":1,"b":9,"n":1}{"a":2,"b":9,"n":1}`:
				default:
					t.Errorf("a draft of %s", got)
				}
			}
			if got := string(d.last().Base.Document.Source()) + string(d.last().Text); got != `{"a":1,"b":9,"n":1}{"a":2,"b":9,"n":1}` {
				t.Error(got)
			}
		})
	}
}

// The draft is on disk before the first send; where it cannot be, nothing is sent.
func TestNoDraftNoSend(t *testing.T) {
	o := &origin{body: base}
	if _, err := session(o, set("/a", "2"), &drafts{full: true}).Run(t.Context()); err == nil || o.sends != 0 {
		t.Errorf("err %v after %d sends", err, o.sends)
	}
}

// A plain refusal goes back to the Reviewer once; a script ends with it, and the draft is there.
func TestRefused(t *testing.T) {
	d, v := &drafts{}, &verdicts{list: []editor.Verdict{editor.Send}}
	o := &origin{body: base, script: []fault{{answer: &client.RefusedError{Problem: client.Problem{Status: 422}}}}}
	s := session(o, set("/a", "2"), d)
	s.Reviewer = v
	rep, err := s.Run(t.Context())
	var refused *client.RefusedError
	if !errors.As(err, &refused) || o.sends != 1 || len(v.seen) != 2 || v.seen[1].Refused == nil || d.dropped || rep.Draft == "" {
		t.Errorf("err %v, %d sends, %d reviews, dropped %v, draft %q", err, o.sends, len(v.seen), d.dropped, rep.Draft)
	}
}

// An interrupt leaves the text as typed.
func TestInterrupted(t *testing.T) {
	d := &drafts{}
	if _, err := session(&origin{body: base}, typing{}, d).Run(t.Context()); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if got := string(d.last().Text); got != `{"a":2, half` || d.dropped {
		t.Error(got, d.dropped)
	}
}

// typing is a person who is interrupted.
type typing struct{}

func (typing) Modify(_ context.Context, t editor.Task) (*document.Document, error) {
	return nil, errors.Join(t.Save([]byte(`{"a":2, half`)), context.Canceled)
}
func (typing) Repeats() bool { return false }

// Where nothing was typed there is nothing to keep.
func TestNothingTyped(t *testing.T) {
	d := &drafts{}
	fails := script(func(*document.Document) (*document.Document, error) { return nil, errors.New("no such program") })
	if rep, err := session(&origin{body: base}, fails, d).Run(t.Context()); err == nil || !d.dropped || rep.Draft != "" {
		t.Errorf("err %v, dropped %v, draft %q", err, d.dropped, rep.Draft)
	}
}

// Without a version, what was lost may still arrive, and nothing would stop it.
func TestUnguardedIsNeverSentTwice(t *testing.T) {
	o := &origin{body: base, script: []fault{{lose: "before"}}}
	_, err := session(unguarded{o}, set("/a", "2"), &drafts{}).Run(t.Context())
	var unknown *editor.UnknownError
	if !errors.As(err, &unknown) || o.sends != 1 {
		t.Errorf("err %v, %d sends", err, o.sends)
	}
}

// unguarded is a target without a version.
type unguarded struct{ *origin }

func (u unguarded) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w, err := u.origin.Prepare(base, wanted)
	w.Guard = client.Unguarded()
	return w, err
}

// An interrupt while the write is under way does not hide that it landed, and
// starts nothing new.
func TestInterruptedWhileSending(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault fault
		want  editor.Outcome
		sends int
	}{
		{"the answer comes", fault{}, editor.Applied, 1},
		{"a rival was faster: not once more", fault{rival: `{"a":1,"b":9,"n":1}`}, "", 1},
		{"the answer is lost, a read shows it", fault{lose: "after"}, editor.Applied, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx, interrupt := context.WithCancel(t.Context())
			o := &origin{body: base, script: []fault{tc.fault}, after: interrupt}
			s := session(o, text{set("/a", "2")}, &drafts{})
			s.Linger = func(ctx context.Context) (context.Context, context.CancelFunc) {
				return context.WithoutCancel(ctx), func() {}
			}
			rep, err := s.Run(ctx)
			if rep.Outcome != tc.want || o.sends != tc.sends || (tc.want == "") != errors.Is(err, context.Canceled) {
				t.Errorf("%q after %d sends, err %v", rep.Outcome, o.sends, err)
			}
		})
	}
}

// judged is a person who says what became of a write.
type judged struct {
	ruling editor.Ruling
	asked  *int
}

func (j judged) Judge(context.Context, editor.Collision) (editor.Ruling, error) {
	*j.asked++
	return j.ruling, nil
}

// What no read can tell is asked of somebody, and nothing that a read can tell is.
func TestJudge(t *testing.T) {
	lost := []fault{{lose: "after"}}
	for _, tc := range []struct {
		name     string
		modifier editor.Modifier
		ruling   editor.Ruling
		script   []fault
		want     editor.Outcome
		body     string
		sends    int
		asked    int
	}{
		{"nobody can say", script(count), editor.Unruled, lost, "", `{"a":1,"b":1,"n":2}`, 1, 1},
		{"it is there", script(count), editor.IsThere, lost, editor.Unchanged, `{"a":1,"b":1,"n":2}`, 1, 1},
		{"it is not there: the rival counted", script(count), editor.NotThere, []fault{{lose: "before", rival: `{"a":1,"b":1,"n":2}`}}, editor.Applied, `{"a":1,"b":1,"n":3}`, 2, 1},
		{"a text that is there proves itself", text{set("/a", "2")}, editor.NotThere, lost, editor.Applied, `{"a":2,"b":1,"n":1}`, 1, 0},
		{"a rival elsewhere: it is known that it is not", script(count), editor.IsThere, []fault{{lose: "before", rival: `{"a":1,"b":9,"n":1}`}}, editor.Applied, `{"a":1,"b":9,"n":2}`, 2, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			asked := 0
			o, d := &origin{body: base, script: tc.script}, &drafts{}
			s := session(o, tc.modifier, d)
			s.Judge = judged{tc.ruling, &asked}
			rep, err := s.Run(t.Context())
			var unknown *editor.UnknownError
			if rep.Outcome != tc.want || o.body != tc.body || o.sends != tc.sends || asked != tc.asked || (tc.want == "") != errors.As(err, &unknown) {
				t.Errorf("%q %s after %d sends, asked %d times, err %v", rep.Outcome, o.body, o.sends, asked, err)
			}
			if d.dropped != (err == nil) {
				t.Errorf("err %v, draft dropped %v", err, d.dropped)
			}
		})
	}
}

// When the time is up a write without an answer still gets one read, and no more than that.
func TestOneLastRead(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault fault
		want  editor.Outcome
		err   any
	}{
		{"it landed", fault{lose: "after"}, editor.Applied, nil},
		{"the same version: it may still arrive", fault{lose: "before"}, "", new(*editor.UnknownError)},
		{"a rival elsewhere: it did not land", fault{lose: "before", rival: `{"a":1,"b":9,"n":1}`}, "", new(*editor.ContendedError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := &origin{body: base, script: []fault{tc.fault}}
			s := session(o, text{set("/a", "2")}, &drafts{})
			s.Pacer = &pacer{}
			rep, err := s.Run(t.Context())
			if rep.Outcome != tc.want || o.sends != 1 || (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Errorf("%q after %d sends, err %v", rep.Outcome, o.sends, err)
			}
		})
	}
}

// The end of the time may have cut off the write: what finds out about it has a time
// of its own.
func TestFindingOutHasItsOwnTime(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	o := &origin{body: base, script: []fault{{lose: "after"}}, after: end}
	s := session(o, text{set("/a", "2")}, &drafts{})
	var made []context.Context
	s.Linger = func(ctx context.Context) (context.Context, context.CancelFunc) {
		longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
		made = append(made, longer)
		return longer, cancel
	}
	if rep, err := s.Run(ctx); rep.Outcome != editor.Applied || len(made) != 2 || made[0].Err() == nil || made[1].Err() == nil {
		t.Errorf("%q, %v, %d contexts", rep.Outcome, err, len(made))
	}
}

// What is about to leave is kept as sent before it leaves: a kill may come in between.
func TestSentIsKeptFirst(t *testing.T) {
	d := &drafts{}
	o := &origin{body: base}
	o.after = func() {
		if last := d.last(); !last.Sent || string(last.Text) != `{"a":2,"b":1,"n":1}` {
			t.Errorf("while it is under way the draft is %s, sent %v", last.Text, last.Sent)
		}
	}
	if _, err := session(o, set("/a", "2"), d).Run(t.Context()); err != nil || o.sends != 1 {
		t.Errorf("%v after %d sends", err, o.sends)
	}
}

// After an interrupt nothing leaves any more.
func TestInterruptedBeforeSending(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	o := &origin{body: base}
	last := script(func(d *document.Document) (*document.Document, error) {
		interrupt()
		return d.Set("/a", []byte("2"))
	})
	if _, err := session(o, last, &drafts{}).Run(ctx); !errors.Is(err, context.Canceled) || o.sends != 0 {
		t.Errorf("%v after %d sends", err, o.sends)
	}
}
