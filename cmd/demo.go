package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/draft"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/review"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// demoSeed is what the demo's server holds: a wiki page, and an order as its clerk sees it.
const demoSeed = `{
"/wiki/home": {"title": "Home", "body": "Welcome.\nOrders are in /orders.\n"},
"/orders/7": {
  "id": 20260700000000000007,
  "customer": "Ann",
  "status": "open",
  "total": 120.50,
  "lines": [
    {"sku": "A1", "quantity": 1},
    {"sku": "B2", "quantity": 4}
  ]
}}`

// A demo is the whole story on one screen: an edit, a rival who is faster, the
// merge. The edit is the Session of "etch edit", over a real socket.
type demo struct {
	*app
	server *mockserver.Server
	url    *url.URL
	place  document.Pointer // what the rival changes, and to what
	value  string
}

// newDemo is "etch demo".
func newDemo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "demo",
		Short:   "an edit, another writer, and the merge of both, in half a minute",
		GroupID: groupTry,
		Long: `demo starts the bundled server on a free port of this machine, with an order in it,
and edits the order as "etch edit" does. While you are in the editor another writer
changes the same order. The write is refused (412), etch shows who changed what, and
both changes end up on the server.

Without a terminal the demo makes the edit itself. Nothing is left behind.`,
		Example: `  etch demo
  EDITOR=nano etch demo
  etch demo < /dev/null`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			d := demo{app: a, place: "/lines/1/quantity", value: "5"}
			return d.run(c.Context())
		},
	}
}

// run tells the story. The status is 0 only if both changes are there at the end.
func (d *demo) run(ctx context.Context) error {
	d.server = mockserver.New(mockserver.Options{})
	defer d.server.Close()
	if err := d.server.SeedJSON([]byte(demoSeed)); err != nil {
		return err
	}
	base, err := d.server.Listen("127.0.0.1:0")
	if err != nil {
		return &localError{say: "cannot listen on 127.0.0.1", hint: "the demo needs one free port of this machine", err: listenCause(err)}
	}
	if d.url, err = url.Parse(base + "/orders/7"); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "etch-demo-")
	if err != nil {
		return &localError{say: "cannot make a folder for the draft", err: err}
	}
	defer os.RemoveAll(dir)
	d.tell("a server on this machine has an order, and somebody edits it:\n\n  $ etch edit %s", d.url)
	rep, err := d.edit(ctx, dir)
	if err != nil {
		return err
	}
	return d.judge(rep)
}

// edit is "etch edit", with a rival in it.
func (d *demo) edit(ctx context.Context, dir string) (editor.Report, error) {
	d.withhold()
	d.settings = &configuration{File: &config.File{}} // the story is the same for everybody
	connect := connectFlags{}
	write := writeFlags{method: "auto", patchType: "auto", retries: 10, format: "auto"}
	output := outputFlags{format: "text", color: "auto"}
	j := &job{
		app: d.app, command: "etch demo", url: d.url.String(), origin: d.url,
		connect: &connect, write: &write, output: &output, asks: true,
		memory: memory.Open(filepath.Join(dir, "memory.json")),
	}
	var err error
	if j.store, err = draft.Open(filepath.Join(dir, "drafts")); err != nil {
		return editor.Report{}, err
	}
	if err := j.open(); err != nil {
		return editor.Report{}, err
	}
	defer j.close()
	m := &demoModifier{demo: d}
	if j.terminal != nil {
		m.person = j.manual()
	}
	s := j.session(m, nil)
	if j.terminal == nil {
		s.Reviewer, s.Resolver = demoReviewer{d}, demoResolver{d, s.Resolver}
	}
	s.Notify = func(e editor.Event) {
		j.fetched(e.State)
		d.event(e)
	}
	rep, err := s.Run(ctx)
	if err != nil {
		e := explain(err, facts{signal: interruption(ctx), command: j.command, url: j.url})
		d.sayEnding(e, "")
		return rep, &reported{e.status}
	}
	return rep, nil
}

