//go:build unix

package cmd_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// writers is how many write at once.
const writers = 20

// addTogether lets as many processes, each with a home folder of its own, add one to
// the same number. All of them have read it before the first may write: only the
// server's preconditions join them.
func addTogether(t *testing.T, s *stage) {
	m := s.samples[0]
	c := s.count(t, m, 1, m.addOneWith(t)...)
	if c.stored != c.ok || c.ok != writers {
		t.Errorf("the number is %d after %d writes of %d said ok", c.stored, c.ok, writers)
	}
	if c.conflicts == 0 {
		t.Error("no write met another: this proves nothing")
	}
	s.row.note(twenty, "all there")
}

// loseTogether is addTogether on a server that ignores preconditions: what was written
// is lost, and etch does not claim that it could not be.
func loseTogether(t *testing.T, s *stage) {
	m := s.samples[0]
	c := s.count(t, m, 1, append([]string{"--method", "PUT"}, m.addOneWith(t)...)...)
	if c.stored < 1 || c.stored >= c.ok {
		t.Errorf("the number is %d: nothing was lost, and this proves nothing", c.stored)
	}
	if c.enforced > 0 {
		t.Errorf("%d writers call the guard enforced", c.enforced)
	}
	s.row.note(twenty, "lost")
}

// addOften lets the processes add ten times over, each at its own pace.
func addOften(t *testing.T, s *stage) {
	const runs = 10
	c := s.count(t, page, runs, "--retries", "25", "--timeout", "110s", "--jq", ".n += 1") // who writes ten times over meets more rivals
	if c.stored != c.ok || c.ok != runs*writers {
		t.Errorf("the number is %d after %d writes of %d said ok", c.stored, c.ok, runs*writers)
	}
}

// A tally is what became of many writes.
type tally struct{ ok, conflicts, enforced, stored int }

// count lets the writers add one to a fresh resource, so often each, as args say.
func (s *stage) count(t *testing.T, m sample, runs int, args ...string) tally {
	s.put(t, m)
	var mu sync.Mutex
	var all sync.WaitGroup
	var c tally
	for range writers {
		alone := *s
		alone.home = t.TempDir()
		all.Go(func() {
			for range runs {
				f, err := alone.try(nil, "update", append(append([]string{s.base + s.path}, s.patience...), args...)...)
				mu.Lock()
				c.conflicts += f.report.ConflictsMet
				if f.report.Guard == "enforced" {
					c.enforced++
				}
				switch {
				case err == nil && f.status == 0:
					c.ok++
				case s.ignores: // it may have seen that another one's number is there
					t.Logf("status %d, %v: %s%s", f.status, err, f.stdout, f.stderr)
				default:
					t.Errorf("status %d, %v: %s%s", f.status, err, f.stdout, f.stderr)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	c.stored = s.counted(s.stored(t))
	t.Logf("%d writes, %d ok, %d conflicts met, the number is %d", runs*writers, c.ok, c.conflicts, c.stored)
	return c
}

// addOneWith returns what tells etch to add one to the number by a filter, which in
// the first round of all writers returns only when all of them have come to it.
func (m sample) addOneWith(t *testing.T) []string {
	gathered := gathering(writers)
	bell := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { gathered() }))
	t.Cleanup(bell.Close)
	return []string{"--", "sh", "-c", `curl -fsS "$0" && exec awk -v before="$1" '{
		if (at = index($0, before)) {
			rest = substr($0, at + length(before))
			sub(/^[0-9]+/, rest + 1, rest)
			$0 = substr($0, 1, at - 1) before rest
		}
		print
	}'`, bell.URL, strings.TrimSuffix(m.zero, "0")}
}

// gathering returns a function of which the first n calls return together, but each
// after twenty seconds at the most; later ones return at once.
func gathering(n int) func() {
	var come atomic.Int64
	all := make(chan struct{})
	return func() {
		switch here := come.Add(1); {
		case here > int64(n):
			return
		case here == int64(n):
			close(all)
		}
		select {
		case <-all:
		case <-time.After(20 * time.Second):
		}
	}
}
