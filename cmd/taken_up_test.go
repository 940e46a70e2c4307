//go:build unix

package cmd

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// A start is how a draft came to be, and what became of the page since.
type start struct {
	name   string
	page   string
	edit   string // what the editor saves; "": an update, which is cut off
	update []string
	lost   mockserver.FaultKind // what happens to the update's write
	rival  string               // what the page holds when the draft is taken up
	gone   bool                 // it is deleted by then
	flags  []string             // of "etch resume"

	status  int
	outcome outcome
	merge   string
	want    string
	kept    bool
}

// TestTakenUp: what "etch resume ID -y" makes of a draft in every state.
func TestTakenUp(t *testing.T) {
	const before, typed = `{"n": 1, "a": 1}`, `{"n": 1, "a": 2}`
	set, count := []string{"--set", "/a=2"}, []string{"--jq", ".n += 1"}
	for _, tc := range []start{
		{name: "a text", edit: typed, outcome: outcomeApplied, want: typed},
		{name: "a text, a rival elsewhere", edit: typed, rival: `{"n": 5, "a": 1}`, outcome: outcomeApplied, merge: "clean", want: `{"n": 5, "a": 2}`},
		{name: "a text that a rival has written too", edit: typed, rival: typed, outcome: outcomeUnchanged, want: typed},
		{name: "a text, a rival at the same place", edit: typed, rival: `{"n": 1, "a": 7}`, status: 4, outcome: outcomeConflict, want: `{"n": 1, "a": 7}`, kept: true},
		{
			name: "the same, ours wins", edit: typed, rival: `{"n": 5, "a": 7}`, flags: []string{"--on-conflict", "ours"},
			outcome: outcomeApplied, merge: "resolved", want: `{"n": 5, "a": 2}`,
		},
		{name: "a text, and the page is gone", edit: typed, gone: true, status: 4, outcome: outcomeConflict, kept: true},
		{name: "a text, the guard must be proven", edit: typed, flags: []string{"--require-guard"}, status: 5, outcome: outcomeUnguarded, want: before, kept: true},
		{name: "a text, another version is asked for", edit: typed, flags: []string{"--if-match", "v9"}, status: 4, outcome: outcomeConflict, want: before, kept: true},
		{name: "a text, as a dry run", edit: typed, flags: []string{"--dry-run"}, outcome: outcomeDryRun, want: before, kept: true},
		{name: "lines", page: "one\ntwo\nthree\nfour\n", edit: "one\ntwo\nthree\n4\n", rival: "1\ntwo\nthree\nfour\n", outcome: outcomeApplied, merge: "clean", want: "1\ntwo\nthree\n4\n"},
		{name: "a text that is no JSON, and an editor that changes nothing", edit: `{"n": 1,`, status: 7, outcome: outcomeInvalid, want: before, kept: true},

		{name: "sent, and it landed", update: set, lost: mockserver.HangAfter, outcome: outcomeApplied, want: typed},
		{name: "sent, and it did not land", update: set, lost: mockserver.Hang, outcome: outcomeApplied, want: typed},
		{name: "sent, landed, a rival elsewhere since", update: set, lost: mockserver.HangAfter, rival: `{"n": 5, "a": 2}`, outcome: outcomeApplied, want: `{"n": 5, "a": 2}`},
		{name: "sent, not landed, a rival elsewhere since", update: set, lost: mockserver.Hang, rival: `{"n": 5, "a": 1}`, outcome: outcomeApplied, merge: "clean", want: `{"n": 5, "a": 2}`},
		{name: "sent, and another value is there", update: set, lost: mockserver.HangAfter, rival: `{"n": 1, "a": 7}`, status: 6, outcome: outcomeUnknown, want: `{"n": 1, "a": 7}`, kept: true},
		{name: "sent, and gone since", update: set, lost: mockserver.HangAfter, gone: true, status: 6, outcome: outcomeUnknown, kept: true},
		{name: "a count, and it landed: who can say", update: count, lost: mockserver.HangAfter, status: 6, outcome: outcomeUnknown, want: `{"n": 2, "a": 1}`, kept: true},
		{name: "a count, and it did not land", update: count, lost: mockserver.Hang, outcome: outcomeApplied, want: `{"n": 2, "a": 1}`},
		{name: "a count, not landed, a rival elsewhere since", update: count, lost: mockserver.Hang, rival: `{"n": 1, "a": 7}`, outcome: outcomeApplied, merge: "clean", want: `{"n": 2, "a": 7}`},
		{name: "a count, a rival has counted on", update: count, lost: mockserver.Hang, rival: `{"n": 3, "a": 1}`, status: 6, outcome: outcomeUnknown, want: `{"n": 3, "a": 1}`, kept: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.page == "" {
				tc.page = before
			}
			taken(t, tc)
		})
	}
}

