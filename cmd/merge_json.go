package cmd

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A mergedConflict is a conflictLine that says, too, what --resolve would take, and
// where each side stands: the offsets in bytes of its first and behind its last byte,
// in the file of that side.
type mergedConflict struct {
	conflictLine
	Suggestion string `json:"suggestion,omitempty"` // ours or theirs
	Spans      struct {
		Base   *[2]int `json:"base,omitempty"`
		Ours   *[2]int `json:"ours,omitempty"`
		Theirs *[2]int `json:"theirs,omitempty"`
	} `json:"spans"`
}

// mergedConflicts lists the conflicts of m; an empty list is no null.
func (m merged) mergedConflicts() []mergedConflict {
	list := []mergedConflict{}
	for _, c := range m.Conflicts {
		line := mergedConflict{conflictLine: conflictLine{
			Path: string(c.Pointer), Line: c.Line, Kind: c.Kind.String(),
			Base: value(c.Base, m.format), Ours: value(c.Ours, m.format), Theirs: value(c.Theirs, m.format),
		}}
		line.Spans.Base = span2(c.Base, c.Spans.Base)
		line.Spans.Ours = span2(c.Ours, c.Spans.Ours)
		line.Spans.Theirs = span2(c.Theirs, c.Spans.Theirs)
		list = append(list, line)
	}
	for _, s := range m.Suggestions() {
		list[s.Index].Suggestion = whose[s.Take]
	}
	return list
}

// span2 is where value stands; nil of an absent one.
func span2(value []byte, s merge.Span) *[2]int {
	if value == nil {
		return nil
	}
	return &[2]int{s.Start, s.End}
}

// printMerged prints {"clean", "merged", "conflicts"} as one line. The document is
// spelled as it is, but for white space. A text that JSON cannot hold, since it is
// not UTF-8, is "merged_base64".
func (a *app) printMerged(m merged, f *joinFlags) error {
	conflicts, err := marshal(m.mergedConflicts())
	if err != nil {
		return &localError{say: "cannot write the conflicts as JSON", err: err}
	}
	var b bytes.Buffer
	b.WriteString(`{"clean":`)
	if m.Clean() && !m.doubtful {
		b.WriteString("true")
	} else {
		b.WriteString("false")
	}
	key, value, err := m.asJSON(f)
	if err != nil {
		return &localError{say: "cannot write the merged text as JSON", err: err}
	}
	if value != nil {
		b.WriteString(`,"` + key + `":`)
		b.Write(value)
	}
	b.WriteString(`,"conflicts":`)
	b.Write(conflicts)
	b.WriteString("}\n")
	out := b.Bytes()
	if a.outTTY {
		out = show.SafeJSON(out)
	}
	_, _ = a.out.Write(out) // the latch keeps the error
	return nil
}

// asJSON is the merged document, or the text with its markers as a string; nil where
// there is none.
func (m merged) asJSON(f *joinFlags) (key string, value []byte, err error) {
	if m.format == document.JSON {
		if m.Document == nil {
			return "", nil, nil
		}
		return "merged", m.Document.Root().Compact(), nil
	}
	text := m.text(f)
	if !utf8.Valid(text) {
		value, err = json.Marshal(text) // base64
		return "merged_base64", value, err
	}
	value, err = marshal(string(text))
	return "merged", value, err
}
