package document

import "bytes"

// What comes in takes the style of its surroundings. The functions of this file
// read that style off the bytes: the nearest example wins.

// separator returns what to put between a child that comes into r and its
// neighbour: the gap between the children nearby, on one line break if on more.
func (r region) separator() []byte {
	if count := len(r.items); count > 1 {
		return oneBreak(r.gap(min(max(r.next, 1), count-1)))
	}
	if first := r.gap(0); breaks(first) > 0 {
		return append([]byte{','}, oneBreak(first)...)
	}
	return r.n.d.comma()
}

// oneBreak returns a gap without its blank lines.
func oneBreak(gap []byte) []byte {
	if breaks(gap) < 2 {
		return gap
	}
	before, after, comma := bytes.Cut(gap, []byte{','})
	if !comma {
		return lastBreak(gap)
	}
	out := append([]byte{}, lastBreak(before)...)
	return append(append(out, ','), lastBreak(after)...)
}

// lastBreak returns the last line break of space and what stands behind it; all of
// space, where it has at most one.
func lastBreak(space []byte) []byte {
	if breaks(space) < 2 {
		return space
	}
	i := bytes.LastIndexByte(space, '\n')
	if i > 0 && space[i-1] == '\r' {
		i--
	}
	return space[i:]
}

// comma returns the comma of the document's one-line arrays and objects, with its
// white space: the first that there is.
func (d *Document) comma() []byte {
	for i := range d.nodes {
		n := Node{d, int32(i)}
		if n.at().parent < 0 || n.at().next >= (Node{d, n.at().parent}).at().next {
			continue // no sibling behind it
		}
		_, end := n.ItemSpan()
		next, _ := Node{d, n.at().next}.ItemSpan()
		if gap := d.source[end:next]; breaks(gap) == 0 {
			return gap
		}
	}
	if colon := d.colon(); isSpace(colon[len(colon)-1]) {
		return []byte(", ")
	}
	return []byte{','}
}

// colon returns the colon of a member that comes into r: its neighbour's.
func (r region) colon() []byte {
	if len(r.items) == 0 {
		return r.n.d.colon()
	}
	return r.items[min(max(r.prev, 0), len(r.items)-1)].colon()
}

// colon returns what stands between n's name and its value.
func (n Node) colon() []byte {
	if gap := n.d.source[n.at().nameEnd:n.at().start]; breaks(gap) == 0 {
		return gap
	}
	return []byte(": ")
}

// colon returns the colon of the document's first member, with its white space.
func (d *Document) colon() []byte {
	for i := range d.nodes {
		if n := (Node{d, int32(i)}); n.isMember() {
			return n.colon()
		}
	}
	if d.oneLine() {
		return []byte{':'}
	}
	return []byte(": ")
}

// oneLine reports whether the value is all on one line. JSON strings hold no line
// breaks, so one that is found stands between tokens.
func (d *Document) oneLine() bool { return bytes.IndexByte(d.Root().Source(), '\n') < 0 }

// newline returns the line break of the document.
func (d *Document) newline() []byte {
	if i := bytes.IndexByte(d.source, '\n'); i > 0 && d.source[i-1] == '\r' {
		return []byte("\r\n")
	}
	return []byte{'\n'}
}

// emptyStyle returns the spacing for the first children of n, which has none: as in
// the nearest array or object beside n, else as around n.
func (d *Document) emptyStyle(n Node) (lead, between, trail []byte) {
	start, end := n.Span()
	_, opened := lastLine(d.source[start+1 : end-1])
	if beside, ok := n.beside(); ok && !opened {
		r := region{n: beside, items: beside.children(), prev: -1}
		if lead, trail = r.gap(0), r.gap(len(r.items)); breaks(lead) == 0 {
			return lead, r.separator(), trail
		}
		opened = true
	}
	around, inside := n.Parent()
	if inside && !opened {
		r := region{n: around, items: around.children()}
		lead, trail = r.gap(0), r.gap(len(r.items))
		opened = breaks(r.gap(n.Index())) > 0
	}
	if !opened {
		if breaks(lead) > 0 {
			lead = nil
		}
		if breaks(trail) > 0 {
			trail = nil
		}
		return lead, d.comma(), trail
	}
	item, _ := n.ItemSpan()
	trail = append(d.newline(), d.lineIndent(item)...)
	lead = append(bytes.Clone(trail), d.unit(n)...)
	return lead, append([]byte{','}, lead...), trail
}

// children returns n's children as a slice.
func (n Node) children() []Node {
	cs := make([]Node, 0, n.Len())
	for c := range n.Children() {
		cs = append(cs, c)
	}
	return cs
}

// beside returns, of n's siblings that are of its kind and have children, the
// nearest before n; else the first behind it.
func (n Node) beside() (Node, bool) {
	around, _ := n.Parent()
	var found Node
	for c := range around.Children() {
		if c.i > n.i && found.d != nil {
			break
		}
		if c.Kind() == n.Kind() && c.Len() > 0 {
			found = c
		}
	}
	return found, found.d != nil
}

// unit returns the indentation of one level: as around n, else as at the first
// line of the document that is indented, else two spaces.
func (d *Document) unit(n Node) []byte {
	for around, ok := n.Parent(); ok; around, ok = around.Parent() {
		if unit, ok := around.unit(); ok {
			return unit
		}
	}
	for i := range d.nodes {
		if unit, ok := (Node{d, int32(i)}).unit(); ok {
			return unit
		}
	}
	return []byte("  ")
}

// unit returns by how much n's first child stands further in than n, where it
// stands on a line of its own.
func (n Node) unit() ([]byte, bool) {
	if n.Len() == 0 {
		return nil, false
	}
	start, _ := n.Span()
	first, _ := Node{n.d, n.i + 1}.ItemSpan()
	inner, own := lastLine(n.d.source[start+1 : first])
	item, _ := n.ItemSpan()
	unit, deeper := bytes.CutPrefix(inner, n.d.lineIndent(item))
	return unit, own && deeper && len(unit) > 0
}
