package prompt

import (
	"slices"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// suggestions are what is suggested for the conflicts that are open now, in the
// numbers of the first Result; nil where there is nothing.
func (t *talk) suggestions() []merge.Resolution {
	var open []int
	for i := range t.c.Result.Conflicts {
		if t.resolution(i) < 0 {
			open = append(open, i)
		}
	}
	if len(open) != len(t.now.Conflicts) { // a settled place laid another one open
		return nil
	}
	rs := t.now.Suggestions()
	for i, r := range rs {
		rs[i].Index = open[r.Index]
	}
	return rs
}

// suggestion returns the side that is suggested for conflict i, and what there is to
// say of it; "" where none is.
func (t *talk) suggestion(i int) (side merge.Side, why string) {
	rs := t.suggestions()
	if at := slices.IndexFunc(rs, func(r merge.Resolution) bool { return r.Index == i }); at >= 0 {
		return rs[at].Take, show.Suggestion(t.c.Result, rs[at])
	}
	return merge.None, ""
}

// takeSuggested settles all that is suggested, and says so.
func (t *talk) takeSuggested() error {
	rs := t.suggestions()
	all := append(slices.Clone(t.settled), rs...)
	now, err := t.c.Result.Resolve(all...)
	if err != nil {
		return err
	}
	t.settled, t.now = all, now
	for _, r := range rs {
		t.say("settled: %s is %s", show.Place(t.c.Result.Conflicts[r.Index].Change), show.Suggestion(t.c.Result, r))
	}
	return nil
}

// higher takes what is suggested. Of a script that was all there was to ask, where
// nothing is open any more; a person is shown what came of it.
func (t *talk) higher() (*document.Document, editor.Verdict, bool, error) {
	err := t.takeSuggested()
	switch {
	case err != nil:
		return nil, editor.Keep, true, err
	case t.now.Clean() && t.c.Rerun:
		return t.now.Document, editor.Send, true, nil
	case t.now.Clean():
		t.merged()
	}
	return nil, editor.Keep, false, nil
}
