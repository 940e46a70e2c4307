package editor

import (
	"errors"
	"fmt"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
)

// ErrSpent ends a Pacer's patience.
var ErrSpent = errors.New("no rounds left")

// A ConflictError: changes collide and nobody settled them.
type ConflictError struct{ Conflicts []merge.Conflict }

// A ContendedError: rivals wrote before every round.
type ContendedError struct{ Rounds int }

// A StaleError: the server refuses the version that it gives out, time and again.
// Its reads are stale, or it wants the validator in another form.
type StaleError struct {
	Passing bool  // every read shows another version, although nothing changes
	Said    error // the refusal
}

// An ExistsError: something is there, where the edit is to find nothing.
type ExistsError struct {
	There State // what is there, as far as it was read
	Same  bool  // it holds what was wanted, whoever wrote it, and nothing else
}

// A GoneError: the resource was there when the edit began, and is not any more.
type GoneError struct{ Err error }

// An UnknownError: a write was sent, and what became of it could not be found out.
type UnknownError struct{ Err error }

// An AlteredError: the server accepted the write and stored something else.
type AlteredError struct {
	After   State
	Missing []diff.Change // from what is there now to what was wanted
}

// An InvalidError: the text, the change or the server's body is not what it must be.
type InvalidError struct{ Err error }

// An AbortedError: the user stopped, or could not be asked.
type AbortedError struct {
	Kept bool // the draft was kept
	Why  Abort
}

// An Abort is why an edit was aborted.
type Abort int

// The reasons.
const (
	SaidSo     Abort = iota // the user stopped
	Emptied                 // the user emptied the file
	Unasked                 // there is no terminal to ask at
	Closed                  // the terminal was closed while somebody was asked
	NoEditor                // there is no terminal for an editor, and none that needs no terminal is named
	NoPassword              // there is no terminal to ask for the password at
)

// Error counts them.
func (e *ConflictError) Error() string {
	if len(e.Conflicts) == 1 {
		return "1 conflict"
	}
	return fmt.Sprintf("%d conflicts", len(e.Conflicts))
}

// Error counts the rounds.
func (e *ContendedError) Error() string {
	return fmt.Sprintf("another writer was faster in each of %d rounds", e.Rounds)
}

// Error says what was seen.
func (e *StaleError) Error() string {
	if e.Passing {
		return "the server gives out another version at every read, and refuses each"
	}
	return "the server refuses the version that it gives out"
}

// Error says so.
func (e *ExistsError) Error() string { return "something is there already" }

// Error says so.
func (e *GoneError) Error() string { return "the resource is gone: another writer deleted it" }

// Unwrap returns the server's answer.
func (e *GoneError) Unwrap() error { return e.Err }

// Error gives the cause.
func (e *UnknownError) Error() string { return "outcome unknown: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *UnknownError) Unwrap() error { return e.Err }

// Error counts the places.
func (e *AlteredError) Error() string {
	return fmt.Sprintf("the server stored something else in %d place(s)", len(e.Missing))
}

// Error gives the cause.
func (e *InvalidError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *InvalidError) Unwrap() error { return e.Err }

// Error gives the reason.
func (e *AbortedError) Error() string {
	return [...]string{
		"aborted",
		"aborted: the file was emptied",
		"aborted: there is no terminal to ask at",
		"aborted: the terminal was closed",
		"aborted: there is no terminal for an editor",
		"aborted: there is no terminal to ask for the password at",
	}[e.Why]
}
