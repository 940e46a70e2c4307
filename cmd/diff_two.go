package cmd

import (
	"errors"
	"fmt"
	"slices"

	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// diffTwo compares two documents.
func (a *app) diffTwo(all []source, docs []*document.Document, f *diffFlags) (*comparison, error) {
	from, to := docs[0], docs[1]
	if f.output == "json" || f.output == "merge-patch" {
		return diffPatch(from, to, f)
	}
	if isText(docs) || f.output == "unified" {
		return diffLines(all, from, to), nil
	}
	changes := diff.Between(from, to, f.merge.options().Diff)
	return &comparison{
		differs: len(changes) > 0,
		print: func(p *sheet) error {
			if len(changes) == 0 && !from.Equal(to) {
				fmt.Fprintln(a.err, "note: only white space, escapes or the order of members differ; -o unified shows them")
			}
			return show.Changes(p, p.style, onOneLine(changes))
		},
	}, nil
}

// onOneLine spells the values of changes without the white space between their
// tokens: each stands on the one line of its change.
func onOneLine(changes []diff.Change) []diff.Change {
	short := func(v []byte) []byte {
		if d, err := document.Parse(v, document.JSON); err == nil {
			return d.Root().Compact()
		}
		return v
	}
	out := slices.Clone(changes)
	for i := range out {
		out[i].Old, out[i].New = short(out[i].Old), short(out[i].New)
	}
	return out
}

// diffPatch makes the patch from one document to another.
func diffPatch(from, to *document.Document, f *diffFlags) (*comparison, error) {
	if isText([]*document.Document{from, to}) {
		return nil, &usageError{say: "-o " + f.output + " is for JSON, and these files are text", hint: "-o unified prints the lines that differ"}
	}
	mediaType, body := patch.JSON, []byte("[]")
	if f.output == "merge-patch" {
		mediaType, body = patch.Merge, []byte("{}")
	}
	differs := from == nil || to == nil || !document.Same(from.Root(), to.Root())
	if differs {
		m := patch.Maker{Diff: f.merge.options().Diff, Test: f.test}
		p, err := m.Make(mediaType, from, to)
		var no *patch.InexpressibleError
		switch {
		case errors.As(err, &no):
			return nil, inexpressible(no, from == nil || to == nil, f)
		case err != nil:
			return nil, err
		}
		body = p.Body
	}
	return &comparison{differs: differs, print: func(p *sheet) error { return p.json(body) }}, nil
}

// inexpressible says why there is no such patch, and which one there is; absent: one
// of the documents is not there.
func inexpressible(e *patch.InexpressibleError, absent bool, f *diffFlags) error {
	u := &usageError{say: "a JSON patch cannot express the change: " + e.Reason, hint: "-o unified prints the lines that differ"}
	if f.output == "merge-patch" {
		u.say = "a merge patch cannot express the change at " + whereAt(e.Pointer) + ": " + e.Reason
		if !absent { // a JSON patch cannot end with no document either
			u.hint = "-o json prints an RFC 6902 patch, which can"
		}
	}
	return u
}

// whereAt names a place in a sentence.
func whereAt(p document.Pointer) string {
	if p == "" {
		return "the whole document"
	}
	return place(p)
}

// diffLines compares two files by line.
func diffLines(all []source, from, to *document.Document) *comparison {
	return &comparison{
		differs: !from.Equal(to),
		print: func(p *sheet) error {
			if from.Equal(to) {
				return nil
			}
			if p.raw {
				return writeUnified(p, all, from, to)
			}
			for i, sign := range []string{"--- ", "+++ "} {
				if _, err := fmt.Fprintln(p, p.style.Bold(sign+foreign(all[i].name))); err != nil {
					return err
				}
			}
			return show.Diff(p, p.style, from, to)
		},
	}
}
