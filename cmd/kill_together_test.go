//go:build unix

package cmd

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// A deed is one of many edits of one page, by a process that may be killed at any time.
type deed struct {
	token  string // a unique item or line; "" for one that counts
	marked bool   // --marker
	args   func(t *testing.T, d desk, url, token string) []string
}

// deeds are what is done, in turn: items and lines in several ways, and counting.
func deeds() []deed {
	update := func(args ...string) func(*testing.T, desk, string, string) []string {
		return func(_ *testing.T, _ desk, url, token string) []string {
			all := []string{"update", url + "page"}
			for _, a := range args {
				all = append(all, strings.ReplaceAll(a, "TOKEN", token))
			}
			return all
		}
	}
	person := func(path, script string) func(*testing.T, desk, string, string) []string {
		return func(t *testing.T, d desk, url, token string) []string {
			return []string{"edit", url + path, "-y", "--editor", d.sed(t, strings.ReplaceAll(script, "TOKEN", token))}
		}
	}
	return []deed{
		{token: "item", args: update("--jq", `.items += ["TOKEN"]`)},
		{token: "item", args: update("--set", "/items/-=TOKEN")},
		{token: "item", args: person("page", `s/"first"/"first", "TOKEN"/`)},
		{token: "item", args: person("page", `s/first line/first line\\nTOKEN/`)},
		{token: "line", args: person("note", `s/^third line/third line, TOKEN/`)},
		{args: update("--jq", ".n += 1")},
		{token: "item", marked: true, args: update("--jq", `.items += ["TOKEN"]`, "--marker", "/marks")},
		{marked: true, args: update("--jq", ".n += 1", "--marker", "/marks")},
	}
}

