package prompt_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/prompt"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A person is a Prompt whose answers are typed in advance; seen is the screen.
type person struct {
	prompt.Prompt
	seen bytes.Buffer
}

func types(lines ...string) *person {
	p := &person{}
	p.In, p.Out = strings.NewReader(strings.Join(append(lines, ""), "\n")), &p.seen
	return p
}

func parse(t *testing.T, s string, f document.Format) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// closedTerminal reports whether err keeps the draft since nobody is there any more.
func closedTerminal(err error) bool {
	var a *editor.AbortedError
	return errors.As(err, &a) && a.Kept && a.Why == editor.Closed
}

func proposal(t *testing.T) editor.Proposal {
	t.Helper()
	return editor.Proposal{Write: editor.Write{
		Base:    editor.State{Document: parse(t, `{"name":"orig"}`, document.JSON)},
		Wanted:  parse(t, `{"name":"new"}`, document.JSON),
		Request: client.Request{Method: "PATCH", MediaType: "application/merge-patch+json", Body: []byte(`{"name":"new"}`)},
		Guard:   client.IfUnchanged(client.Validator{Values: []string{`"v1"`}}),
	}}
}

func TestReview(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed []string
		want  editor.Verdict
		asked int
	}{
		{"yes", []string{"y"}, editor.Send, 1},
		{"a capital and a whole word", []string{"YES"}, editor.Send, 1},
		{"edit again", []string{"e"}, editor.Again, 1},
		{"save", []string{"s"}, editor.Keep, 1},
		{"no keeps the draft", []string{"n"}, editor.Keep, 1},
		{"Enter is no answer", []string{"", "", "y"}, editor.Send, 3},
		{"neither is anything else", []string{"x", "yn", "1", "?", "y"}, editor.Send, 5},
		{"a small q drops nothing", []string{"q", "quit", "n"}, editor.Keep, 3},
		{"the capital Q, and second thoughts", []string{"Q", "", "y"}, editor.Send, 2},
		{"the capital Q, meant", []string{"Q", "y"}, editor.Drop, 1},
		{"the change again", []string{"d", "y"}, editor.Send, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := types(c.typed...)
			got, err := p.Review(context.Background(), proposal(t))
			if err != nil || got != c.want {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
			if n := strings.Count(p.seen.String(), "Send? [y]es, [e]dit again, [s]ave draft, [n]o "); n != c.asked {
				t.Errorf("asked %d times, want %d:\n%s", n, c.asked, p.seen.String())
			}
		})
	}
}

func TestReviewShowsWhatIsSent(t *testing.T) {
	p := types("n")
	if _, err := p.Review(context.Background(), proposal(t)); err != nil {
		t.Fatal(err)
	}
	const want = `@@ -1,3 +1,3 @@
 {
-  "name": "orig"
+  "name": "new"
 }
PATCH application/merge-patch+json, 14 bytes, unless somebody has written since
Send? [y]es, [e]dit again, [s]ave draft, [n]o `
	if p.seen.String() != want {
		t.Errorf("got:\n%s", p.seen.String())
	}
	p = types("n")
	pr := proposal(t)
	pr.Write.Guard = client.Unguarded()
	if _, err := p.Review(context.Background(), pr); err != nil || !strings.Contains(p.seen.String(), "overwritten unseen") {
		t.Errorf("an unguarded write looks like any other (%v):\n%s", err, p.seen.String())
	}
	p = types("n")
	pr.Write.Wanted = nil
	if _, err := p.Review(context.Background(), pr); err != nil || !strings.Contains(p.seen.String(), "Delete? ") {
		t.Errorf("a delete looks like any other (%v):\n%s", err, p.seen.String())
	}
}

// What a Resolver has just shown is not asked about again, unless it was refused since.
func TestReviewOfASettledProposal(t *testing.T) {
	pr := proposal(t)
	pr.Settled = true
	p := types()
	if v, err := p.Review(context.Background(), pr); v != editor.Send || err != nil || p.seen.Len() > 0 {
		t.Errorf("got %v, %v:\n%s", v, err, p.seen.String())
	}
	pr.Refused = errors.New("no")
	if _, err := p.Review(context.Background(), pr); !closedTerminal(err) {
		t.Errorf("error: %v", err)
	}
}

