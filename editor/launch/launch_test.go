//go:build unix

package launch_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/etch-http/etch/editor/launch"
)

// program writes an executable sh script and returns its path.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// document writes a file to edit, in a folder whose name needs quoting.
func document(t *testing.T, text string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), `it's a "$HOME" *`)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "edit me.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLookupEditor(t *testing.T) {
	for _, c := range []struct {
		name, flag string
		env        map[string]string
		want       string
	}{
		{"nothing is set", "", nil, "vi"},
		{"EDITOR", "", map[string]string{"EDITOR": "e"}, "e"},
		{"VISUAL before EDITOR", "", map[string]string{"EDITOR": "e", "VISUAL": "v"}, "v"},
		{"ETCH_EDITOR before VISUAL", "", map[string]string{"ETCH_EDITOR": "x", "VISUAL": "v"}, "x"},
		{"the flag before all", "f", map[string]string{"ETCH_EDITOR": "x", "VISUAL": "v"}, "f"},
		{"blank is not set", " ", map[string]string{"VISUAL": " ", "EDITOR": "e -w"}, "e -w"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := launch.LookupEditor(c.flag, func(k string) string { return c.env[k] }); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The command is what git would make of it: a path, options, quotes, variables,
// a whole little script.
func TestEditorCommand(t *testing.T) {
	t.Setenv("WORD", "by variable")
	plain := program(t, `printf 'plain' >"$1"`)
	for _, c := range []struct{ name, command, want string }{
		{"a plain path", plain, "plain"},
		{"options", "tee -a </dev/null", "old"},
		{"quotes and a variable", `printf "%s" "$WORD" >"$1"; :`, "by variable"},
		{"several commands", `printf 'a' >"$1" && printf 'b' >>"$1" && :`, "ab"},
		{"assignment before the program", "X=1 " + plain, "plain"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := document(t, "old")
			if err := launch.Editor(context.Background(), c.command, file, nil); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(file); string(got) != c.want {
				t.Errorf("the file holds %q, want %q", got, c.want)
			}
		})
	}
}

func TestEditorErrors(t *testing.T) {
	file := document(t, "old")
	notExecutable := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(notExecutable, []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, command string
		check         func(error) bool
	}{
		{"no such program", "no-such-editor", notFound("no-such-editor")},
		{"no such program, by the shell", "no-such-editor --wait", notFound("no-such-editor --wait")},
		{"no such path", "/no/such/editor", notFound("/no/such/editor")},
		{"not executable", notExecutable, notFound(notExecutable)},
		{"not executable, by the shell", notExecutable + " -x", notFound(notExecutable + " -x")},
		{"exit 3", program(t, "exit 3"), exited(3, "")},
		{"exit 3 after saving, by the shell", `printf new >"$1"; exit 3; :`, exited(3, "")},
		{"a signal", program(t, "kill -KILL $$"), exited(-1, "killed")},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := launch.Editor(context.Background(), c.command, file, nil)
			if !c.check(err) {
				t.Errorf("got %#v (%v)", err, err)
			}
		})
	}
	if got, _ := os.ReadFile(file); string(got) != "new" {
		t.Errorf("what was saved before exit 3 is gone: %q", got)
	}
}

func notFound(command string) func(error) bool {
	return func(err error) bool {
		var e *launch.NotFoundError
		return errors.As(err, &e) && e.Command == command
	}
}

func exited(status int, signal string) func(error) bool {
	return func(err error) bool {
		var e *launch.ExitError
		return errors.As(err, &e) && e.Status == status && e.Signal == signal
	}
}

// Neither the editor nor a filter sees what is etch's own.
func TestChildrenDoNotSeeTheToken(t *testing.T) {
	t.Setenv("ETCH_BEARER_TOKEN", "secret")
	t.Setenv("OTHER", "visible")
	file := document(t, "")
	if err := launch.Editor(context.Background(), program(t, `env >"$1"`), file, nil); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(file)
	out, err := launch.Filter(context.Background(), []string{"env"}, nil, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for who, env := range map[string]string{"editor": string(got), "filter": string(out)} {
		if strings.Contains(env, "ETCH_") || !strings.Contains(env, "OTHER=visible") {
			t.Errorf("%s: wrong environment:\n%s", who, env)
		}
	}
}

var errSignal = errors.New("a signal")

// signals returns a context that these signals end, but for those that an editor owns.
func signals(t *testing.T, which ...os.Signal) context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	ch := make(chan os.Signal, 4)
	signal.Notify(ch, which...)
	t.Cleanup(func() { signal.Stop(ch); close(ch) })
	go func() {
		for s := range ch {
			if !launch.Owned(s) {
				cancel(errSignal)
			}
		}
	}()
	return ctx
}

