package prompt_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// collide merges three documents.
func collide(t *testing.T, f document.Format, base, ours, theirs string) editor.Collision {
	t.Helper()
	r := merge.Revisions{Base: parse(t, base, f), Ours: parse(t, ours, f), Theirs: parse(t, theirs, f)}
	res, err := merge.Merge(r, merge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return editor.Collision{Revisions: r, Result: res}
}

func clean(t *testing.T) editor.Collision {
	return collide(t, document.JSON, `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`)
}

func colliding(t *testing.T) editor.Collision {
	return collide(t, document.JSON, `{"a":1,"b":1,"c":1}`, `{"a":2,"b":2,"c":2}`, `{"a":3,"b":3,"c":1}`)
}

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		name    string
		c       func(*testing.T) editor.Collision
		typed   []string
		want    string // "-": no document
		verdict editor.Verdict
	}{
		{"merge", clean, []string{"m"}, `{"a":2,"b":2}`, editor.Send},
		{"merge is not offered where something collides", colliding, []string{"m", "merge", "s"}, "-", editor.Keep},
		{"conflicts are not offered where nothing collides", clean, []string{"c", "s"}, "-", editor.Keep},
		{"save", clean, []string{"s"}, "-", editor.Keep},
		{"quit, and second thoughts", clean, []string{"Q", "n", "m"}, `{"a":2,"b":2}`, editor.Send},
		{"quit", clean, []string{"Q", "y"}, "-", editor.Drop},
		{"a small q drops nothing", clean, []string{"q", "s"}, "-", editor.Keep},
		{"edit the merged document", clean, []string{"e"}, `{"a":2,"b":2}`, editor.Again},
		{"ours and theirs", colliding, []string{"c", "o", "t", "m"}, `{"a":2,"b":3,"c":2}`, editor.Send},
		{"a value typed", colliding, []string{"c", "e", `{"x": [1.0]}`, "t", "m"}, `{"a":{"x": [1.0]},"b":3,"c":2}`, editor.Send},
		{"a value that is none, then one", colliding, []string{"c", "e", `{"x"`, "7", "o", "m"}, `{"a":7,"b":2,"c":2}`, editor.Send},
		{"no value after all", colliding, []string{"c", "e", "", "o", "o", "m"}, `{"a":2,"b":2,"c":2}`, editor.Send},
		{"back, and on with the rest", colliding, []string{"c", "o", "b", "m", "c", "t", "m"}, `{"a":2,"b":3,"c":2}`, editor.Send},
		{"all settled, and once more", colliding, []string{"c", "o", "o", "c", "t", "b", "m"}, `{"a":3,"b":2,"c":2}`, editor.Send},
		{"both is not offered where it is not possible", colliding, []string{"c", "h", "both", "o", "o", "m"}, `{"a":2,"b":2,"c":2}`, editor.Send},
		{"some settled, then edited without markers", colliding, []string{"c", "o", "o", "e"}, `{"a":2,"b":2,"c":2}`, editor.Again},
		{"shown again", clean, []string{"d", "m"}, `{"a":2,"b":2}`, editor.Send},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := types(c.typed...)
			got, v, err := p.Resolve(context.Background(), c.c(t))
			if err != nil || v != c.verdict {
				t.Errorf("got %v, %v; want %v\n%s", v, err, c.verdict, p.seen.String())
			}
			switch {
			case c.want == "-" && got == nil:
			case got == nil || string(got.Source()) != c.want:
				t.Errorf("got %q, want %q\n%s", got.Source(), c.want, p.seen.String())
			}
		})
	}
}

func TestResolveShowsWhoChangedWhat(t *testing.T) {
	p := types("c", "o", "t", "s")
	if _, _, err := p.Resolve(context.Background(), colliding(t)); err != nil {
		t.Fatal(err)
	}
	const want = `the resource has changed on the server meanwhile:
ours    /c
  base   1
  ours   2
CONFLICT 1 of 2 (both-modified)  /a
  base   1
  ours   2
  theirs 3
CONFLICT 2 of 2 (both-modified)  /b
  base   1
  ours   2
  theirs 3
2 conflicts. [c]onflicts, [e]dit, [d]iff, [s]ave draft, [Q]uit CONFLICT 1 of 2 (both-modified)  /a
  base   1
  ours   2
  theirs 3
Take [o]urs, [t]heirs, [e]dit, [b]ack CONFLICT 2 of 2 (both-modified)  /b
  base   1
  ours   2
  theirs 3
Take [o]urs, [t]heirs, [e]dit, [b]ack merged, against what is on the server:
@@ -1,5 +1,5 @@
 {
-  "a": 3,
+  "a": 2,
   "b": 3,
-  "c": 1
+  "c": 2
 }
All conflicts are settled. [m]erge, [c]onflicts, [e]dit, [d]iff, [s]ave draft, [Q]uit `
	if p.seen.String() != want {
		t.Errorf("got:\n%s", p.seen.String())
	}
}

