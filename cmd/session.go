package cmd

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/draft"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/manual"
	"github.com/etch-http/etch/editor/marker"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/pace"
	"github.com/etch-http/etch/editor/prompt"
	"github.com/etch-http/etch/editor/resolve"
	"github.com/etch-http/etch/editor/review"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A job is one Session in the making: what the flags of a command say, and the parts
// that are joined. Only this file makes editor.Sessions.
type job struct {
	*app
	command string // "etch edit"
	url     string // as it was given
	origin  *url.URL
	connect *connectFlags
	write   *writeFlags
	output  *outputFlags
	asks    bool // the reviewer asks before it sends, unless -y says otherwise
	lazy    bool // a script, whose text can be made again
	given   bool // nobody types: a dry run keeps nothing
	purpose target.Purpose
	crowd   *crowd // one of several URLs; nil: the only one

	store    *draft.Store
	memory   *memory.Memory
	conn     *connection
	target   *target.Target
	pacer    *pace.Pacer
	terminal *launch.Terminal // nil: nobody is there to be asked
	prompt   *prompt.Prompt   // the person there; nil until asked for
	marker   *marker.Marker   // --marker; nil: none
	modifier *manual.Modifier // the person's editor; nil until asked for
	request  *requestLine     // of a dry run
	budget   *budget          // --timeout; nil: none
	waited   string           // the reason of the last wait
	warned   bool             // that the API convention is unproven
	cached   bool             // a read was answered by a cache
	misfit   []string         // what has been said of --array-key

	wanted   *document.Document // what was sent last
	location string             // where a POST has put what is new
}

// job begins what a command does with one URL.
func (a *app) job(command, rawURL string, f *sessionFlags) (*job, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	return &job{
		app: a, command: command, url: client.ShownText(rawURL), origin: u,
		connect: &f.connect, write: &f.write, output: &f.output,
	}, nil
}

// open makes the parts that every Session has.
func (j *job) open() (err error) {
	if j.conn, err = j.app.connect(j.connect, j.origin); err != nil {
		return err
	}
	j.warn(j.conn, j.output)
	j.write = j.write.below(j.conn.entry)
	if j.store == nil {
		if j.store, err = j.drafts(); err != nil {
			return err
		}
	}
	if j.lazy {
		j.store.Lazy()
	}
	if t, err := j.openTerminal(); err == nil {
		j.terminal = t
	}
	j.pacer = pace.New(pace.Options{Rounds: rounds(j.write.retries), Budget: time.Duration(j.write.timeout)})
	j.conn.observe = j.pacer.Observe
	if j.memory == nil {
		j.memory = rememberedAt()
	}
	var marks target.Marker
	if j.write.marker != "" && j.purpose != target.Delete { // which leaves nothing to mark
		if j.marker, err = marker.New(j.write.marker); err != nil {
			return err
		}
		marks = j.marker
	}
	j.target = target.New(target.Options{
		Client: j.conn.client, URL: j.origin, Memory: j.memory,
		Format:    map[string]target.Format{"auto": target.Auto, "json": target.JSON, "text": target.Text}[j.write.format],
		IfMatch:   j.write.ifMatch,
		Unguarded: j.write.unguarded, Tests: j.write.guard != "", Proven: j.write.requireGuard, Strict: j.lazy,
		Purpose: j.purpose, MayPut: j.mayPut(), Notify: j.notice, Merge: j.mergeOptions(),
		Marker: marks,
	})
	j.speak()
	j.conn.taken = func() {
		j.note("%s", takenNote(j.conn.api))
		j.speak()
	}
	return nil
}

// unlessAuto is the value of a flag whose default leaves the choice to the target.
func unlessAuto(s string) string {
	if s == "auto" {
		return ""
	}
	return s
}

// close lets go of what open took.
func (j *job) close() {
	j.release(context.Background()) // where a run did not come to its end
	_ = j.store.Close()             // the locks go with the process, too
	if j.terminal != nil {
		_ = j.terminal.Close()
	}
}

// rounds is --retries as package pace counts: there 0 is the default.
func rounds(retries int) int {
	if retries == 0 {
		return -1
	}
	return retries
}

// session joins the parts around m.
func (j *job) session(m editor.Modifier, start *editor.Draft) *editor.Session {
	s := &editor.Session{
		Target: j.target, Modifier: m, Reviewer: j.reviewer(), Resolver: j.resolver(),
		Drafts: guardedDrafts{j.store, j.write.guarding(), j.purpose == target.Delete}, Pacer: j.pacer, Judge: j.judge(), Start: start,
		Merge: j.mergeOptions(), Notify: j.event, Linger: linger(graceOf(j.conn.timeout, time.Duration(j.write.timeout))),
	}
	if j.marker != nil {
		s.Witness, s.Modifier = j.marker, j.marker.Modifier(m)
	}
	return s
}

