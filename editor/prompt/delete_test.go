package prompt_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// deletion is the proposal to delete a resource of so many lines.
func deletion(t *testing.T, body string) editor.Proposal {
	t.Helper()
	u, err := url.Parse("https://api.test/pages/7?token=secret")
	if err != nil {
		t.Fatal(err)
	}
	v := client.Validator{Values: []string{"\"v1\x1b[31m\""}}
	return editor.Proposal{Write: editor.Write{
		Base:    editor.State{Representation: client.Representation{URL: u, Validator: v}, Document: parse(t, body, document.Text)},
		Request: client.Request{Method: "DELETE", URL: u}, Guard: client.IfUnchanged(v),
	}}
}

// Only a plain yes deletes; no is the end, as nothing was typed that could be kept.
func TestReviewDelete(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed []string
		want  editor.Verdict
		asked int
	}{
		{"yes", []string{"y"}, editor.Send, 1},
		{"no", []string{"n"}, editor.Drop, 1},
		{"Enter is no answer", []string{"", "no"}, editor.Drop, 2},
		{"there is nothing to edit", []string{"e", "s", "Q", "n"}, editor.Drop, 4},
		{"all of it first", []string{"d", "y"}, editor.Send, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := types(c.typed...)
			got, err := p.Review(context.Background(), deletion(t, "a\n"))
			if err != nil || got != c.want {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
			if n := strings.Count(p.seen.String(), "Delete? [y]es, [n]o, [d]isplay all "); n != c.asked {
				t.Errorf("asked %d times, want %d:\n%s", n, c.asked, p.seen.String())
			}
		})
	}
	p := types()
	if v, err := p.Review(context.Background(), deletion(t, "a\n")); v != editor.Keep || !closedTerminal(err) {
		t.Errorf("a closed terminal: %v, %v", v, err)
	}
	pr := deletion(t, "a\n")
	pr.Refused = errors.New("403 no")
	if v, err := types("y").Review(context.Background(), pr); v != editor.Keep || err != pr.Refused {
		t.Errorf("refused: %v, %v", v, err)
	}
}

// What is shown names the place and the version, and is short until more is asked for.
func TestReviewDeleteShows(t *testing.T) {
	p := types("d", "n")
	if _, err := p.Review(context.Background(), deletion(t, strings.Repeat("line\n", 30))); err != nil {
		t.Fatal(err)
	}
	first, all, _ := strings.Cut(p.seen.String(), "Delete? ")
	if !strings.Contains(first, "to be deleted: https://api.test/pages/7") || !strings.Contains(first, `version "v1`) || strings.Contains(first, "secret") || strings.Contains(first, "\x1b") {
		t.Errorf("%q", first)
	}
	if n, m := strings.Count(first, "-line"), strings.Count(all, "-line"); n == 0 || n > 12 || m != 30 {
		t.Errorf("%d lines, then %d", n, m)
	}
	p = types("n")
	pr := deletion(t, "a\n")
	pr.Write.Guard = client.Unguarded()
	if _, err := p.Review(context.Background(), pr); err != nil || !strings.Contains(p.seen.String(), "no precondition guards this") {
		t.Errorf("%v:\n%s", err, p.seen.String())
	}
}

// A rival's change is shown before it goes all the same.
func TestResolveDelete(t *testing.T) {
	for _, c := range []struct {
		typed []string
		want  editor.Verdict
		asked int
	}{
		{[]string{"y"}, editor.Send, 1},
		{[]string{"n"}, editor.Drop, 1},
		{[]string{"", "d", "y"}, editor.Send, 3},
	} {
		revs := merge.Revisions{Base: parse(t, `{"a":1}`, document.JSON), Theirs: parse(t, `{"a":2}`, document.JSON)}
		res, err := merge.Merge(revs, merge.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p := types(c.typed...)
		d, v, err := p.Resolve(context.Background(), editor.Collision{Revisions: revs, Result: res})
		seen := p.seen.String()
		if err != nil || d != nil || v != c.want || strings.Count(seen, "Delete it all the same? [y]es, [n]o, [d]iff ") != c.asked {
			t.Errorf("%q: %v %v %v\n%s", c.typed, d, v, err, seen)
		}
		if !strings.Contains(seen, `-  "a": 1`) || !strings.Contains(seen, `+  "a": 2`) {
			t.Errorf("the change is not shown:\n%s", seen)
		}
	}
}
