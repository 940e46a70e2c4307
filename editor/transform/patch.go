package transform

import (
	"context"
	"errors"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// MergePatch applies a JSON Merge Patch (RFC 7396). The error is a *UsageError,
// where text is not JSON.
func MergePatch(text []byte) (Change, error) {
	if _, err := document.Parse(text, document.JSON); err != nil {
		return nil, &UsageError{What: "merge patch", Text: string(text), Err: err}
	}
	return patched{patch.Patch{MediaType: patch.Merge, Body: text}, runsOnce}, nil
}

// JSONPatch applies a JSON Patch (RFC 6902). Its pointers may name array elements by
// their index, and "add" inserts: after a rival's write its result is merged. The error
// is a *UsageError, where text is no array of operations.
func JSONPatch(text []byte) (Change, error) {
	d, err := document.Parse(text, document.JSON)
	if err == nil && d.Root().Kind() != document.Array {
		err = errors.New("not an array of operations")
	}
	if err != nil {
		return nil, &UsageError{What: "JSON patch", Text: string(text), Err: err}
	}
	return patched{patch.Patch{MediaType: patch.JSON, Body: text}, merged}, nil
}

type patched struct {
	patch patch.Patch
	then  again
}

func (p patched) again() again { return p.then }

func (p patched) apply(_ context.Context, d *document.Document, _ *run) (*document.Document, error) {
	if err := needJSON(d); err != nil {
		return nil, err
	}
	return patch.Apply(p.patch, d)
}
