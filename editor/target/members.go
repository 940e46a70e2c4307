package target

import (
	"bytes"
	"errors"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// membersPatch is a patch for a server that puts each member of it in the place of the
// document's, also where that is an object: a merge patch that names what changed inside
// of one alone would take the rest of it away. A null is a value there, and nothing can
// be taken away.
func (t *Target) membersPatch(mediaType string, base editor.State, wanted *document.Document) (patch.Patch, error) {
	no := func(p document.Pointer, why string) (patch.Patch, error) {
		return patch.Patch{}, &patch.InexpressibleError{MediaType: mediaType, Pointer: p, Reason: why}
	}
	root := wanted.Root()
	if base.Document.Root().Kind() != document.Object || root.Kind() != document.Object {
		return no("", "the document is no object")
	}
	changed := map[string]bool{}
	for _, c := range diff.Between(base.Document, wanted, t.Merge.Diff) {
		if c.Pointer == "" {
			return no("", "all of it is another one")
		}
		changed[c.Pointer.Tokens()[0]] = true
	}
	var members [][]byte
	made := base.Document
	for m := range root.Children() {
		name := m.Name()
		if !changed[name] {
			continue
		}
		value := m.Compact()
		members = append(members, bytes.Join([][]byte{document.Quote(name), value}, []byte(":")))
		var err error
		if made, err = made.Set(document.Pointer("").Child(name), value); err != nil {
			return patch.Patch{}, err
		}
	}
	for name := range changed {
		if _, ok := root.Member(name); !ok {
			return no(document.Pointer("").Child(name), "this server puts members in, and takes none away")
		}
	}
	if !document.Same(made.Root(), root) { // a name that stands twice
		return patch.Patch{}, errors.New("a patch of members would not make what is wanted")
	}
	return patch.Patch{MediaType: mediaType, Body: append(append([]byte("{"), bytes.Join(members, []byte(","))...), '}')}, nil
}
