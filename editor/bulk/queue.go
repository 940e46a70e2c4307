// Package bulk runs many edits side by side in one process. A [Queue] has those of
// the same resource take turns, so that they never meet as rivals, and hands each the
// state that the one before it left. A [Budget] bounds what all of them together spend
// on trying again.
//
// It knows no URL, no report and no flag: a resource is a key, an edit a Session.
package bulk

import (
	"context"
	"sync"
	"time"

	"github.com/etch-http/etch/editor"
)

// freshFor is how long the state that a write left stands in for a read. The next in
// line begins at once. After this, what a read brings is newer than what it would
// cost: the longer a state is kept, the likelier is a rival, and where preconditions
// are not enforced nothing else would show him.
const freshFor = 250 * time.Millisecond

// A Queue has the Sessions on one resource run one after the other. Its zero value is
// ready; it may be used by several goroutines at once.
type Queue struct {
	mu    sync.Mutex
	lines map[string]*line
}

// A line is those who wait for one resource.
type line struct {
	turn   chan struct{}
	users  int          // in line and at work, under the Queue's lock
	last   editor.State // what follows belongs to the one whose turn it is
	lastAt time.Time    // zero: nothing is known
}

// Run runs s when all those before it on the same key have ended. A Session without a
// Start that begins soon after an accepted write on the key takes the state that
// the write left in place of its first read. The results are s.Run's; where ctx ends
// before it is s's turn, the error is the context's cause and nothing was done.
func (q *Queue) Run(ctx context.Context, key string, s *editor.Session) (editor.Report, error) {
	l := q.join(key)
	defer q.leave(key, l)
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return editor.Report{Merge: editor.NoMerge}, context.Cause(ctx)
	}
	mine := *s
	if s.Start == nil && !l.lastAt.IsZero() && time.Since(l.lastAt) < freshFor {
		mine.Target = &begun{Target: s.Target, at: l.last}
	}
	l.lastAt = time.Time{}
	rep, err := mine.Run(ctx)
	if err == nil && rep.Outcome == editor.Applied && rep.After.Document != nil && !rep.After.Representation.Validator.IsZero() {
		l.last, l.lastAt = rep.After, time.Now()
	}
	return rep, err
}

// join enters the line of key.
func (q *Queue) join(key string) *line {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.lines == nil {
		q.lines = map[string]*line{}
	}
	l := q.lines[key]
	if l == nil {
		l = &line{turn: make(chan struct{}, 1)}
		q.lines[key] = l
	}
	l.users++
	return l
}

// leave leaves it. The last one closes it, or has it closed when what was left there is old.
func (q *Queue) leave(key string, l *line) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l.users--
	switch {
	case l.users > 0:
	case l.lastAt.IsZero():
		delete(q.lines, key)
	default:
		time.AfterFunc(freshFor, func() { q.close(key, l) })
	}
}

// close closes a line that nobody stands in.
func (q *Queue) close(key string, l *line) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l.users == 0 && q.lines[key] == l {
		delete(q.lines, key)
	}
}

// A begun is a Target whose first state is known.
type begun struct {
	editor.Target
	at   editor.State
	used bool
}

// Fetch implements editor.Target.
func (b *begun) Fetch(ctx context.Context) (editor.State, error) {
	if b.used {
		return b.Target.Fetch(ctx)
	}
	b.used = true
	return b.at, nil
}