// judge looks at the server: both changes are there, or it was no good demo.
func (d *demo) judge(rep editor.Report) error {
	body, _ := d.server.Get(d.url.Path)
	now, err := document.Parse(body, document.JSON)
	if err != nil {
		return err
	}
	d.tell("\nwhat is on the server now:\n\n%s", show.SafeLines(string(body)))
	theirs, _ := now.At(d.place)
	ours := rep.Write.Wanted
	if string(theirs.Source()) != d.value || ours == nil || !document.Same(now.Root(), ours.Root()) {
		return &localError{say: "one of the two changes is not there", hint: "etch demo starts over; [m]erge keeps both"}
	}
	d.tell("\nboth changes are there, and not a byte of the rest was touched")
	d.tell("your turn: etch mock serves an API to try things on, etch edit URL edits yours")
	return nil
}

// rival is another writer, who does not wait. It plays by the rules, too.
func (d *demo) rival(ctx context.Context) error {
	now, _ := d.server.Get(d.url.Path)
	base, err := document.Parse(now, document.JSON)
	if err != nil {
		return err
	}
	wanted, err := base.Set(d.place, []byte(d.value))
	if err != nil {
		return err
	}
	p, err := patch.Make(patch.JSON, base, wanted)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPatch, d.url.String(), bytes.NewReader(p.Body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", p.MediaType)
	req.Header.Set("If-Match", d.server.ETag(d.url.Path))
	req.Header.Set("User-Agent", "rival")
	req.Close = true
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return errors.New("the rival's write was answered " + resp.Status)
	}
	d.tell("\nmeanwhile another writer changes the same order: %s is now %s", d.place, d.value)
	return nil
}

// event shows what goes over the wire when it is written.
func (d *demo) event(e editor.Event) {
	var refused *client.PreconditionError
	switch {
	case e.Step == editor.Sending:
		r := e.Write.Request
		d.tell("\n  > %s %s  If-Match: %s\n  > %s", r.Method, r.URL.Path, validatorText(e.Write.Guard.Validator()), show.Safe(string(r.Body)))
	case e.Step == editor.Answered && e.Err == nil:
		d.tell("  < accepted, and read back")
	case e.Step == editor.Answered && errors.As(e.Err, &refused):
		d.tell("  < %d %s", refused.Status, show.Safe(refused.Title))
	case e.Step == editor.Answered:
		d.tell("  < %s", show.Error(e.Err))
	case e.Step == editor.Rebased:
		d.tell("\netch reads again, and compares who changed what since:\n")
	}
}

// tell says a part of the story.
func (d *demo) tell(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }

// style is how documents look.
func (d *demo) style() show.Style { return show.Style{Color: d.color("auto", d.outTTY)} }

// A demoModifier is the person, or a script where there is none, and lets the rival
// write before the first edit is over.
type demoModifier struct {
	*demo
	person editor.Modifier // nil: nobody is there
	late   bool            // the rival has written
}

// Repeats implements editor.Modifier: it stands for a person.
func (*demoModifier) Repeats() bool { return false }

// Modify implements editor.Modifier.
func (m *demoModifier) Modify(ctx context.Context, t editor.Task) (*document.Document, error) {
	d := t.Base
	var err error
	if m.person != nil {
		if d, err = m.person.Modify(ctx, t); err != nil {
			return nil, err
		}
	}
	if d.Equal(t.Base) {
		if m.person != nil {
			m.tell("nothing was changed, so the demo ships the order for you")
		}
		if d, err = t.Base.Set("/status", document.Quote("shipped")); err != nil {
			return nil, err
		}
	}
	if !m.late {
		m.late = true
		err = m.rival(ctx)
	}
	return d, err
}

// A demoReviewer shows the change and sends it.
type demoReviewer struct{ *demo }

// Review implements editor.Reviewer.
func (r demoReviewer) Review(ctx context.Context, p editor.Proposal) (editor.Verdict, error) {
	if !p.Settled {
		r.tell("\nback from the editor, with this change:\n")
		if err := show.Diff(r.out, r.style(), p.Write.Base.Document, p.Write.Wanted); err != nil {
			return editor.Keep, err
		}
	}
	return review.Yes{}.Review(ctx, p)
}

// A demoResolver shows the three-way diff and leaves the decision to the policy.
type demoResolver struct {
	*demo
	policy editor.Resolver
}

// Resolve implements editor.Resolver.
func (r demoResolver) Resolve(ctx context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	if err := show.ThreeWay(r.out, r.style(), c.Result); err != nil {
		return nil, editor.Keep, err
	}
	if c.Result.Clean() {
		r.tell("\nnothing collides: etch merges, and writes again")
	}
	return r.policy.Resolve(ctx, c)
}
