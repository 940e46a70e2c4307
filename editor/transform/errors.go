package transform

import (
	"errors"
	"fmt"
)

// Reasons inside a *editor.InvalidError.
var (
	errAbsent = errors.New("there is no document to change")
	errText   = errors.New("the resource is not JSON, and has no members to change")
	errEmpty  = errors.New("the wanted document is empty")
	errSilent = errors.New("the filter wrote nothing")
)

// errEnviron is the reason of a *UsageError.
var errEnviron = errors.New("a jq program has no environment here; --arg NAME=TEXT gives it a value")

// A UsageError says that a Change cannot be what it was given as. It is found
// before anything is fetched.
type UsageError struct {
	What string // "path", "value", "jq", "merge patch", "JSON patch", "variable"
	Text string // what was given; may be long
	Err  error
}

// Error gives the reason.
func (e *UsageError) Error() string { return e.What + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *UsageError) Unwrap() error { return e.Err }

// A FilterError says that a filter did not do its work: it could not be started, or
// ended with a status other than zero.
type FilterError struct {
	Command string
	Err     error
}

// Error names the command.
func (e *FilterError) Error() string { return "filter " + e.Command + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *FilterError) Unwrap() error { return e.Err }

// A CountError says that a jq program did not give exactly one document. It stands
// inside a *editor.InvalidError.
type CountError struct{ None bool } // else more than one

// Error says which.
func (e *CountError) Error() string {
	if e.None {
		return "the jq program gave no document"
	}
	return "the jq program gave more than one document"
}

// A JQError is what a jq program failed with while it ran. It stands inside a
// *editor.InvalidError. Its text may quote the document.
type JQError struct{ Err error }

// Error gives the program's message.
func (e *JQError) Error() string { return fmt.Sprintf("the jq program failed: %s", e.Err) }

// Unwrap returns the cause.
func (e *JQError) Unwrap() error { return e.Err }
