package editor_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

const base = `{"a":1,"b":1,"n":1}`

func doc(s string) *document.Document {
	d, err := document.Parse([]byte(s), document.JSON)
	if err != nil {
		panic(err)
	}
	return d
}

// origin is a resource with versions; script lists what happens at each send.
type origin struct {
	body    string
	version int
	tag     string // before the version in the validator
	fixed   bool   // the validator is the same for ever, whatever is written
	clock   bool   // /t counts the reads, under the same validator
	tells   bool   // a refusal shows what is there
	fickle  bool   // every read has a validator of its own, which no write may name
	reads   int
	stale   int // fetches that still see the first state
	young   int // reads after the first send that come too soon after a write
	gone    bool
	noReads bool
	script  []fault
	sends   int
	first   *editor.State
	after   func() // called when a send is over
	arrived func() // called when a write has landed
	pending string // what was taken in, and is written at the read number due from now
	due     int
}

// A fault happens at one send: before it is applied, or instead of its answer.
type fault struct {
	rival  string // written before ours arrives
	after  string // written after ours has landed, before anybody reads
	lose   string // "before": never arrives; "after": arrives, its answer does not
	retag  string // the same bytes get another validator before ours arrives
	gone   bool   // the resource is deleted before anybody reads
	answer error  // the answer, in place of storing
	blind  bool   // no read works from now on
	due    int    // it is written at this read from now, whatever was answered
}

func (o *origin) validator() client.Validator {
	switch {
	case o.fixed:
		return client.Validator{Values: []string{"fixed"}}
	case o.fickle:
		return client.Validator{Values: []string{"read " + strconv.Itoa(o.reads)}}
	}
	return client.Validator{Values: []string{o.tag + strconv.Itoa(o.version)}}
}

func (o *origin) state() editor.State {
	return editor.State{Representation: client.Representation{Validator: o.validator()}, Document: doc(o.body)}
}

func (o *origin) Fetch(context.Context) (editor.State, error) {
	o.reads++
	if o.due--; o.due == 0 {
		o.write(o.pending)
	}
	if o.clock {
		d, err := doc(o.body).Set("/t", []byte(strconv.Itoa(o.reads)))
		if err != nil {
			panic(err)
		}
		o.body = string(d.Source())
	}
	switch {
	case o.noReads:
		return editor.State{}, &client.UnreachableError{Err: errors.New("cut")}
	case o.gone:
		return editor.State{}, &client.GoneError{Problem: client.Problem{Status: 404}}
	case o.first == nil:
		s := o.state()
		o.first = &s
	case o.young > 0 && o.sends > 0:
		o.young--
		return editor.State{}, &client.BusyError{Sure: true, Young: true}
	case o.stale > 0:
		o.stale--
		return *o.first, nil
	}
	return o.state(), nil
}

func (o *origin) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w := editor.Write{
		Base: base, Wanted: wanted, Changes: diff.Between(base.Document, wanted, diff.Options{}),
		Guard: client.IfUnchanged(base.Representation.Validator),
	}
	w.Request.Method = "PUT"
	return w, nil
}

func (o *origin) Send(_ context.Context, w editor.Write) (editor.Receipt, error) {
	var f fault
	if o.sends < len(o.script) {
		f = o.script[o.sends]
	}
	o.sends++
	o.reads++
	if o.after != nil {
		defer o.after()
	}
	o.gone, o.noReads = f.gone, f.blind
	if f.retag != "" {
		o.tag = f.retag
	}
	o.write(f.rival)
	if f.due > 0 {
		o.pending, o.due = string(w.Wanted.Source()), f.due
	}
	switch {
	case f.answer != nil:
		return editor.Receipt{Write: w}, f.answer
	case f.lose == "before":
		return editor.Receipt{Write: w}, &client.LostError{Err: errors.New("cut")}
	case w.Guard.Excludes() && !w.Guard.Validator().Equal(o.validator()):
		r := editor.Receipt{Write: w}
		if o.tells {
			r.After = o.state()
		}
		return r, &client.PreconditionError{Problem: client.Problem{Status: 412}}
	}
	o.write(string(w.Wanted.Source()))
	if o.arrived != nil {
		o.arrived()
	}
	o.write(f.after)
	if f.lose == "after" {
		return editor.Receipt{Write: w}, &client.LostError{Err: errors.New("cut")}
	}
	return editor.Receipt{Write: w, After: o.state()}, nil
}

