package document

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// ParsePath reads a place as people write one: a JSON Pointer ("/a/0/b", see
// ParsePointer) or a dotted path ("a.b", also ".a.b"), in which every dot separates two
// names and nothing is escaped. A name with a dot, or brackets, is written as a pointer.
// "" is the whole document.
func ParsePath(s string) (Pointer, error) {
	switch {
	case !utf8.ValidString(s):
		return "", errors.New("not UTF-8")
	case s == "", s[0] == '/':
		return ParsePointer(s)
	case strings.ContainsAny(s, "[]"):
		// .tags[0] would make a member of that name, which nobody means.
		return "", errors.New("brackets are no part of a dotted path; an element is a.0 or /a/0")
	}
	var p Pointer
	for name := range strings.SplitSeq(strings.TrimPrefix(s, "."), ".") {
		if name == "" {
			return "", errors.New("a name is empty; a name with a dot in it is written as a pointer, /a.b")
		}
		p = p.Child(name)
	}
	return p, nil
}