func TestReviewAfterARefusal(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed []string
		want  editor.Verdict
	}{
		{"edit again", []string{"e"}, editor.Again},
		{"save", []string{"s"}, editor.Keep},
		{"quit, and second thoughts", []string{"Q", "n", "s"}, editor.Keep},
		{"quit", []string{"Q", "yes"}, editor.Drop},
		{"it cannot be sent again as it is", []string{"y", "yes", "n", "s"}, editor.Keep},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := types(c.typed...)
			pr := proposal(t)
			pr.Refused = &client.RefusedError{Problem: client.Problem{Status: 422, Title: "Unprocessable", Detail: "name is \x1b[2J taken"}}
			got, err := p.Review(context.Background(), pr)
			if err != nil || got != c.want {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
			if !strings.HasPrefix(p.seen.String(), "the server refused it: 422 Unprocessable: name is \\x1b[2J taken\n") {
				t.Errorf("seen:\n%s", p.seen.String())
			}
		})
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed []string
		want  editor.Ruling
	}{
		{"it is there", []string{"y"}, editor.IsThere},
		{"it is not", []string{"n"}, editor.NotThere},
		{"left open", []string{"s"}, editor.Unruled},
		{"nothing is decided by an empty line", []string{"", "x", "n"}, editor.NotThere},
	} {
		t.Run(c.name, func(t *testing.T) {
			revs := merge.Revisions{Base: parse(t, `{"n":1}`, document.JSON), Ours: parse(t, `{"n":2}`, document.JSON), Theirs: parse(t, `{"n":3}`, document.JSON)}
			res, err := merge.Merge(revs, merge.Options{})
			if err != nil {
				t.Fatal(err)
			}
			p := types(c.typed...)
			got, err := p.Judge(context.Background(), editor.Collision{Revisions: revs, Result: res})
			if err != nil || got != c.want {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
			if !strings.Contains(p.seen.String(), "/n") {
				t.Errorf("what is asked about was not shown:\n%s", p.seen.String())
			}
		})
	}
	if _, err := types().Judge(context.Background(), editor.Collision{}); !closedTerminal(err) {
		t.Errorf("nobody is there: %v", err)
	}
}

func TestWhatNow(t *testing.T) {
	problem := &document.SyntaxError{Line: 7, Column: 3, Reason: "a comma is missing"}
	for _, c := range []struct {
		typed []string
		want  editor.Verdict
	}{
		{[]string{"e"}, editor.Again},
		{[]string{"s"}, editor.Keep},
		{[]string{"q", "S"}, editor.Keep},
		{[]string{"Q"}, editor.Drop},
	} {
		p := types(c.typed...)
		got, err := p.WhatNow(context.Background(), problem)
		if err != nil || got != c.want {
			t.Errorf("%q: got %v, %v; want %v", c.typed, got, err, c.want)
		}
		const want = "this cannot be sent yet: line 7, column 3: a comma is missing\n" +
			"What now? (e)dit again, (s)ave draft and quit, (Q)uit and drop "
		if !strings.HasPrefix(p.seen.String(), want) {
			t.Errorf("seen:\n%s", p.seen.String())
		}
	}
	if v, err := types().WhatNow(context.Background(), problem); !closedTerminal(err) || v != editor.Keep {
		t.Errorf("at a closed terminal: %v, %v", v, err)
	}
}

func TestConfirm(t *testing.T) {
	for _, c := range []struct {
		typed []string
		want  bool
	}{
		{[]string{"y"}, true},
		{[]string{" Yes "}, true},
		{[]string{""}, false},
		{[]string{"n"}, false},
		{[]string{"what", "no"}, false},
	} {
		if got, err := types(c.typed...).Confirm(context.Background(), "sure?"); got != c.want || err != nil {
			t.Errorf("%q: %v, %v", c.typed, got, err)
		}
	}
	if _, err := types().Confirm(context.Background(), "sure?"); !closedTerminal(err) {
		t.Errorf("error: %v", err)
	}
}

// Half a line before the end of the input was not confirmed by Enter.
func TestEndOfInputIsNoAnswer(t *testing.T) {
	p := &person{}
	p.In, p.Out = strings.NewReader("y"), &p.seen
	if v, err := p.Review(context.Background(), proposal(t)); v != editor.Keep || !closedTerminal(err) {
		t.Errorf("got %v, %v", v, err)
	}
}

// The end of the context ends a question that waits, and what is typed later answers
// the next one.
func TestContextEndsAQuestion(t *testing.T) {
	in, keyboard := io.Pipe()
	p := &person{}
	p.In, p.Out = in, &p.seen
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("interrupted")
	go func() { time.Sleep(20 * time.Millisecond); cancel(why) }()
	if v, err := p.Review(ctx, proposal(t)); v != editor.Keep || !errors.Is(err, why) {
		t.Fatalf("got %v, %v", v, err)
	}
	if _, err := p.Confirm(ctx, "more?"); !errors.Is(err, why) {
		t.Errorf("a question after the end: %v", err)
	}
	go keyboard.Write([]byte("y\nn\n"))
	for i, want := range []bool{true, false} {
		if got, err := p.Confirm(context.Background(), "and now?"); got != want || err != nil {
			t.Errorf("answer %d: %v, %v", i, got, err)
		}
	}
}

func TestPasswordWithoutATerminal(t *testing.T) {
	if got, err := types("secret").Password(context.Background(), "password"); got != "secret" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}
