// Package launch runs the programs that a person brings: the editor, which gets
// the terminal, and filters, which get a document on stdin and give one on stdout.
//
// Children see nothing of etch's own environment (ETCH_*: it may hold a token), nor
// what else is withheld from them.
// The package knows no document and no draft, decides nothing about an exit status,
// and finds words for none: it gives facts as typed errors.
package launch

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// A NotFoundError is a program that does not exist or may not be run.
type NotFoundError struct {
	Command string // as it was given
	Err     error  // the cause; nil where only the shell knows it
}

// Error names the command.
func (e *NotFoundError) Error() string {
	if errors.Is(e.Err, os.ErrPermission) {
		return fmt.Sprintf("cannot run %q: permission denied", e.Command)
	}
	return fmt.Sprintf("cannot run %q: no such program", e.Command)
}

// Unwrap returns the cause.
func (e *NotFoundError) Unwrap() error { return e.Err }

// An ExitError is a program that ran and failed.
type ExitError struct {
	Command string
	Status  int    // the exit status; -1 where a signal ended it
	Signal  string // the signal's name; "" where it exited by itself
}

// Error names the command and how it ended.
func (e *ExitError) Error() string {
	if e.Signal != "" {
		return fmt.Sprintf("%q was ended by a signal: %s", e.Command, e.Signal)
	}
	return fmt.Sprintf("%q exited with status %d", e.Command, e.Status)
}

// A LimitError is a program that wrote more than it may.
type LimitError struct {
	Command string
	Limit   int64 // bytes
}

// Error names the command and the limit.
func (e *LimitError) Error() string {
	return fmt.Sprintf("%q wrote more than %d bytes", e.Command, e.Limit)
}

// LookupEditor returns the editor's command: the flag's value, else the first of
// ETCH_EDITOR, VISUAL and EDITOR that is set, else "vi".
func LookupEditor(flag string, getenv func(string) string) string {
	for _, c := range []string{flag, getenv("ETCH_EDITOR"), getenv("VISUAL"), getenv("EDITOR")} {
		if strings.TrimSpace(c) != "" {
			return c
		}
	}
	return "vi"
}

// failure sorts what running command gave. A shell says by its status that it
// could not run a command: 126 (found, but no program) and 127 (not found).
func failure(command string, shell bool, err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &exit):
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, exec.ErrDot) ||
			errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
			return &NotFoundError{Command: command, Err: err}
		}
		return fmt.Errorf("run %q: %w", command, err)
	case shell && exit.ExitCode() == 127:
		return &NotFoundError{Command: command}
	case shell && exit.ExitCode() == 126:
		return &NotFoundError{Command: command, Err: os.ErrPermission}
	}
	return &ExitError{Command: command, Status: exit.ExitCode(), Signal: endedBy(exit.ProcessState)}
}