// taken makes the draft of tc, takes it up, and looks.
func taken(t *testing.T, tc start) {
	t.Helper()
	arrived, lose := make(chan struct{}), tc.lost != mockserver.NoFault
	server, url := mocked(t, mockserver.Options{Fault: func(write int, _ *http.Request) mockserver.Fault {
		if write != 1 || !lose {
			return mockserver.Fault{}
		}
		close(arrived)
		return mockserver.Fault{Kind: tc.lost}
	}}, tc.page)
	d := newDesk(t)
	if tc.edit != "" {
		d.run(t, "edit", url, "--editor", d.edits(t, tc.edit))
	} else {
		c := d.etch(append([]string{"update", url}, tc.update...)...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		<-arrived
		time.Sleep(20 * time.Millisecond) // what it does at the server is done
		_ = c.Process.Kill()
		_ = c.Wait()
	}
	if tc.rival != "" {
		server.Put("/page", []byte(tc.rival))
	}
	if tc.gone {
		r, _ := http.NewRequest(http.MethodDelete, url, http.NoBody)
		if resp, err := http.DefaultClient.Do(r); err != nil || resp.StatusCode != 204 {
			t.Fatalf("%v %v", resp, err)
		}
	}
	id := d.draft(t).ID
	r := d.run(t, append([]string{"resume", id, "-y", "-o", "json"}, tc.flags...)...)
	if r.status != tc.status || r.report.Outcome != tc.outcome || tc.merge != "" && string(r.report.Merge) != tc.merge {
		t.Errorf("%d %s%s", r.status, r.out, r.said)
	}
	if now := page(t, server); now != tc.want {
		t.Errorf("there is %s", now)
	}
	if n := len(d.drafts(t)); (n == 1) != tc.kept || (r.report.Draft == id) != tc.kept {
		t.Errorf("%d drafts, and the report names %q", n, r.report.Draft)
	}
	if tc.kept && lastOf(r.said) != fmt.Sprintf("draft %s kept: etch resume %[1]s", id) && !strings.HasPrefix(r.said, "outcome unknown, draft "+id) && tc.status != 6 {
		t.Errorf("the last line: %s", lastOf(r.said))
	}
}

// Two processes do not work on one draft at a time.
func TestOneAtADraft(t *testing.T) {
	arrived, on := make(chan struct{}), make(chan struct{})
	server, url := mocked(t, mockserver.Options{BeforeWrite: func(int, *http.Request) { close(arrived); <-on }}, `{"a": 1}`)
	d := newDesk(t)
	d.run(t, "edit", url, "--editor", d.edits(t, `{"a": 2}`))
	id := d.draft(t).ID
	first := d.etch("resume", id, "-y")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-arrived
	if r := d.run(t, "resume"); !strings.Contains(r.out, "(in use; sent, outcome unknown") {
		t.Errorf("listed: %s", r.out)
	}
	for _, args := range [][]string{{"resume", id, "-y"}, {"resume", id, "--drop"}} {
		if r := d.run(t, args...); r.status != 1 || !strings.Contains(r.said, "another etch is at work on draft "+id) {
			t.Errorf("%d %s", r.status, r.said)
		}
	}
	close(on)
	if err := first.Wait(); err != nil || page(t, server) != `{"a": 2}` {
		t.Errorf("%v, there is %s", err, page(t, server))
	}
}

// A draft whose files are damaged is listed, is not guessed at, and is left alone
// until it is dropped by its name.
func TestDamagedDraft(t *testing.T) {
	for name, damage := range map[string]func(folder string) error{
		"no meta.json":     func(f string) error { return os.Remove(filepath.Join(f, "meta.json")) },
		"half a meta.json": func(f string) error { return os.Truncate(filepath.Join(f, "meta.json"), 100) },
		"no base":          func(f string) error { return os.Remove(filepath.Join(f, "1", "base")) },
		"another base":     func(f string) error { return os.WriteFile(filepath.Join(f, "1", "base"), []byte(`{"a": 9}`), 0o600) },
		"a folder for a text": func(f string) error {
			text := filepath.Join(f, "1", "edit.json")
			if err := os.Remove(text); err != nil {
				return err
			}
			return os.Mkdir(text, 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, url := mocked(t, mockserver.Options{}, `{"a": 1}`)
			d := newDesk(t)
			d.run(t, "edit", url, "--editor", d.edits(t, `{"a": 2}`))
			id := d.draft(t).ID
			if err := damage(filepath.Dir(d.path(t, id, "meta.json"))); err != nil {
				t.Fatal(err)
			}
			if l := d.drafts(t); len(l) != 1 || l[0].ID != id {
				t.Errorf("listed: %+v", l)
			}
			for range 2 {
				r := d.run(t, "resume", id, "-y")
				if r.status != 1 || !strings.Contains(r.said, "draft "+id+" is broken") || !strings.Contains(r.said, "etch resume "+id+" --drop") {
					t.Errorf("%d %s", r.status, r.said)
				}
			}
			d.run(t, "resume", "--drop", "--older-than", "1ms")
			if l := d.drafts(t); len(l) != 1 {
				t.Errorf("a damaged draft was dropped with others")
			}
			if r := d.run(t, "resume", id, "--drop"); r.status != 0 || len(d.drafts(t)) != 0 {
				t.Errorf("%d %s", r.status, r.said)
			}
			if page(t, server) != `{"a": 1}` {
				t.Errorf("there is %s", page(t, server))
			}
		})
	}
}
