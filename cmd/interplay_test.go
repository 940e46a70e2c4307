//go:build unix

package cmd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// TestRequests: once the format is known, a clean edit is one read and one write where
// the server returns the representation, and one read more where it does not. All are
// on one connection.
func TestRequests(t *testing.T) {
	for name, tc := range map[string]struct {
		server mockserver.Options
		flags  []string
		want   string
	}{
		"the representation comes back":  {want: "GET PATCH"},
		"its version only":               {server: mockserver.Options{NoPrefer: true}, want: "GET PATCH GET"},
		"nothing at all":                 {server: mockserver.Options{NoPrefer: true, NoETagOnWrite: true}, want: "GET PATCH GET"},
		"JSON Patch is what it takes":    {server: mockserver.Options{AcceptPatch: []string{"application/json-patch+json"}}, want: "GET PATCH"},
		"JSON Patch is what it accepts":  {server: mockserver.Options{IgnoredPatches: []string{"application/merge-patch+json"}}, want: "GET PATCH"},
		"PUT":                            {server: mockserver.Options{NoPatch: true}, flags: []string{"--method", "PUT"}, want: "GET PUT"},
		"PUT, and its version only":      {server: mockserver.Options{NoPatch: true, NoPrefer: true}, flags: []string{"--method", "PUT"}, want: "GET PUT GET"},
		"weak versions, which are taken": {server: mockserver.Options{Weak: true}, want: "GET PATCH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, url := mocked(t, tc.server, `{"n": 1, "a": 1}`)
			d := newDesk(t)
			d.run(t, append([]string{"update", url, "--set", "/n=2"}, tc.flags...)...) // the format is known from here on
			for _, args := range [][]string{
				{"update", url, "--jq", ".n += 1"},
				{"edit", url, "-y", "--editor", d.edits(t, `{"n": 9, "a": 9}`)},
			} {
				before := len(s.Log())
				r := d.run(t, append(append(args, "-o", "json"), tc.flags...)...)
				var methods []string
				conns := map[int64]bool{}
				for _, e := range s.Log()[before:] {
					methods = append(methods, e.Method)
					conns[e.Conn] = true
				}
				if got := strings.Join(methods, " "); r.status != 0 || got != tc.want || len(conns) != 1 || r.report.Requests != len(methods) {
					t.Errorf("%s: %s on %d connections, want %s: %s%s", args[0], got, len(conns), tc.want, r.out, r.said)
				}
			}
		})
	}
}

// once is f at the first write only.
func once(f mockserver.Fault) func(int, *http.Request) mockserver.Fault {
	return func(write int, _ *http.Request) mockserver.Fault {
		if write != 1 {
			return mockserver.Fault{}
		}
		return f
	}
}

