package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// A report is what "-o json" prints, one object a line; scripts rely on its keys.
// Keys with nothing to say are left out, but for url, outcome and requests.
type report struct {
	URL          string          `json:"url"`
	Outcome      outcome         `json:"outcome"`
	Reason       string          `json:"reason,omitempty"`
	Method       string          `json:"method,omitempty"`
	MediaType    string          `json:"media_type,omitempty"`
	Status       int             `json:"status,omitempty"`
	Guard        string          `json:"guard,omitempty"`
	Validator    *validators     `json:"validator,omitempty"`
	Requests     int             `json:"requests"`
	ConflictsMet int             `json:"conflicts_met,omitempty"`
	Merge        editor.Merging  `json:"merge,omitempty"`
	Changes      json.RawMessage `json:"changes,omitempty"`
	Conflicts    []conflictLine  `json:"conflicts,omitempty"`
	Location     string          `json:"location,omitempty"` // of what was created elsewhere than at URL
	Request      *requestLine    `json:"request,omitempty"`
	Draft        string          `json:"draft,omitempty"`
	Error        string          `json:"error,omitempty"`
	Hint         string          `json:"hint,omitempty"`
}

// validators are the versions that the write was made on and that it led to.
type validators struct {
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// A conflictLine is one place in conflict. A side on which the value is absent has no key.
type conflictLine struct {
	Path   string          `json:"path"`
	Line   int             `json:"line,omitempty"`
	Kind   string          `json:"kind"`
	Base   json.RawMessage `json:"base,omitempty"`
	Ours   json.RawMessage `json:"ours,omitempty"`
	Theirs json.RawMessage `json:"theirs,omitempty"`
}

// A tally counts what a run sends.
type tally struct {
	mu       sync.Mutex
	requests int
	status   int  // of the last write, else of the last request; 0 without an answer
	write    bool // status is a write's
}

// count is client.Options.OnExchange.
func (t *tally) count(x client.Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests++
	write := writes(x.Method)
	if write || !t.write {
		t.status, t.write = x.Status, write
	}
}

// writes reports whether a method is one that resources are written by.
func writes(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, "PROPFIND", "LOCK", "UNLOCK":
		return false
	}
	return true
}

// newReport says what is known of an edit when it is over.
func newReport(url string, r editor.Report, e ending, t *tally) report {
	out := report{
		URL: url, Outcome: e.outcome, Reason: e.reason, Requests: t.requests, Draft: r.Draft,
		ConflictsMet: r.Rivals, Error: e.say, Hint: e.hint,
	}
	if t.write || e.outcome != outcomeApplied && e.outcome != outcomeUnchanged {
		out.Status = t.status
	}
	if r.Base.Representation.URL == nil {
		return out // nothing was read
	}
	base := r.Base
	out.Merge = r.Merge
	if !r.Write.Empty() {
		base = r.Write.Base
		out.Method, out.MediaType = r.Write.Request.Method, r.Write.Request.MediaType
		out.Guard = "unproven"
		if !r.Write.Guard.Excludes() && !r.Write.Guard.Tests() {
			out.Guard = "none"
		}
	}
	v := validators{Before: validatorText(base.Representation.Validator), After: validatorText(r.After.Representation.Validator)}
	if v != (validators{}) {
		out.Validator = &v
	}
	if e.outcome == outcomeConflict {
		out.Conflicts = conflictLines(r.Conflicts, base.Document)
	}
	return out
}

// validatorText is a validator as one string, byte for byte where it has one value.
func validatorText(v client.Validator) string { return strings.Join(v.Values, " ") }

// changesOf returns the change of w as RFC 6902, array elements told apart as o says; of
// a text, the replacement of the whole.
func changesOf(w editor.Write, o diff.Options) json.RawMessage {
	switch {
	case w.Base.Document == nil:
		return wholeChange("add", value(w.Wanted.Source(), w.Wanted.Format()))
	case w.Wanted == nil:
		return wholeChange("remove", nil)
	case w.Base.Document.Format() == document.JSON && w.Wanted.Format() == document.JSON:
		m := patch.Maker{Diff: o}
		if p, err := m.Make(patch.JSON, w.Base.Document, w.Wanted); err == nil {
			return p.Body
		}
	}
	return wholeChange("replace", value(w.Wanted.Source(), w.Wanted.Format()))
}

// wholeChange is the change of a whole document.
func wholeChange(name string, to json.RawMessage) json.RawMessage {
	type op struct {
		Op    string          `json:"op"`
		Path  string          `json:"path"`
		Value json.RawMessage `json:"value,omitempty"`
	}
	b, err := marshal([]op{{name, "", to}})
	if err != nil {
		return nil
	}
	return b
}

// conflictLines lists conflicts of a document like d.
func conflictLines(cs []merge.Conflict, d *document.Document) []conflictLine {
	var lines []conflictLine
	for _, c := range cs {
		lines = append(lines, conflictLine{
			Path: string(c.Pointer), Line: c.Line, Kind: c.Kind.String(),
			Base: value(c.Base, d.Format()), Ours: value(c.Ours, d.Format()), Theirs: value(c.Theirs, d.Format()),
		})
	}
	return lines
}

// value is source text as JSON: JSON as it is spelled, anything else as a string;
// nil, the absent value, stays nil.
func value(source []byte, f document.Format) json.RawMessage {
	if source == nil {
		return nil
	}
	if f == document.JSON && json.Valid(source) && utf8.Valid(source) {
		return source
	}
	b, err := marshal(string(source))
	if err != nil {
		return nil
	}
	return b
}

// marshal is json.Marshal without the escapes that HTML needs.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// printJSON prints v as one line. What a terminal would obey or hide stands escaped
// there, which JSON allows in its strings; a program that reads it gets the same text
// either way.
func (a *app) printJSON(v any) error {
	b, err := marshal(v)
	if err != nil {
		return &localError{say: "cannot write the report", err: err}
	}
	if a.outTTY {
		b = show.SafeJSON(b)
	}
	_, _ = a.out.Write(append(b, '\n')) // the latch keeps the error
	return nil
}

// text is the report as one line for people.
func (r report) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", r.Outcome)
	if r.Method != "" && r.Outcome != outcomeUnchanged {
		b.WriteString(foreign(r.Method) + " ")
	}
	b.WriteString(foreign(r.URL))
	if r.Location != "" {
		b.WriteString(", at " + foreign(r.Location))
	}
	notes := []string{plural(r.Requests, "request")}
	switch r.Merge {
	case editor.Clean:
		notes = append(notes, "merged with another writer's change")
	case editor.Resolved:
		notes = append(notes, "merged with another writer's change, a conflict settled")
	case editor.Reran:
		notes = append(notes, "made again on another writer's change")
	}
	fmt.Fprintf(&b, " (%s)", strings.Join(notes, ", "))
	return b.String()
}

// plural counts.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
