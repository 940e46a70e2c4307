package resolve

import (
	"context"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// Versions settles what has a plain answer (merge.Result.Suggestions: of two version
// strings the higher one), and leaves the rest to Then, which is required. What Fail
// stops at it does not touch.
type Versions struct {
	Then editor.Resolver
	// Said is told what was settled, of the Result as it was before; nil: nobody is.
	Said func(merge.Result, []merge.Resolution)
}

var _ editor.Resolver = Versions{}

// Resolve implements editor.Resolver. Of a script that ran again it settles the places
// in the same way: where theirs is higher, the script's value is not written.
func (v Versions) Resolve(ctx context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	rs := c.Result.Suggestions()
	if v.Then == Fail || len(rs) == 0 {
		return v.Then.Resolve(ctx, c)
	}
	settled, err := c.Result.Resolve(rs...)
	if err != nil {
		return nil, editor.Keep, err
	}
	if v.Said != nil {
		v.Said(c.Result, rs)
	}
	if settled.Clean() {
		return settled.Document, editor.Send, nil
	}
	c.Result = settled
	return v.Then.Resolve(ctx, c)
}
