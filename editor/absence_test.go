package editor_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// place is a resource that need not be there: body "" is absent. Its script lists what
// happens at each send.
type place struct {
	body    string
	version int
	ignores bool // writes whatever the precondition says
	script  []turn
	sends   int
	fetches []string // "", or the body, of each fetch; longer runs see what is there
	reads   int
	down    bool
}

// A turn happens at one send. A rival of "-" deletes.
type turn struct {
	rival string // before ours arrives
	after string // after ours has landed, before anybody reads
	lose  string // "before": never arrives; "after": arrives, its answer does not
	says  error  // the answer, in place of storing
	bare  bool   // accepted, with an answer that does not say that nothing was there
}

func (p *place) put(body string) {
	switch body {
	case "":
		return
	case "-":
		body = ""
	}
	p.body, p.version = body, p.version+1
}

func (p *place) Fetch(context.Context) (editor.State, error) {
	p.reads++
	body, tag := p.body, p.tag()
	if p.reads <= len(p.fetches) { // it lags: the first version
		body, tag = p.fetches[p.reads-1], client.Validator{Values: []string{"0"}}
	}
	switch {
	case p.down:
		return editor.State{}, &client.UnreachableError{Err: errors.New("no route")}
	case body == "":
		return editor.State{}, &client.GoneError{Problem: client.Problem{Status: 404}}
	}
	return editor.State{Representation: client.Representation{Validator: tag}, Document: doc(body)}, nil
}

func (p *place) tag() client.Validator {
	return client.Validator{Values: []string{strconv.Itoa(p.version)}}
}

func (p *place) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w := editor.Write{Base: base, Wanted: wanted, Guard: client.IfUnchanged(base.Representation.Validator)}
	if base.Document == nil {
		w.Guard = client.IfAbsent()
	}
	w.Request.Method = "PUT"
	return w, nil
}

func (p *place) Send(_ context.Context, w editor.Write) (editor.Receipt, error) {
	var f turn
	if p.sends < len(p.script) {
		f = p.script[p.sends]
	}
	p.sends++
	rec := editor.Receipt{Write: w, Created: !f.bare}
	p.put(f.rival)
	switch {
	case f.says != nil:
		return rec, f.says
	case f.lose == "before":
		return rec, &client.LostError{Err: errors.New("cut")}
	case p.body == "" && w.Wanted == nil:
		return rec, &client.GoneError{Problem: client.Problem{Status: 404}}
	case !p.ignores && w.Guard.Absent() && p.body != "",
		!p.ignores && !w.Guard.Absent() && !w.Guard.Validator().Equal(p.tag()):
		return rec, &client.PreconditionError{Problem: client.Problem{Status: 412}}
	}
	if p.put("-"); w.Wanted != nil {
		p.put(string(w.Wanted.Source()))
	}
	p.put(f.after)
	if f.lose == "after" {
		return rec, &client.LostError{Err: errors.New("cut")}
	}
	return rec, nil
}

// nothing is the Modifier of a delete.
type nothing struct{}

func (nothing) Modify(context.Context, editor.Task) (*document.Document, error) { return nil, nil }
func (nothing) Repeats() bool                                                   { return false }

// given makes the document of the text that it starts with.
type given struct{}

func (given) Modify(_ context.Context, t editor.Task) (*document.Document, error) {
	d, err := document.Parse(t.Start, t.Format)
	if err != nil {
		return nil, &editor.InvalidError{Err: err}
	}
	return d, nil
}
func (given) Repeats() bool { return false }

// anew is the draft of a resource that is to be created.
func anew(text string, sent bool) *editor.Draft {
	return &editor.Draft{Base: editor.State{New: document.JSON}, Text: []byte(text), Sent: sent}
}

func gone(status int) error { return &client.GoneError{Problem: client.Problem{Status: status}} }

var (
	said409 = &client.PreconditionError{Problem: client.Problem{Status: 409, Title: "Conflict"}}
	said503 = &client.BusyError{Problem: client.Problem{Status: 503}}
)

