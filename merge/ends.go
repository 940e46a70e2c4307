package merge

import "bytes"

// ends are how a text ends its lines.
type ends struct {
	eol   string // "\n" or "\r\n": every line has it; "" where there is none, or not one way
	lines int    // that have it
	step  int    // bytes that each has gained in convert
}

// endsOf looks at every line.
func endsOf(text []byte) ends {
	n := bytes.Count(text, []byte{'\n'})
	switch bytes.Count(text, []byte("\r\n")) {
	case 0:
		if n > 0 {
			return ends{eol: "\n", lines: n}
		}
	case n:
		return ends{eol: "\r\n", lines: n}
	}
	return ends{}
}

// convert returns text with other line ends. The way back gives the same bytes: every
// line ends alike.
func (e *ends) convert(text []byte, eol string) []byte {
	if e.eol == eol {
		return text
	}
	e.step = len(eol) - len(e.eol)
	return bytes.ReplaceAll(text, []byte(e.eol), []byte(eol))
}

// grown returns how many bytes convert has added before line i.
func (e ends) grown(i int) int { return e.step * min(i, e.lines) }
