package target

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A write that nothing guards, on the user's word, is made as safely as it can be: what
// was read is read again right before, and compared; after it the resource is read once
// more, and compared with what was read and what was written.

// relied reports whether a rival's write makes w fail, as far as the server keeps its word.
func relied(w editor.Write) bool { return w.Guard.Excludes() || w.Guard.Tests() }

// unchanged reads right before a write that nothing guards, so that what can be seen of a
// rival is seen; seen is when. Of other writes it is the zero time.
func (t *Target) unchanged(ctx context.Context, w editor.Write) (seen time.Time, err error) {
	if relied(w) || w.Base.Document == nil {
		return time.Time{}, nil
	}
	now, err := t.Fetch(ctx)
	if err != nil {
		return time.Time{}, err
	}
	if !now.Document.Equal(w.Base.Document) || w.Wanted == nil && !now.Same(w.Base) {
		return time.Time{}, &client.PreconditionError{Problem: client.Problem{Title: "the resource has changed since it was read"}}
	}
	return t.Now(), nil
}

// exposed says for how long a rival's change could be lost unseen: from the last read to
// the answer, whatever that is.
func (t *Target) exposed(w editor.Write, seen time.Time, err error) {
	if seen.IsZero() || err != nil && !errors.As(err, new(*client.LostError)) {
		return
	}
	t.notify(Notice{Exposed, max(t.Now().Sub(seen), time.Millisecond).Round(time.Millisecond).String()})
}

// refusesGuard reports whether the server has refused the precondition of w as such, and
// takes it off w where the user allowed that. That the server does so is kept in mind.
func (t *Target) refusesGuard(w *editor.Write, err error) bool {
	var no *client.UnguardedError
	if !errors.As(err, &no) || no.Why != client.PreconditionsRefused || w.Base.Document == nil {
		return false
	}
	t.shown(w.Request.Method, memory.Refused)
	if !t.Unguarded || !w.Guard.Sent() {
		return false
	}
	t.guardRefused = true
	w.Guard = client.Unguarded()
	t.notify(Notice{Kind: GuardRefused})
	return true
}

// between names the places that are neither as they were read nor as they were written:
// a rival's change, or the server's own.
func (t *Target) between(w editor.Write, after editor.State) {
	if w.Wanted == nil || after.Document == nil {
		return
	}
	var list []string
	for _, c := range diff.Between(asSent(w), after.Document, t.Merge.Diff) {
		if slices.ContainsFunc(t.Managed, c.Pointer.Within) || asRead(w.Base.Document, c) {
			continue
		}
		list = append(list, placed(c))
	}
	if len(list) > mostPlaces {
		list = append(list[:mostPlaces], "...")
	}
	if len(list) > 0 {
		t.notify(Notice{ChangedBetween, strings.Join(list, ", ")})
	}
}

// asRead reports whether what stands at the place of c is what was read there: then it
// is not a rival's, but ours that was not stored.
func asRead(base *document.Document, c diff.Change) bool {
	if base == nil || base.Format() != document.JSON {
		return false
	}
	n, there := base.At(c.Pointer)
	if c.New == nil || !there {
		return c.New == nil && !there
	}
	now, err := document.Parse(c.New, document.JSON)
	return err == nil && document.Same(now.Root(), n)
}

// placed is a change as one line.
func placed(c diff.Change) string {
	where := string(c.Pointer)
	switch {
	case c.Line > 0:
		where = "line " + strconv.Itoa(c.Line)
	case where == "":
		where = "the whole"
	}
	return where + " (" + shortened(c.Old) + " is now " + shortened(c.New) + ")"
}

// shortened is a value for a line; nil is absent.
func shortened(value []byte) string {
	const most = 40
	if value == nil {
		return "nothing"
	}
	r := []rune(strings.Join(strings.Fields(string(value)), " "))
	if len(r) > most {
		return string(r[:most]) + "..."
	}
	return string(r)
}