// ^C in the editor is the editor's: etch's context goes on. Afterwards it is etch's.
func TestInterruptBelongsToTheEditor(t *testing.T) {
	ctx := signals(t, syscall.SIGINT, syscall.SIGTERM)
	// To the whole group, the terminal sends the signal at once: to us by hand here.
	editor := program(t, `trap 'printf caught >"$1"; exit 0' INT
kill -INT $PPID; kill -QUIT $PPID; sleep 0.1; kill -INT $$; sleep 5`)
	file := document(t, "")
	if err := launch.Editor(ctx, editor, file, nil); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(file); string(got) != "caught" {
		t.Errorf("the editor did not get the signal: %q", got)
	}
	if ctx.Err() != nil {
		t.Fatal("etch took the editor's signal for its own")
	}
	time.Sleep(150 * time.Millisecond) // the key may still be on its way for a moment
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("SIGINT without an editor did not end the context")
	}
}

// SIGTERM is etch's, always: the editor is asked to end and may save.
func TestContextEndsTheEditor(t *testing.T) {
	ctx := signals(t, syscall.SIGTERM)
	file := document(t, "")
	editor := program(t, `trap 'printf saved >"$1"; exit 0' TERM
kill -TERM $PPID; while :; do sleep 0.05; done`)
	err := launch.Editor(ctx, editor, file, nil)
	if !errors.Is(err, errSignal) {
		t.Errorf("error: %v", err)
	}
	if got, _ := os.ReadFile(file); string(got) != "saved" {
		t.Errorf("the editor could not save: %q", got)
	}
}

func TestFilter(t *testing.T) {
	for _, c := range []struct {
		name  string
		argv  []string
		stdin string
		limit int64
		want  string
		check func(error) bool
	}{
		{"document in, document out", []string{"tr", "a", "b"}, "aca", 99, "bcb", nil},
		{"one that does not read", []string{"echo", "x"}, strings.Repeat("y", 1<<20), 99, "x\n", nil},
		{"exactly the limit", []string{"printf", "abc"}, "", 3, "abc", nil},
		{"over the limit", []string{"printf", "abcd"}, "", 3, "", limited(3)},
		{"without an end", []string{"yes"}, "", 1 << 16, "", limited(1 << 16)},
		{"status", []string{"sh", "-c", "echo x; exit 4"}, "", 99, "", exited(4, "")},
		{"127 of the program itself", []string{"sh", "-c", "exit 127"}, "", 99, "", exited(127, "")},
		{"not found", []string{"no-such-filter"}, "", 99, "", notFound("no-such-filter")},
		{"no command", nil, "", 99, "", func(err error) bool { return err != nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := launch.Filter(context.Background(), c.argv, []byte(c.stdin), c.limit)
			if c.check == nil {
				c.check = func(err error) bool { return err == nil }
			}
			if !c.check(err) || string(out) != c.want {
				t.Errorf("got %.40q, %v", out, err)
			}
		})
	}
}

func limited(n int64) func(error) bool {
	return func(err error) bool {
		var e *launch.LimitError
		return errors.As(err, &e) && e.Limit == n
	}
}

// What a filter has started dies with it.
func TestContextKillsTheFiltersGroup(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("time is up")
	go func() {
		for i := 0; i < 500; i++ {
			if b, _ := os.ReadFile(pidFile); len(b) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		cancel(why)
	}()
	_, err := launch.Filter(ctx, []string{"sh", "-c", "sleep 60 & echo $! >" + pidFile + "; wait"}, nil, 99)
	if !errors.Is(err, why) {
		t.Errorf("error: %v", err)
	}
	if pid, _ := os.ReadFile(pidFile); !gone(strings.TrimSpace(string(pid))) {
		t.Fatalf("process %s is still there", pid)
	}
}

// A filter that has ended and left its stdout to another program has not said all.
func TestFilterThatLeavesItsOutputOpen(t *testing.T) {
	t.Parallel() // it waits for the grace that such a program has
	pidFile := filepath.Join(t.TempDir(), "pid")
	why := errors.New("time is up")
	ctx, cancel := context.WithTimeoutCause(context.Background(), time.Second, why) // before the grace is over
	defer cancel()
	for name, ctx := range map[string]context.Context{"to the end": context.Background(), "out of time": ctx} {
		_, err := launch.Filter(ctx, []string{"sh", "-c", "sleep 30 & echo $! >" + pidFile + "; echo x"}, nil, 99)
		if want := map[bool]error{true: why, false: exec.ErrWaitDelay}[ctx.Err() != nil]; !errors.Is(err, want) {
			t.Errorf("%s: error: %v", name, err)
		}
		if pid, _ := os.ReadFile(pidFile); !gone(strings.TrimSpace(string(pid))) {
			t.Errorf("%s: process %s is still there", name, pid)
		}
	}
}

// gone waits until the process has ended, for two seconds at most.
func gone(pid string) bool {
	for range 100 {
		out, _ := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
		if s := strings.TrimSpace(string(out)); s == "" || strings.HasPrefix(s, "Z") {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}
