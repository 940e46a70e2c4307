//go:build unix

package cmd

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// killRuns is how many processes each of these tests ends at a random moment;
// ETCH_KILL_RUNS makes it another number.
func killRuns(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return 20
	}
	runs := 80
	if v := os.Getenv("ETCH_KILL_RUNS"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			t.Fatalf("ETCH_KILL_RUNS: %v", err)
		}
		runs = n
	}
	return runs
}

// lag is the server's, so that there is a time in which a write is on its way.
const lag = 8 * time.Millisecond

// A kind of run to be ended: what it is started with, and what the page then holds.
type killed struct {
	args   func(t *testing.T, d desk, url string) []string
	before string
	after  string
	within time.Duration // it is over by then, mostly, on a machine with nothing else to do
	counts bool          // that the change is there does not tell whose it is
}

func kinds() map[string]killed {
	const before = `{"n": 1, "a": 1}`
	script := func(args ...string) func(*testing.T, desk, string) []string {
		return func(_ *testing.T, _ desk, url string) []string { return append([]string{"update", url}, args...) }
	}
	return map[string]killed{
		"set":    {args: script("--set", "/a=2"), within: 60 * time.Millisecond, before: before, after: `{"n": 1, "a": 2}`},
		"jq":     {args: script("--jq", ".n += 1"), within: 60 * time.Millisecond, before: before, after: `{"n": 2, "a": 1}`, counts: true},
		"marked": {args: script("--jq", ".n += 1", "--marker", "/w"), within: 60 * time.Millisecond, before: before, after: `{"n": 2, "a": 1}`},
		"edit": {args: func(t *testing.T, d desk, url string) []string {
			return []string{"edit", url, "-y", "--editor", d.edits(t, `{"n": 1, "a": 3}`)}
		}, within: 140 * time.Millisecond, before: before, after: `{"n": 1, "a": 3}`},
	}
}

// TestKilled: wherever kill -9 hits, afterwards "etch resume" brings the change to the
// server exactly once, or says what it cannot know and keeps the text. A second kill
// may hit the resume. A resource and a home folder for each run.
func TestKilled(t *testing.T) {
	etch := buildProgram(t)
	for name, kind := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tally := map[string]int{}
			within := kind.within // as fast as the machine is now
			var mu sync.Mutex
			var all sync.WaitGroup
			work := make(chan int)
			for range 4 {
				all.Go(func() {
					for range work {
						mu.Lock()
						run := kind
						run.within = within
						mu.Unlock()
						what := killOnce(t, etch, run, syscall.SIGKILL)
						mu.Lock()
						tally[what]++
						switch what {
						case "not begun":
							within += within / 8
						case "done":
							within -= within / 8
						}
						mu.Unlock()
					}
				})
			}
			for i := range killRuns(t) {
				work <- i
			}
			close(work)
			all.Wait()
			t.Log(tally)
			if tally["resumed"]+tally["unknown"] == 0 {
				t.Error("no run was hit between its draft and its end: this proves nothing")
			}
		})
	}
}

// stop starts c and ends it by s after a random time.
func stop(t *testing.T, c *exec.Cmd, s syscall.Signal, within time.Duration) ran {
	t.Helper()
	return endAfter(t, c, rand.N(within), s)
}

