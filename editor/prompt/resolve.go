package prompt

import (
	"context"
	"fmt"
	"slices"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// Resolve implements editor.Resolver: it shows who changed what and asks until there
// is a document to send, a text to edit, or an end. See the help of each choice. Of
// a script's second run (Collision.Rerun) there is no text to edit: ours or theirs.
func (p *Prompt) Resolve(ctx context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	p.asking.Lock()
	defer p.asking.Unlock()
	if c.Revisions.Ours == nil {
		return p.gone(ctx, c)
	}
	t := &talk{Prompt: p, c: c, now: c.Result}
	if c.Rerun {
		p.say("%s", p.Style.Bold("another writer changed what the script changed, which would undo that:"))
	} else {
		p.say("%s", p.Style.Bold("the resource has changed on the server meanwhile:"))
	}
	if p.Versions && t.suggestions() != nil {
		if err := t.takeSuggested(); err != nil {
			return nil, editor.Keep, err
		}
	}
	if c.Rerun && t.now.Clean() {
		return t.now.Document, editor.Send, nil
	}
	t.overview()
	for {
		key, err := p.choose(ctx, t.question(), t.choices()...)
		if err != nil {
			return nil, editor.Keep, err
		}
		d, v, done, err := t.act(ctx, key)
		if done || err != nil {
			return d, v, err
		}
	}
}

// A talk is one collision while it is being settled.
type talk struct {
	*Prompt
	c       editor.Collision
	settled []merge.Resolution // of c.Result's conflicts
	now     merge.Result       // c.Result with those settled
}

// overview shows who changed what, and what remains open.
func (t *talk) overview() {
	_ = show.ThreeWay(t.Out, t.Style, t.now)
	if t.now.Clean() && len(t.settled) > 0 {
		t.merged()
	}
}

// merged shows what would be sent, against what is on the server.
func (t *talk) merged() {
	if t.now.Document.Equal(t.c.Revisions.Theirs) {
		t.say("%s", t.Style.Bold("merged, it is what is on the server already: nothing is left to write"))
		return
	}
	t.say("%s", t.Style.Bold("merged, against what is on the server:"))
	_ = show.Diff(t.Out, t.Style, t.c.Revisions.Theirs, t.now.Document)
}

// question says how many conflicts are open.
func (t *talk) question() string {
	switch n := len(t.now.Conflicts); {
	case n == 1:
		return "1 conflict."
	case n > 1:
		return fmt.Sprintf("%d conflicts.", n)
	case len(t.settled) > 0:
		return "All conflicts are settled."
	}
	return "Nothing collides."
}

// choices are those that make sense now.
func (t *talk) choices() []choice {
	var cs []choice
	offer := func(when bool, key rune, label, help string) {
		if when {
			cs = append(cs, choice{key, label, help})
		}
	}
	text := !t.c.Rerun
	offer(t.c.Rerun, 'o', "[o]urs", "send what the script gives")
	offer(t.c.Rerun, 't', "[t]heirs", "keep what was written meanwhile, and send the rest")
	offer(text && t.now.Clean(), 'm', "[m]erge", "send the merged document")
	offer(t.suggestions() != nil, 'v', "higher [v]ersions", "take the higher version wherever that is suggested")
	offer(text && !t.c.Result.Clean(), 'c', "[c]onflicts", "settle them one by one")
	offer(text && t.Beside != nil, 'r', "[r]etry", "open the editor on theirs, with your version in a file beside it")
	offer(text, 'e', "[e]dit", "open the editor on the merged text, with markers at conflicts")
	offer(true, 'd', "[d]iff", "show it again")
	offer(true, 's', "[s]ave draft", "send nothing; etch resume takes it up again")
	offer(true, 'Q', "[Q]uit", "send nothing and drop the draft")
	return cs
}

// act does what was chosen. done says that Resolve is over.
func (t *talk) act(ctx context.Context, key rune) (d *document.Document, v editor.Verdict, done bool, err error) {
	switch key {
	case 'm':
		return t.now.Document, editor.Send, true, nil
	case 'o':
		return t.all(merge.Ours)
	case 't':
		return t.all(merge.Theirs)
	case 'v':
		return t.higher()
	case 'c':
		return nil, editor.Keep, false, t.conflicts(ctx)
	case 'r':
		return t.retry()
	case 'e':
		return t.edit()
	case 'd':
		t.overview()
		return nil, editor.Keep, false, nil
	case 'Q':
		drop, err := t.quit(ctx)
		return nil, verdict(drop), drop, err
	}
	return nil, editor.Keep, true, nil // s
}

// all settles every open conflict in favour of one side.
func (t *talk) all(side merge.Side) (*document.Document, editor.Verdict, bool, error) {
	rs := slices.Clone(t.settled)
	for i := range t.c.Result.Conflicts {
		if t.resolution(i) < 0 {
			rs = append(rs, merge.Resolution{Index: i, Take: side})
		}
	}
	r, err := t.c.Result.Resolve(rs...)
	if err != nil {
		return nil, editor.Keep, true, err
	}
	return r.Document, editor.Send, true, nil
}

// retry leads back to the editor on theirs, and says where our version is.
func (t *talk) retry() (*document.Document, editor.Verdict, bool, error) {
	ours := t.c.Revisions.Ours
	if ours.Format() == document.JSON {
		ours = ours.Indent()
	}
	path, err := t.Beside("ours"+extension(ours.Format()), ours.Source())
	if err != nil {
		t.say("%s%s", t.Style.Alarm("your version cannot be put beside it: "), show.Error(err))
		return nil, editor.Keep, false, nil
	}
	t.say("your version is in %s", show.Safe(path))
	return t.c.Revisions.Theirs, editor.Again, true, nil
}

func extension(f document.Format) string {
	if f == document.JSON {
		return ".json"
	}
	return ".txt"
}

// edit leads back to the editor on the merged text. Where conflicts are open it has
// markers, and is no document yet.
func (t *talk) edit() (*document.Document, editor.Verdict, bool, error) {
	if t.now.Clean() {
		return t.now.Document, editor.Again, true, nil
	}
	d, err := document.Parse(t.marked(), document.Text)
	return d, editor.Again, true, err
}

// marked returns the merged text with markers, of documents in one line in the form
// that the editor shows: a conflict between markers should be a line, and not all.
func (t *talk) marked() []byte {
	r := t.c.Revisions
	if theirs := r.Theirs; theirs.Format() == document.JSON && !theirs.Indent().Equal(theirs) {
		views := merge.Revisions{Base: r.Base.Indent(), Ours: r.Ours.Indent(), Theirs: theirs.Indent()}
		if again, err := merge.Merge(views, t.Merge); err == nil && len(again.Conflicts) == len(t.c.Result.Conflicts) {
			if settled, err := again.Resolve(t.settled...); err == nil {
				return settled.Marked(merge.Markers{})
			}
		}
	}
	return t.now.Marked(merge.Markers{})
}