func (o *origin) write(body string) {
	if body != "" {
		o.body, o.version = body, o.version+1
	}
}

// script is a Modifier that runs again.
type script func(*document.Document) (*document.Document, error)

func (s script) Modify(_ context.Context, t editor.Task) (*document.Document, error) {
	return s(t.Base)
}
func (script) Repeats() bool { return true }

// text is a person's edit: made once, never run again.
type text struct{ script }

func (text) Repeats() bool { return false }

// setter says of itself that twice is once.
type setter struct{ script }

func (setter) Idempotent() bool { return true }

// whole is a document given whole, as a draft or a file is.
type whole string

func (w whole) Modify(context.Context, editor.Task) (*document.Document, error) {
	return doc(string(w)), nil
}
func (whole) Repeats() bool { return false }

func set(p document.Pointer, value string) script {
	return func(d *document.Document) (*document.Document, error) { return d.Set(p, []byte(value)) }
}

// count adds one to /n.
func count(d *document.Document) (*document.Document, error) {
	v, _ := d.At("/n")
	n, err := strconv.Atoi(string(v.Source()))
	if err != nil {
		return nil, err
	}
	return d.Set("/n", []byte(strconv.Itoa(n+1)))
}

// verdicts answers every review, the last one for ever; it records what it saw.
type verdicts struct {
	list []editor.Verdict
	seen []editor.Proposal
}

func (v *verdicts) Review(_ context.Context, p editor.Proposal) (editor.Verdict, error) {
	v.seen = append(v.seen, p)
	if p.Refused != nil {
		return editor.Keep, p.Refused
	}
	return v.list[min(len(v.seen), len(v.list))-1], nil
}

// approved is the Reviewer of a recorded plan.
type approved struct{ changes []diff.Change }

func (a approved) Review(_ context.Context, p editor.Proposal) (editor.Verdict, error) {
	if fmt.Sprint(p.Write.Changes) != fmt.Sprint(a.changes) {
		return editor.Keep, errors.New("not what was approved")
	}
	return editor.Send, nil
}

// policy takes one side of every conflict; None stops at one.
type policy merge.Side

func (p policy) Resolve(_ context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	var rs []merge.Resolution
	for i := range c.Result.Conflicts {
		if merge.Side(p) == merge.None {
			return nil, editor.Keep, &editor.ConflictError{Conflicts: c.Result.Conflicts}
		}
		rs = append(rs, merge.Resolution{Index: i, Take: merge.Side(p)})
	}
	res, err := c.Result.Resolve(rs...)
	return res.Document, editor.Send, err
}

// toEdit is a person who goes back to the editor: on the merge with its markers, or,
// where it is set, on theirs.
type toEdit struct{ theirs bool }

func (e toEdit) Resolve(_ context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	if e.theirs {
		return c.Revisions.Theirs, editor.Again, nil
	}
	d, err := document.Parse(c.Result.Marked(merge.Markers{}), document.Text)
	return d, editor.Again, err
}

// drafts records every state of the draft.
type drafts struct {
	kept    []editor.Draft
	dropped bool
	full    bool
}

func (d *drafts) Keep(x *editor.Draft) error {
	if d.full {
		return errors.New("no space left on device")
	}
	x.ID = "d1"
	d.kept = append(d.kept, *x)
	return nil
}

func (d *drafts) Drop(*editor.Draft) error { d.dropped = true; return nil }

func (d *drafts) last() editor.Draft { return d.kept[len(d.kept)-1] }

// pacer has patience for a number of waits, of each kind of cause.
type pacer struct {
	left  int
	waits []error
}

func (p *pacer) Wait(ctx context.Context, cause error) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	p.waits = append(p.waits, cause)
	if p.left--; p.left < 0 {
		return editor.ErrSpent
	}
	return nil
}
