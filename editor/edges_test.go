package editor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// hollow is a target whose format can carry nothing of a change.
type hollow struct{ *origin }

func (h hollow) Prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	return editor.Write{Base: base, Wanted: wanted}, nil
}

// What leaves nothing to send is neither asked about nor sent.
func TestNothingToSend(t *testing.T) {
	o, d, v := &origin{body: base}, &drafts{}, &verdicts{list: []editor.Verdict{editor.Send}}
	s := session(hollow{o}, text{set("/a", "2")}, d)
	s.Reviewer = v
	rep, err := s.Run(t.Context())
	if err != nil || rep.Outcome != editor.Unchanged || o.sends != 0 || len(v.seen) != 0 || !d.dropped {
		t.Errorf("%q, %v, %d sends, %d reviews, dropped %v", rep.Outcome, err, o.sends, len(v.seen), d.dropped)
	}
}

// Only the user's word drops a draft that was not written.
func TestDropped(t *testing.T) {
	o, d := &origin{body: base}, &drafts{}
	s := session(o, text{set("/a", "2")}, d)
	s.Reviewer = &verdicts{list: []editor.Verdict{editor.Drop}}
	rep, err := s.Run(t.Context())
	var aborted *editor.AbortedError
	if !errors.As(err, &aborted) || aborted.Kept || !d.dropped || rep.Draft != "" || o.sends != 0 {
		t.Errorf("%v, dropped %v, draft %q, %d sends", err, d.dropped, rep.Draft, o.sends)
	}
}

// asked is a Resolver that counts how often it is asked, and takes ours.
type asked struct{ n *int }

func (a asked) Resolve(ctx context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	*a.n++
	return policy(merge.Ours).Resolve(ctx, c)
}

// A script that runs again without a collision asks nobody; and a collision that was
// settled once stays in the report, whatever is met after it.
func TestWhoIsAsked(t *testing.T) {
	for _, tc := range []struct {
		name     string
		modifier editor.Modifier
		script   []fault
		asked    int
		merge    editor.Merging
	}{
		{"nothing collides", script(count), counting(2), 0, editor.Reran},
		{"one collides, then one that does not", setter{set("/a", "2")}, []fault{{rival: `{"a":3,"b":1,"n":1}`}, {rival: `{"a":3,"b":9,"n":1}`}}, 1, editor.Resolved},
	} {
		t.Run(tc.name, func(t *testing.T) {
			n := 0
			s := session(&origin{body: base, script: tc.script}, tc.modifier, &drafts{})
			s.Resolver = asked{&n}
			if rep, err := s.Run(t.Context()); err != nil || rep.Merge != tc.merge || n != tc.asked {
				t.Errorf("%v, %q, asked %d times", err, rep.Merge, n)
			}
		})
	}
}
