package document

// A node is one value. It is 24 bytes, as there are several for each line of a
// document. Offsets are uint32 and there are no pointers, so that a large tree is one
// allocation that the garbage collector does not look into.
type node struct {
	start, end uint32 // the value in the source
	parent     int32  // the array or object around it; -1 of the root
	next       int32  // the first node behind this one's subtree
	count      int32  // the number of children
	label      uint32 // what it is, and its name or index
}

// What a label says: its lowest bits are the Kind, and these follow. The rest is, of a
// member, the bytes between name and value (at least the colon) and those of the name
// (at least its quotes), and of an element its index. Where that is more than has room
// it is not known, and found out when it is asked for.
const (
	escapedText uint32 = 8 << iota // the string has escapes
	escapedName                    // the member's name has escapes
	inObject                       // it is a member

	kindMask = escapedText - 1

	indexShift   = 6
	unknownIndex = 1<<26 - 1
	gapShift     = 6
	unknownGap   = 0
	maxGap       = 1<<10 - 1
	sizeShift    = 16
	unknownSize  = 0
	maxSize      = 1<<16 - 1
)

// elementLabel is the label of element i, but for its kind.
func elementLabel(i int32) uint32 { return uint32(min(i, unknownIndex)) << indexShift }

// memberLabel is the label of a member whose name stands from start up to end and whose
// value begins at value, but for its kind and flags.
func memberLabel(start, end, value int) uint32 {
	gap, size := value-end, end-start
	if gap > maxGap {
		gap = unknownGap
	}
	if size > maxSize {
		size = unknownSize
	}
	return inObject | uint32(gap)<<gapShift | uint32(size)<<sizeShift
}

// kind is what n is.
func (n *node) kind() Kind { return Kind(n.label & kindMask) }

// is reports whether n has that flag.
func (n *node) is(flag uint32) bool { return n.label&flag != 0 }

// nameSpan returns the offsets of a member's name, quotes included.
func (n *node) nameSpan(source []byte) (start, end int) {
	gap, size := n.label>>gapShift&maxGap, n.label>>sizeShift
	if gap == unknownGap {
		gap = uint32(int(n.start) - nameEnd(source, int(n.start)))
	}
	end = int(n.start - gap)
	if size == unknownSize {
		return nameStart(source, end), end
	}
	return end - int(size), end
}

// nameEnd returns where the name ends of the member whose value begins at value:
// before a colon and white space around it.
func nameEnd(source []byte, value int) int {
	for value--; source[value] != '"'; value-- { // value is the offset of the last byte now
	}
	return value + 1
}

// nameStart returns where the name begins that ends at end. Quotes inside it have a
// backslash before them, and what stands before a name is none.
func nameStart(source []byte, end int) int {
	start := end - 2
	for source[start] != '"' || source[start-1] == '\\' {
		start--
	}
	return start
}

// itemStart is where the name of a member begins, or the value of anything else.
func (n *node) itemStart(source []byte) int {
	if n.is(inObject) {
		start, _ := n.nameSpan(source)
		return start
	}
	return int(n.start)
}
