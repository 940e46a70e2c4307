package patch

import (
	"bytes"
	"mime"

	"github.com/etch-http/etch/merge/document"
)

// JSON Merge Patch, RFC 7396.

// mergePatch returns the smallest merge patch from base to wanted: only what
// differs, only as deep as both are objects. First stand the members of base, then
// the new ones in the order of wanted.
func mergePatch(mediaType string, nulls bool, base, wanted document.Node) ([]byte, error) {
	m := merger{mediaType: mediaType, removes: mergeType(mediaType) && !nulls, nulls: nulls}
	if base.Kind() != document.Object || wanted.Kind() != document.Object {
		return nil, m.cannot("", "both must be objects")
	}
	_, err := m.object("", base, wanted)
	return m.body.Bytes(), err
}

// A merger writes a merge patch.
type merger struct {
	mediaType string
	removes   bool // null removes a member; under another name some servers store it
	nulls     bool // null is a value
	body      bytes.Buffer
}

// mergeType reports whether a media type, whatever its parameters, is RFC 7396's own.
func mergeType(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	return err == nil && t == Merge
}

// cannot is the error at p.
func (m *merger) cannot(p document.Pointer, reason string) error {
	return &InexpressibleError{MediaType: m.mediaType, Pointer: p, Reason: reason}
}

// whyNot is why no member can be removed.
func (m *merger) whyNot() string {
	if m.nulls {
		return "this API's PATCH sets members, and removes none"
	}
	return "only " + Merge + " says that null removes a member"
}

// object writes the patch between two objects at p, and says whether they differ.
func (m *merger) object(p document.Pointer, base, wanted document.Node) (differ bool, err error) {
	m.body.WriteByte('{')
	for b := range effective(base) {
		name := b.Name()
		w, kept := wanted.Member(name)
		before, changed := m.body.Len(), false
		switch {
		case !kept && !m.removes:
			err = m.cannot(p.Child(name), m.whyNot())
		case !kept:
			changed = true
			m.name(b, differ)
			m.body.WriteString("null")
		case b.Kind() == document.Object && w.Kind() == document.Object:
			m.name(w, differ)
			changed, err = m.object(p.Child(name), b, w)
		case !document.Same(b, w):
			changed = true
			m.name(w, differ)
			err = m.value(p.Child(name), w)
		}
		if err != nil {
			return differ, err
		}
		if !changed {
			m.body.Truncate(before)
		}
		differ = differ || changed
	}
	for w := range effective(wanted) {
		name := w.Name()
		if _, known := base.Member(name); known {
			continue
		}
		m.name(w, differ)
		if err := m.value(p.Child(name), w); err != nil {
			return differ, err
		}
		differ = true
	}
	m.body.WriteByte('}')
	return differ, nil
}

// effective yields the members of an object that count: of one name, the last.
func effective(object document.Node) func(yield func(document.Node) bool) {
	return func(yield func(document.Node) bool) {
		for c := range object.Children() {
			if last, _ := object.Member(c.Name()); last == c && !yield(c) {
				return
			}
		}
	}
}

// name writes the name of member n as it is spelled, and the comma before it.
func (m *merger) name(n document.Node, comma bool) {
	if comma {
		m.body.WriteByte(',')
	}
	m.body.Write(n.NameSource())
	m.body.WriteByte(':')
}

// value writes a value that replaces another or is new.
func (m *merger) value(p document.Pointer, n document.Node) error {
	if at, found := findNull(p, n); found && !m.nulls {
		return m.cannot(at, "null would remove the member")
	}
	m.body.Write(n.Compact())
	return nil
}

// findNull returns the place of a null in n that a merge patch would take for a
// removal. What stands in an array is copied as it is (RFC 7396 section 2).
func findNull(p document.Pointer, n document.Node) (document.Pointer, bool) {
	if n.Kind() == document.Null {
		return p, true
	}
	if n.Kind() != document.Object {
		return "", false
	}
	for c := range n.Children() {
		if at, found := findNull(p.Child(c.Name()), c); found {
			return at, true
		}
	}
	return "", false
}

// applyMerge makes a merge patch on d, all of it in one splice.
// nulls: null is a value, as in Maker.
func applyMerge(patch document.Node, nulls bool, d *document.Document) (*document.Document, error) {
	if d == nil {
		value, err := stored(patch, nulls)
		if err != nil {
			return nil, err
		}
		return document.Parse(value, document.JSON)
	}
	edits, err := mergeEdits(nil, d.Root(), patch, nulls)
	if err != nil {
		return nil, err
	}
	return d.Splice(edits...)
}

// mergeEdits appends what makes patch on target: MergePatch of RFC 7396 section 2.
func mergeEdits(edits []document.Edit, target, patch document.Node, nulls bool) ([]document.Edit, error) {
	if patch.Kind() != document.Object || target.Kind() != document.Object {
		value, err := stored(patch, nulls)
		return append(edits, document.Edit{Do: document.Replace, Node: target, Value: value}), err
	}
	for p := range effective(patch) {
		name := p.Name()
		t, found := target.Member(name)
		var err error
		switch {
		case p.Kind() == document.Null && found && !nulls:
			edits = append(edits, removal(target, t)...)
		case p.Kind() == document.Null && !nulls: // it is not there already
		case found:
			edits, err = mergeEdits(edits, t, p, nulls)
		default:
			var value []byte
			value, err = stored(p, nulls)
			edits = append(edits, document.Edit{Do: document.Insert, Node: target, Index: target.Len(), Name: name, Value: value})
		}
		if err != nil {
			return nil, err
		}
	}
	return edits, nil
}

// removal removes every member of the object that has the name of member.
func removal(object, member document.Node) []document.Edit {
	var edits []document.Edit
	for c := range object.Named(member.Name()) {
		edits = append(edits, document.Edit{Do: document.Remove, Node: c})
	}
	return edits
}

// stored is the source of a value of a patch as it is stored.
func stored(n document.Node, nulls bool) ([]byte, error) {
	if nulls {
		return n.Source(), nil
	}
	return withoutNulls(n)
}

// withoutNulls returns the source of a value of a merge patch as it is stored: the
// members of its objects that are null are not.
func withoutNulls(n document.Node) ([]byte, error) {
	if n.Kind() != document.Object {
		return n.Source(), nil
	}
	d, err := document.Parse(n.Source(), document.JSON)
	if err != nil {
		return nil, err
	}
	d, err = d.Splice(nulls(nil, d.Root())...)
	return d.Source(), err
}

// nulls appends the removal of every null member of the object n and the objects in it.
func nulls(edits []document.Edit, n document.Node) []document.Edit {
	for c := range n.Children() {
		switch {
		case c.Kind() == document.Null && n.Kind() == document.Object:
			edits = append(edits, document.Edit{Do: document.Remove, Node: c})
		case c.Kind() == document.Object && n.Kind() == document.Object:
			edits = nulls(edits, c)
		}
	}
	return edits
}
