package transform

import (
	"bytes"
	"context"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A Filter is a program of the user's: the document on its standard input, the
// wanted one on its standard output. It must not fail.
//
// Of JSON only what the filter changed is taken: white space, the order of members,
// and another spelling of the same number are not. Neither is a number that is what a
// 64-bit float makes of the old one, since many programs read all numbers as such;
// who does it on purpose, with that very value, is told by Rounded. Of a text the
// output is taken as it is.
type Filter struct {
	Argv []string
	// Run runs argv and returns what it wrote; required. It ends with ctx.
	Run func(ctx context.Context, argv []string, stdin []byte) ([]byte, error)
	// Rounded gets the places at which a number came back as a float makes it, and was
	// left as it is; nil: nobody does. It is called for every run of the filter.
	Rounded func([]diff.Change)
}

func (*Filter) again() again { return runs }

func (f *Filter) apply(ctx context.Context, d *document.Document, r *run) (*document.Document, error) {
	if d == nil {
		return nil, errAbsent
	}
	out, err := f.Run(ctx, f.Argv, d.Source())
	switch {
	case err != nil:
		return nil, &FilterError{Command: f.Argv[0], Err: err}
	case bytes.Equal(out, d.Source()):
		return d, nil
	case d.Format() == document.JSON && len(bytes.TrimSpace(out)) == 0:
		return nil, errSilent
	}
	to, err := document.Parse(out, d.Format())
	if err != nil {
		return nil, err
	}
	carried, rounded, err := diff.Carrier{Options: r.diff, Numbers: diff.NumberFloat}.Carry(d, d, to)
	if err == nil && len(rounded) > 0 && f.Rounded != nil {
		f.Rounded(rounded)
	}
	return carried, err
}