// sed writes an editor that runs a script on what it is shown.
func (d desk) sed(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(d.home, "editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nsed '"+script+"' \"$1\" >\"$0.new\" && cat \"$0.new\" >\"$1\"\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	return path
}

// A said is how a deed has ended, as far as anybody was told.
type said int

const (
	nothing said = iota // killed, and no draft: it had not sent anything, or was through with it
	done                // ok
	undone              // nothing was written: a conflict, or nothing had been typed
	unknown
)

// TestKilledTogether: many processes edit one page and one note, and are killed at any
// moment, some of them again while they take up what was left. In the end everything
// that said ok is there once, every conflict is not, and everything else is there once
// or not at all; whoever leaves marks is never in doubt.
func TestKilledTogether(t *testing.T) {
	etch := buildProgram(t)
	server := mockserver.New(mockserver.Options{LatencyMost: lag, NoPrefer: rand.N(2) == 0})
	base, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	server.Put("/page", []byte(`{"n": 0, "items": ["first"], "text": "first line\nlast line\n", "marks": "`+strings.Repeat("a", 24)+`"}`))
	server.PutAs("/note", "text/plain", []byte("first line\nsecond line\nthird line\n"))

	var mu sync.Mutex
	var all sync.WaitGroup
	within := 120 * time.Millisecond
	work, tally := make(chan int), map[said]int{}
	tokens, counted := map[string]said{}, map[said]int{}
	kinds := deeds()
	for range 4 {
		all.Go(func() {
			for n := range work {
				do := kinds[n%len(kinds)]
				if do.token != "" {
					do.token = fmt.Sprintf("%s-%d;", do.token, n)
				}
				mu.Lock()
				most := within
				mu.Unlock()
				what, hit := killTogether(t, etch, base+"/", do, most)
				mu.Lock()
				tally[what]++
				if hit { // as fast as the machine is now
					within += within / 64
				} else {
					within -= within / 64
				}
				if do.token != "" {
					tokens[do.token] = what
				} else {
					counted[what]++
				}
				mu.Unlock()
			}
		})
	}
	for n := range killRuns(t) {
		work <- n
	}
	close(work)
	all.Wait()
	t.Logf("of %d runs: %d ok, %d conflicts, %d unknown, %d ended without a word", killRuns(t), tally[done], tally[undone], tally[unknown], tally[nothing])
	if tally[done] == 0 || tally[nothing] == 0 {
		t.Error("nobody was killed, or everybody was: this proves nothing")
	}
	judgeTogether(t, server, tokens, counted)
}

// judgeTogether holds what is there to what was said.
func judgeTogether(t *testing.T, server *mockserver.Server, tokens map[string]said, counted map[said]int) {
	t.Helper()
	page, _ := server.Get("/page")
	note, _ := server.Get("/note")
	there := string(page) + string(note)
	for token, what := range tokens {
		times := strings.Count(there, token)
		if times > 1 || what == done && times == 0 || what == undone && times > 0 {
			t.Errorf("%s said %d, and is there %d times", token, what, times)
		}
	}
	var got struct{ N int }
	if err := json.Unmarshal(page, &got); err != nil {
		t.Fatalf("%v in %s", err, page)
	}
	if got.N < counted[done] || got.N > counted[done]+counted[unknown]+counted[nothing] {
		t.Errorf("the number is %d after %v", got.N, counted)
	}
	for _, kept := range []string{`"first"`, "first line\\n", "last line\\n"} {
		if !strings.Contains(string(page), kept) {
			t.Errorf("%q is gone from %s", kept, page)
		}
	}
}

// killTogether runs one deed, kills it, and takes up what it left. hit reports whether
// the first process was killed.
func killTogether(t *testing.T, etch, url string, do deed, within time.Duration) (what said, hit bool) {
	t.Helper()
	d := newDesk(t)
	run := func(most time.Duration, args ...string) ran {
		return endAfter(t, d.program(etch, args...), most, syscall.SIGKILL)
	}
	first := run(rand.N(within), do.args(t, d, url, do.token)...)
	hit = first.status == -1
	what = saidBy(t, first)
	for again := range 6 {
		left := whole(d.drafts(t))
		switch {
		case len(left) > 1:
			t.Errorf("%d drafts of one run", len(left))
			return what, hit
		case len(left) == 0:
			return what, hit
		case what == done:
			t.Errorf("ok, and a draft is left: %s", first.said)
			return what, hit
		}
		most := time.Minute
		if again == 0 && rand.N(3) == 0 { // and again
			most = rand.N(within)
		}
		typed := d.holds(t, left[0].ID, do.token)
		r := run(most, "resume", left[0].ID, "-y", "-o", "json")
		switch what = saidBy(t, r); {
		case what == done && !typed: // killed before the editor had written anything
			return undone, hit
		case what == unknown && do.marked:
			t.Errorf("marked, and unknown: %s%s", r.out, r.said)
			return what, hit
		case what == unknown, what == undone:
			if n := len(whole(d.drafts(t))); n != 1 {
				t.Errorf("%d drafts after %s%s", n, r.out, r.said)
			}
			return what, hit
		}
	}
	t.Error("it never came to an end")
	return what, hit
}

// holds reports whether a draft's text has the token in it. A counter's is made before
// there is a draft.
func (d desk) holds(t *testing.T, id, token string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.home, "XDG_STATE_HOME", "etch", "drafts", id, "*", "*.*"))
	if err != nil {
		t.Error(err)
	}
	return slices.ContainsFunc(files, func(f string) bool {
		b, err := os.ReadFile(f)
		return err == nil && strings.Contains(string(b), token)
	})
}

// program is a process of the program at path, as etch is one of the test's own.
func (d desk) program(path string, args ...string) *exec.Cmd {
	c := d.etch(args...)
	c.Path = path
	return c
}

// saidBy is what a process has said by its status.
func saidBy(t *testing.T, r ran) said {
	t.Helper()
	switch r.status {
	case -1:
		return nothing
	case 0:
		return done
	case 4:
		return undone
	case 6:
		return unknown
	}
	t.Errorf("status %d: %s%s", r.status, r.out, r.said)
	return nothing
}

// buildProgram builds etch as a user gets it.
func buildProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "etch")
	if out, err := exec.Command("go", "build", "-o", path, "..").CombinedOutput(); err != nil {
		t.Fatalf("etch does not build: %v\n%s", err, out)
	}
	return path
}