// TestInterplay: faults and flags together. After each, what is there, what was said,
// and how often something was sent.
func TestInterplay(t *testing.T) {
	const before = `{"n": 1, "a": 1}`
	hang, hangAfter := mockserver.Fault{Kind: mockserver.Hang}, mockserver.Fault{Kind: mockserver.HangAfter}
	cutBefore, cutAfter := mockserver.Fault{Kind: mockserver.CutBefore}, mockserver.Fault{Kind: mockserver.CutAfter}
	set, count := []string{"--set", "/a=2"}, []string{"--jq", ".n += 1"}
	for _, tc := range []struct {
		name    string
		server  mockserver.Options
		change  []string
		flags   []string
		rival   string // written before the first write
		status  int
		outcome outcome
		reason  string
		want    string
		writes  int
	}{
		{
			name: "the time is up while a write hangs that was carried out", server: mockserver.Options{Fault: once(hangAfter)},
			change: set, flags: []string{"--timeout", "1s", "--request-timeout", "2s"}, outcome: outcomeApplied, want: `{"n": 1, "a": 2}`, writes: 1,
		},
		{
			name: "the time is up while a write hangs that was not", server: mockserver.Options{Fault: once(hang)},
			change: set, flags: []string{"--timeout", "1s", "--request-timeout", "2s"}, status: 6, outcome: outcomeUnknown, reason: "timeout", want: before, writes: 1,
		},
		{
			name: "no rounds, a rival", change: set, flags: []string{"--retries", "0"}, rival: `{"n": 7, "a": 1}`,
			status: 4, outcome: outcomeConflict, reason: "rounds", want: `{"n": 7, "a": 1}`, writes: 1,
		},
		{
			name: "no rounds, and a lost answer", server: mockserver.Options{Fault: once(cutAfter)}, change: set, flags: []string{"--retries", "0"},
			outcome: outcomeApplied, want: `{"n": 1, "a": 2}`, writes: 1,
		},
		{
			name: "no rounds, a rival behind a lost write", server: mockserver.Options{Fault: once(cutBefore)}, change: count, flags: []string{"--retries", "0"},
			outcome: outcomeApplied, want: `{"n": 2, "a": 1}`, writes: 2,
		},
		{
			name: "unguarded, and a lost answer: never sent again", server: mockserver.Options{NoValidator: true, Fault: once(cutBefore)},
			change: set, flags: []string{"--unguarded"}, status: 6, outcome: outcomeUnknown, want: before, writes: 1,
		},
		{
			name: "unguarded, and it was carried out", server: mockserver.Options{NoValidator: true, Fault: once(cutAfter)},
			change: set, flags: []string{"--unguarded"}, outcome: outcomeApplied, want: `{"n": 1, "a": 2}`, writes: 1,
		},
		{
			name: "unguarded, a count was carried out: who can say", server: mockserver.Options{NoValidator: true, Fault: once(cutAfter)},
			change: count, flags: []string{"--unguarded"}, status: 6, outcome: outcomeUnknown, want: `{"n": 2, "a": 1}`, writes: 1,
		},
		{
			name: "weak versions that are never taken", server: mockserver.Options{StrictWeak: true}, change: set,
			status: 4, outcome: outcomeConflict, reason: "validator-form", want: before, writes: 2,
		},
		{
			name: "a date", server: mockserver.Options{LastModified: true, NoPrefer: true}, change: count, outcome: outcomeApplied, want: `{"n": 2, "a": 1}`, writes: 1,
		},
		{
			name: "a date, and a rival in the same second", server: mockserver.Options{LastModified: true}, change: count, rival: `{"n": 7, "a": 1}`,
			outcome: outcomeApplied, want: `{"n": 8, "a": 1}`, writes: 2,
		},
		{
			name: "428 although a version was sent", server: mockserver.Options{Fault: once(mockserver.Fault{Kind: mockserver.Answer, Status: 428})}, change: set,
			status: 5, outcome: outcomeUnguarded, reason: "precondition-unseen", want: before, writes: 1,
		},
		{
			name: "refused after a lost answer: unknown outranks it", change: set, server: mockserver.Options{Fault: func(write int, _ *http.Request) mockserver.Fault {
				return map[int]mockserver.Fault{1: cutBefore, 2: {Kind: mockserver.Answer, Status: 422}}[write]
			}}, status: 6, outcome: outcomeUnknown, want: before, writes: 2,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var s *mockserver.Server
			ready := make(chan struct{}) // s is there
			if tc.rival != "" {
				tc.server.BeforeWrite = func(write int, _ *http.Request) {
					if <-ready; write == 1 {
						s.Put("/page", []byte(tc.rival))
					}
				}
			}
			s, url := mocked(t, tc.server, before)
			close(ready)
			d := newDesk(t)
			r := d.run(t, append(append([]string{"update", url, "-o", "json"}, tc.change...), tc.flags...)...)
			writes := 0
			for _, e := range s.Log() {
				if e.Method != http.MethodGet {
					writes++
				}
			}
			if r.status != tc.status || r.report.Outcome != tc.outcome || tc.reason != "" && r.report.Reason != tc.reason {
				t.Errorf("%d %s%s", r.status, r.out, r.said)
			}
			if now := page(t, s); now != tc.want || writes != tc.writes {
				t.Errorf("there is %s after %d writes", now, writes)
			}
			wantKeys(t, r)
		})
	}
}

// contractKeys are the keys of a report, in their order.
var contractKeys = []string{
	"url", "outcome", "reason", "method", "media_type", "status", "guard", "validator", "requests", "conflicts_met",
	"merge", "changes", "conflicts", "request", "draft", "error", "hint",
}

// wantKeys fails where r printed anything but one line with the keys of a report,
// where a draft is kept that it does not name, and where it names what is not so.
func wantKeys(t *testing.T, r ran) {
	t.Helper()
	if strings.Count(r.out, "\n") != 1 || !strings.HasSuffix(r.out, "\n") {
		t.Errorf("not one line: %q", r.out)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Error(err)
	}
	for key, value := range got {
		if !slices.Contains(contractKeys, key) || slices.Contains([]string{`""`, "null", "[]", "{}", `"none"`}, string(value)) && key != "merge" && key != "guard" {
			t.Errorf("%q: %s", key, value)
		}
	}
	for _, key := range []string{"url", "outcome", "requests"} {
		if got[key] == nil {
			t.Errorf("no %q in %s", key, r.out)
		}
	}
	if (r.status != 0) != (got["error"] != nil) {
		t.Errorf("status %d, and error %s", r.status, got["error"])
	}
}

