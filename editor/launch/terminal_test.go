//go:build unix

package launch_test

import (
	"context"
	"os"
	"testing"

	"github.com/creack/pty"
	"github.com/etch-http/etch/editor/launch"
	"golang.org/x/term"
)

// An editor that dies in raw mode leaves a terminal that works.
func TestTerminalIsRestored(t *testing.T) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer tty.Close()
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	file := document(t, "")
	editor := program(t, `stty raw -echo; test -t 0 && test -t 1 && test -t 2 && printf terminal >"$1"; kill -KILL $$`)
	if err := launch.Editor(context.Background(), editor, file, &launch.Terminal{In: tty, Out: tty}); !exited(-1, "killed")(err) {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(file); string(got) != "terminal" {
		t.Errorf("the editor did not get the terminal: %q", got)
	}
	after, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if *before != *after {
		t.Errorf("modes: %+v, were %+v", after, before)
	}
}

// Nobody is looking where stdin, stdout and stderr are all redirected, as they are
// in a test run by a pipeline.
func TestOpenTerminalNeedsOne(t *testing.T) {
	for _, f := range []**os.File{&os.Stdin, &os.Stdout, &os.Stderr} {
		null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer func(old *os.File) { *f = old; null.Close() }(*f)
		*f = null
	}
	if term, err := launch.OpenTerminal(); err == nil {
		term.Close()
		t.Error("opened a terminal")
	}
}
