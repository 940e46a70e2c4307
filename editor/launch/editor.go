package launch

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"

	"golang.org/x/term"
)

// grace is how long an editor has to end after it was asked to.
const grace = 3 * time.Second

// metacharacters are what git, too, takes as a sign that a command needs a shell.
const metacharacters = "|&;<>()$`\\\"' \t\n*?[#~=%"

// Editor runs command on file, and returns when it has ended. The command is read
// as git reads GIT_EDITOR: by the shell where it holds more than one plain word
// (`sh -c 'CMD "$@"' CMD file`), on Windows by a splitter of our own.
//
// The editor gets t as its stdin, stdout and stderr. A nil t is no terminal: stdin
// is empty then, and what the editor says goes to stderr, since stdout is the report's.
// It stays in etch's process group, so that ^Z stops and fg wakes the two together,
// in every shell and in tmux. SIGINT and SIGQUIT are the editor's while it runs (see
// Owned). When ctx ends, the editor is asked to end (SIGTERM). Whatever it
// leaves behind, the terminal's modes are put back.
//
// Errors: *NotFoundError, *ExitError, the cause of ctx.
func Editor(ctx context.Context, command, file string, t *Terminal) error {
	argv, shell, err := editorArgv(command, file)
	if err != nil {
		return &NotFoundError{Command: command, Err: err}
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = environment()
	cmd.Cancel = func() error { return terminate(cmd.Process) }
	cmd.WaitDelay = grace
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if t != nil {
		cmd.Stdin, cmd.Stdout, cmd.Stderr = t.In, t.Out, t.Out
		defer keepModes(t.In)()
	}
	defer lendSignals()()
	err = cmd.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return failure(command, shell, err)
}

// direct reports whether command is one plain word, which needs no shell.
func direct(command string) bool { return !strings.ContainsAny(command, metacharacters) }

// keepModes remembers the modes of a terminal and returns what puts them back.
// Of a file that is no terminal it does nothing.
func keepModes(f *os.File) (restore func()) {
	state, err := term.GetState(int(f.Fd()))
	if err != nil {
		return func() {}
	}
	return func() { _ = term.Restore(int(f.Fd()), state) }
}

// lendSignals takes the editor's signals from etch until the returned function is
// called. They are caught and dropped, not ignored: an ignored signal would stay
// ignored in the child.
func lendSignals() (stop func()) {
	lent.Add(1)
	drop := make(chan os.Signal, 1)
	signal.Notify(drop, editorSignals...)
	return func() {
		// A key that ended the editor was sent to etch at the same moment, and
		// may still be on its way through the runtime.
		time.AfterFunc(50*time.Millisecond, func() {
			signal.Stop(drop)
			lent.Add(-1)
		})
	}
}

// A Terminal is where a person sits, whatever stdin and stdout are.
type Terminal struct {
	In, Out *os.File
}

var (
	_ io.Reader = (*Terminal)(nil)
	_ io.Writer = (*Terminal)(nil)
)

// OpenTerminal opens the terminal that etch was started from, for reading and
// writing. It fails where there is none, and where none of stdin, stdout and stderr
// is one: whoever has redirected all three is not looking.
func OpenTerminal() (*Terminal, error) {
	for _, f := range []*os.File{os.Stdin, os.Stderr, os.Stdout} {
		if term.IsTerminal(int(f.Fd())) {
			t, err := openTerminal()
			if err != nil {
				return nil, fmt.Errorf("open the terminal: %w", err)
			}
			return t, nil
		}
	}
	return nil, fmt.Errorf("open the terminal: neither stdin nor stdout nor stderr is one")
}

// Read reads what is typed.
func (t *Terminal) Read(p []byte) (int, error) { return t.In.Read(p) }

// Write writes to the screen.
func (t *Terminal) Write(p []byte) (int, error) { return t.Out.Write(p) }

// Fd returns the descriptor that is read from, for those who set modes.
func (t *Terminal) Fd() uintptr { return t.In.Fd() }

// Close closes it.
func (t *Terminal) Close() error {
	err := t.In.Close()
	if t.Out != t.In {
		err = firstError(err, t.Out.Close())
	}
	return err
}

// firstError returns the first that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
