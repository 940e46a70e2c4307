// Package cmd is the command line: flags in, words and an exit status out.
//
// It decides nothing about an edit. It reads flags, joins the packages that do the
// work (session.go alone builds editor.Sessions), and says how it went: every
// sentence and every hint that is not a question at a prompt is written here, and
// the one table from errors to outcomes, reasons and statuses is here (endings.go,
// statuses.go). One file holds one command.
//
// The voice on a terminal: an event is one line; no capitalized initials and no
// periods at the end; an error is one sentence, and the line after it is a hint
// that says what to do next, with a command to type where there is one. When all
// goes well there is one line, the report. Text that came from a server reaches a
// terminal through editor/show only.
//
// Only main exits. Standard output carries what was asked for and nothing else;
// everything said on the way goes to standard error.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
)

// Main runs the command line of this process and returns its exit status.
func Main() int {
	log.SetOutput(io.Discard) // net/http writes down what a server sends unasked: that is not etch speaking
	return newApp().run(context.Background(), os.Args[1:])
}

// run executes args and returns the exit status. Nothing below it exits or panics
// on purpose, so a test may call it with streams of its own.
func (a *app) run(parent context.Context, args []string) int {
	ctx, stop := withSignals(parent)
	defer stop()
	a.driver = len(args) > 0 && args[0] == "merge" && slices.Contains(args, "--git")
	given := args
	if a.driver {
		args = driverOrder(args)
	}
	c, err := a.root(args).ExecuteContextC(ctx)
	if a.driver {
		err = a.driverMisused(ctx, given, err)
	}
	return a.end(c.CommandPath(), err, interruption(ctx))
}

// end says err of a command, if it was not said yet, and gives the status.
func (a *app) end(command string, err error, sig *signalError) int {
	code := statusOK
	var said *reported
	switch {
	case errors.As(err, &said):
		code = said.status
	case err != nil:
		e := explain(err, facts{signal: sig, command: command})
		a.sayEnding(e, "")
		code = a.keptStatus(command, e.status)
	}
	if err := a.out.err; err != nil && !readerGone(command, err) {
		fmt.Fprintf(a.err, "error: cannot write to standard output: %v\n", plainCause(err))
		if code == statusOK || command == "etch diff" || command == "etch merge" { // a conflict is in what was not written
			code = a.keptStatus(command, statusFailure)
		}
	}
	return int(code)
}