// Every end of an edit that begins where nothing is: created is said only where nothing
// was there and what was sent is; what is there already is never written over.
func TestCreate(t *testing.T) {
	const text, rival = `{"a":1}`, `{"b":2}`
	for _, tc := range []struct {
		name   string
		place  place
		sent   bool // the draft of a process that was killed
		judge  editor.Ruling
		merge  merge.Options
		want   editor.Outcome
		body   string
		sends  int
		rivals int
		err    any

		patience int // more, or fewer, waits than usual
	}{
		{name: "plain", want: editor.Created, body: text, sends: 1},
		{name: "something is there: not sent", place: place{body: rival}, body: rival, err: new(*editor.ExistsError)},
		{name: "the same is there: not ours either", place: place{body: text}, body: text, err: new(*editor.ExistsError)},
		{name: "no server: not waited for", place: place{down: true}, err: new(*client.UnreachableError)},
		{name: "a rival was faster", place: place{script: []turn{{rival: rival}}}, body: rival, sends: 1, rivals: 1, err: new(*editor.ExistsError)},
		{name: "a rival was faster with the same", place: place{script: []turn{{rival: text}}}, body: text, sends: 1, rivals: 1, err: new(*editor.ExistsError)},
		{name: "the server says that it exists, and reads lag", place: place{fetches: []string{"", "", ""}, script: []turn{{rival: rival}}}, body: rival, sends: 1, rivals: 1, err: new(*editor.ExistsError)},
		{name: "the server says that it exists, and nothing does", place: place{script: []turn{{says: said409}}}, sends: 1, err: new(*editor.StaleError)},
		{name: "a rival was faster, and no round is left", place: place{script: []turn{{rival: rival}}}, patience: -1, body: rival, sends: 1, rivals: 1, err: new(*editor.ExistsError)},
		{name: "no such collection", place: place{script: []turn{{says: gone(404)}}}, sends: 1, err: new(*client.RefusedError)},
		{name: "an answer that does not say that nothing was there", place: place{ignores: true, script: []turn{{rival: rival, bare: true}}}, want: editor.Applied, body: text, sends: 1},

		// no answer
		{name: "lost before: sent again", place: place{script: []turn{{lose: "before"}}}, want: editor.Created, body: text, sends: 2},
		{name: "lost after: there, as it was sent", place: place{script: []turn{{lose: "after"}}}, want: editor.Created, body: text, sends: 1},
		{name: "503 after: sent again, and ours was there", place: place{fetches: []string{"", ""}, script: []turn{{says: said503, after: text}, {rival: text}}}, want: editor.Created, body: text, sends: 2},
		{name: "lost, and a rival's is there", place: place{script: []turn{{lose: "before", rival: rival}}}, body: rival, sends: 1, err: new(*editor.UnknownError)},
		{name: "lost, and more than ours is there", place: place{script: []turn{{lose: "before", rival: `{"a":1,"b":2}`}}}, body: `{"a":1,"b":2}`, sends: 1, err: new(*editor.UnknownError)},
		{
			name: "lost, and ours with what the server sets is there", place: place{script: []turn{{lose: "after", after: `{"id":7,"a":1.0}`}}},
			merge: merge.Options{Managed: []document.Pointer{"/id"}}, want: editor.Created, body: `{"id":7,"a":1.0}`, sends: 1,
		},
		{name: "lost, and somebody says that it is there", place: place{script: []turn{{lose: "before", rival: rival}}}, judge: editor.IsThere, want: editor.Unchanged, body: rival, sends: 1},
		{name: "lost, and somebody says that it is a rival's", place: place{script: []turn{{lose: "before", rival: rival}}}, judge: editor.NotThere, body: rival, sends: 1, rivals: 1, err: new(*editor.ExistsError)},

		// after a kill
		{name: "killed, and it is there", sent: true, place: place{body: text}, want: editor.Created, body: text},
		{name: "killed, and nothing is there", sent: true, want: editor.Created, body: text, sends: 1},
		{name: "killed, and something else is there", sent: true, place: place{body: rival}, body: rival, err: new(*editor.UnknownError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, d := tc.place, &drafts{}
			s := session(&p, given{}, d)
			s.Start, s.Merge = anew(text, tc.sent), tc.merge
			if tc.patience < 0 {
				s.Pacer = &pacer{}
			}
			if tc.judge != editor.Unruled {
				s.Judge = judged{tc.judge, new(int)}
			}
			rep, err := s.Run(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
			}
			if rep.Outcome != tc.want || p.body != tc.body || p.sends != tc.sends || rep.Rivals != tc.rivals {
				t.Errorf("%q %s after %d sends, %d rivals; want %q %s after %d, %d", rep.Outcome, p.body, p.sends, rep.Rivals, tc.want, tc.body, tc.sends, tc.rivals)
			}
			if d.dropped != (err == nil) || (rep.Draft == "") != (err == nil) {
				t.Errorf("err %v, draft dropped %v, named %q", err, d.dropped, rep.Draft)
			}
			if p.down && p.reads > 1 {
				t.Errorf("a server that has never answered was asked %d times", p.reads)
			}
			if err != nil && (string(d.last().Text) != text || d.last().Base.Document != nil || d.last().Sent != errors.As(err, new(*editor.UnknownError))) {
				t.Errorf("the draft is %+v", d.last())
			}
		})
	}
}

