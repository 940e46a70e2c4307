package document

import (
	"bytes"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/etch-http/etch/merge/internal/pages"
)

// An ahead reads the second half of a large source while the first half is being read.
// Where it begins is a guess: that a child of some array or object begins there. What a
// child is depends on nothing around it but the bracket that closes it, and how deep it
// stands. So if whoever reads the first half comes to that very place, and to a child,
// what was read is what would be read; else it is of no use, and is dropped.
type ahead struct {
	scanner // nodes[0] stands for the array or object around
	start   int
	closer  byte // the bracket that closes that

	// Of the children that are whole.
	end   int // behind the last of them
	nodes int // how many nodes there are, nodes[0] included
	count int32

	stopped atomic.Bool // nobody needs it any longer
	done    sync.WaitGroup
}

// reach is how many levels one that reads ahead goes down, at most: where the child
// stands, so many more are allowed.
const reach = 1000

// newAhead returns one that begins at start.
func newAhead(source []byte, start int, closer byte, table []node) *ahead {
	a := &ahead{scanner: *newScanner(source, table), start: start, closer: closer, nodes: 1}
	kind := Array
	if closer == '}' {
		kind = Object
	}
	a.depth = maxDepth - reach - 1
	a.enter(node{parent: -1, label: uint32(kind)})
	a.pos = start
	return a
}

// read reads children, up to the end of what is around them or the first fault.
func (a *ahead) read() {
	for !a.stopped.Load() {
		if a.item() != nil {
			return
		}
		a.end, a.nodes, a.count = a.pos, len(a.scanner.nodes), a.scanner.nodes[0].count
		if closed, err := a.follow(); closed || err != nil {
			return
		}
	}
}

// fits reports whether what a reads may be taken over by a scanner that is about to
// read a child.
func (a *ahead) fits(s *scanner) bool {
	return s.pos == a.start && s.open >= 0 && s.closer == a.closer && s.depth <= maxDepth-reach
}

// A reading is how a large source is read: in two halves, where one can be guessed.
type reading struct {
	source      []byte
	start       int // of the second half; len(source): there is one only
	closer      byte
	first, rest int // the nodes that each may have

	table []node
	ahead *ahead
}

// newReading plans how to read source.
func newReading(source []byte) *reading {
	r := &reading{source: source, start: len(source)}
	if len(source) < worthSharing || runtime.GOMAXPROCS(0) == 1 {
		r.first = room(source)
		return r
	}
	if start, closer, ok := guessChild(source, len(source)/2); ok {
		r.start, r.closer = start, closer
	}
	together(func() { r.first = room(source[:r.start]) }, func() { r.rest = room(source[r.start:]) })
	return r
}

// room is how many nodes the source may have.
func (r *reading) room() int { return r.first + r.rest }

// begin begins to read the second half, if there is one.
func (r *reading) begin() {
	if r.start == len(r.source) {
		return
	}
	r.table = make([]node, 0, r.first+r.rest+1)
	r.ahead = newAhead(r.source, r.start, r.closer, r.table[r.first:r.first:cap(r.table)])
	r.ahead.done.Go(r.ahead.read)
	pages.Fetch(r.table, len(r.source)/usual)
}

// finish reads the rest of the source.
func (r *reading) finish() (*Document, error) {
	var s *scanner
	var err error
	if r.ahead == nil {
		s = newScanner(r.source, newTable(r.source, r.first))
		err = s.document()
	} else {
		s = newScanner(r.source, r.table[:0:r.first])
		err = s.documentWith(r.ahead, r.table)
		r.ahead.stopped.Store(true)
		r.ahead.done.Wait()
	}
	if err != nil {
		return nil, err
	}
	return &Document{format: JSON, source: r.source, nodes: s.nodes}, nil
}

// documentWith is document with another one that reads ahead. Both write to one table.
func (s *scanner) documentWith(a *ahead, table []node) error {
	if err := s.begin(); err != nil {
		return err
	}
	reached, err := s.until(a.start)
	if reached {
		closed := false
		if a.fits(s) {
			closed = s.join(a, table)
		} else {
			a.stopped.Store(true)
		}
		err = s.goOn(closed)
	}
	if err != nil {
		return err
	}
	return s.end()
}

// until reads the top value, or what of it stands before an offset: then the scanner is
// about to read a child there, or behind it.
func (s *scanner) until(offset int) (reached bool, err error) {
	for s.pos < offset {
		closed, err := s.head()
		for closed && s.open >= 0 {
			closed, err = s.follow()
		}
		if err != nil || closed {
			return false, err
		}
	}
	return true, nil
}

// goOn reads the rest of the top value. closed says that a child has just been read;
// else one is to be read.
func (s *scanner) goOn(closed bool) (err error) {
	for {
		for closed && s.open >= 0 {
			closed, err = s.follow()
		}
		if err != nil || closed {
			return err
		}
		closed, err = s.head()
	}
}

// join takes over what a has read, and reports whether that is anything.
func (s *scanner) join(a *ahead, table []node) bool {
	a.done.Wait()
	from := a.scanner.nodes[1:a.nodes]
	if len(from) == 0 {
		return false
	}
	at := len(s.nodes)
	if &s.nodes[0] == &table[:1][0] { // the part of it that was left to the first half was large enough
		s.nodes = table[:at]
	}
	s.grow(len(from))
	s.nodes = s.nodes[:at+len(from)]
	to, by, count := s.nodes[at:], int32(at-1), s.nodes[s.open].count
	for i := range from { // which stands behind to, or begins there
		n := from[i]
		if n.next += by; n.parent > 0 {
			n.parent += by
		} else {
			if n.parent = s.open; !n.is(inObject) {
				n.label = elementLabel(count) | n.label&(1<<indexShift-1)
			}
			count++
		}
		to[i] = n
	}
	s.nodes[s.open].count = count
	s.pos = a.end
	return true
}

// together runs two functions side by side.
func together(this, other func()) {
	var done sync.WaitGroup
	done.Go(other)
	this()
	done.Wait()
}

// guessChild returns where a child begins in pretty-printed JSON, at an offset or soon
// behind it, and the bracket that closes what it stands in: of the lines that follow a
// comma the first of those that are indented least. Others are children of children.
func guessChild(source []byte, from int) (start int, closer byte, ok bool) {
	const window = 1 << 18 // bytes
	least := -1
	end := min(len(source), from+window)
	for at := from; at < end; {
		line := bytes.IndexByte(source[at:end], '\n')
		if line < 0 {
			break
		}
		line += at
		at = line + 1
		child := skipSpace(source, at)
		if indent := child - at; child < end && (least < 0 || indent < least) && behindComma(source, line) {
			start, least = child, indent
		}
	}
	if least < 0 {
		return 0, 0, false
	}
	if s := newScanner(source, nil); source[start] == '"' {
		s.pos = start
		if _, err := s.str(escapedText); err != nil {
			return 0, 0, false
		}
		if at := skipSpace(source, s.pos); at < len(source) && source[at] == ':' {
			return start, '}', true
		}
	}
	return start, ']', true
}

// behindComma reports whether the last byte before an offset that is no white space is
// a comma.
func behindComma(source []byte, offset int) bool {
	for offset--; offset >= 0 && isSpace(source[offset]); offset-- { // offset is that of the byte now
	}
	return offset >= 0 && source[offset] == ','
}
