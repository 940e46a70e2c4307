package target

import (
	"fmt"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// A Notice is something that a person should know; it changes nothing. Detail is
// foreign text: escape it before it reaches a terminal.
type Notice struct {
	Kind   NoticeKind
	Detail string
}

// A NoticeKind is what a Notice says.
type NoticeKind int

// The kinds.
const (
	WeakValidator   NoticeKind = iota // the entity tag is weak; Detail: the tag
	LooksLike                         // the body may have a better version; Detail: the convention that would find it
	DateValidator                     // the guard is a date, If-Unmodified-Since; Detail: the date
	NoGuard                           // there is no validator, and the user allowed it
	WasDecoded                        // a Content-Encoding came unasked; Detail: its name
	NameTwice                         // a member name stands twice in one object; Detail: where
	NotAsClaimed                      // the body is edited as text; Detail: why it is not what it claims to be
	FormatRefused                     // a format was not taken, the next is tried; Detail: method and media type
	StoredNothing                     // a write was accepted and nothing was stored; Detail: method and media type
	MadeAgain                         // 201 to an update: it may have been deleted meanwhile
	RivalAfter                        // another writer has changed the resource since
	OverwrittenBy                     // another writer has changed our places since; Detail: where
	SameVersion                       // the content changed, and its version did not: it guards little; Detail: the version
	MarkDropped                       // the mark of a write was not stored; Detail: where it was to be
	CachedRead                        // a read was answered by a cache, unasked; Detail: its Via, or ""
	AlsoChanged                       // places changed that nobody here touched; Detail: where
	NotLockable                       // the resource was to be locked and cannot be; Detail: what the server says
	LockLost                          // the lock ended before it was given back; the version still guards
	LockKept                          // the lock could not be given back; Detail: when it ends by itself, "" for never
	EndlessLock                       // the server gave a lock that does not end by itself
	CreatedAt                         // a POST has put the new resource elsewhere; Detail: its URL
	FilledIn                          // what was created holds more than was sent; Detail: where
	PerhapsReplaced                   // a write that must find nothing was accepted in a way that does not say that it did; Detail: the status
	NeverRefused                      // a write that must find nothing was accepted, a look right before showed nothing, and the server was never seen to refuse one; Detail: the URL, where a probe of it can show that
	TestsGuard                        // a JSON Patch that tests what it rests on is all that guards
	GuardKnown                        // the user allowed it, and the server is known to ignore or refuse preconditions; Detail: which
	GuardRefused                      // the server refused the precondition, and the user allowed to go without
	Exposed                           // a write went out with nothing to guard it; Detail: for how long another one's would have been lost
	ChangedBetween                    // places are neither as they were read nor as they were written, and nothing guarded the write; Detail: where and how
	OfAChild                          // a part with a version of its own is written under another one; Detail: where
	SpacingDropped                    // white space or order changed only, which a patch cannot carry
)

// A FormatError says that no format can carry a change to this resource.
type FormatError struct {
	Refused error // the server's last word on a format; nil where none was tried
	Reason  error // why the formats that were left cannot carry the change; nil where none was left
	MayPut  bool  // a PUT of the whole is what has not been tried
}

// Error gives the reasons.
func (e *FormatError) Error() string {
	var parts []string
	if e.Refused != nil {
		parts = append(parts, e.Refused.Error())
	}
	if e.Reason != nil {
		parts = append(parts, e.Reason.Error())
	}
	if len(parts) == 0 {
		parts = append(parts, "the server names no format that etch writes")
	}
	return "no way to write this change: " + strings.Join(parts, "; ")
}

// Unwrap returns both causes.
func (e *FormatError) Unwrap() []error {
	var errs []error
	for _, err := range []error{e.Refused, e.Reason} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// A HungError says that a method gets no answer here, and is not used again.
type HungError struct{ Method string }

// Error names the method.
func (e *HungError) Error() string { return e.Method + " gets no answer from this server" }

// A VersionError says that the resource is not at the version that --if-match names.
type VersionError struct{ Want, Have string }

// Error names both versions.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the resource is at %s, not at %s", e.Have, e.Want)
}

// A ManagedError says that a member was changed that only the server sets.
type ManagedError struct{ Pointer document.Pointer }

// Error names the member.
func (e *ManagedError) Error() string {
	return fmt.Sprintf("the server alone sets %s, and it was changed", e.Pointer)
}

// A StoredNothingError says that a write was accepted, and the resource is as it was.
type StoredNothingError struct {
	Status            int
	Method, MediaType string
}

// Error names the request.
func (e *StoredNothingError) Error() string {
	return fmt.Sprintf("%s %s was answered %d, and nothing was stored", e.Method, e.MediaType, e.Status)
}

// A KindError says that a read gave something else than the resource, such as a page
// for people in place of JSON.
type KindError struct {
	Was, Is string // media types
}

// Error names both.
func (e *KindError) Error() string {
	return fmt.Sprintf("the answer is %q, where %q was read before", e.Is, e.Was)
}
