//go:build unix

package cmd

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// killSent starts c, and kills it at some moment after its draft has come to disk.
func killSent(t *testing.T, d desk, c *exec.Cmd) ran {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Wait()
	}()
	for kept := false; !kept; {
		select {
		case <-ended:
			kept = true
		case <-time.After(time.Millisecond):
			found, _ := filepath.Glob(filepath.Join(d.home, "XDG_STATE_HOME", "etch", "drafts", "*", "meta.json"))
			kept = len(found) > 0
		}
	}
	select {
	case <-ended:
	case <-time.After(rand.N(3 * lag)):
		_ = c.Process.Kill()
	}
	<-ended
	return ran{status: c.ProcessState.ExitCode()}
}

// TestKilledAmongRivals: kill -9 at any moment, and then another writer counts on the same
// number. With marks "etch resume" always knows: the number is what was counted by those
// who said ok, and where the write did not land the text is kept.
func TestKilledAmongRivals(t *testing.T) {
	tally := map[string]int{}
	for i := range killRuns(t) / 4 {
		s, url := mocked(t, mockserver.Options{Latency: lag, NoPrefer: i%2 == 0}, `{"n": 0}`)
		d := newDesk(t)
		count := []string{"update", url, "--jq", ".n += 1", "--marker", "/w"}
		if r := d.run(t, count...); r.status != 0 {
			t.Fatal(r.said)
		}
		first := killSent(t, d, d.etch(count...))
		time.Sleep(5 * lag) // what was on its way is there
		landed := strings.HasPrefix(page(t, s), `{"n": 2`)
		n := 2
		if landed {
			n = 3
		}
		s.Put("/page", regexp.MustCompile(`"n": \d`).ReplaceAll([]byte(page(t, s)), fmt.Appendf(nil, `"n": %d`, n)))
		left := whole(d.drafts(t))
		if len(left) == 0 {
			if first.status == 0 && !landed {
				t.Errorf("it said ok, and there is %s", page(t, s))
			}
			tally["nothing to take up"]++
			continue
		}
		r := d.run(t, "resume", left[0].ID, "-y", "-o", "json")
		switch kept := len(whole(d.drafts(t))); {
		case landed && r.status == 0 && kept == 0:
			tally["landed"]++
		case !landed && r.status == 4 && kept == 1: // the text says 2, and so does the rival's: one is missing
			tally["not landed"]++
		default:
			t.Errorf("landed %v, resume: %d %s%s, %d drafts", landed, r.status, r.out, r.said, kept)
		}
		if want := fmt.Sprintf(`{"n": %d`, n); !strings.HasPrefix(page(t, s), want) {
			t.Errorf("there is %s, not %s", page(t, s), want)
		}
	}
	t.Log(tally)
	if tally["landed"]+tally["not landed"] == 0 {
		t.Error("no run was hit between its draft and its end: this proves nothing")
	}
}
