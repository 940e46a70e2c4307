package document

import "bytes"

// maxGrowth bounds Indent: thousands of levels would make it quadratic.
const maxGrowth = 16

// Indent returns d with its white space made anew, two spaces a level, values as
// they are spelled; a document of several lines is returned as it is. Empty arrays
// and objects stay on their line, and the last line ends.
//
// It is a view for a person. So deep a document that it would grow to more than 16
// times its size is returned as it is, too.
func (d *Document) Indent() *Document {
	root := d.Root()
	if d.Format() != JSON || bytes.ContainsAny(root.Source(), "\r\n") {
		return d
	}
	limit := maxGrowth*len(d.source) + 1024
	out := make([]byte, 0, 2*len(d.source))
	if bytes.HasPrefix(d.source, bom) {
		out = append(out, bom...)
	}
	level := 0
	source := root.Source()
	for i := 0; i < len(source); i++ {
		switch c := source[i]; c {
		case ' ', '\t':
		case '{', '[':
			out = append(out, c)
			if end := spaceEnd(source, i+1); source[end] == c+2 { // } and ] are two behind { and [
				out = append(out, source[end])
				i = end
				continue
			}
			level++
			out = breakLine(out, level)
		case '}', ']':
			level--
			out = append(breakLine(out, level), c)
		case ',':
			out = breakLine(append(out, c), level)
		case ':':
			out = append(out, ": "...)
		case '"':
			end := stringEnd(source, i)
			out = append(out, source[i:end]...)
			i = end - 1
		default:
			out = append(out, c)
		}
		if len(out) > limit {
			return d
		}
	}
	view, err := Parse(append(out, '\n'), JSON)
	if err != nil { // white space alone has changed
		panic("document: an indented document does not parse: " + err.Error())
	}
	return view
}

// breakLine begins a line of that level.
func breakLine(out []byte, level int) []byte {
	out = append(out, '\n')
	for range level {
		out = append(out, "  "...)
	}
	return out
}
