package document

import "bytes"

// fit returns the source text of a value as it stands in d. A value of one line is
// taken as it is. One of several lines is put on one line where all of d is on one;
// else its lines are shifted, so that its closing bracket stands at indent. Only
// white space between tokens changes.
func (d *Document) fit(value []byte, indent func() []byte) []byte {
	if d.format != JSON || bytes.IndexByte(value, '\n') < 0 {
		return value
	}
	if s := d.manner(); s.oneLine {
		return fold(value, s.comma, s.colon)
	}
	return shift(value, indent(), d.manner().newline)
}

// indent returns the indentation of n's closing bracket, where that begins a line;
// else that of the line on which n begins.
func (n Node) indent() []byte {
	if indent, ok := closing(n.Source()); ok {
		return indent
	}
	item, _ := n.ItemSpan()
	return n.d.lineIndent(item)
}

// closing returns the indentation of the bracket that closes value, where that
// bracket begins a line.
func closing(value []byte) ([]byte, bool) {
	last, several := lastLine(value)
	indent := last[:len(last)-1]
	return indent, several && len(bytes.TrimLeft(indent, " \t")) == 0
}

// fold returns value on one line, with these commas and colons.
func fold(value, comma, colon []byte) []byte {
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case isSpace(c):
		case c == ',':
			out = append(out, comma...)
		case c == ':':
			out = append(out, colon...)
		case c == '"':
			end := stringEnd(value, i)
			out = append(out, value[i:end]...)
			i = end - 1
		default:
			out = append(out, c)
		}
	}
	return out
}

// shift returns value with its lines moved from the indentation of its closing
// bracket to indent, and its line breaks written as newline. Where the bracket
// begins no line it is not known how far value was indented, and it stays so.
func shift(value, indent, newline []byte) []byte {
	was, known := closing(value)
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); {
		switch c := value[i]; {
		case c == '"':
			end := stringEnd(value, i)
			out = append(out, value[i:end]...)
			i = end
		case c == '\r' && value[i+1] == '\n': // a value does not end in white space
			i++
		case c == '\n':
			out = append(out, newline...)
			i++
			if end := spaceEnd(value, i); known && value[end] != '\n' && value[end] != '\r' {
				out = append(out, indent...)
				i += len(commonPrefix(value[i:end], was))
			}
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}

// stringEnd returns the offset behind the string that begins at i.
func stringEnd(value []byte, i int) int {
	for i++; value[i] != '"'; i++ {
		if value[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// spaceEnd returns the offset behind the spaces and tabs from i on.
func spaceEnd(value []byte, i int) int {
	for value[i] == ' ' || value[i] == '\t' {
		i++
	}
	return i
}

// commonPrefix returns the bytes with which both begin.
func commonPrefix(a, b []byte) []byte {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[:i]
}
