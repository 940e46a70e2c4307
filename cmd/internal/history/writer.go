package history

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/marker"
	"github.com/etch-http/etch/editor/pace"
	"github.com/etch-http/etch/editor/resolve"
	"github.com/etch-http/etch/editor/review"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A Break makes a client a broken one. The zero Break is etch as it is.
type Break struct {
	Dialect func(client.Dialect) client.Dialect
	Target  func(editor.Target, *client.Client) editor.Target
	Session func(*editor.Session)
}

// A writer makes one edit after another, over connections of its own.
type writer struct {
	n      int
	world  *World
	seed   uint64
	broken Break
	clock  func() time.Duration
	client *client.Client
	pacer  *pace.Pacer // of the edit under way
	record *Record     // of the edit under way
}

// newWriter makes the n-th writer.
func newWriter(n int, seed uint64, w *World, broken Break, clock func() time.Duration) (*writer, error) {
	api, err := convention.Lookup(client.DefaultAPI)
	if err != nil {
		return nil, err
	}
	var dialect client.Dialect = api
	if broken.Dialect != nil {
		dialect = broken.Dialect(api)
	}
	wr := &writer{n: n, world: w, seed: seed, broken: broken, clock: clock}
	origin, err := w.url(n, "/")
	if err != nil {
		return nil, err
	}
	wr.client, err = client.New(client.Options{
		Dialect: dialect, UserAgent: agent(n), Timeout: w.Timeout, Header: w.Header, Origin: origin,
		OnExchange: wr.exchange,
	})
	return wr, err
}

// exchange hears of every request.
func (w *writer) exchange(x client.Exchange) {
	if w.pacer != nil && x.Err == nil {
		w.pacer.Observe(x.Took)
	}
	switch {
	case w.record == nil:
	case x.Method != http.MethodGet:
		w.record.Reads = 0
		w.record.Writes++
	case x.Err == nil && x.Status == http.StatusOK:
		w.record.Reads++
	}
}

// edit makes one edit, and takes up what it left where that is wanted.
func (w *writer) edit(ctx context.Context, e Edit) Record {
	r := Record{Edit: e, Call: w.clock()}
	m, err := e.modifier()
	if err != nil {
		r.Outcome, r.Err = Invalid, err
		return r
	}
	store := &drafts{}
	w.run(ctx, &r, m, store, nil)
	// What was altered was written: to take it up again is to write something else.
	if d, ok := store.one(); ok && e.Resume && r.Stray == "" && r.Outcome != Altered {
		w.sleep(ctx, time.Duration(rand.N(int64(time.Second))))
		r.Policy, r.Interrupt, r.Resumed = resolve.Merge, 0, true
		w.run(ctx, &r, &person{}, store, &d)
	}
	r.Return = w.clock()
	return r
}

// run makes one Session of it.
func (w *writer) run(ctx context.Context, r *Record, m editor.Modifier, store *drafts, start *editor.Draft) {
	if r.Interrupt > 0 {
		var stop context.CancelCauseFunc
		ctx, stop = context.WithCancelCause(ctx)
		defer time.AfterFunc(r.Interrupt, func() { stop(errInterrupt) }).Stop()
		defer stop(nil)
	}
	patient := &patience{quick: max(w.world.Quick, 1)}
	w.pacer = pace.New(pace.Options{Rounds: r.Rounds, Sleep: patient.sleep})
	patient.Pacer = w.pacer
	w.record = r
	var mark *marker.Marker
	if r.Marked {
		var err error
		if mark, err = marker.New(marks); err != nil {
			panic(err) // the place is a member
		}
	}
	s := &editor.Session{
		Target: w.target(r, mark), Modifier: m, Reviewer: review.Yes{}, Resolver: r.Policy, Drafts: store, Pacer: patient, Start: start,
		Notify: func(ev editor.Event) {
			if ev.Step == editor.Answered {
				r.answered(ev.Write, ev.Err)
			}
		},
	}
	if mark != nil {
		s.Witness, s.Modifier, s.Merge = mark, mark.Modifier(m), marked
	}
	if w.broken.Session != nil {
		w.broken.Session(s)
	}
	rep, err := s.Run(ctx)
	r.Outcome, r.Err = outcomeOf(rep, err)
	if rep.Write.Wanted != nil { // else it is the write of the run before that has been found out about
		r.Base, r.Wanted = stateOfDocument(rep.Write.Base.Document), stateOfDocument(rep.Write.Wanted)
	}
	r.After = stateOfDocument(rep.After.Document)
	r.Settled, r.Rivals = rep.Merge == editor.Resolved, r.Rivals+rep.Rivals
	r.Met = append(r.Met, w.world.Ledger.take(w.n)...)
	if ctx.Err() != nil {
		r.Met = append(r.Met, Fault{What: "interrupt", Lost: true, Cut: true, Write: true})
	}
	r.Stray = store.stray(r)
}

