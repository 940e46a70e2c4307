package document

import "bytes"

// A region is what stands between two children that stay (or a bracket and a
// child): white space, commas, and the children that go. Wherever children come or
// go, the region is written anew, so that the children that stay keep every byte.
type region struct {
	n       Node   // the array or object
	items   []Node // its children
	prev    int    // the child before the region; -1 at the opening bracket
	next    int    // the child behind it; len(items) at the closing one
	inserts []Edit // what comes between
}

// regions writes the regions of n in which g changes something.
func (s *splicer) regions(n Node, g *group) {
	inserts := make(map[int][]Edit, len(g.inserts))
	for _, e := range g.inserts {
		inserts[e.Index] = append(inserts[e.Index], e)
	}
	r := region{n: n, items: make([]Node, 0, n.Len()), prev: -1}
	for c := range n.Children() {
		r.items = append(r.items, c)
	}
	for k := 0; k <= len(r.items); k++ {
		r.inserts = append(r.inserts, inserts[k]...)
		if k < len(r.items) && g.removed[r.items[k].i] {
			continue
		}
		if r.next = k; len(r.inserts) > 0 || r.removes() {
			start, end := r.bounds()
			s.spans = append(s.spans, span{start, end, s.write(r)})
		}
		r.prev, r.inserts = k, nil
	}
}

// removes reports whether children go.
func (r region) removes() bool { return r.next-r.prev > 1 }

// bounds returns the offsets of the region.
func (r region) bounds() (start, end int) {
	start, end = r.n.Span()
	start, end = start+1, end-1
	if r.prev >= 0 {
		_, start = r.items[r.prev].ItemSpan()
	}
	if r.next < len(r.items) {
		end, _ = r.items[r.next].ItemSpan()
	}
	return start, end
}

// gap returns the source between child k-1 and child k: white space, and a comma
// where both are there.
func (r region) gap(k int) []byte {
	r.prev, r.next = k-1, k
	start, end := r.bounds()
	return r.n.d.source[start:end]
}

// write returns the new text of r.
func (s *splicer) write(r region) []byte {
	if len(r.inserts) == 0 {
		return r.closed()
	}
	lead, between, trail := s.spacing(r)
	var out []byte
	for k, e := range r.inserts {
		if k == 0 {
			out = append(out, lead...)
		} else {
			out = append(out, between...)
		}
		out = s.appendItem(out, r, e, lead)
	}
	return append(out, trail...)
}

// closed returns what is left of r where children go and none come.
func (r region) closed() []byte {
	switch {
	case r.prev < 0 && r.next == len(r.items): // all go: nothing is left between the brackets
		return nil
	case r.prev < 0: // the first go: the next one takes the place of the first
		return r.gap(0)
	case r.next == len(r.items): // the last go: the bracket stays where it is
		return r.gap(r.next)
	}
	// Some in the middle go: of the gaps the one with the most line breaks stays, so
	// that neither blank lines nor rows of a table are lost; of equal ones the last,
	// which is the white space in front of the next child.
	best := r.gap(r.next)
	for k := r.next - 1; k > r.prev; k-- {
		if gap := r.gap(k); breaks(gap) > breaks(best) {
			best = gap
		}
	}
	return best
}

// spacing returns the white space and commas for the children that come: before
// the first, between them, and behind the last.
func (s *splicer) spacing(r region) (lead, between, trail []byte) {
	first, last := r.prev < 0, r.next == len(r.items)
	if len(r.items) == 0 {
		return s.d.emptyStyle(r.n)
	}
	lead, trail = r.gap(r.prev+1), r.gap(r.next)
	if r.removes() {
		// They take the place of those that go.
		return lead, r.separator(), trail
	}
	between = r.separator()
	switch {
	case first: // lead stays in front
		return lead, between, between
	case last: // trail stays behind
		return between, between, trail
	default: // the old gap stays in front of the next child
		return between, between, trail
	}
}

// appendItem appends the element or member that e inserts.
func (s *splicer) appendItem(out []byte, r region, e Edit, lead []byte) []byte {
	if r.n.Kind() == Object {
		out = append(out, Quote(e.Name)...)
		out = append(out, r.colon()...)
	}
	return append(out, s.d.fit(e.Value, func() []byte {
		if indent, own := lastLine(lead); own {
			return leadingBlanks(indent) // a comma may stand behind them
		}
		at, _ := r.bounds() // it lands on a line that others have begun
		return s.d.lineIndent(at)
	})...)
}

// breaks counts the line breaks in white space.
func breaks(space []byte) int { return bytes.Count(space, []byte{'\n'}) }

// lastLine returns what stands behind the last line break of space, and whether
// there is one.
func lastLine(space []byte) ([]byte, bool) {
	i := bytes.LastIndexByte(space, '\n')
	return space[i+1:], i >= 0
}

// lineIndent returns the white space that begins the line of offset. JSON has no
// line breaks inside its strings, so this is never part of a value.
func (d *Document) lineIndent(offset int) []byte {
	line := d.source[bytes.LastIndexByte(d.source[:offset], '\n')+1:]
	return leadingBlanks(bytes.TrimPrefix(line, bom))
}

// leadingBlanks returns the spaces and tabs with which line begins.
func leadingBlanks(line []byte) []byte { return line[:len(line)-len(bytes.TrimLeft(line, " \t"))] }
