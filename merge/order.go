package merge

import (
	"slices"

	"github.com/etch-http/etch/merge/diff"
)

// Where a row stands in each revision; negative: it is absent.
func inBase(r *row) int32   { return r.b }
func inOurs(r *row) int32   { return r.o }
func inTheirs(r *row) int32 { return r.t }

// inOursAndTheirs is where a row stands in ours, if it is in theirs as well.
func inOursAndTheirs(r *row) int32 { return whereBoth(r.o, r.t) }

// arrange puts rows in the merged order, those that end up absent included: first
// what stands in all revisions; then what else is in theirs, in ours, and in base,
// each behind the row it follows there; of additions at one place ours come first.
// It returns their indexes; nil where they stand so already. as is whose order holds
// where the sides' orders cannot be joined: Ours, Theirs or Base.
//
// spine and who are what orderOf returned.
func arrange(rows []row, spine []int32, who, as Side) []int32 {
	if who == Base && spine == nil {
		return nil
	}
	switch {
	case who == None && as == Ours:
		spine = sorted(rows, spine, inOurs)
	case who == None && as == Base:
		spine = sorted(rows, spine, inBase)
	}
	l := newChain(len(rows))
	for _, k := range spine {
		l.append(k)
	}
	var goes []bool // moved by ours: what follows it in theirs does not go with it
	if who == Ours || who == Custom || who == None && as == Ours {
		goes = moved(rows, inOurs)
		l.follow(rows, inOursAndTheirs, nil) // what both added stands as ours has it, too
	}
	l.follow(rows, inTheirs, goes)
	l.follow(rows, inOurs, nil)
	l.follow(rows, inBase, nil)
	return l.rows()
}

// moved tells the rows that a side moved: those outside of the longest run that
// stands there in base's order.
func moved(rows []row, index func(*row) int32) []bool {
	common := inAll(rows)
	mates := make([]diff.Mate, len(common))
	for i, k := range common {
		mates[i].New = int(index(&rows[k]))
	}
	out := make([]bool, len(rows))
	for i, stays := range diff.InOrder(mates) {
		out[common[i]] = !stays
	}
	return out
}

// sorted returns those of the rows that stand in a revision, in its order; nil is all
// of them. An index stands in one row only, so that no comparing is needed.
func sorted(rows []row, some []int32, index func(*row) int32) []int32 {
	size := int32(0)
	for k := range rows {
		size = max(size, index(&rows[k])+1)
	}
	at := slices.Repeat([]int32{nowhere}, int(size))
	put := func(k int32) {
		if i := index(&rows[k]); i >= 0 {
			at[i] = k
		}
	}
	for k := range rows {
		if some == nil {
			put(int32(k))
		}
	}
	for _, k := range some {
		put(k)
	}
	return slices.DeleteFunc(at, func(k int32) bool { return k == nowhere })
}

// A chain is a linked list of rows: an insertion behind any row takes no time.
type chain struct {
	next []int32 // of each row; the last one is front's
	in   []bool
	last int32
}

const front, nowhere = int32(-1), int32(-2)

func newChain(n int) *chain {
	c := &chain{next: make([]int32, n+1), in: make([]bool, n), last: front}
	*c.behind(front) = nowhere
	return c
}

// behind returns what follows k; of front, the first row.
func (c *chain) behind(k int32) *int32 {
	if k == front {
		return &c.next[len(c.next)-1]
	}
	return &c.next[k]
}

func (c *chain) append(k int32) {
	*c.behind(c.last), *c.behind(k), c.in[k], c.last = k, nowhere, true, k
}

// insert puts k behind after, unless it is in the chain already.
func (c *chain) insert(after, k int32) {
	if c.in[k] {
		return
	}
	*c.behind(k), c.in[k] = *c.behind(after), true
	*c.behind(after) = k
}

// follow puts the rows of a revision that are not in the chain yet behind the row
// that they follow there; goes are rows that nothing follows.
func (c *chain) follow(rows []row, index func(*row) int32, goes []bool) {
	last := front
	for _, k := range sorted(rows, nil, index) {
		c.insert(last, k)
		if goes == nil || !goes[k] {
			last = k
		}
	}
}

func (c *chain) rows() []int32 {
	out := make([]int32, 0, len(c.in))
	for k := *c.behind(front); k != nowhere; k = c.next[k] {
		out = append(out, k)
	}
	return out
}