// TestReportOfEveryEnd: whatever happens once the command line is understood, -o json
// is one line.
func TestReportOfEveryEnd(t *testing.T) {
	_, url := mocked(t, mockserver.Options{}, `{"n": 1, "a": 1}`)
	_, broken := mocked(t, mockserver.Options{}, `{"n": 1, "a": `)
	d := newDesk(t)
	full := filepath.Join(d.home, "file")
	if err := os.WriteFile(full, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		status int
		args   []string
		env    string
	}{
		{0, []string{"update", url, "--set", "/n=1"}, ""},
		{0, []string{"update", url, "--set", "/n=4"}, ""},
		{0, []string{"update", url, "--set", "/n=5", "--dry-run"}, ""},
		{1, []string{"update", url, "--set", "/n=5", "--cacert", "/nowhere"}, ""},
		{1, []string{"update", url, "--set", "/n=5"}, "XDG_STATE_HOME=" + full},
		{1, []string{"update", url, "--", "false"}, ""},
		{1, []string{"edit", url, "--editor", "false"}, ""},
		{1, []string{"edit", url, "--editor", "no-such-editor"}, ""},
		{1, []string{"update", url, "--set", "/n=5", "--bearer-file", "/nowhere"}, ""},
		{1, []string{"update", url, "--from", "/nowhere", "--replace"}, ""},
		{8, []string{"update", url, "--set", "/n=5", "-u", "ann"}, ""},
		{3, []string{"update", url + "/none", "--set", "/n=5"}, ""},
		{4, []string{"update", url, "--set", "/n=5", "--if-match", "v0"}, ""},
		{5, []string{"update", url, "--set", "/n=5", "--require-guard"}, ""},
		{7, []string{"update", broken, "--set", "/n=5"}, ""},
		{7, []string{"update", url, "--unset", "/none"}, ""},
		{7, []string{"update", url, "--jq", "error"}, ""},
		{8, []string{"edit", url, "--editor", d.edits(t, `{"n": 5}`)}, ""},
		{9, []string{"update", "http://127.0.0.1:1/", "--set", "/n=5"}, ""},
	} {
		t.Run(fmt.Sprint(tc.status, " ", tc.args[2:]), func(t *testing.T) {
			c := d.etch(slices.Concat(tc.args[:2], []string{"-o", "json"}, tc.args[2:])...)
			if tc.env != "" {
				c.Env = append(c.Env, tc.env)
			}
			r := end(t, c)
			if r.status != tc.status {
				t.Errorf("%d %s%s", r.status, r.out, r.said)
			}
			wantKeys(t, r)
		})
	}
}

// A draft that could not be taken up is named in the last line all the same.
func TestResumeThatCannotBegin(t *testing.T) {
	_, url := mocked(t, mockserver.Options{}, `{"a": 1}`)
	d := newDesk(t)
	d.run(t, "edit", url, "--editor", d.edits(t, `{"a": 2}`))
	id := d.draft(t).ID
	r := d.run(t, "resume", id, "-y", "--cacert", "/nowhere", "-o", "json")
	if r.status != 1 || r.report.Draft != id || lastOf(r.said) != "draft "+id+" kept: etch resume "+id {
		t.Errorf("%d %s%s", r.status, r.out, r.said)
	}
	wantKeys(t, r)
}

// TestTokenThatExpires: a write that is refused because the token is an hour old reads
// the file again, in the same round, and no secret is told to anybody.
func TestTokenThatExpires(t *testing.T) {
	d := newDesk(t)
	token := filepath.Join(d.home, "token")
	if err := os.WriteFile(token, []byte("old-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var s *mockserver.Server
	var expired atomic.Bool
	s, _ = mocked(t, mockserver.Options{}, `{"a": 1}`)
	url := server(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		want := "Bearer old-secret"
		if expired.Load() {
			want = "Bearer new-secret"
		}
		if r.Header.Get("Authorization") != want {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		s.Handler().ServeHTTP(w, r)
		if r.Method == http.MethodGet && expired.CompareAndSwap(false, true) {
			_ = os.WriteFile(token, []byte("new-secret\n"), 0o600)
		}
	}))
	r := d.run(t, "update", url, "--set", "/a=2", "--bearer-file", token, "-o", "json", "-v")
	if r.status != 0 || page(t, s) != `{"a": 2}` || r.report.ConflictsMet != 0 || strings.Contains(r.out+r.said, "secret") {
		t.Errorf("%d %s%s", r.status, r.out, r.said)
	}
}

// TestMoved: a read that is redirected is written to where it led, and what was
// redirected is asked again at each read no more than it must be.
func TestMoved(t *testing.T) {
	s, _ := mocked(t, mockserver.Options{NoPrefer: true}, `{"a": 1}`)
	var asked atomic.Int64
	url := server(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			asked.Add(1)
			http.Redirect(w, r, "/page", http.StatusFound)
			return
		}
		s.Handler().ServeHTTP(w, r)
	}))
	d := newDesk(t)
	r := d.run(t, "update", strings.Replace(url, "/page", "/old", 1), "--set", "/a=2", "-o", "json")
	if r.status != 0 || page(t, s) != `{"a": 2}` || asked.Load() != 1 {
		t.Errorf("%d, asked %d times: %s%s", r.status, asked.Load(), r.out, r.said)
	}
}