// What stands in the server's way is told in its words, where it says that something is
// there and shows nothing.
func TestCreateRefused(t *testing.T) {
	p := place{script: []turn{{says: said409}, {says: said409}}}
	s := session(&p, given{}, &drafts{})
	s.Start = anew(`{"a":1}`, false)
	_, err := s.Run(t.Context())
	var stale *editor.StaleError
	if !errors.As(err, &stale) || !errors.Is(stale.Said, said409) {
		t.Errorf("%v", err)
	}
}

// That it is the same that is there is said, not counted.
func TestExistsSame(t *testing.T) {
	for there, same := range map[string]bool{`{"a":1}`: true, `{ "a": 1.0 }`: true, `{"a":1,"b":2}`: false, `{}`: false} {
		p := place{script: []turn{{rival: there}}}
		s := session(&p, given{}, &drafts{})
		s.Start = anew(`{"a":1}`, false)
		_, err := s.Run(t.Context())
		var e *editor.ExistsError
		if !errors.As(err, &e) || e.Same != same || string(e.There.Document.Source()) != there {
			t.Errorf("%s: %+v %v", there, e, err)
		}
	}
}

// Every end of a delete: what goes is the version that was shown, and what was there is
// kept as the draft of a resource that can be created again.
func TestDelete(t *testing.T) {
	const body, rival = `{"a":1}`, `{"a":2}`
	deleted := &editor.Draft{Base: editor.State{Representation: client.Representation{Validator: client.Validator{Values: []string{"0"}}}, Document: doc(body)}, Absent: true}
	sent := *deleted
	sent.Sent = true
	for _, tc := range []struct {
		name     string
		place    place
		start    *editor.Draft
		reviewer editor.Reviewer
		resolver editor.Resolver
		want     editor.Outcome
		body     string
		sends    int
		rivals   int
		err      any
	}{
		{name: "plain", place: place{body: body}, want: editor.Deleted, sends: 1},
		{name: "nothing is there", err: new(*client.GoneError)},
		{name: "a dry run", place: place{body: body}, reviewer: &verdicts{list: []editor.Verdict{editor.Hold}}, want: editor.Held, body: body},
		{name: "no", place: place{body: body}, reviewer: &verdicts{list: []editor.Verdict{editor.Drop}}, body: body, err: new(*editor.AbortedError)},
		{name: "nobody to ask", place: place{body: body}, reviewer: &verdicts{list: []editor.Verdict{editor.Keep}}, body: body, err: new(*editor.AbortedError)},
		{name: "a rival wrote, nobody decides", place: place{body: body, script: []turn{{rival: rival}}}, body: rival, sends: 1, rivals: 1, err: new(*editor.ConflictError)},
		{name: "a rival wrote, and it goes all the same", place: place{body: body, script: []turn{{rival: rival}}}, resolver: policy(merge.Ours), want: editor.Deleted, sends: 2, rivals: 1},
		{name: "a rival wrote, and theirs stays", place: place{body: body, script: []turn{{rival: rival}}}, resolver: policy(merge.Theirs), want: editor.Unchanged, body: rival, sends: 1, rivals: 1},
		{name: "the same bytes at another version are no rival", place: place{body: body, script: []turn{{rival: body}}}, want: editor.Deleted, sends: 2},
		{name: "a rival deleted it: nothing is left to do", place: place{body: body, script: []turn{{rival: "-"}}}, want: editor.Unchanged, sends: 1},
		{name: "refused", place: place{body: body, script: []turn{{says: &client.RefusedError{Problem: client.Problem{Status: 403}}}}}, body: body, sends: 1, err: new(*client.RefusedError)},
		{name: "404, and it is there", place: place{body: body, script: []turn{{says: gone(404)}}}, body: body, sends: 1, err: new(*client.RefusedError)},

		// no answer
		{name: "lost before: sent again", place: place{body: body, script: []turn{{lose: "before"}}}, want: editor.Deleted, sends: 2},
		{name: "lost after: it is gone", place: place{body: body, script: []turn{{lose: "after"}}}, want: editor.Deleted, sends: 1},
		{name: "lost, then 404", place: place{body: body, fetches: []string{body, body}, script: []turn{{lose: "after"}}}, want: editor.Deleted, sends: 2},
		{name: "lost, and another version is there", place: place{body: body, script: []turn{{lose: "after", after: rival}}}, body: rival, sends: 1, err: new(*editor.UnknownError)},

		// after a kill
		{name: "killed before it was sent", start: deleted, place: place{body: body}, want: editor.Deleted, sends: 1},
		{name: "killed, and it is gone", start: &sent, want: editor.Deleted},
		{name: "killed, and it is there as it was", start: &sent, place: place{body: body}, want: editor.Deleted, sends: 1},
		{name: "killed, and another version is there", start: &sent, place: place{body: rival, version: 3}, body: rival, err: new(*editor.UnknownError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, d := tc.place, &drafts{}
			s := session(&p, nothing{}, d)
			if s.Start = tc.start; tc.reviewer != nil {
				s.Reviewer = tc.reviewer
			}
			if tc.resolver != nil {
				s.Resolver = tc.resolver
			}
			rep, err := s.Run(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T), want %T", err, err, tc.err)
			}
			if rep.Outcome != tc.want || p.body != tc.body || p.sends != tc.sends || rep.Rivals != tc.rivals {
				t.Errorf("%q %s after %d sends, %d rivals; want %q %s after %d, %d", rep.Outcome, p.body, p.sends, rep.Rivals, tc.want, tc.body, tc.sends, tc.rivals)
			}
			var said *editor.AbortedError
			switch kept := rep.Draft != ""; {
			case len(d.kept) == 0: // nothing was ever there
			case err != nil && kept != (!errors.As(err, &said) || said.Kept):
				t.Errorf("err %v, draft %q", err, rep.Draft)
			case p.body == "" && (!kept || d.dropped || d.last().Base.Document != nil || d.last().Absent || d.last().Sent || len(d.last().Text) == 0):
				t.Errorf("it is gone, dropped %v, and the draft is %+v", d.dropped, d.last())
			case p.body == "" && rep.Rivals == 0 && string(d.last().Text) != body, p.body == "" && rep.Rivals > 0 && string(d.last().Text) != rival:
				t.Errorf("the draft has %s", d.last().Text)
			case p.body != "" && kept && (!d.last().Absent || d.last().Base.Document == nil || d.last().Sent != errors.As(err, new(*editor.UnknownError))):
				t.Errorf("it is still there, and the draft is %+v", d.last())
			case p.body != "" && kept == d.dropped:
				t.Errorf("draft %q, dropped %v", rep.Draft, d.dropped)
			}
		})
	}
}

// Nobody is asked whether a delete is "there": another version is, and it may be a rival's.
func TestDeleteIsNotJudged(t *testing.T) {
	p := place{body: `{"a":1}`, script: []turn{{lose: "after", after: `{"a":2}`}}}
	s, asked := session(&p, nothing{}, &drafts{}), 0
	s.Judge = judged{editor.IsThere, &asked}
	if _, err := s.Run(t.Context()); !errors.As(err, new(*editor.UnknownError)) || asked > 0 {
		t.Errorf("%v, asked %d times", err, asked)
	}
}

// What a delete has kept is created again by the draft alone.
func TestDeletedComesBack(t *testing.T) {
	p, d := place{body: `{"a":1}`}, &drafts{}
	if rep, err := session(&p, nothing{}, d).Run(t.Context()); err != nil || rep.Outcome != editor.Deleted {
		t.Fatal(rep.Outcome, err)
	}
	s := session(&p, given{}, d)
	kept := d.last()
	s.Start = &kept
	if rep, err := s.Run(t.Context()); err != nil || rep.Outcome != editor.Created || p.body != `{"a":1}` || !d.dropped {
		t.Errorf("%q %v: %s", rep.Outcome, err, p.body)
	}
}
