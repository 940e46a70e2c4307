package merge

import (
	"fmt"
	"maps"

	"github.com/etch-http/etch/merge/document"
)

// A ResolutionError is a Resolution that does not fit.
type ResolutionError struct {
	Index  int
	Reason string
}

// Error names the conflict by its number and gives the reason.
func (e *ResolutionError) Error() string { return fmt.Sprintf("conflict %d: %s", e.Index, e.Reason) }

// Resolve returns r with these places settled; what they do not name stays in
// conflict, with a new index. The error is a *ResolutionError, or a *CheckError.
//
// Both is ours and then theirs: of text, and of elements of an array. A Custom
// Value is the source text of one value; of text, it is any text.
func (r Result) Resolve(rs ...Resolution) (Result, error) {
	settled := maps.Clone(r.settled)
	if settled == nil {
		settled = map[spot]Resolution{}
	}
	for _, s := range rs {
		if s.Index < 0 || s.Index >= len(r.Conflicts) {
			return Result{}, &ResolutionError{s.Index, "there is no such conflict"}
		}
		if reason := r.unfit(s); reason != "" {
			return Result{}, &ResolutionError{s.Index, reason}
		}
		s.Value = r.bare(s.Value)
		settled[r.spots[s.Index]] = s
	}
	return r.input.merge(settled)
}

// bare returns a Custom value of a tree without what stands around it, a byte order
// mark above all: it goes in between other values. Of text all is the value.
func (r Result) bare(value []byte) []byte {
	if _, tree := formatOf(r.input.r); tree {
		if d, err := document.Parse(value, document.JSON); err == nil {
			return d.Root().Source()
		}
	}
	return value
}

// unfit says why s cannot settle its conflict; "" where it can.
func (r Result) unfit(s Resolution) string {
	c := r.Conflicts[s.Index]
	_, tree := formatOf(r.input.r)
	switch s.Take {
	case Base, Ours, Theirs:
		return ""
	case Both:
		if !tree {
			return ""
		}
		parent, _, ok := c.Pointer.Cut()
		if n, found := r.Document.At(parent); !ok || !found || n.Kind() != document.Array || c.Kind == Order {
			return "both is for text and for elements of an array"
		}
		return ""
	case Custom:
		if _, err := document.Parse(s.Value, document.JSON); tree && err != nil {
			return err.Error()
		}
		return ""
	}
	return "it does not say what to take"
}
