package document

// First returns n's first child; the zero Node where there is none. With Next it goes
// through the children of several arrays or objects side by side, where Children goes
// through one.
func (n Node) First() Node {
	if n.Len() == 0 {
		return Node{}
	}
	return Node{n.d, n.i + 1}
}

// Next returns the child that follows n in its array or object; the zero Node where n
// is the last, or stands in none.
func (n Node) Next() Node {
	if n.d == nil {
		return Node{}
	}
	if at := n.at(); at.parent >= 0 && at.next < n.d.nodes[at.parent].next {
		return Node{n.d, at.next}
	}
	return Node{}
}

// AppendChildren appends n's children to a slice, in source order.
func (n Node) AppendChildren(to []Node) []Node {
	if n.Len() == 0 {
		return to
	}
	nodes := n.d.nodes
	for c, end := n.i+1, nodes[n.i].next; c < end; c = nodes[c].next {
		to = append(to, Node{n.d, c})
	}
	return to
}
