//go:build unix

package launch_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/editor/launch"
)

// A command is what a shell makes of it, and what it prints is trimmed.
func TestSecret(t *testing.T) {
	t.Setenv("WORD", "by variable")
	plain := program(t, "echo; echo '  plain '")
	for command, want := range map[string]string{
		plain:                       "plain",
		`printf '%s' "$WORD" | cat`: "by variable",
		"echo 'a b'; :":             "a b",
		"printf a && printf b":      "ab",
		"true":                      "",
		"cat":                       "", // stdin is empty
	} {
		got, err := launch.Secret(t.Context(), command, 10*time.Second)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", command, got, err, want)
		}
	}
}

func TestSecretErrors(t *testing.T) {
	slow := func(err error) bool { return errors.As(err, new(*launch.SlowError)) }
	over := func(err error) bool { return errors.As(err, new(*launch.LimitError)) }
	pid := filepath.Join(t.TempDir(), "pid")
	hangs := "sleep 300 & echo $! >'" + pid + "'; wait"
	for _, c := range []struct {
		command string
		check   func(error) bool
	}{
		{"no-such-program", notFound("no-such-program")},
		{"no-such-program x", notFound("no-such-program x")},
		{"exit 3; :", exited(3, "")},
		{hangs, slow},
		{"yes | head -c 100000", over},
	} {
		begin := time.Now()
		_, err := launch.Secret(t.Context(), c.command, 700*time.Millisecond)
		if !c.check(err) || time.Since(begin) > 10*time.Second {
			t.Errorf("%s: %#v (%v)", c.command, err, err)
		}
	}
	b, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	proc := "/proc/" + strings.TrimSpace(string(b)) + "/cmdline" // gone, or a zombie of nobody's
	if line, err := os.ReadFile(proc); err == nil && strings.Contains(string(line), "sleep") {
		t.Error("what a slow command started lives on")
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errSignal)
	if _, err := launch.Secret(ctx, "sleep 10", time.Minute); !errors.Is(err, errSignal) {
		t.Error(err)
	}
}

// What is withheld is withheld from editors, filters and pagers, but not from the
// command that fetches a secret; etch's own variables are withheld from all.
func TestWithhold(t *testing.T) {
	for _, name := range []string{"ETCH_BEARER_TOKEN", "etch_password", "TEAM_KEY"} {
		t.Setenv(name, "hush")
	}
	launch.Withhold("TEAM_KEY", "PATH", "HOME")
	out, err := launch.Filter(t.Context(), []string{"env"}, nil, 1<<20)
	if err != nil || strings.Contains(string(out), "hush") || !strings.Contains(string(out), "PATH=") || !strings.Contains(string(out), "HOME=") {
		t.Errorf("%v\n%s", err, out)
	}
	file := document(t, "")
	if err := launch.Editor(t.Context(), program(t, `env >"$1"`), file, nil); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(file); strings.Contains(string(got), "hush") {
		t.Errorf("the editor sees\n%s", got)
	}
	page, err := os.Create(filepath.Join(t.TempDir(), "page"))
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	p, err := launch.StartPager(t.Context(), "env; cat", page)
	if err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	if got, _ := os.ReadFile(page.Name()); strings.Contains(string(got), "hush") || !strings.Contains(string(got), "PATH=") {
		t.Errorf("the pager sees\n%s", got)
	}
	secret, err := launch.Secret(t.Context(), "env", 10*time.Second)
	if err != nil || !strings.Contains(secret, "TEAM_KEY=hush") || strings.Count(secret, "hush") != 1 {
		t.Errorf("%v\n%s", err, secret)
	}
}
