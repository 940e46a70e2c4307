// Package transform holds the Modifiers that ask nobody: scripts, which set and
// remove values, run jq programs, patches and filters, and documents given whole. It
// implements [editor.Modifier].
//
// A [Program] is a list of Changes, made in their order. What a program does not
// touch comes out byte for byte as it went in: changes are spliced into the source,
// and the output of jq and of filters, which is written anew, is compared with what
// went in, so that only its differences are taken.
//
// The package starts no process, reads no file and asks no server.
package transform

import (
	"context"
	"errors"
	"time"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A Change is one step of a Program. It is made by Set, SetString, Unset, NewJQ,
// MergePatch, JSONPatch, or is a *Filter or a *From.
type Change interface {
	// apply makes the change on a document; nil is the absent one.
	apply(context.Context, *document.Document, *run) (*document.Document, error)
	// again says what becomes of the change after a rival's write.
	again() again
}

// again is what becomes of a Change on fresh state.
type again int

const (
	runs     again = iota // it is run again: it computes
	runsOnce              // it is run again, and making it twice is making it once
	merged                // its result is merged: it says what it saw
)

// A run is what the Changes of one Modify share.
type run struct {
	first bool         // no rival has been met yet
	array bool         // a path went through an array index
	diff  diff.Options // see Program
}

// A Program is Changes in their order. It serves one Session at a time.
type Program struct {
	// Person edits where there is a text to begin with: after a conflict somebody chose
	// to. Nil: such a text is taken as it is.
	Person editor.Modifier
	// Once makes a rival's write the end: the Changes are not made again on it.
	Once bool
	// Diff says how array elements are told apart, where the output of jq or of a filter
	// is compared with what went in.
	Diff diff.Options

	changes []Change
	array   bool // a path has gone through an array index
	text    bool // what there is now is a text, and no script's result
}

// New makes a Program.
func New(changes ...Change) *Program { return &Program{changes: changes} }

var (
	_ editor.Modifier   = (*Program)(nil)
	_ editor.Idempotent = (*Program)(nil)
	_ editor.Triable    = (*Program)(nil)
)

// Modify implements editor.Modifier. Its errors are *editor.InvalidError (the change
// does not fit the document, or its result is none), *FilterError,
// *editor.ConflictError (under Once) and those of the Resolver (of a From with a base
// of its own), and the context's cause.
func (p *Program) Modify(ctx context.Context, t editor.Task) (*document.Document, error) {
	if t.Start != nil {
		return p.begun(ctx, t)
	}
	if p.Once && t.Round > 0 {
		return nil, &editor.ConflictError{}
	}
	r := &run{first: t.Round == 0, diff: p.Diff}
	d := t.Base
	for _, c := range p.changes {
		var err error
		d, err = c.apply(ctx, d, r)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err != nil {
			return nil, failure(err)
		}
	}
	p.array = p.array || r.array
	return d, nil
}

// begun goes on with a text that somebody has begun to edit.
func (p *Program) begun(ctx context.Context, t editor.Task) (*document.Document, error) {
	p.text = true
	switch {
	case p.Person != nil:
		return p.Person.Modify(ctx, t)
	case t.Refused != nil:
		return nil, t.Refused // the same text would be refused again
	}
	d, err := document.Parse(t.Start, formatOf(t.Base))
	if err != nil {
		return nil, &editor.InvalidError{Err: err}
	}
	return d, nil
}

// Repeats implements editor.Modifier: jq and filters run again; so do Set, SetString,
// Unset and MergePatch, unless a path went through an array index when they were made:
// that index meant an element, which may stand elsewhere now. JSONPatch and From are
// merged. One Change that is merged makes the whole Program be merged.
func (p *Program) Repeats() bool {
	if p.array || p.text {
		return false
	}
	for _, c := range p.changes {
		if c.again() == merged {
			return false
		}
	}
	return true
}

// Idempotent implements editor.Idempotent: it reports true of Changes that write
// constants to places. Of jq and filters nobody knows without running them.
func (p *Program) Idempotent() bool {
	for _, c := range p.changes {
		if c.again() != runsOnce {
			return false
		}
	}
	return !p.array && !p.text
}

// What a trial may cost: the largest document, in bytes, for which a jq program of one
// pass takes a millisecond or two, and the time of one that has no end there.
const (
	trialSize = 64 << 10
	trialTime = 50 * time.Millisecond
)

// TwiceIsOnce implements editor.Triable. A filter is a process, and may do more than it says.
func (p *Program) TwiceIsOnce(ctx context.Context, d *document.Document) bool {
	for _, c := range p.changes {
		if _, filter := c.(*Filter); filter {
			return false
		}
	}
	if len(d.Source()) > trialSize {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	twice, err := p.Modify(ctx, editor.Task{Base: d, Format: d.Format(), Round: 1})
	return err == nil && twice.Equal(d)
}

// An asked error came from a Resolver. It says itself what it is.
type asked struct{ error }

// failure makes an error of a Change the *editor.InvalidError that it is; those that
// say more themselves stay.
func failure(err error) error {
	if a, ok := errors.AsType[asked](err); ok {
		return a.error
	}
	var (
		filter  *FilterError
		invalid *editor.InvalidError
	)
	if errors.As(err, &filter) || errors.As(err, &invalid) {
		return err
	}
	return &editor.InvalidError{Err: err}
}

// formatOf returns the format that a result on base has. Where there is nothing yet,
// only JSON can be built up.
func formatOf(base *document.Document) document.Format {
	if base == nil {
		return document.JSON
	}
	return base.Format()
}

// needJSON is the error of a Change that knows members, on a document that has none.
func needJSON(d *document.Document) error {
	switch {
	case d == nil:
		return errAbsent
	case d.Format() != document.JSON:
		return errText
	}
	return nil
}
