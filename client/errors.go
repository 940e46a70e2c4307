package client

import (
	"fmt"
	"time"
)

// A Problem is what a server says of an error (RFC 9457), or the start of a body
// in another format. It is foreign text: escape it before it reaches a terminal.
type Problem struct {
	Status int
	Type   string
	Title  string // of problem details; else the status' own text
	Detail string // of problem details, or of the members that APIs use for it; else the body's start
}

// A PreconditionError: the server compared versions and wrote nothing.
type PreconditionError struct {
	Problem
	Response *Response // the answer, which may carry the current representation; may be nil
}

// A GoneError: there is no such resource (any more).
type GoneError struct{ Problem }

// A BusyError: not now (408, 429, 5xx, locked); the same request may be sent later.
type BusyError struct {
	Problem
	After time.Duration // Retry-After; 0 where it is not said
	Sure  bool          // nothing was written (429; any read)
}

// An UnsupportedError: this method or media type is not taken here (405, 415, 501).
type UnsupportedError struct {
	Problem
	Allow       []string // methods, upper case; nil where the server does not say
	AcceptPatch []string // media types; nil where the server does not say
}

// An UnguardedError: the write cannot be guarded, and nothing was written.
type UnguardedError struct {
	Problem
	Why Unguardable
}

// Unguardable is why a write cannot be guarded.
type Unguardable int

// The reasons.
const (
	NoValidator          Unguardable = iota // the answer carries no usable version
	PreconditionsRefused                    // the server answers preconditions with an error
	PreconditionUnseen                      // 428 although one was sent
	PreconditionsIgnored                    // known to write all the same
)

// A RefusedError: any other answer that is no success.
type RefusedError struct{ Problem }

// A RedirectError: an answer that points elsewhere, and was not followed.
type RedirectError struct {
	Problem
	Location string // verbatim; foreign text
	Upgrade  string // the https URL, where that is all that differs; else ""
}

// An UnreachableError: no answer, and no write of ours was sent.
type UnreachableError struct{ Err error }

// A LostError: the write was sent and no usable answer came.
type LostError struct {
	Err     error
	Timeout bool // it did not come in time
}

// A BodyError: an answer whose body cannot be used.
type BodyError struct {
	Reason string
	Limit  int64 // bytes; set where it was passed
}

// Error gives status, title and detail.
func (p Problem) Error() string {
	s := fmt.Sprintf("%d %s", p.Status, p.Title)
	if p.Detail != "" {
		s += ": " + p.Detail
	}
	return s
}

// Error says that the server is at another version.
func (e *PreconditionError) Error() string { return "precondition failed (" + e.Problem.Error() + ")" }

// Error says that nothing is there.
func (e *GoneError) Error() string { return "gone (" + e.Problem.Error() + ")" }

// Error gives the answer.
func (e *BusyError) Error() string { return "busy (" + e.Problem.Error() + ")" }

// Error gives the answer.
func (e *UnsupportedError) Error() string { return "not supported (" + e.Problem.Error() + ")" }

// Error gives the reason.
func (e *UnguardedError) Error() string {
	return [...]string{
		"the answer carries no usable validator",
		"the server refuses preconditions",
		"the server does not see the precondition that was sent",
		"the server is known to ignore preconditions",
	}[e.Why]
}

// Error gives the answer.
func (e *RefusedError) Error() string { return "refused (" + e.Problem.Error() + ")" }

// Error names where the answer points.
func (e *RedirectError) Error() string { return "redirected to " + e.Location }

// Error gives the cause.
func (e *UnreachableError) Error() string { return "unreachable: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *UnreachableError) Unwrap() error { return e.Err }

// Error gives the cause.
func (e *LostError) Error() string { return "no answer to the write: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *LostError) Unwrap() error { return e.Err }

// Error gives the reason.
func (e *BodyError) Error() string { return e.Reason }