// answered notes what came of one write.
func (r *Record) answered(w editor.Write, err error) {
	r.FoundOut = err != nil
	if err != nil && !errors.As(err, new(*client.PreconditionError)) {
		r.Lost = append(r.Lost, Attempt{stateOfDocument(w.Base.Document), stateOfDocument(w.Wanted)})
	}
}

// target is the resource as the edit's flags have it.
func (w *writer) target(r *Record, mark *marker.Marker) editor.Target {
	u, err := w.world.url(w.n, r.Path)
	if err != nil {
		panic(err) // it was one when the writer was made
	}
	o := target.Options{
		Client: w.client, URL: u, Method: unlessAuto(r.Method), PatchType: r.PatchType, Strict: !r.Kind.person(),
		MayPut: func(context.Context) (bool, error) { return true, nil },
		Sleep: func(ctx context.Context, d time.Duration) error {
			return pause(ctx, time.Duration(float64(d)/max(w.world.Quick, 1)))
		},
	}
	if mark != nil {
		o.Marker, o.Merge = mark, marked
	}
	var t editor.Target = target.New(o)
	if w.broken.Target != nil {
		t = w.broken.Target(t, w.client)
	}
	return t
}

// marked is how a resource with marks is merged, as --marker has it.
var marked = merge.Options{Managed: []document.Pointer{marks}}

// unlessAuto is a method that was named.
func unlessAuto(m string) string {
	if m == "auto" {
		return ""
	}
	return m
}

// sleep waits as the world's other waits do.
func (w *writer) sleep(ctx context.Context, d time.Duration) {
	_ = pause(ctx, time.Duration(float64(d)/max(w.world.Quick, 1))) // the edit after it sees to ctx
}

// errInterrupt is Ctrl-C.
var errInterrupt = errors.New("interrupted")

// A patience shortens the waits that know only the clock, and leaves those after a
// conflict, which are measured in round trips.
type patience struct {
	*pace.Pacer
	quick float64
	now   float64 // what the next sleep is divided by
}

// Wait implements editor.Pacer.
func (p *patience) Wait(ctx context.Context, cause error) error {
	p.now = p.quick
	if errors.As(cause, new(*client.PreconditionError)) {
		p.now = 1
	}
	return p.Pacer.Wait(ctx, cause)
}

func (p *patience) sleep(ctx context.Context, d time.Duration) error {
	return pause(ctx, time.Duration(math.Ceil(float64(d)/p.now)))
}

// pause waits for d or the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// outcomeOf sorts how a Session ended. What is unknown outranks the rest, as at the
// command line.
func outcomeOf(rep editor.Report, err error) (Outcome, error) {
	is := func(targets ...any) bool {
		for _, t := range targets {
			if errors.As(err, t) {
				return true
			}
		}
		return false
	}
	switch {
	case err == nil && rep.Outcome == editor.Applied:
		return OK, nil
	case err == nil:
		return Unchanged, nil
	case is(new(*editor.UnknownError), new(*client.LostError)):
		return Unknown, err
	case is(new(*editor.AlteredError)):
		return Altered, err
	case errors.Is(err, errInterrupt):
		return Interrupted, err
	case is(new(*editor.ConflictError), new(*editor.ContendedError), new(*editor.StaleError), new(*editor.GoneError), new(*client.PreconditionError)):
		return Conflict, err
	case is(new(*client.UnreachableError)):
		return Unreachable, err
	case is(new(*editor.InvalidError)):
		return Invalid, err
	}
	return Refused, err
}
