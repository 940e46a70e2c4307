package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// A fileSyntaxError is a file that is not what it was said to be.
type fileSyntaxError struct {
	name string
	err  *document.SyntaxError
}

// Error names the file, the line, the column, the place and the reason.
func (e *fileSyntaxError) Error() string {
	s := fmt.Sprintf("%s:%d:%d: ", e.name, e.err.Line, e.err.Column)
	if e.err.Pointer != "" {
		s += "in " + place(e.err.Pointer) + ": "
	}
	return s + e.err.Reason
}

// fileSyntaxEnding is the ending of a file that was said to be JSON.
func fileSyntaxEnding(e *fileSyntaxError, f facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "syntax", say: e.Error(),
		hint: "correct it there; " + f.command + " --format text takes files as lines",
	}
}

// parseSources parses files as format says: "json", "text", or "auto", which is JSON
// where all that are there are JSON. Of "json" the error is a *fileSyntaxError; of
// "auto", why is the one that made it text, where that is worth a word.
func parseSources(format string, all []source) (docs []*document.Document, why *fileSyntaxError, err error) {
	if format == "text" {
		docs, err = parsePresent(document.Text, all)
		return docs, nil, err
	}
	docs, err = parsePresent(document.JSON, all)
	broken := firstBroken(all, err)
	switch {
	case err == nil && anyPresent(docs):
		return docs, nil, nil
	case format == "json" && broken != nil:
		return nil, nil, broken
	case format == "json":
		return docs, nil, nil
	}
	if !meantAsJSON(docs, all) {
		broken = nil
	}
	docs, err = parsePresent(document.Text, all)
	return docs, broken, err
}

// parsePresent parses what is not absent; what is has a nil document.
func parsePresent(f document.Format, all []source) ([]*document.Document, error) {
	var sources [][]byte
	var at []int
	for i, s := range all {
		if !s.absent {
			sources, at = append(sources, s.data), append(at, i)
		}
	}
	parsed, err := document.ParseAll(f, sources...)
	docs := make([]*document.Document, len(all))
	for k, d := range parsed {
		docs[at[k]] = d
	}
	return docs, err
}

// firstBroken is the first file in which err found something.
func firstBroken(all []source, err error) *fileSyntaxError {
	var broken document.SourceErrors
	if !errors.As(err, &broken) {
		return nil
	}
	k := 0
	for _, s := range all {
		if s.absent {
			continue
		}
		var e *document.SyntaxError
		if errors.As(broken[k], &e) {
			name := s.name
			if s.side != "" {
				name += " (" + s.side + ")"
			}
			return &fileSyntaxError{name: name, err: e}
		}
		k++
	}
	return nil
}

// anyPresent reports whether there is a document at all.
func anyPresent(docs []*document.Document) bool {
	for _, d := range docs {
		if d != nil {
			return true
		}
	}
	return false
}

// meantAsJSON reports whether files that are merged by line were perhaps meant to be
// JSON: one of them is, or is named so.
func meantAsJSON(docs []*document.Document, all []source) bool {
	for i, s := range all {
		if docs[i] != nil || strings.EqualFold(filepath.Ext(s.name), ".json") {
			return true
		}
	}
	return false
}

// binary reports whether a file is none of lines: it has a NUL where git, too, looks
// for one.
func (s source) binary() bool {
	return bytes.IndexByte(s.data[:min(len(s.data), 8000)], 0) >= 0
}

// isText reports whether documents are merged and compared by line.
func isText(docs []*document.Document) bool {
	for _, d := range docs {
		if d != nil && d.Format() == document.Text {
			return true
		}
	}
	return false
}

// absentAsEmpty puts a text without lines in the place of one that is absent.
func absentAsEmpty(docs []*document.Document) {
	if !isText(docs) {
		return
	}
	for i, d := range docs {
		if d == nil {
			docs[i], _ = document.Parse([]byte{}, document.Text) // any bytes are a text
		}
	}
}
