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
	return r.n.d.manner().comma
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

// colon returns the colon of a member that comes into r: its neighbour's.
func (r region) colon() []byte {
	if len(r.items) == 0 {
		return r.n.d.manner().colon
	}
	return r.items[min(max(r.prev, 0), len(r.items)-1)].colon()
}

// colon returns what stands between n's name and its value.
func (n Node) colon() []byte {
	_, end := n.at().nameSpan(n.d.source)
	if gap := n.d.source[end:n.at().start]; breaks(gap) == 0 {
		return gap
	}
	return []byte(": ")
}

// emptyStyle returns the spacing for the first children of n, which has none: as in
// an array or object beside n, else as around n.
func (d *Document) emptyStyle(n Node) (lead, between, trail []byte) {
	comma := d.manner().comma
	inside, _ := n.edges()
	opened := breaks(inside) > 0
	if beside, ok := n.beside(); ok && !opened {
		if lead, trail = beside.edges(); breaks(lead) == 0 {
			if first := beside.firstGap(); first != nil {
				comma = oneBreak(first)
			}
			return lead, comma, trail
		}
		opened = true
	}
	item, _ := n.ItemSpan()
	if around, ok := n.Parent(); ok && !opened {
		lead, trail = around.edges()
		opened = breaks(d.spaceBefore(item)) > 0
	}
	if !opened {
		if breaks(lead)+breaks(trail) > 0 {
			lead, trail = nil, nil
		}
		return lead, comma, trail
	}
	trail = append(bytes.Clone(d.manner().newline), d.lineIndent(item)...)
	lead = append(bytes.Clone(trail), n.unitAround()...)
	return lead, append([]byte{','}, lead...), trail
}

// edges returns the white space behind n's opening and before its closing bracket.
func (n Node) edges() (lead, trail []byte) {
	start, end := n.Span()
	inner := n.d.source[start+1 : end-1]
	return inner[:len(inner)-len(bytes.TrimLeft(inner, whiteSpace))], n.d.spaceBefore(end - 1)
}

// spaceBefore returns the white space that ends at offset.
func (d *Document) spaceBefore(offset int) []byte {
	before := d.source[:offset]
	return before[len(bytes.TrimRight(before, whiteSpace)):]
}

// firstGap returns what stands between n's first child and its second; nil where
// there is none.
func (n Node) firstGap() []byte {
	if n.Len() < 2 {
		return nil
	}
	first := Node{n.d, n.i + 1}
	_, end := first.ItemSpan()
	start, _ := Node{n.d, first.at().next}.ItemSpan()
	return n.d.source[end:start]
}

// beside returns the first of n's siblings that is of its kind and has children. It
// looks at some of them only: style is no reason to read a whole array each time.
func (n Node) beside() (Node, bool) {
	around, _ := n.Parent()
	looked := 0
	for c := range around.Children() {
		if c.Kind() == n.Kind() && c.Len() > 0 {
			return c, true
		}
		if looked++; looked == 100 {
			break
		}
	}
	return Node{}, false
}

// unitAround returns the indentation of one level around n, else of the document.
func (n Node) unitAround() []byte {
	for around, ok := n.Parent(); ok; around, ok = around.Parent() {
		if unit, ok := around.unit(); ok {
			return unit
		}
	}
	return n.d.manner().unit
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
