//go:build unix

package cmd

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// TestCountingWithMarks: whatever is lost and whoever writes, with --marker every one of
// sixteen writers learns what became of its write, and the number is what they say.
func TestCountingWithMarks(t *testing.T) {
	for name, server := range map[string]mockserver.Options{
		"cut after":             {FailAfter: 0.4},
		"cut before":            {FailBefore: 0.15}, // seven in a row are unknown
		"a proxy gives up":      {Fault: now(mockserver.Fault{Kind: mockserver.AnswerAfter, Status: 504}, 2)},
		"all together":          {FailBefore: 0.15, FailAfter: 0.25, Status: 0.1, StaleReads: 1, NoPrefer: true, Latency: 3 * time.Millisecond},
		"and no version either": {FailAfter: 0.3, NoPrefer: true, NoETagOnWrite: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, url := mocked(t, server, `{"n": 0}`)
			for range server.StaleReads { // those of the seed
				end(t, newDesk(t).etch("get", url))
			}
			var mu sync.Mutex
			var all sync.WaitGroup
			statuses := map[int]int{}
			for range 16 {
				d := newDesk(t)
				all.Go(func() {
					r := d.run(t, "update", url, "--jq", ".n += 1", "--marker", "/meta/writes", "-o", "json", "--timeout", "30s")
					mu.Lock()
					defer mu.Unlock()
					statuses[r.status]++
					if r.status != 0 {
						t.Logf("%d %s", r.status, r.out)
					}
				})
			}
			all.Wait()
			var got struct{ N int }
			if err := json.Unmarshal([]byte(page(t, s)), &got); err != nil {
				t.Fatal(err)
			}
			if got.N != statuses[0] || statuses[6] > 0 {
				t.Errorf("the number is %d after %v", got.N, statuses)
			}
		})
	}
}

// TestResumeFindsOut: a write whose answer was lost, at a server that then says nothing
// for a while. Later "etch resume" finds out what became of it: it landed, it did not,
// or nobody can tell; with marks it can always be told.
func TestResumeFindsOut(t *testing.T) {
	const before, two = `{"n": 1, "a": 1}`, `{"n": 2, "a": 1}`
	for _, tc := range []struct {
		name   string
		lost   mockserver.FaultKind
		change string
		marker bool
		since  string // what a rival writes before anybody asks; WRITES is what stands at the marker
		status int
		said   string // by resume
		n      string // what /page has then
	}{
		{name: "it landed", lost: mockserver.CutAfter, change: ".n += 1", status: 6, said: "have changed since", n: two},
		{name: "a jq program that sets, it landed", lost: mockserver.CutAfter, change: ".n = 2", status: 0, said: "applied", n: two},
		{name: "set, it landed", lost: mockserver.CutAfter, change: "", status: 0, said: "applied", n: two},
		{name: "it did not", lost: mockserver.CutBefore, change: ".n += 1", status: 0, said: "applied", n: two},
		{name: "it did not, a rival elsewhere", lost: mockserver.CutBefore, change: ".n += 1", since: `{"n": 1, "a": 5}`, status: 0, said: "applied", n: `{"n": 2, "a": 5}`},
		{name: "it landed, a rival on top", lost: mockserver.CutAfter, change: ".n += 1", since: `{"n": 7, "a": 1}`, status: 6, said: "unknown", n: `{"n": 7, "a": 1}`},
		{name: "it did not, a rival there", lost: mockserver.CutBefore, change: ".n += 1", since: `{"n": 7, "a": 1}`, status: 6, said: "unknown", n: `{"n": 7, "a": 1}`},
		{name: "marked, it landed", lost: mockserver.CutAfter, change: ".n += 1", marker: true, status: 0, said: "applied", n: `{"n": 2,`},
		{name: "marked, it landed, a rival on top", lost: mockserver.CutAfter, change: ".n += 1", marker: true, since: `{"n": 7, "a": 1, "w": WRITES}`, status: 0, said: "changed the same place since", n: `{"n": 7,`},
		{name: "marked, it did not, a rival there", lost: mockserver.CutBefore, change: ".n += 1", marker: true, since: `{"n": 2, "a": 1, "w": WRITES}`, status: 4, said: "conflict", n: `{"n": 2,`},
		{name: "marked, and the list was removed", lost: mockserver.CutAfter, change: ".n += 1", marker: true, since: `{"n": 7, "a": 1}`, status: 6, said: "or was removed", n: `{"n": 7, "a": 1}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var dead, seeded atomic.Bool
			s, url := mocked(t, mockserver.Options{Fault: func(write int, _ *http.Request) mockserver.Fault {
				switch {
				case write > 0 && seeded.CompareAndSwap(true, false):
					dead.Store(true)
					return mockserver.Fault{Kind: tc.lost}
				case dead.Load():
					return mockserver.Fault{Kind: mockserver.CutBefore}
				}
				return mockserver.Fault{}
			}}, before)
			d := newDesk(t)
			change := []string{"update", url, "--jq", tc.change, "--timeout", "5s"}
			if tc.change == "" {
				change = []string{"update", url, "--set", "/n=2", "--timeout", "5s"}
			}
			if tc.marker {
				change = append(change, "--marker", "w")
				if r := d.run(t, "update", url, "--set", "/z=0", "--marker", "w"); r.status != 0 { // somebody has marked before
					t.Fatal(r.said)
				}
			}
			seeded.Store(true)
			r := d.run(t, change...)
			if r.status != 6 || !strings.Contains(r.said, "PATCH") || !strings.HasSuffix(strings.TrimSpace(r.said), "etch resume "+d.draft(t).ID) {
				t.Fatalf("%d %s", r.status, r.said)
			}
			dead.Store(false)
			if tc.since != "" {
				s.Put("/page", []byte(strings.ReplaceAll(tc.since, "WRITES", marksThere(t, s))))
			}
			id := d.draft(t).ID
			r = d.run(t, "resume", id, "-y")
			if r.status != tc.status || !strings.Contains(r.out+r.said, tc.said) || !strings.HasPrefix(page(t, s), tc.n) {
				t.Errorf("resume: %d %s%s; there is %s", r.status, r.out, r.said, page(t, s))
			}
			if n := len(d.drafts(t)); (n == 0) != (r.status == 0) {
				t.Errorf("%d drafts after status %d", n, r.status)
			}
		})
	}
}

// marksThere is what stands at /w, as JSON.
func marksThere(t *testing.T, s *mockserver.Server) string {
	t.Helper()
	var got struct{ W json.RawMessage }
	if err := json.Unmarshal([]byte(page(t, s)), &got); err != nil {
		t.Fatal(err)
	}
	return string(got.W)
}
