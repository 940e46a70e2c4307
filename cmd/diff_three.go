package cmd

import (
	"encoding/json"

	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A whoLine is one place that differs among three files. A side on which the value is
// absent has no key.
type whoLine struct {
	Path   string          `json:"path"`
	Line   int             `json:"line,omitempty"` // text: of theirs
	Who    string          `json:"who"`
	Base   json.RawMessage `json:"base,omitempty"`
	Ours   json.RawMessage `json:"ours,omitempty"`
	Theirs json.RawMessage `json:"theirs,omitempty"`
}

// diffThree says who changed what since the base.
func (a *app) diffThree(docs []*document.Document, f *diffFlags) (*comparison, error) {
	absentAsEmpty(docs)
	revisions := merge.Revisions{Base: docs[0], Ours: docs[1], Theirs: docs[2]}
	r, err := merge.Merge(revisions, f.merge.options())
	if err != nil {
		return nil, err
	}
	c := &comparison{differs: len(r.Changes) > 0}
	c.print = func(p *sheet) error { return show.ThreeWay(p, p.style, r) }
	if f.output == "json" {
		body, err := marshal(whoLines(r.Changes, docs))
		if err != nil {
			return nil, &localError{say: "cannot write the changes as JSON", err: err}
		}
		c.print = func(p *sheet) error { return p.json(body) }
	}
	return c, nil
}

// whose are the words for who made a change.
var whose = map[merge.Side]string{merge.Ours: "ours", merge.Theirs: "theirs", merge.Both: "both", merge.None: "conflict"}

// whoLines lists changes of documents like docs.
func whoLines(changes []merge.Change, docs []*document.Document) []whoLine {
	format := document.JSON
	if isText(docs) {
		format = document.Text
	}
	lines := []whoLine{} // an empty list is no null
	for _, c := range changes {
		lines = append(lines, whoLine{
			Path: string(c.Pointer), Line: c.Line, Who: whose[c.Who],
			Base: value(c.Base, format), Ours: value(c.Ours, format), Theirs: value(c.Theirs, format),
		})
	}
	return lines
}
