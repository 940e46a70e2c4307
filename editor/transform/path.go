package transform

import (
	"errors"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// ParsePath is document.ParsePath; its error is a *UsageError.
func ParsePath(s string) (document.Pointer, error) {
	p, err := document.ParsePath(s)
	if err != nil {
		return "", &UsageError{What: "path", Text: s, Err: err}
	}
	return p, nil
}

// ParseAssignment reads PATH=VALUE, in which the first "=" ends the path. A path that
// contains one cannot be written here, nor can the empty one: it would be the whole
// document, and is more likely a variable of the shell that is not set. The error is a
// *UsageError.
func ParseAssignment(s string) (p document.Pointer, value string, err error) {
	path, value, ok := strings.Cut(s, "=")
	if !ok {
		return "", "", &UsageError{What: "path", Text: s, Err: errors.New("there is no = and no value")}
	}
	if path == "" {
		return "", "", &UsageError{What: "path", Text: s, Err: errors.New("the path before = is empty")}
	}
	p, err = ParsePath(path)
	return p, value, err
}
