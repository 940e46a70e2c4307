package editor_test

import (
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
)

// What a refusal shows of the resource stands in for the first read after it. Later ones
// come after a wait, in which it has grown old.
func TestTold(t *testing.T) {
	for _, tc := range []struct {
		name  string
		tells bool
		after int // rivals
		reads int // the fetches, and one for each send
		body  string
	}{
		{"told once: no read", true, 1, 1 + 2, `{"a":1,"b":2,"n":2}`},
		{"not told: a read", false, 1, 2 + 2, `{"a":1,"b":2,"n":2}`},
		{"told twice: the second time a read", true, 2, 2 + 3, `{"a":1,"b":3,"n":2}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := &origin{body: base, tells: tc.tells, script: counting(tc.after)}
			var seen []string
			s := &editor.Session{
				Target: o, Modifier: script(count), Reviewer: &verdicts{list: []editor.Verdict{editor.Send}}, Resolver: policy(merge.None),
				Drafts: &drafts{}, Pacer: &pacer{left: 5},
				Notify: func(e editor.Event) {
					if e.Step == editor.Fetched {
						seen = append(seen, string(e.State.Document.Source()))
					}
				},
			}
			rep, err := s.Run(t.Context())
			if err != nil || rep.Outcome != editor.Applied || o.body != tc.body {
				t.Fatalf("%+v, %v: %s", rep.Outcome, err, o.body)
			}
			if o.reads != tc.reads || len(seen) != tc.after+1 {
				t.Errorf("%d reads, want %d; %d states were announced, want %d", o.reads, tc.reads, len(seen), tc.after+1)
			}
		})
	}
}
