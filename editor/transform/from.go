package transform

import (
	"bytes"
	"context"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// From is a wanted document given whole. With a Base of its own, the one that it was
// made from, everything that has changed there since is merged with it; without one
// it replaces what is there.
type From struct {
	Text []byte
	Base []byte // nil: none
	// Resolver settles what collides between Base, Text and what is there; nil: any
	// collision is a *editor.ConflictError. It cannot send a text back to be edited.
	Resolver editor.Resolver
	Merge    merge.Options
}

func (*From) again() again { return merged }

func (f *From) apply(ctx context.Context, d *document.Document, _ *run) (*document.Document, error) {
	if len(bytes.TrimSpace(f.Text)) == 0 { // the end of a pipe that broke, more likely than a wish
		return nil, errEmpty
	}
	ours, err := document.Parse(f.Text, formatOf(d))
	if err != nil || f.Base == nil {
		return ours, err
	}
	base, err := document.Parse(f.Base, formatOf(d))
	if err != nil {
		return nil, err
	}
	revisions := merge.Revisions{Base: base, Ours: ours, Theirs: d}
	result, err := merge.Merge(revisions, f.Merge)
	switch {
	case err != nil:
		return nil, err
	case result.Clean():
		return result.Document, nil
	case f.Resolver == nil:
		return nil, asked{&editor.ConflictError{Conflicts: result.Conflicts}}
	}
	settled, verdict, err := f.Resolver.Resolve(ctx, editor.Collision{Revisions: revisions, Result: result})
	switch {
	case err != nil:
		return nil, asked{err}
	case verdict == editor.Send:
		return settled, nil
	case verdict == editor.Drop:
		return nil, asked{&editor.AbortedError{}}
	}
	return nil, asked{&editor.ConflictError{Conflicts: result.Conflicts}}
}
