package bulk

import (
	"context"
	"sync"

	"github.com/etch-http/etch/editor"
)

// What a Budget holds: tries for a start, and so many more for every edit.
const (
	start   = 10
	perEdit = 0.2
)

// A Budget bounds the tries again of all edits of one run: ten, and one more for every
// five edits. A server that is down, or a crowd of rivals, is met by all edits alike:
// each with rounds of its own would multiply the load just then. The zero Budget is
// ready; it may be used by several goroutines at once.
type Budget struct {
	mu    sync.Mutex
	edits int
	spent int
}

// Pacer is p for one edit more of the run. Beside what p says, it returns
// editor.ErrSpent when the run's budget is used up.
func (b *Budget) Pacer(p editor.Pacer) editor.Pacer {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.edits++
	return &sharing{p, b}
}

// take takes one try, where one is left.
func (b *Budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if float64(b.spent+1) > start+perEdit*float64(b.edits) {
		return false
	}
	b.spent++
	return true
}

// A sharing is a Pacer that shares a Budget.
type sharing struct {
	editor.Pacer
	budget *Budget
}

// Wait implements editor.Pacer.
func (s *sharing) Wait(ctx context.Context, cause error) error {
	if !s.budget.take() {
		return editor.ErrSpent
	}
	return s.Pacer.Wait(ctx, cause)
}
