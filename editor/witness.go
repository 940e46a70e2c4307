package editor

import "github.com/etch-http/etch/merge/document"

// A Witness proves afterwards that a write was carried out, also when rivals wrote
// since: by a mark that the Target leaves in the resource with every write (see
// Write.Mark), and of which the document that is edited knows nothing. editor/marker
// is the real one.
type Witness interface {
	// Place is where in the resource the marks are.
	Place() document.Pointer
	// Recall gives the write that d has sent the mark that it left with, when it is
	// prepared again in another process.
	Recall(d Draft)
	// Testify says what theirs tells of writes on base that carried marks.
	Testify(marks []string, base, theirs State) Testimony
}

// A Testimony is what a Witness says. The zero Testimony is nothing.
type Testimony int

// The testimonies.
const (
	Silent  Testimony = iota // theirs does not tell
	There                    // one of the writes was carried out
	Passed                   // none was, though others were since
	Missing                  // none was, unless theirs is older than base
)

// testify asks the Witness, where there is one and something that it could know.
func (r *run) testify(o offer, theirs State) Testimony {
	if r.Witness == nil || len(o.marks) == 0 {
		return Silent
	}
	return r.Witness.Testify(o.marks, o.base, theirs)
}
