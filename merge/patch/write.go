package patch

import "github.com/etch-http/etch/merge/document"

// How a slate becomes bytes: what stands where it stood is edited in place, and what
// an operation has brought is written as a value of its own.

// value returns the value of s with the changes below it.
func (s *slot) value() (document.Node, error) {
	if !s.changed {
		return s.node, nil
	}
	d, err := document.Parse(s.node.Source(), document.JSON)
	if err != nil {
		return document.Node{}, err
	}
	edits, err := s.over(d.Root()).edits(nil)
	if err != nil {
		return document.Node{}, err
	}
	d, err = d.Splice(edits...)
	return d.Root(), err
}

// over returns s as if n were its node, which has the same source.
func (s *slot) over(n document.Node) *slot {
	c := &slot{home: n, node: n, removed: s.removed, changed: s.changed, names: s.names}
	if s.members != nil {
		c.members = make(map[string]*slot, len(s.members))
	}
	for name, m := range s.members {
		home, _ := n.Member(name)
		c.members[name] = m.at(home)
	}
	if s.elements != nil {
		c.elements = s.elements.mapped(func(e element) element {
			if e.slot == nil || e.slot.home.Kind() != document.None {
				old := e.node
				e.node, _ = n.Element(old.Index())
			}
			if e.slot != nil {
				e.slot = e.slot.at(e.node)
			}
			return e
		})
	}
	return c
}

// at returns s as if home stood in its place.
func (s *slot) at(home document.Node) *slot {
	if s.home.Kind() == document.None {
		return s // brought: it has no place in the tree
	}
	if s.node == s.home {
		return s.over(home)
	}
	c := *s
	c.home = home
	return &c
}

// edits appends what turns the value at s.home into s.
func (s *slot) edits(out []document.Edit) ([]document.Edit, error) {
	if s.node != s.home {
		n, err := s.value()
		return append(out, document.Edit{Do: document.Replace, Node: s.home, Value: n.Source()}), err
	}
	if !s.changed {
		return out, nil
	}
	for _, name := range s.names {
		var err error
		if out, err = s.members[name].memberEdits(out, s.node, name); err != nil {
			return nil, err
		}
	}
	if s.elements != nil {
		return s.elementEdits(out)
	}
	return out, nil
}

// memberEdits appends what turns the member of that name in object into s.
func (s *slot) memberEdits(out []document.Edit, object document.Node, name string) ([]document.Edit, error) {
	was := s.home.Kind() != document.None
	if was && !s.removed {
		return s.edits(out)
	}
	if was {
		for c := range object.Named(name) {
			out = append(out, document.Edit{Do: document.Remove, Node: c})
		}
	}
	if s.node.Kind() == document.None {
		return out, nil
	}
	n, err := s.value()
	return append(out, document.Edit{Do: document.Insert, Node: object, Index: object.Len(), Name: name, Value: n.Source()}), err
}

// elementEdits appends what turns the array s.node into s.
func (s *slot) elementEdits(out []document.Edit) ([]document.Edit, error) {
	next := 0 // the index of the first element of the array that is not behind us
	remove := func(end int) {
		for ; next < end; next++ {
			c, _ := s.node.Element(next)
			out = append(out, document.Edit{Do: document.Remove, Node: c})
		}
	}
	for e := range s.elements.all() {
		if e.slot != nil && e.slot.home.Kind() == document.None {
			n, err := e.slot.value()
			if err != nil {
				return nil, err
			}
			out = append(out, document.Edit{Do: document.Insert, Node: s.node, Index: next, Value: n.Source()})
			continue
		}
		remove(e.node.Index())
		next++
		if e.slot == nil {
			continue
		}
		var err error
		if out, err = e.slot.edits(out); err != nil {
			return nil, err
		}
	}
	remove(s.node.Len())
	return out, nil
}