// A conflict in a document of one line is a line between markers, as in the editor.
func TestResolveByMarkers(t *testing.T) {
	p := types("c", "o", "b", "e")
	got, v, err := p.Resolve(context.Background(), colliding(t))
	if err != nil || v != editor.Again {
		t.Fatalf("got %v, %v", v, err)
	}
	text := string(got.Source())
	if got.Format() != document.Text || strings.Count(text, "<<<<<<<") != 1 || strings.Count(text, "\n") < 8 {
		t.Errorf("got:\n%s", text)
	}
	for _, line := range []string{`"a": 2`, `"b": 2`, `"b": 3`, `"c": 2`} {
		if !strings.Contains(text, line) {
			t.Errorf("%s is not there:\n%s", line, text)
		}
	}
	if strings.Contains(text, `"a": 3`) {
		t.Errorf("what was settled is open again:\n%s", text)
	}
}

func TestResolveTextWithBoth(t *testing.T) {
	c := collide(t, document.Text, "a\nz\n", "a\nours\nz\n", "a\ntheirs\nz\n")
	p := types("c", "h", "m")
	got, v, err := p.Resolve(context.Background(), c)
	if err != nil || v != editor.Send || string(got.Source()) != "a\nours\ntheirs\nz\n" {
		t.Errorf("got %q, %v, %v\n%s", got.Source(), v, err, p.seen.String())
	}
}

// The editor opens on theirs, and our version can be read beside it.
func TestResolveByRetry(t *testing.T) {
	c := colliding(t)
	p := types("r")
	var name string
	var beside []byte
	p.Beside = func(n string, text []byte) (string, error) {
		name, beside = n, bytes.Clone(text)
		return "/drafts/x/ours.json", nil
	}
	got, v, err := p.Resolve(context.Background(), c)
	if err != nil || v != editor.Again || !got.Equal(c.Revisions.Theirs) {
		t.Errorf("got %q, %v, %v", got.Source(), v, err)
	}
	if name != "ours.json" || !bytes.Equal(beside, c.Revisions.Ours.Indent().Source()) {
		t.Errorf("beside it: %s with %q", name, beside)
	}
	if !strings.Contains(p.seen.String(), "[r]etry") || !strings.Contains(p.seen.String(), "your version is in /drafts/x/ours.json\n") {
		t.Errorf("seen:\n%s", p.seen.String())
	}
	// Where our version cannot be put beside it, there is no retry.
	p = types("r", "s")
	p.Beside = func(string, []byte) (string, error) { return "", errors.New("no space") }
	if _, v, err := p.Resolve(context.Background(), c); v != editor.Keep || err != nil {
		t.Errorf("got %v, %v", v, err)
	}
}

// A value may be given in the editor, which begins at ours.
func TestResolveWithAValueFromTheEditor(t *testing.T) {
	p := types("c", "e", "y", "t", "m")
	var begun []string
	p.Edit = func(_ context.Context, name string, text []byte) ([]byte, error) {
		begun = append(begun, name+" "+string(text))
		if len(begun) == 1 {
			return []byte("{"), nil
		}
		return []byte("\n[8]\n"), nil
	}
	got, _, err := p.Resolve(context.Background(), colliding(t))
	if err != nil || string(got.Source()) != `{"a":[8],"b":3,"c":2}` {
		t.Errorf("got %q, %v\n%s", got.Source(), err, p.seen.String())
	}
	if strings.Join(begun, "; ") != "value.json 2; value.json {" {
		t.Errorf("begun at %q", begun)
	}
}

// Of a script's second run there is nothing to edit: one of the two stands.
func TestResolveARerun(t *testing.T) {
	rerun := func(t *testing.T) editor.Collision {
		r := merge.Revisions{
			Base: parse(t, `{"a":1,"n":1}`, document.JSON), Ours: parse(t, `{"a":2,"n":2}`, document.JSON),
			Theirs: parse(t, `{"a":3,"n":5}`, document.JSON),
		}
		res, err := merge.Rerun(r, parse(t, `{"a":2,"n":6}`, document.JSON), merge.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return editor.Collision{Revisions: r, Result: res, Rerun: true}
	}
	for _, c := range []struct {
		typed   []string
		want    string
		verdict editor.Verdict
	}{
		{[]string{"o"}, `{"a":2,"n":6}`, editor.Send},
		{[]string{"t"}, `{"a":3,"n":6}`, editor.Send},
		{[]string{"m", "c", "e", "r", "s"}, "-", editor.Keep},
		{[]string{"Q", "y"}, "-", editor.Drop},
	} {
		p := types(c.typed...)
		got, v, err := p.Resolve(context.Background(), rerun(t))
		if err != nil || v != c.verdict || got != nil && string(got.Source()) != c.want || got == nil && c.want != "-" {
			t.Errorf("%q: got %v, %v, %v\n%s", c.typed, got, v, err, p.seen.String())
		}
	}
}

func TestResolveAtAClosedTerminal(t *testing.T) {
	for _, typed := range [][]string{nil, {"c"}, {"c", "e"}, {"Q"}} {
		d, v, err := types(typed...).Resolve(context.Background(), colliding(t))
		if d != nil || v != editor.Keep || !closedTerminal(err) {
			t.Errorf("%q: %v, %v, %v", typed, d, v, err)
		}
	}
}
