package prompt

import (
	"context"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/document"
)

// glimpse is how many lines of what would go are shown unasked.
const glimpse = 12

// reviewDelete asks whether what is shown may go. Nothing was typed: no is the end.
func (p *Prompt) reviewDelete(ctx context.Context, w editor.Write) (editor.Verdict, error) {
	p.removal(w, glimpse)
	for {
		key, err := p.choose(ctx, sendQuestion(w),
			choice{'y', "[y]es", "delete this version, and no other; etch keeps what it held"},
			choice{'n', "[n]o", "delete nothing"},
			choice{'d', "[d]isplay all", "show all of what would be deleted"})
		if err != nil {
			return editor.Keep, err
		}
		switch key {
		case 'y':
			return editor.Send, nil
		case 'n':
			return editor.Drop, nil
		}
		p.removal(w, 0)
	}
}

// removal shows what a write removes: where, which version, and some lines of it.
func (p *Prompt) removal(w editor.Write, lines int) {
	rep := w.Base.Representation
	if rep.URL != nil {
		p.say("%s %s", p.Style.Bold("to be deleted:"), show.Safe(client.ShownURL(rep.URL)))
	}
	if v := rep.Validator; !v.IsZero() {
		p.say("  version %s", show.Safe(strings.Join(v.Values, " ")))
	}
	st := p.Style
	st.Lines = lines
	_ = show.Diff(p.Out, st, w.Base.Document, nil)
	if !w.Guard.Excludes() {
		p.say("%s", p.Style.Alarm("no precondition guards this: what somebody else writes now would go unseen"))
	}
}

// gone asks whether a resource that a rival has written meanwhile is to go all the same.
func (p *Prompt) gone(ctx context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	changed := func() { _ = show.Diff(p.Out, p.Style, c.Revisions.Base, c.Revisions.Theirs) }
	p.say("%s", p.Style.Bold("another writer has changed it since it was shown:"))
	changed()
	for {
		key, err := p.choose(ctx, "Delete it all the same?",
			choice{'y', "[y]es", "delete what is there now, and nothing newer"},
			choice{'n', "[n]o", "delete nothing"},
			choice{'d', "[d]iff", "show the change again"})
		if err != nil {
			return nil, editor.Keep, err
		}
		switch key {
		case 'y':
			return nil, editor.Send, nil
		case 'n':
			return nil, editor.Drop, nil
		}
		changed()
	}
}
