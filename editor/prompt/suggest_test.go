package prompt_test

import (
	"context"
	"strings"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// bumped has two versions in conflict, and a number.
func bumped(t *testing.T) editor.Collision {
	return collide(t, document.JSON,
		`{"a":"1.0.0","b":"^2.0.0","n":1}`,
		`{"a":"1.3.2","b":"^2.2.0","n":2}`,
		`{"a":"1.4.0","b":"^2.1.0","n":3}`)
}

// locked is an entry of a lock file.
func locked(t *testing.T) editor.Collision {
	return collide(t, document.JSON,
		`{"version":"1.0.0","integrity":"p"}`,
		`{"version":"1.1.0","integrity":"q"}`,
		`{"version":"1.2.0","integrity":"r"}`)
}

// reran is a script that gives again a version, and a number, over the rival's.
func reran(t *testing.T) editor.Collision {
	return rerun(t, `{"a":"1.2.0","n":3}`)
}

// rerunOfVersions is one whose version alone collides.
func rerunOfVersions(t *testing.T) editor.Collision {
	return rerun(t, `{"a":"1.2.0","n":1}`)
}

func rerun(t *testing.T, theirs string) editor.Collision {
	t.Helper()
	c := collide(t, document.JSON, `{"a":"1.0.0","n":1}`, `{"a":"1.1.0","n":2}`, theirs)
	var err error
	c.Rerun = true
	if c.Result, err = merge.Rerun(c.Revisions, c.Revisions.Ours, merge.Options{}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSuggested(t *testing.T) {
	for _, c := range []struct {
		name     string
		c        func(*testing.T) editor.Collision
		versions bool
		typed    []string
		want     string
	}{
		{"one by one", bumped, false, []string{"c", "v", "o", "t", "m"}, `{"a":"1.4.0","b":"^2.2.0","n":3}`},
		{"by its word", bumped, false, []string{"c", "higher", "higher", "t", "m"}, `{"a":"1.4.0","b":"^2.2.0","n":3}`},
		{"all of them, and the rest", bumped, false, []string{"v", "c", "o", "m"}, `{"a":"1.4.0","b":"^2.2.0","n":2}`},
		{"not offered where there is none", bumped, false, []string{"v", "v", "c", "v", "o", "m"}, `{"a":"1.4.0","b":"^2.2.0","n":2}`},
		{"those that are open still", bumped, false, []string{"c", "o", "b", "v", "c", "o", "m"}, `{"a":"1.3.2","b":"^2.2.0","n":2}`},
		{"as --resolve versions says", bumped, true, []string{"c", "o", "m"}, `{"a":"1.4.0","b":"^2.2.0","n":2}`},
		{"and the person has the last word", locked, true, []string{"c", "o", "o", "m"}, `{"version":"1.1.0","integrity":"q"}`},
		{"the checksum goes with the version", locked, false, []string{"c", "v", "v", "m"}, `{"version":"1.2.0","integrity":"r"}`},
		{"also where it is the lower one", locked, false, []string{"c", "o", "v", "m"}, `{"version":"1.1.0","integrity":"q"}`},
		{"a script's, and nothing else is open", rerunOfVersions, true, nil, `{"a":"1.2.0","n":2}`},
		{"a script's, and ours for the rest", reran, false, []string{"v", "o"}, `{"a":"1.2.0","n":2}`},
		{"a script's, as --resolve versions says", reran, true, []string{"t"}, `{"a":"1.2.0","n":3}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := types(c.typed...)
			p.Versions = c.versions
			got, v, err := p.Resolve(context.Background(), c.c(t))
			if err != nil || v != editor.Send || got == nil || string(got.Source()) != c.want {
				t.Errorf("got %s, %v, %v; want %s\n%s", got.Source(), v, err, c.want, p.seen.String())
			}
		})
	}
}

// What the person sees.
func TestSuggestedIsShown(t *testing.T) {
	p := types("c", "b", "v", "s")
	if _, _, err := p.Resolve(context.Background(), bumped(t)); err != nil {
		t.Fatal(err)
	}
	const want = `the resource has changed on the server meanwhile:
CONFLICT 1 of 3 (both-modified)  /a
  base   "1.0.0"
  ours   "1.3.2"
  theirs "1.4.0"
  suggested: theirs (1.4.0 is higher than 1.3.2)
CONFLICT 2 of 3 (both-modified)  /b
  base   "^2.0.0"
  ours   "^2.2.0"
  theirs "^2.1.0"
  suggested: ours (^2.2.0 is higher than ^2.1.0)
CONFLICT 3 of 3 (both-modified)  /n
  base   1
  ours   2
  theirs 3
3 conflicts. higher [v]ersions, [c]onflicts, [e]dit, [d]iff, [s]ave draft, [Q]uit CONFLICT 1 of 3 (both-modified)  /a
  base   "1.0.0"
  ours   "1.3.2"
  theirs "1.4.0"
  suggested: theirs (1.4.0 is higher than 1.3.2)
Take [o]urs, [t]heirs, higher [v]ersion, [e]dit, [b]ack 3 conflicts. higher [v]ersions, [c]onflicts, [e]dit, [d]iff, [s]ave draft, [Q]uit settled: /a is theirs (1.4.0 is higher than 1.3.2)
settled: /b is ours (^2.2.0 is higher than ^2.1.0)
1 conflict. [c]onflicts, [e]dit, [d]iff, [s]ave draft, [Q]uit `
	if p.seen.String() != want {
		t.Errorf("got:\n%s", p.seen.String())
	}
}

// Where theirs is higher everywhere, nothing is left to write, and that is said.
func TestNothingLeft(t *testing.T) {
	p := types("v", "m")
	got, v, err := p.Resolve(context.Background(), locked(t))
	if err != nil || v != editor.Send || !got.Equal(locked(t).Revisions.Theirs) || !strings.Contains(p.seen.String(), "nothing is left to write\n") {
		t.Errorf("%s, %v, %v\n%s", got.Source(), v, err, p.seen.String())
	}
}