// mergeOptions is how this run merges: the place of the marks is nobody's to edit.
func (j *job) mergeOptions() merge.Options {
	o := j.write.merge.options()
	if j.purpose == target.Create { // of what is there, that much may be none of ours
		o.Managed = append(o.Managed, managedBy(j.conn.api, j.conn.entry)...)
	}
	if j.write.marker != "" {
		o.Managed = append(o.Managed, j.write.marker)
	}
	return o
}

// reviewer is who decides on a write: a dry run shows it, -y and scripts send it, a
// person is asked, and where none is there nothing is sent.
func (j *job) reviewer() editor.Reviewer {
	switch {
	case j.write.dryRun && (j.lazy || j.given):
		return review.DryRun{Show: j.dryRun}
	case j.write.dryRun:
		return typed{j}
	case j.write.yes || !j.asks:
		return review.Yes{}
	case j.terminal == nil:
		return review.Unasked{}
	}
	return unhurried{j}
}

// resolver is who settles a collision: a person where --on-conflict says ask, or says
// nothing and one is there; else a policy.
func (j *job) resolver() editor.Resolver {
	name := j.write.onConflict
	if (name == "" || name == "ask") && j.terminal != nil {
		return unhurried{j} // the prompt knows of --resolve itself
	}
	p, _ := resolve.ParsePolicy(name) // the flag takes no other words, and "ask" without a terminal is merge
	if j.write.merge.versions {
		return resolve.Versions{Then: p, Said: j.settled}
	}
	return p
}

// settled says what --resolve versions has settled, place by place.
func (j *job) settled(r merge.Result, rs []merge.Resolution) {
	for _, line := range settledLines(r, rs) {
		j.note("%s", line)
	}
}

// judge is who says what became of a write of which no read can tell: a person, or nobody.
func (j *job) judge() editor.Judge {
	if j.terminal == nil {
		return nil
	}
	return unhurried{j}
}

// typed is the dry run of a text that a person has typed: it is not written, so its
// draft stays.
type typed struct{ *job }

// Review implements editor.Reviewer.
func (t typed) Review(_ context.Context, p editor.Proposal) (editor.Verdict, error) {
	return editor.Keep, t.dryRun(p.Write)
}

// dryRun notes the request that would be sent.
func (j *job) dryRun(w editor.Write) (err error) {
	j.request, err = dryRequest(j.conn, w)
	return err
}

// run makes the edit and says how it went.
func (j *job) run(ctx context.Context, m editor.Modifier, start *editor.Draft) error {
	ctx, cancel := j.limit(ctx, time.Duration(j.write.timeout))
	defer cancel()
	rep, err := j.edit(ctx, j.session(m, start))
	j.release(ctx)
	e := success(rep.Outcome)
	switch {
	case err != nil && j.request != nil && errors.As(err, new(*editor.AbortedError)):
		e = success(editor.Held)
	case err != nil:
		e = explain(err, facts{
			signal: interruption(ctx), command: j.command, url: j.url,
			method: rep.Write.Request.Method, size: len(rep.Write.Request.Body), validator: rep.Base.Representation.Validator,
			form: j.conn.api.Version[0].Form, inBody: j.conn.api.Version[0].Send.Header == "",
			cached: j.cached, rivals: rep.Rivals, versions: j.write.merge.versions, purpose: j.purpose,
		}).late()
	}
	line := newReport(j.url, rep, e, j.conn.tally)
	line.Location = j.location
	line.Request = j.request
	if j.output.format == "json" && !rep.Write.Empty() && e.outcome != outcomeUnchanged {
		line.Changes = changesOf(rep.Write, j.write.merge.options().Diff) // of a large document it takes a while
	}
	if line.Guard == "unproven" && j.proven(rep) {
		line.Guard = "enforced"
	}
	return j.finish(line, e, j.output)
}

// edit runs s: at once, or when it is its turn among several.
func (j *job) edit(ctx context.Context, s *editor.Session) (editor.Report, error) {
	if j.crowd == nil {
		return s.Run(ctx)
	}
	s.Pacer = j.crowd.budget.Pacer(s.Pacer)
	return j.crowd.queue.Run(ctx, j.origin.String(), s)
}

// fail ends a run that could not begin with its report, as any other; draft is the
// one that was to be taken up.
func (j *job) fail(err error, draft string) error {
	e := explain(err, facts{command: j.command, url: j.url, purpose: j.purpose}).late()
	return j.finish(report{URL: j.url, Outcome: e.outcome, Reason: e.reason, Draft: draft, Error: e.say, Hint: e.hint}, e, j.output)
}

// proven reports whether this kind of resource is known to refuse stale versions in
// such a write.
func (j *job) proven(r editor.Report) bool {
	rep := r.Base.Representation
	return rep.URL != nil && !r.Write.Empty() && target.Proven(j.memory, r.Write)
}
