package diff

import (
	"bytes"
	"hash/maphash"

	"github.com/etch-http/etch/merge/document"
)

// A keyTable is a set of identities, numbered as they came; open addressing.
type keyTable struct {
	keys  []document.Node
	slots []int32 // the number in keys, plus one; 0 is free
}

// seed keeps a document from choosing identities of one hash.
var seed = maphash.MakeSeed()

// grow makes room for n identities.
func (t *keyTable) grow(n int) {
	size := 16
	for size < 2*n {
		size *= 2
	}
	t.slots = make([]int32, size)
	for i, k := range t.keys {
		t.slots[t.slot(k)] = int32(i + 1)
	}
}

// slot returns where v stands, or would.
func (t *keyTable) slot(v document.Node) int {
	text := spelled(v)
	mask := len(t.slots) - 1
	at := int(maphash.Bytes(seed, text)) & mask
	for ; t.slots[at] != 0; at = (at + 1) & mask {
		if bytes.Equal(spelled(t.keys[t.slots[at]-1]), text) {
			break
		}
	}
	return at
}

// find returns the number of v, or -1.
func (t *keyTable) find(v document.Node) int {
	if len(t.slots) == 0 {
		return -1
	}
	return int(t.slots[t.slot(v)]) - 1
}

// add gives v a number; it returns the one that v has already, else -1.
func (t *keyTable) add(v document.Node) int {
	if 2*len(t.keys) >= len(t.slots) {
		t.grow(2 * len(t.keys))
	}
	at := t.slot(v)
	if t.slots[at] == 0 {
		t.keys = append(t.keys, v)
		t.slots[at] = int32(len(t.keys))
		return -1
	}
	return int(t.slots[at]) - 1
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
