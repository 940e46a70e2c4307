//go:build unix

package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// At a terminal a diff goes through PAGER, in colour; and in no other case.
func TestDiffPager(t *testing.T) {
	dir := t.TempDir()
	etch := program(t, dir, "etch")
	for name, text := range map[string]string{"a": `{"n": 1, "x": "\u001b"}`, "b": "{\"n\": 2, \"\u009b\": 1}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const changed = "\x1b[33m~ /n"
	for _, c := range []struct {
		name, env string
		args      []string
		paged     bool
	}{
		{"the pager is run", "PAGER=sed 's/^/paged:/'", nil, true},
		{"--no-pager", "PAGER=sed 's/^/paged:/'", []string{"--no-pager"}, false},
		{"for people only", "PAGER=sed 's/^/paged:/'", []string{"-o", "json"}, false},
		{"an empty PAGER", "PAGER=", nil, false},
		{"cat", "PAGER=cat", nil, false},
		{"a pager that is not there", "PAGER=/nonexistent/pager", nil, false},
		{"a pager that reads nothing", "PAGER=true", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := exec.Command(etch, append([]string{"diff", filepath.Join(dir, "a"), filepath.Join(dir, "b")}, c.args...)...)
			run.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TERM=xterm", c.env}
			p := sit(t, run)
			shown := p.end()
			switch {
			case strings.Contains(shown, "paged:") != c.paged:
				t.Errorf("paged: %q", shown)
			case c.args == nil && c.env != "PAGER=true" && !strings.Contains(shown, changed):
				t.Errorf("no change in colour: %q", shown)
			case strings.Contains(shown, "\u009b"):
				t.Errorf("a control character: %q", shown)
			}
			_ = run.Wait()
			if status := run.ProcessState.ExitCode(); status != 1 {
				t.Errorf("status %d", status)
			}
		})
	}
}
