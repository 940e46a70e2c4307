package editor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
)

// lateTarget answers "later" once; then the time is up, in the middle of the next read.
type lateTarget struct {
	*origin
	later error
	end   context.CancelCauseFunc
	asked bool
}

func (l *lateTarget) Fetch(context.Context) (editor.State, error) {
	if !l.asked {
		l.asked = true
		return editor.State{}, l.later
	}
	l.end(context.DeadlineExceeded)
	return editor.State{}, &client.UnreachableError{Err: context.DeadlineExceeded}
}

// Where the time is up on the way to another look, what was met before says why, and
// not that look.
func TestLateAfterLater(t *testing.T) {
	for name, later := range map[string]error{"another's lock": &client.LockedError{}, "busy": &client.BusyError{Sure: true}} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			s := &editor.Session{
				Target: &lateTarget{origin: &origin{body: base}, later: later, end: cancel}, Modifier: script(count),
				Reviewer: &verdicts{list: []editor.Verdict{editor.Send}}, Resolver: policy(merge.None), Drafts: &drafts{}, Pacer: &pacer{left: 5},
			}
			if _, err := s.Run(ctx); !errors.Is(err, later) {
				t.Errorf("%v (%T)", err, err)
			}
		})
	}
}
