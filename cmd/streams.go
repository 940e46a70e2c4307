package cmd

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"golang.org/x/term"

	"github.com/etch-http/etch/editor/launch"
)

// An app is one run of the program: what it reads, what it writes to and what it
// knows of its surroundings. Nothing below it looks at os.Stdin and its like, so
// that a test can put others in their place.
type app struct {
	in  io.Reader
	out *latch
	err io.Writer
	env func(string) string

	settings *configuration // the configuration, once it was read

	driver bool // git has called: its merge driver's statuses are the ones to give

	inTTY, outTTY, errTTY bool // terminals, as far as the process can tell
	openTerminal          func() (*launch.Terminal, error)
}

// newApp returns the app of this process.
func newApp() *app {
	return &app{
		in:     os.Stdin,
		out:    &latch{w: os.Stdout},
		err:    os.Stderr,
		env:    os.Getenv,
		inTTY:  term.IsTerminal(int(os.Stdin.Fd())),
		outTTY: term.IsTerminal(int(os.Stdout.Fd())),
		errTTY: term.IsTerminal(int(os.Stderr.Fd())),

		openTerminal: launch.OpenTerminal,
	}
}

// A latch writes to w until that fails once; the error is kept for the end, so that
// no print in between has to look at it.
type latch struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (l *latch) Write(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.w.Write(p)
	l.err = err
	return n, err
}

// color reports whether what goes to the stream may be coloured, as --color says:
// "always", "never", or "auto": a terminal that is not dumb, without NO_COLOR
// (https://no-color.org: set and not empty).
func (a *app) color(when string, tty bool) bool {
	switch when {
	case "always":
		return true
	case "never":
		return false
	}
	return tty && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
}

// plainCause returns the innermost reason of a file error: without the operation
// and the path, which the sentence around it names.
func plainCause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
