package merge

import (
	"bytes"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// A style is how a whole document is written, as far as can be told from its first
// lines. It is looked at only where one side gave the document a new style and the
// other added something in the old one.
type style struct {
	eol    string // "" of a document on one line
	indent string // of one level
	comma  string // on one line: what follows a comma
	colon  string // a colon, and the white space around it
}

// styleOf returns the style of d; unknown is what a document without a single gap
// is taken for.
func styleOf(d *document.Document, unknown style) style {
	root := d.Root()
	l := newLayout(root, d, firstTwo(root))
	if len(l.children) == 0 {
		return unknown
	}
	s := style{colon: colonIn(d, root, unknown.colon)}
	lead := l.lead(0)
	if i := bytes.LastIndexByte(lead, '\n'); i >= 0 {
		s.eol, s.indent = "\n", string(lead[i+1:])
		if i > 0 && lead[i-1] == '\r' {
			s.eol = "\r\n"
		}
	} else if len(l.children) > 1 {
		s.comma = string(l.lead(1))
	}
	return s
}

// firstTwo returns at most two children of n.
func firstTwo(n document.Node) (all []document.Node) {
	for c := n.First(); here(c) && len(all) < 2; c = c.Next() {
		all = append(all, c)
	}
	return all
}

// colonIn returns the first colon of d, with its white space.
func colonIn(d *document.Document, n document.Node, unknown string) string {
	for c := range n.Children() {
		if name := c.NameSource(); name != nil {
			from, _ := c.ItemSpan()
			value, _ := c.Span()
			return string(d.Source()[from+len(name) : value])
		}
		if found := colonIn(d, c, ""); found != "" {
			return found
		}
	}
	return unknown
}

// lead returns what stands before a child at depth.
func (s style) lead(first bool, depth int) []byte {
	switch {
	case s.eol != "":
		return []byte(s.eol + strings.Repeat(s.indent, depth))
	case first:
		return nil
	}
	return []byte(s.comma)
}

// tail returns what stands before the closing bracket of an array or object at depth.
func (s style) tail(depth int) string {
	if s.eol == "" {
		return ""
	}
	return s.eol + strings.Repeat(s.indent, depth)
}

// format appends n, at depth, written in s; scalars and names as they are spelled.
func (s style) format(out []byte, n document.Node, depth int) []byte {
	if n.Len() == 0 {
		return append(out, n.Source()...)
	}
	source := n.Source()
	out = append(out, source[0])
	first := true
	for c := range n.Children() {
		if !first {
			out = append(out, ',')
		}
		out = append(out, s.lead(first, depth+1)...)
		if name := c.NameSource(); name != nil {
			out = append(append(out, name...), s.colon...)
		}
		out = s.format(out, c, depth+1)
		first = false
	}
	out = append(out, s.tail(depth)...)
	return append(out, source[len(source)-1])
}
