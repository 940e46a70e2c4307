//go:build unix

package cmd

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// TestCountingThroughFaults: sixteen processes at a time add one to the same number, on
// servers that fail in every way. The number is never below what said ok, and never
// above that and what said unknown; every other status means that nothing was written.
// A known limit: of a bare 204, followed by a rival's write, nobody can tell from a read
// whether the server stored something else. It is called altered, and is accepted.
func TestCountingThroughFaults(t *testing.T) {
	for name, server := range map[string]mockserver.Options{
		"cut before":           {FailBefore: 0.3},
		"cut after":            {FailAfter: 0.3},
		"503":                  {Status: 0.3, RetryAfter: time.Second},
		"503, and it was done": {Fault: now(mockserver.Fault{Kind: mockserver.AnswerAfter, Status: 503}, 3)},
		"202, done soon":       {Fault: now(mockserver.Fault{Kind: mockserver.Accept, Delay: 50 * time.Millisecond}, 3)},
		"truncated":            {Fault: now(mockserver.Fault{Kind: mockserver.Truncate}, 3)},
		"a page with 200":      {Fault: now(mockserver.Fault{Kind: mockserver.Page}, 5)},
		"stale reads":          {StaleReads: 1},
		"no representation":    {NoPrefer: true, Latency: 3 * time.Millisecond},
		"no version either":    {NoPrefer: true, NoETagOnWrite: true, Latency: 3 * time.Millisecond},
		"all together":         {FailBefore: 0.1, FailAfter: 0.1, Status: 0.1, FaultyReads: true, StaleReads: 1, NoPrefer: true, Latency: 3 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, url := mocked(t, server, `{"n": 0}`)
			for range server.StaleReads { // those of the seed
				end(t, newDesk(t).etch("get", url))
			}
			var mu sync.Mutex
			var all sync.WaitGroup
			statuses, altered := map[int]int{}, 0
			for range 16 {
				d := newDesk(t)
				all.Go(func() {
					r := d.run(t, "update", url, "--jq", ".n += 1", "-o", "json", "--timeout", "20s")
					mu.Lock()
					defer mu.Unlock()
					statuses[r.status]++
					if r.report.Outcome == outcomeAltered {
						altered++
					}
					if r.status == 0 && len(d.drafts(t)) > 0 {
						t.Error("ok, and a draft")
					}
					if r.status != 0 && r.status != 4 && r.status != 6 {
						t.Logf("%d %s", r.status, r.out)
					}
				})
			}
			all.Wait()
			var got struct{ N int }
			if err := json.Unmarshal([]byte(page(t, s)), &got); err != nil {
				t.Fatal(err)
			}
			if got.N < statuses[0] || got.N > statuses[0]+statuses[6]+altered || altered > 0 && !server.NoETagOnWrite {
				t.Errorf("the number is %d after %v", got.N, statuses)
			}
			t.Logf("%d after %v", got.N, statuses)
		})
	}
}

// now is f at every n-th write.
func now(f mockserver.Fault, n int) func(int, *http.Request) mockserver.Fault {
	return func(write int, _ *http.Request) mockserver.Fault {
		if write == 0 || write%n != 0 {
			return mockserver.Fault{}
		}
		return f
	}
}