// killOnce makes one run that is killed, takes up what it left, and looks.
func killOnce(t *testing.T, etch string, kind killed, s syscall.Signal) string {
	t.Helper()
	server, url := mocked(t, mockserver.Options{Latency: lag, NoPrefer: rand.N(2) == 0}, kind.before)
	d := newDesk(t)
	first := stop(t, d.program(etch, kind.args(t, d, url)...), s, kind.within)
	left := whole(d.drafts(t))
	if len(left) > 1 {
		t.Errorf("%d drafts of one run: %+v", len(left), left)
	}
	if first.status == 0 && (len(left) > 0 || unmarked(t, server) != kind.after) {
		t.Errorf("it said ok, with %d drafts left and %s there", len(left), unmarked(t, server))
	}
	if len(left) == 0 {
		return map[bool]string{true: "done", false: "not begun"}[check(t, server, kind, true)]
	}
	id := left[0].ID
	empty := !d.typed(t, id, kind.after)
	if empty && (left[0].Sent || unmarked(t, server) != kind.before) {
		t.Errorf("nothing is in the draft, and there is %s", unmarked(t, server))
	}
	if rand.N(4) == 0 { // and again
		stop(t, d.program(etch, "resume", id, "-y"), syscall.SIGKILL, 50*time.Millisecond)
	}
	if left = whole(d.drafts(t)); len(left) == 0 {
		check(t, server, kind, empty)
		return "resumed"
	}
	r := d.run(t, "resume", id, "-y", "-o", "json")
	switch {
	case r.status == 0:
		check(t, server, kind, empty)
	case r.status == 6 && kind.counts && unmarked(t, server) == kind.after:
		if n := len(whole(d.drafts(t))); n != 1 {
			t.Errorf("unknown, and %d drafts", n)
		}
		return "unknown"
	default:
		t.Errorf("etch resume: %d %s%s; there is %s", r.status, r.out, r.said, unmarked(t, server))
	}
	if n := len(whole(d.drafts(t))); n != 0 {
		t.Errorf("%d drafts left after %s", n, r.out)
	}
	return "resumed"
}

// marks is what --marker /w leaves.
var marks = regexp.MustCompile(`, "w": "[a-z2-7 ]*"`)

// unmarked is what /page holds beside the marks.
func unmarked(t *testing.T, s *mockserver.Server) string {
	return marks.ReplaceAllString(page(t, s), "")
}

// check reports whether the change is there. Where there is nothing to be taken up,
// it may be as it was: the run had not begun, or had sent nothing.
func check(t *testing.T, s *mockserver.Server, kind killed, orBefore bool) bool {
	t.Helper()
	switch now := unmarked(t, s); {
	case now == kind.after:
		return true
	case now != kind.before || !orBefore:
		t.Errorf("there is %s", now)
	}
	return false
}

// typed reports whether text is what the draft holds.
func (d desk) typed(t *testing.T, id, text string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.home, "XDG_STATE_HOME", "etch", "drafts", id, "*", "*.*"))
	if err != nil {
		t.Error(err)
	}
	return slices.ContainsFunc(files, func(f string) bool {
		b, err := os.ReadFile(f)
		return err == nil && string(b) == text
	})
}

// whole leaves out what a run that was killed while it made its draft has left: it
// never was one.
func whole(list []draftLine) (drafts []draftLine) {
	for _, l := range list {
		if l.URL != "" {
			drafts = append(drafts, l)
		}
	}
	return drafts
}

// TestEndedBySignal: a signal at any moment gives its status, and the last line names
// the draft, or there is none and nothing was left half done.
func TestEndedBySignal(t *testing.T) {
	for s, status := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		for name, kind := range kinds() {
			t.Run(s.String()+" "+name, func(t *testing.T) {
				t.Parallel()
				for range killRuns(t) / 8 {
					server, url := mocked(t, mockserver.Options{Latency: lag}, kind.before)
					d := newDesk(t)
					r := stop(t, d.etch(kind.args(t, d, url)...), s, kind.within)
					left := whole(d.drafts(t))
					switch last := lastOf(r.said); {
					case r.status == -1: // before the first line of etch's own ran
					case r.status == 0:
						check(t, server, kind, false)
					case r.status != status && r.status != 1:
						t.Errorf("status %d: %s", r.status, r.said)
					case len(left) == 1 && !strings.HasSuffix(last, fmt.Sprintf("draft %s kept: etch resume %[1]s", left[0].ID)):
						t.Errorf("the last line does not name the draft: %s", r.said)
					case len(left) == 0 && unmarked(t, server) != kind.before:
						t.Errorf("nothing is kept, and there is %s: %s", unmarked(t, server), r.said)
					case strings.Contains(r.said, "nothing was written") && unmarked(t, server) != kind.before:
						t.Errorf("there is %s: %s", unmarked(t, server), r.said)
					}
				}
			})
		}
	}
}

// lastOf is the last line of what was said.
func lastOf(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return lines[len(lines)-1]
}
