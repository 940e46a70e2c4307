package transform

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/etch-http/etch/merge/document"
)

// ParsePath reads a JSON Pointer (RFC 6901: "/a/0/b") or a dotted path ("a.b", also
// ".a.b"), in which every dot separates two names and nothing is escaped. A name
// with a dot, or brackets, is written as a pointer. The error is a *UsageError.
func ParsePath(s string) (document.Pointer, error) {
	fail := func(reason string) (document.Pointer, error) {
		return "", &UsageError{What: "path", Text: s, Err: errors.New(reason)}
	}
	switch {
	case !utf8.ValidString(s):
		return fail("not UTF-8")
	case s == "":
		return "", nil // the whole document
	case s[0] == '/':
		p, err := document.ParsePointer(s)
		if err != nil {
			return "", &UsageError{What: "path", Text: s, Err: err}
		}
		return p, nil
	case strings.ContainsAny(s, "[]"):
		// .tags[0] would make a member of that name, which nobody means.
		return fail("brackets are no part of a dotted path; an element is a.0 or /a/0")
	}
	var p document.Pointer
	for name := range strings.SplitSeq(strings.TrimPrefix(s, "."), ".") {
		if name == "" {
			return fail("a name is empty; a name with a dot in it is written as a pointer, /a.b")
		}
		p = p.Child(name)
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
