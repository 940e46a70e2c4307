// Package editor makes one safe edit of one resource: read, modify, review,
// write, and again after a rival's write.
//
//	fetch ─▶ modify ─▶ review ─▶ send ─▶ landed
//	            ▲         ▲        │ refused by the precondition, or no answer
//	            │ script  │ text   ▼
//	            └──────── rebase ◀─ fetch, and find out
//
// It holds the order of the steps, the values that travel between them and the
// interfaces of those who do the work. It imports no terminal, no file and no
// network; the folders beside this file do, and they import it.
package editor

import (
	"context"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A State is a resource at one moment. A nil Document is an absent resource:
// an edit that starts there creates, one that ends there deletes.
type State struct {
	Representation client.Representation
	Document       *document.Document
	New            document.Format // where Document is nil: what it will be of
}

// Format is that of the Document, or of the one that will be there.
func (s State) Format() document.Format {
	if s.Document == nil {
		return s.New
	}
	return s.Document.Format()
}

// Same reports whether both are one version; without validators the bytes decide, and
// then it does not say that nothing was written between.
func (s State) Same(t State) bool {
	v, w := s.Representation.Validator, t.Representation.Validator
	if v.IsZero() && w.IsZero() {
		return s.Document.Equal(t.Document)
	}
	return v.Equal(w)
}

// A Write is one prepared request and what it is for.
type Write struct {
	Base    State
	Wanted  *document.Document
	Changes []diff.Change
	Request client.Request
	Guard   client.Precondition
	Own     bool // what it adds has IDs that nobody else gives: finding it shows that this write was carried out

	Mark   string             // what the request leaves in the resource, for a Witness; "": nothing
	Marked *document.Document // Wanted with the mark in it, as it is sent; nil without one
}

// Empty reports whether there is nothing to send: base and wanted differ in
// nothing that the request's format can carry (white space, under a patch).
func (w Write) Empty() bool { return w.Request.Method == "" }

// A Target is the resource behind one URL. editor/target is the real one.
type Target interface {
	// Fetch reads the state afresh. It fails where writes could not be guarded.
	Fetch(context.Context) (State, error)
	// Prepare makes the smallest request that turns base into wanted; it sends
	// nothing. See Write.Empty. The Write's Wanted may have more than wanted: IDs that
	// what is new needs.
	Prepare(base State, wanted *document.Document) (Write, error)
	// Send sends w, in the next format where one is not taken. A nil error means
	// that the change is known to be there.
	Send(ctx context.Context, w Write) (Receipt, error)
}

// A Receipt is what is known of a write that was sent.
type Receipt struct {
	Write Write // as it was sent last; set beside an error too
	After State // as it was read back; beside a *client.PreconditionError, what its answer shows, if it does

	Created bool // it is known that nothing was there before
}

// A Task is what a Modifier works on.
type Task struct {
	Base    *document.Document      // nil: nothing is there
	Format  document.Format         // of Base, or of what is to be there
	Draft   string                  // the ID of the draft that keeps the text; "" in a second run that only checks
	Start   []byte                  // the text to begin with, as a person left it; nil: Base
	Refused error                   // what the server said to the text so far; nil at first
	Round   int                     // 0 the first time, then one more for every rebase
	Save    func(text []byte) error // keeps what the user has typed so far
}

// A Modifier turns the fetched document into the wanted one; nil is that nothing be there.
type Modifier interface {
	Modify(context.Context, Task) (*document.Document, error)
	// Repeats reports whether it is run again on fresh state (a script). What a
	// person or a file gave is merged instead.
	Repeats() bool
}

// An Idempotent Modifier says of itself that making its change twice is making it
// once (set, unset). Of another that repeats this is found out by running it.
type Idempotent interface{ Idempotent() bool }

// A Triable Modifier finds out, before its write leaves, whether making its change on its
// own result d leaves that as it is, where that takes no time worth speaking of and does
// nothing else. After a kill the draft then knows. False: it does not, or nobody knows.
type Triable interface {
	TwiceIsOnce(ctx context.Context, d *document.Document) bool
}

// A Verdict is what happens next to a proposed write. The zero Verdict stops and keeps the draft.
type Verdict int

// The verdicts.
const (
	Keep  Verdict = iota // stop, keep the draft
	Send                 // send it
	Again                // back to the Modifier, with the text so far
	Drop                 // stop, drop the draft: the user said so
	Hold                 // stop, nothing is lost: a dry run, a recorded plan
)

// A Proposal is a write before it is sent.
type Proposal struct {
	Write   Write
	Settled bool  // a Resolver has just shown it
	Refused error // the server's answer to the same write, if it was sent before
}

// A Reviewer decides on every write: a person, -y, a dry run, a plan's approval.
type Reviewer interface {
	Review(context.Context, Proposal) (Verdict, error)
}

// A Collision is a rival's write met by ours. It may be clean.
type Collision struct {
	Revisions merge.Revisions
	Result    merge.Result
	Rerun     bool // a script ran again: Result is merge.Rerun's, and never clean
}

// A Resolver settles a Collision: a policy, a prompt, a screen, a merge tool.
// With Send it returns the document to send; with Again, the text to edit on
// theirs (of format Text where it is no document yet: it has conflict markers).
type Resolver interface {
	Resolve(context.Context, Collision) (*document.Document, Verdict, error)
}

// A Ruling is what somebody says became of a write of which no read can tell. The
// zero Ruling leaves it unknown.
type Ruling int

// The rulings.
const (
	Unruled  Ruling = iota // nobody can say
	IsThere                // it was carried out: nothing is left to write
	NotThere               // it was not: go on
)

// A Judge is asked what became of a write where nothing proves it: a person, who is
// shown what is there now. Revisions are the base, what was sent, and what is there.
type Judge interface {
	Judge(context.Context, Collision) (Ruling, error)
}

// A Draft is everything needed to take an edit up again.
type Draft struct {
	ID   string
	Base State
	Text []byte // what the user wants, as far as it is known; nil: nothing yet
	Sent bool   // a request has left: its outcome may be unknown
	Adds bool   // Text was made by a script that adds (n += 1): finding it there does not prove that it was this one's
	Last string // the last error

	// Absent: what the user wants is that nothing be there. Text is nil then.
	Absent bool

	Guarding Guarding // how the user wants the write guarded

	Marker document.Pointer // where the marks of a Witness are; "": there is none
	Marks  []string         // of the requests that have left with this text, and are in doubt

	// Earlier are the writes in doubt from before this text: what was read since shows
	// nothing of them, and may have come from a replica that lags.
	Earlier []Sent

	// Keys identify the elements of arrays, as merge.Options do: a text taken up again is
	// merged by the keys that it was begun with.
	Keys map[document.Pointer]string
}

// A Sent is a write that has left, and what was made on what.
type Sent struct {
	Base  State
	Text  []byte   // nil: that nothing be there
	Marks []string // see Draft
}

// A Guarding is what a user says of how a write is to be guarded. The zero Guarding is by
// the version, and by nothing else.
type Guarding string

// The others.
const (
	ByTests   Guarding = "tests"     // where there is no version, a patch tests what it rests on
	ByNothing Guarding = "unguarded" // where there is no version, or none is heeded, by nothing
)

// Drafts keeps them.
type Drafts interface {
	// Keep returns when d is on disk. It gives a Draft without an ID one.
	Keep(d *Draft) error
	// Drop removes d for good.
	Drop(d *Draft) error
}

// A Pacer waits before the next round. Each kind of cause has its own count and back-off.
type Pacer interface {
	// Wait returns ErrSpent when the rounds or the time for this cause are used
	// up, and the context's error when that ends first.
	Wait(ctx context.Context, cause error) error
}

// An Event tells an observer what has just happened.
type Event struct {
	Step  Step
	State State // Fetched, Rebased, Landed, Overtaken
	Write Write // Sending
	Err   error // Answered, Waiting
}

// A Step is a moment in the loop.
type Step int

// The steps.
const (
	Fetched Step = iota
	Modified
	Sending
	Answered
	Waiting
	Rebased
	Landed
	Overtaken // what landed is there no more as it was written: a rival wrote since
)

// An Outcome is how an edit ended; an error has none.
type Outcome string

// The outcomes.
const (
	Applied   Outcome = "applied"
	Created   Outcome = "created" // nothing was there before
	Deleted   Outcome = "deleted"
	Unchanged Outcome = "unchanged"
	Held      Outcome = "held"
)

// A Merging is how rivals' writes were met.
type Merging string

// The ways, as the report names them.
const (
	NoMerge  Merging = "none"
	Clean    Merging = "clean"
	Resolved Merging = "resolved" // a collision was settled
	Reran    Merging = "rerun"
)

// A Report is what is known when it is over, after an error too.
type Report struct {
	Outcome   Outcome
	Base      State // the first one fetched
	Write     Write // the last one prepared
	After     State // known only for Applied, Created and Unchanged
	Rivals    int   // foreign writes met
	Merge     Merging
	Conflicts []merge.Conflict // of the last collision
	Draft     string           // kept; "" where none is. After Deleted, of what was there
}
