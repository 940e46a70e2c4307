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

// A BusyError: not now (408, 429, 5xx); the same request may be sent later.
type BusyError struct {
	Problem
	After time.Duration // Retry-After; 0 where it is not said
	Sure  bool          // nothing was written (429; a stream that HTTP/2 refuses; any read)
	Young bool          // of a read: somebody wrote a moment ago, and a date, which counts seconds, is the only version
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
	Why       Unguardable
	Resembles string // of NoValidator: see Representation
	Flaw      Flaw   // likewise
	Known     bool   // from before: nothing was sent, and there is no Problem
}

// Unguardable is why a write cannot be guarded.
type Unguardable int

// The reasons.
const (
	NoValidator          Unguardable = iota // the answer carries no usable version
	PreconditionsRefused                    // the server answers preconditions with an error
	PreconditionUnseen                      // 428 although one was sent
	PreconditionsIgnored                    // known to write all the same
	NoTests                                 // there is no version, and no JSON Patch to test values with
)

// A LockedError: another holds a lock on the resource; nothing was written.
type LockedError struct {
	Problem
	Owner string        // who holds it, as that one says; foreign text; "" where it is not said
	Left  time.Duration // until it ends unless its holder renews it; 0 where that is not said
}

// A RefusedError: any other answer that is no success.
type RefusedError struct{ Problem }

// Sure reports whether nothing was written. After 207 and the other statuses that
// begin with 2 but are no plain success, that takes a read.
func (e *RefusedError) Sure() bool { return e.Status/100 != 2 }

// A RedirectError: an answer that points elsewhere, and was not followed.
type RedirectError struct {
	Problem
	Location string // verbatim; foreign text; "" where the answer names none
	Shown    string // Location for people to read, without what may be secret in it
	Upgrade  string // the https URL, where that is all that differs; else ""
	Loop     bool   // a read that was followed until it came round, or ten times
}

// Sure reports whether nothing was written. 307 and 308 ask for the same request
// elsewhere (RFC 9110 sections 15.4.8 and 15.4.9). After a write the others may as
// well say that it is done ("see other"). Of a read it says nothing: a read never writes.
func (e *RedirectError) Sure() bool { return e.Status == 307 || e.Status == 308 }

// An UnreachableError: no usable answer, and no write of ours was sent. The answer
// to a read that breaks off is one too; a *BodyError is then its cause.
type UnreachableError struct{ Err error }

// A LostError: the write was sent and no usable answer came. Where one came that
// leaves it open (202, a status that HTTP does not know), Err is its Problem.
type LostError struct {
	Err     error
	Timeout bool // it did not come in time
	Later   bool // the request was taken in, to be carried out later (202)
}

// A BodyError: an answer whose body cannot be used.
type BodyError struct {
	Reason string
	Limit  int64 // bytes; set where it was passed
	Err    error // the cause, where there is one
}

// A LineError: an answer that cannot be read, for its header of that name has control
// characters in it, or is none.
type LineError struct{ Name string }

// A CredentialsError: the credentials could not be had; nothing was written.
type CredentialsError struct{ Err error }

// A HeaderError: a header that a user may not set. It never holds the value.
type HeaderError struct {
	Name   string
	Reason string
}

// Error gives status, title and detail.
func (p Problem) Error() string {
	s := p.Title
	if p.Status != 0 { // else it is no answer's
		s = fmt.Sprintf("%d %s", p.Status, p.Title)
	}
	if p.Detail != "" && p.Detail != p.Title {
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
		"the resource takes no JSON Patch that could test what it rests on",
	}[e.Why]
}

// Error gives the answer.
func (e *LockedError) Error() string { return "locked (" + e.Problem.Error() + ")" }

// Error gives the answer.
func (e *RefusedError) Error() string { return "refused (" + e.Problem.Error() + ")" }

// Error names where the answer points, without what may be secret in it.
func (e *RedirectError) Error() string {
	switch {
	case e.Location == "":
		return "redirected (" + e.Problem.Error() + ")"
	case e.Loop:
		return "redirected in a circle, at last to " + e.Shown
	}
	return "redirected to " + e.Shown
}

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

// Unwrap returns the cause.
func (e *BodyError) Unwrap() error { return e.Err }

// Error names the header.
func (e *LineError) Error() string { return "the answer's header " + e.Name + " cannot be read" }

// Error gives the cause.
func (e *CredentialsError) Error() string { return "credentials: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *CredentialsError) Unwrap() error { return e.Err }

// Error gives the name and the reason.
func (e *HeaderError) Error() string { return "header " + e.Name + ": " + e.Reason }
