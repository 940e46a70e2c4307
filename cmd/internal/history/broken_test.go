package history_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/cmd/internal/history"
	"github.com/etch-http/etch/editor"
)

// unguarded is a dialect that forgets the precondition.
type unguarded struct{ client.Dialect }

func (u unguarded) Guard(r client.Request, p client.Precondition) (client.Request, error) {
	r, err := u.Dialect.Guard(r, p)
	r.Header = r.Header.Clone()
	r.Header.Del("If-Match")
	r.Carried = true // or the client itself would not let it pass
	return r, err
}

// A sending is a target whose Send is another one.
type sending struct {
	editor.Target
	send func(context.Context, editor.Write) (editor.Receipt, error)
}

func (s sending) Send(ctx context.Context, w editor.Write) (editor.Receipt, error) {
	return s.send(ctx, w)
}

// clients are broken ones, each in the way that its name says, and the rules of which
// it must break one.
var clients = []struct {
	name  string
	on    string // the manner of the server on which it shows; "": any
	rules []history.Rule
	do    history.Break
}{
	{
		name: "the precondition is dropped", rules: []history.Rule{history.Once, history.Linearizable},
		do: history.Break{Dialect: func(d client.Dialect) client.Dialect { return unguarded{d} }},
	},
	{
		name: "what was lost is sent again", rules: []history.Rule{history.Once, history.Never},
		do: history.Break{Target: func(t editor.Target, _ *client.Client) editor.Target {
			return sending{t, func(ctx context.Context, w editor.Write) (editor.Receipt, error) {
				receipt, err := t.Send(ctx, w)
				var busy *client.BusyError
				if errors.As(err, new(*client.LostError)) || errors.As(err, &busy) {
					err = &client.PreconditionError{} // not written, it believes
				}
				return receipt, err
			}}
		}},
	},
	{
		name: "equal content is taken for its own", rules: []history.Rule{history.Once},
		do: history.Break{Target: func(t editor.Target, _ *client.Client) editor.Target {
			return sending{t, func(ctx context.Context, w editor.Write) (editor.Receipt, error) {
				receipt, err := t.Send(ctx, w)
				if errors.As(err, new(*client.PreconditionError)) {
					if now, ferr := t.Fetch(ctx); ferr == nil && now.Document.Equal(w.Wanted) {
						return editor.Receipt{Write: w, After: now}, nil
					}
				}
				return receipt, err
			}}
		}},
	},
	{
		name: "every 2xx is believed", on: "success that is none", rules: []history.Rule{history.Once, history.Linearizable},
		do: history.Break{Target: func(t editor.Target, c *client.Client) editor.Target {
			return sending{t, func(ctx context.Context, w editor.Write) (editor.Receipt, error) {
				resp, err := c.Write(ctx, w.Request, w.Guard)
				if err != nil && resp.Status/100 != 2 {
					return editor.Receipt{Write: w}, err
				}
				return editor.Receipt{Write: w, After: editor.State{Document: w.Wanted}}, nil
			}}
		}},
	},
	{
		name: "the old text goes out under the fresh version", rules: []history.Rule{history.Once, history.Linearizable},
		do: history.Break{Target: func(t editor.Target, _ *client.Client) editor.Target {
			return sending{t, func(ctx context.Context, w editor.Write) (editor.Receipt, error) {
				receipt, err := t.Send(ctx, w)
				if !errors.As(err, new(*client.PreconditionError)) {
					return receipt, err
				}
				now, err := t.Fetch(ctx)
				if err != nil {
					return receipt, err
				}
				next, err := t.Prepare(now, w.Wanted)
				if err != nil || next.Empty() {
					return receipt, &client.PreconditionError{}
				}
				return t.Send(ctx, next)
			}}
		}},
	},
	{
		name: "a 412 is called unreachable, and may have been written", rules: []history.Rule{history.Never, history.Cause},
		do: giveUp(func(error) error { return &client.UnreachableError{Err: errors.New("tired")} }, true),
	},
	{
		name: "everything is unknown", rules: []history.Rule{history.Cause, history.Share},
		do: giveUp(func(error) error { return &editor.UnknownError{Err: errors.New("who knows")} }, true),
	},
	{
		name: "every lost answer is unknown, though a read could tell", rules: []history.Rule{history.Share},
		do: giveUp(func(err error) error {
			if errors.As(err, new(*client.LostError)) || errors.As(err, new(*client.BusyError)) {
				return &editor.UnknownError{Err: errors.New(err.Error())} // or the loop would find out after all
			}
			return err
		}, false),
	},
	{
		name: "everything is a conflict", rules: []history.Rule{history.Cause, history.Share},
		do: giveUp(func(error) error { return &editor.ConflictError{} }, false),
	},
	{
		name: "the first rival is one too many", rules: []history.Rule{history.Share, history.Cause},
		do: giveUp(func(err error) error {
			if errors.As(err, new(*client.PreconditionError)) {
				return &editor.ContendedError{Rounds: 1}
			}
			return err
		}, false),
	},
	{
		name: "everything is unreachable", rules: []history.Rule{history.Cause, history.Share},
		do: giveUp(func(error) error { return &client.UnreachableError{Err: errors.New("tired")} }, false),
	},
	{
		name: "what was typed is thrown away", rules: []history.Rule{history.Drafts},
		do: history.Break{Session: func(s *editor.Session) { s.Drafts = forgetful{} }},
	},
	{
		name: "marks are left, and nobody looks at them", rules: []history.Rule{history.Cause},
		do: history.Break{Session: func(s *editor.Session) { s.Witness = nil }},
	},
}

// giveUp makes a client that says something else of a write: of every one where it is
// sent, else of those that failed or are not even sent.
func giveUp(say func(error) error, sends bool) history.Break {
	return history.Break{Target: func(t editor.Target, _ *client.Client) editor.Target {
		return sending{t, func(ctx context.Context, w editor.Write) (editor.Receipt, error) {
			if sends || say(nil) == nil {
				receipt, err := t.Send(ctx, w)
				return receipt, say(err)
			}
			return editor.Receipt{Write: w}, say(nil)
		}}
	}}
}

// forgetful keeps nothing.
type forgetful struct{}

func (forgetful) Keep(d *editor.Draft) error { d.ID = "1"; return nil }
func (forgetful) Drop(*editor.Draft) error   { return nil }

// TestBrokenClients: each of them is found out, by the rule that it breaks.
func TestBrokenClients(t *testing.T) {
	first := number(t, "ETCH_HISTORY_SEED", 1)
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var tally history.Tally
			var other []history.Rule
			for seed := first; seed < first+30; seed++ {
				h, complaints := batch(t, seed, c.on, edits/3, c.do)
				tally.Add(h)
				for _, found := range append(complaints, tally.Check()...) {
					if slices.Contains(c.rules, found.Rule) {
						t.Logf("%d edits: %s", tally.Edits, found)
						return
					}
					other = append(other, found.Rule)
				}
			}
			t.Errorf("it passes for a good client (%s), but for %q", &tally, other)
		})
	}
}
