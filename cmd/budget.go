package cmd

import (
	"context"
	"sync"
	"time"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/pace"
	"github.com/etch-http/etch/merge/document"
)

// A budget is the time of a whole run (--timeout). The time in which a person is
// asked does not count: nobody answers well against a clock that cannot be seen.
type budget struct {
	pacer *pace.Pacer
	timer *time.Timer

	mu    sync.Mutex
	until time.Time
}

// limit returns a context that ends, with context.DeadlineExceeded as its cause,
// when d is used up; 0 is no limit.
func (j *job) limit(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	if d > 0 {
		b := &budget{pacer: j.pacer, until: time.Now().Add(d)}
		b.timer = time.AfterFunc(d, func() { cancel(context.DeadlineExceeded) })
		j.budget = b
	}
	return ctx, func() {
		if j.budget != nil {
			j.budget.timer.Stop()
		}
		cancel(nil)
	}
}

// pause stops the clock until resume is called. A nil budget has none.
func (b *budget) pause() (resume func()) {
	if b == nil || !b.timer.Stop() {
		return func() {}
	}
	begun := time.Now()
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		took := time.Since(begun)
		b.until = b.until.Add(took)
		b.pacer.Extend(took)
		b.timer.Reset(time.Until(b.until))
	}
}

// unhurried asks the person of a job, with the clock stopped.
type unhurried struct{ *job }

// Review implements editor.Reviewer.
func (u unhurried) Review(ctx context.Context, p editor.Proposal) (editor.Verdict, error) {
	defer u.budget.pause()()
	u.warnUnproven()
	return u.person().Review(ctx, p)
}

// Resolve implements editor.Resolver.
func (u unhurried) Resolve(ctx context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	defer u.budget.pause()()
	return u.person().Resolve(ctx, c)
}

// Judge implements editor.Judge.
func (u unhurried) Judge(ctx context.Context, c editor.Collision) (editor.Ruling, error) {
	defer u.budget.pause()()
	return u.person().Judge(ctx, c)
}
