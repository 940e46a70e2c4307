package document

import "bytes"

// whiteSpace is that of RFC 8259 section 2.
const whiteSpace = " \t\r\n"

// A style is how a document is written, as far as one example shows it. Where there
// is none, a document of one line is taken to be written without spaces.
type style struct {
	oneLine bool   // there is no line break inside the value
	newline []byte // its line break: LF or CRLF
	comma   []byte // with white space, between two children on one line
	colon   []byte // with white space
	unit    []byte // the indentation of one level
}

// manner returns d's style. It is read once: edits ask for it many times.
func (d *Document) manner() style {
	d.styled.Do(func() {
		s := style{
			// JSON strings hold no line breaks: one that is found stands between tokens.
			oneLine: bytes.IndexByte(d.Root().Source(), '\n') < 0,
			newline: []byte{'\n'},
			colon:   []byte(": "),
			comma:   []byte{','},
			unit:    []byte("  "),
		}
		if s.oneLine {
			s.colon = []byte{':'}
		}
		if i := bytes.IndexByte(d.source, '\n'); i > 0 && d.source[i-1] == '\r' {
			s.newline = []byte("\r\n")
		}
		d.examples(&s)
		d.style = s
	})
	return d.style
}

// examples fills s from the first comma, colon and indented line that there are.
func (d *Document) examples(s *style) {
	var comma, colon, unit bool
	for i := 0; i < len(d.nodes) && !(comma && colon && unit); i++ {
		n := Node{d, int32(i)}
		if !colon && n.isMember() {
			s.colon, colon = n.colon(), true
		}
		if first := n.firstGap(); !comma && first != nil && breaks(first) == 0 {
			s.comma, comma = first, true
		}
		if found, ok := n.unit(); !unit && ok {
			s.unit, unit = found, true
		}
	}
	if !comma && isSpace(s.colon[len(s.colon)-1]) {
		s.comma = []byte(", ")
	}
}
