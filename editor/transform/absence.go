package transform

import (
	"bytes"
	"context"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// Given is the Modifier of a resource that is to be created from a text: what the edit
// starts with is what is wanted.
type Given struct{}

// Modify implements editor.Modifier. The error is an *editor.InvalidError.
func (Given) Modify(_ context.Context, t editor.Task) (*document.Document, error) {
	if len(bytes.TrimSpace(t.Start)) == 0 { // the end of a pipe that broke, more likely than a wish
		return nil, &editor.InvalidError{Err: errEmpty}
	}
	d, err := document.Parse(t.Start, t.Format)
	if err != nil {
		return nil, &editor.InvalidError{Err: err}
	}
	return d, nil
}

// Repeats implements editor.Modifier: a text is made once.
func (Given) Repeats() bool { return false }

// Nothing is the Modifier of a resource that is to be deleted.
type Nothing struct{}

// Modify implements editor.Modifier.
func (Nothing) Modify(context.Context, editor.Task) (*document.Document, error) { return nil, nil }

// Repeats implements editor.Modifier: what a rival has written since is not to go unseen.
func (Nothing) Repeats() bool { return false }

var _, _ editor.Modifier = Given{}, Nothing{}
