//go:build unix

package cmd_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// want fails the test unless etch ended so.
func (f finding) want(t *testing.T, status int, outcome string) {
	t.Helper()
	if f.status != status || f.report.Outcome != outcome {
		t.Fatalf("status %d, outcome %q; want %d, %q", f.status, f.report.Outcome, status, outcome)
	}
}

// wantMet fails the test unless etch met the rival, and knows by that how the server guards.
func (f finding) wantMet(t *testing.T) {
	t.Helper()
	if f.report.ConflictsMet < 1 || f.report.Guard != "enforced" {
		t.Errorf("conflicts met %d, guard %q; want at least 1, enforced", f.report.ConflictsMet, f.report.Guard)
	}
}

// wantUnproven fails the test if etch claims a guard that nothing has shown.
func (f finding) wantUnproven(t *testing.T) {
	t.Helper()
	if f.report.Guard == "enforced" {
		t.Error("guard is enforced on a server that ignores preconditions")
	}
}

// wantDraft fails the test unless what was typed is kept, under the id that the report
// and the last line on stderr give.
func (s *stage) wantDraft(t *testing.T, f finding) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(f.stderr), "\n")
	if id := f.report.Draft; id == "" || !strings.Contains(lines[len(lines)-1], id) {
		t.Errorf("draft %q; want it in the report and in the last line of:\n%s", id, f.stderr)
		return
	}
	list, err := s.try(nil, "resume")
	if err != nil || !strings.Contains(list.stdout, f.report.Draft) {
		t.Errorf("etch resume does not list %s: %v\n%s", f.report.Draft, err, list.stdout)
	}
}

// wantStored fails the test unless these bytes, or on a server that does not keep
// bytes this value, are on the server.
func (s *stage) wantStored(t *testing.T, want string) {
	t.Helper()
	got := s.stored(t)
	if s.normalizes {
		got, want = s.value(t, got), s.value(t, want)
	}
	if got != want {
		t.Fatalf("stored:\n%s\nwant:\n%s", got, want)
	}
}

// value is what a JSON text says, without what the server writes into it.
func (s *stage) value(t *testing.T, text string) string {
	t.Helper()
	var members map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&members); err != nil {
		t.Fatal(err)
	}
	for _, name := range s.managed {
		delete(members, name)
	}
	b, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantVersion fails the test unless what etch took for the version, before and after, is
// what the server's own answers say.
func (s *stage) wantVersion(t *testing.T, f finding) {
	t.Helper()
	now := s.versionIn(s.request(t, "GET", s.path, nil).expect(t, http.StatusOK))
	if f.report.Validator.Before == "" || f.report.Validator.After != now {
		t.Errorf("validator %q, then %q; the server says %q", f.report.Validator.Before, f.report.Validator.After, now)
	}
}
