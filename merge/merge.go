// Package merge joins two edits of one base. It is pure: documents in, one
// document and its conflicts out; no I/O, no clock, no randomness.
//
// The three documents are the [Revisions]: the base that both sides began with, what
// we made of it, and what they did. JSON is merged as a tree, by member and by
// element, texts by line; what nobody changed comes out byte for byte as theirs has it.
//
//   - [Merge] gives the [Result]: the merged Document, the Changes of both sides, and
//     the Conflicts, the places that both changed differently. It has checked itself:
//     no change of either side is lost, and no member stands twice by its doing.
//   - [Result.Resolve] settles conflicts, each by a [Resolution]; [Result.Suggestions]
//     has some for version numbers.
//   - [Result.Marked] writes the conflicts into the text as git does, and
//     [Result.Unmark] reads back what somebody made of them.
//   - [Rerun] and [Landed] are for who sends what was merged: what a script makes of a
//     newer document, and whether a change is already there.
//
// It does not know of files, media types, servers or terminals. Parsing is
// merge/document's, two documents are compared by merge/diff.
package merge

import (
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// Revisions are the three inputs; nil is the absent document.
type Revisions struct{ Base, Ours, Theirs *document.Document }

// Options steer a merge; the zero value infers everything.
type Options struct {
	Diff    diff.Options
	Managed []document.Pointer // the server's own members: theirs, never a conflict
}

// A Kind says in which way two changes collide.
type Kind int

// The kinds. String gives the names of the report: "both-modified", "delete/modify",
// "add/add", "type", "order".
const (
	BothModified Kind = iota
	DeleteModify
	AddAdd
	TypeChange
	Order
)

// String returns the name of k in the report.
func (k Kind) String() string {
	return [...]string{"both-modified", "delete/modify", "add/add", "type", "order"}[k]
}

// A Side is one of the revisions, or what settles a conflict.
type Side int

// The sides.
const (
	None Side = iota
	Base
	Ours
	Theirs
	Both   // of a Change: made alike by both. Of a Resolution: ours, then theirs
	Custom // Resolution.Value
)

// A Change is one place where the revisions differ, and who changed it.
type Change struct {
	Pointer            document.Pointer // in the merged document; "" for text
	Line               int              // text: the 1-based line in theirs; 0 in a tree
	Who                Side             // Ours, Theirs, Both; None in a Conflict
	Base, Ours, Theirs []byte           // source text; nil is absent
}

// A Conflict is a Change that the sides made differently.
type Conflict struct {
	Change
	Kind  Kind
	Spans Spans
}

// Spans are where the sides of a Conflict stand, each in its revision's source. An
// absent side of a tree has the zero Span; of a text it is an empty one, at the line
// where something would stand.
type Spans struct{ Base, Ours, Theirs Span }

// A Span is the bytes from offset Start up to but without End.
type Span struct{ Start, End int }

// A Resolution settles one conflict.
type Resolution struct {
	Index int  // of the conflict in Result.Conflicts
	Take  Side // Base, Ours, Theirs, Both (text and array insertions) or Custom
	Value []byte
}

// A Result is the merged document: theirs' bytes with our changes spliced in, and
// theirs' value at each place still in conflict.
type Result struct {
	Document  *document.Document
	Changes   []Change // every place that differs, conflicts included, in document order
	Conflicts []Conflict

	input    input
	settled  map[spot]Resolution
	spots    []spot    // of Conflicts, one by one
	open     []opening // of a text: Conflicts, one by one
	variants []variant // else
}

// Clean reports whether nothing collides.
func (r Result) Clean() bool { return len(r.Conflicts) == 0 }

// An input is all that a Result depends on; a merge is made anew from it whenever a
// conflict is settled.
type input struct {
	r    Revisions
	o    Options
	held held // see Rerun
	slow bool // look into everything; see engine
}

// Merge joins the revisions. A collision is a Conflict in the Result, never an
// error: the error is a *CheckError, a failed self-check. Revisions that are not
// all JSON are merged as text, by line.
//
// Where only white space or the spelling of a string differs, there is no Change,
// and the side that changed it has it. In an array, what is listed at the array's
// own Pointer is the order of its elements. A string of several lines that both
// sides changed in different lines is listed twice, once for each.
func Merge(r Revisions, o Options) (Result, error) {
	return input{r: r, o: o}.merge(nil)
}
