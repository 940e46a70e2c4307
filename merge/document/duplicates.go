package document

import "slices"

// Duplicates lists the places whose member name stands more than once in its
// object, each once, in the order of the source. It looks at the whole document.
func (d *Document) Duplicates() []Pointer {
	var ps []Pointer
	listed := map[Pointer]bool{}
	for _, n := range d.Repeated() {
		if p := n.Pointer(); !listed[p] {
			listed[p] = true
			ps = append(ps, p)
		}
	}
	return ps
}

// Repeated lists, for each name that stands more than once in one object, the second
// member of it, in the order of the source. It looks at the whole document. Where such
// a member stands, its ItemSpan says, and Position in lines and columns.
func (d *Document) Repeated() []Node {
	if d == nil {
		return nil
	}
	var found []int32
	var table members // of one wide object after the other
	for i := range d.nodes {
		switch n := (Node{d, int32(i)}); {
		case d.nodes[i].kind() != Object || d.nodes[i].count < 2:
		case n.Len() <= wide:
			found = n.appendRepeated(found)
		default:
			table.fill(n)
			found = append(found, table.repeated...)
		}
	}
	slices.Sort(found) // those of an object came before those of the objects in it
	var repeated []Node
	for _, i := range found {
		repeated = append(repeated, Node{d, i})
	}
	return repeated
}

// appendRepeated appends, for each name that stands more than once in the small object
// n, the second member of it. Names are compared only where their marks are alike.
func (n Node) appendRepeated(found []int32) []int32 {
	var marks [wide]uint32
	var children [wide]int32
	k := 0
	for c := range n.Children() {
		mark := c.nameMark()
		earlier := 0
		for i, other := range marks[:k] {
			if other == mark && SameName(Node{n.d, children[i]}, c) {
				earlier++
			}
		}
		if earlier == 1 {
			found = append(found, c.i)
		}
		marks[k], children[k] = mark, c.i
		k++
	}
	return found
}

// nameMark is a number that is the same for members of the same name.
func (n Node) nameMark() uint32 {
	if n.at().is(escapedName) {
		return markOf([]byte(n.Name()))
	}
	return markOf(n.plainName())
}

// markOf is made of the length and the outermost bytes of name.
func markOf(name []byte) uint32 {
	if len(name) == 0 {
		return 0
	}
	return uint32(len(name))<<16 | uint32(name[0])<<8 | uint32(name[len(name)-1])
}
