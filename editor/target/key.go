package target

import (
	"net/url"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// namesKey reports whether a text that is to be created names itself: all of the key in
// its URL stands in it, as a member or as a member of one. A server to which it is sent
// without a key chooses one, and makes another resource of every such request.
func namesKey(d *document.Document, u *url.URL) bool {
	if d.Format() != document.JSON || u == nil {
		return false
	}
	key := keyOf(u)
	return len(key) > 0 && !slices.ContainsFunc(key, func(part string) bool { return !holds(d.Root(), part, 2) })
}

// keyOf is the key of the resource at u.
//
//	/pages/7 -> 7    /Pages(7) -> 7    /Pages(a='x',b='y') -> x, y    /pages?id=eq.7 -> 7
func keyOf(u *url.URL) (key []string) {
	for _, values := range u.Query() {
		for _, v := range values {
			if part, ok := strings.CutPrefix(v, "eq."); ok {
				key = append(key, part)
			}
		}
	}
	if len(key) > 0 {
		return key
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	last, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if _, inside, ok := strings.Cut(last, "("); ok && strings.HasSuffix(inside, ")") {
		for _, part := range strings.Split(strings.TrimSuffix(inside, ")"), ",") {
			if _, value, named := strings.Cut(part, "="); named {
				part = value
			}
			key = append(key, strings.Trim(part, "'"))
		}
		return key
	}
	if last == "" || err != nil {
		return nil
	}
	return []string{last}
}

// holds reports whether a member of n has that text, so many levels deep.
func holds(n document.Node, text string, depth int) bool {
	if n.Kind() != document.Object {
		return depth < 2 && (n.Kind() == document.String || n.Kind() == document.Number) && n.Text() == text
	}
	if depth == 0 {
		return false
	}
	for m := range n.Children() {
		if holds(m, text, depth-1) {
			return true
		}
	}
	return false
}
