package diff

import (
	"bytes"
	"hash/maphash"
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// A keyTable is a set of identities, numbered as they came; open addressing.
type keyTable struct {
	keys  []document.Node
	slots []hashed // the numbers in keys
}

// seed keeps a document from choosing identities of one hash.
var seed = maphash.MakeSeed()

// grow makes room for n identities.
func (t *keyTable) grow(n int) {
	size := 16
	for size < 2*n {
		size *= 2
	}
	t.slots = make([]hashed, size)
	t.keys = slices.Grow(t.keys, max(0, n-len(t.keys)))
	for i, k := range t.keys {
		at, part := t.slot(k)
		t.slots[at] = hashed{part, uint32(i + 1)}
	}
}

// fill makes the table of these identities, with their hashes. It reports false where
// two are alike: then the table is of no use.
func (t *keyTable) fill(keys []document.Node, hashes []uint64) bool {
	t.keys = keys[:0]
	t.grow(len(keys))
	for _, hash := range hashes {
		v := keys[len(t.keys)]
		at, part := t.place(v, hash)
		if t.slots[at].number != 0 {
			return false
		}
		t.keys = keys[:len(t.keys)+1]
		t.slots[at] = hashed{part, uint32(len(t.keys))}
	}
	return true
}

// slot returns where v stands, or would, and the part of its hash that stands there.
func (t *keyTable) slot(v document.Node) (at int, part uint32) {
	return t.place(v, maphash.Bytes(seed, spelled(v)))
}

// place is slot of a v with that hash.
func (t *keyTable) place(v document.Node, hash uint64) (at int, part uint32) {
	mask := len(t.slots) - 1
	at, part = int(hash)&mask, uint32(hash>>32)
	var text []byte
	for ; t.slots[at].number != 0; at = (at + 1) & mask {
		s := t.slots[at]
		if s.part != part {
			continue
		}
		if text == nil {
			text = spelled(v)
		}
		if bytes.Equal(spelled(t.keys[s.number-1]), text) {
			break
		}
	}
	return at, part
}

// find returns the number of v, or -1.
func (t *keyTable) find(v document.Node) int {
	if len(t.slots) == 0 {
		return -1
	}
	at, _ := t.slot(v)
	return int(t.slots[at].number) - 1
}

// add gives v a number; it returns the one that v has already, else -1.
func (t *keyTable) add(v document.Node) int {
	if 2*len(t.keys) >= len(t.slots) {
		t.grow(2 * len(t.keys))
	}
	at, part := t.slot(v)
	if t.slots[at].number == 0 {
		t.keys = append(t.keys, v)
		t.slots[at] = hashed{part, uint32(len(t.keys))}
		return -1
	}
	return int(t.slots[at].number) - 1
}

// spelled returns the text that only equal identities share: a string in quotes,
// without escapes; a number as it is.
func spelled(v document.Node) []byte {
	source := v.Source()
	if v.Kind() != document.String || bytes.IndexByte(source, '\\') < 0 {
		return source
	}
	return []byte(`"` + v.Text() + `"`)
}
