// Package merge joins two edits of one base. It is pure: documents in, one
// document and its conflicts out; no I/O, no clock, no randomness.
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
	Kind Kind
}

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
}

// Clean reports whether nothing collides.
func (r Result) Clean() bool { return len(r.Conflicts) == 0 }

// Merge joins the revisions. A collision is a Conflict in the Result, never an
// error: the error is bad input (formats that differ) or a failed self-check.
func Merge(r Revisions, o Options) (Result, error) { panic("soon") }

// Rerun is what a script's second run is compared by: r holds the base and the
// result of the run behind the rejected offer, and the rival's document; again is
// what the script makes of theirs. A place that the rival changed too, where again
// gives what ours gave and not what the rival wrote, is a Conflict. The Result's
// Document is again, with theirs' value at each such place.
func Rerun(r Revisions, again *document.Document, o Options) (Result, error) { panic("soon") }

// Resolve returns r with these places settled; what they do not name stays in conflict.
func (r Result) Resolve(rs ...Resolution) (Result, error) { panic("soon") }

// Marked returns the merged document as text in which each conflict stands
// between markers: "<<<<<<< ours", "||||||| base", "=======", ">>>>>>> theirs".
func (r Result) Marked() []byte { panic("soon") }

// Landed compares what ours made of base with what stands in theirs. there: every
// change of ours is in theirs, whoever made it (values compare as the server may
// spell them: numbers by value). untouched: theirs has base's value at every place
// that ours changed. Positions in arrays follow the elements that they mean.
// Where ours changed nothing, both are true.
func Landed(r Revisions, o Options) (there, untouched bool, err error) { panic("soon") }
