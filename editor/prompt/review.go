package prompt

import (
	"context"
	"errors"
	"fmt"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
)

// Review implements editor.Reviewer: it shows the change and asks whether to send it.
// What a Resolver has just shown is sent without another question. After a refusal
// it shows the server's words, and the same request is not offered again.
//
// No is Keep: what took an hour to type does not go by one key. The capital Q drops
// the draft, after a second question.
func (p *Prompt) Review(ctx context.Context, pr editor.Proposal) (editor.Verdict, error) {
	p.asking.Lock()
	defer p.asking.Unlock()
	if pr.Refused != nil {
		return p.refused(ctx, pr)
	}
	if pr.Settled {
		return editor.Send, nil
	}
	if pr.Write.Wanted == nil {
		return p.reviewDelete(ctx, pr.Write)
	}
	p.change(pr.Write)
	for {
		key, err := p.choose(ctx, sendQuestion(pr.Write),
			choice{'y', "[y]es", "send it"},
			choice{'e', "[e]dit again", "open the editor again"},
			choice{'s', "[s]ave draft", "send nothing; etch resume takes the text up again"},
			choice{'n', "[n]o", "send nothing; the draft is kept all the same"},
			choice{'d', "", "show the change again"},
			choice{'Q', "", "send nothing and drop the draft"})
		if err != nil {
			return editor.Keep, err
		}
		switch key {
		case 'y':
			return editor.Send, nil
		case 'e':
			return editor.Again, nil
		case 's', 'n':
			return editor.Keep, nil
		case 'd':
			p.change(pr.Write)
		case 'Q':
			if drop, err := p.quit(ctx); drop || err != nil {
				return verdict(drop), err
			}
		}
	}
}

// verdict is Drop where the person has said so twice, else Keep.
func verdict(drop bool) editor.Verdict {
	if drop {
		return editor.Drop
	}
	return editor.Keep
}

// refused asks what to do about a write that the server did not take.
func (p *Prompt) refused(ctx context.Context, pr editor.Proposal) (editor.Verdict, error) {
	p.say("%s%s", p.Style.Alarm("the server refused it: "), refusal(pr.Refused))
	if pr.Write.Wanted == nil { // there is nothing to edit
		return editor.Keep, pr.Refused
	}
	for {
		key, err := p.choose(ctx, "What now?",
			choice{'e', "[e]dit again", "open the editor again, with the server's words"},
			choice{'d', "[d]iff", "show the change again"},
			choice{'s', "[s]ave draft", "stop here; etch resume takes the text up again"},
			choice{'Q', "[Q]uit", "stop here and drop the draft"})
		if err != nil {
			return editor.Keep, err
		}
		switch key {
		case 'e':
			return editor.Again, nil
		case 'd':
			p.change(pr.Write)
		case 's':
			return editor.Keep, nil
		case 'Q':
			if drop, err := p.quit(ctx); drop || err != nil {
				return verdict(drop), err
			}
		}
	}
}

// Judge implements editor.Judge: it shows what was sent and what is there now, and
// asks whether the one is in the other. Nothing is decided without an answer.
func (p *Prompt) Judge(ctx context.Context, c editor.Collision) (editor.Ruling, error) {
	p.asking.Lock()
	defer p.asking.Unlock()
	p.say("%s", p.Style.Alarm("no answer came to the write, and what is on the server may be its work or another writer's:"))
	_ = show.ThreeWay(p.Out, p.Style, c.Result)
	key, err := p.choose(ctx, "Is your change there?",
		choice{'y', "[y]es", "it was written; nothing is left to do, and the draft goes"},
		choice{'n', "[n]o", "it was not written; make it on what is there now"},
		choice{'s', "[s]ave draft", "leave it open; etch resume asks again"})
	if err != nil {
		return editor.Unruled, err
	}
	return map[rune]editor.Ruling{'y': editor.IsThere, 'n': editor.NotThere}[key], nil
}

// refusal is what the server said, in its words where they are known.
func refusal(err error) string {
	var e *client.RefusedError
	if errors.As(err, &e) {
		return show.Problem(e.Problem)
	}
	return show.Error(err)
}

// change shows a write: what differs, and how it will be sent.
func (p *Prompt) change(w editor.Write) {
	_ = show.Diff(p.Out, p.Style, w.Base.Document, w.Wanted)
	p.say("%s", p.Style.Faint(request(w)))
	if !w.Guard.Excludes() {
		p.say("%s", p.Style.Alarm("no precondition guards this write: what somebody else writes now would be overwritten unseen"))
	}
}

// request is a write in one line.
func request(w editor.Write) string {
	r := w.Request
	s := show.Safe(r.Method)
	if r.MediaType != "" {
		s += " " + show.Safe(r.MediaType)
	}
	if len(r.Body) > 0 {
		s += fmt.Sprintf(", %d bytes", len(r.Body))
	}
	switch {
	case w.Guard.Absent():
		s += ", only if nothing is there yet"
	case w.Guard.Excludes():
		s += ", unless somebody has written since"
	}
	return s
}

// sendQuestion is the question for what a write does.
func sendQuestion(w editor.Write) string {
	switch {
	case w.Wanted == nil:
		return "Delete?"
	case w.Base.Document == nil:
		return "Create?"
	}
	return "Send?"
}
