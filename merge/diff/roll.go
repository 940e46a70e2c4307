package diff

import (
	"hash/maphash"

	"github.com/etch-http/etch/merge/document"
)

// A Roll is the elements of an array by their identity.
type Roll struct{ roll *roll }

// Roll returns the roll of an array of which Identity has returned that key.
func (m *Matcher) Roll(array document.Node, key string) *Roll { return &Roll{m.roll(array, key)} }

// Find returns the index of the element that has the identity of e, which may be one of
// another array; -1 where there is none, or where e has no identity.
func (r *Roll) Find(e document.Node) int {
	v, ok := identityOf(e, r.roll.key)
	if !ok {
		return -1
	}
	return r.roll.table.find(v)
}

// A roll is the elements of one array by their identity. Identities are compared, so
// that equal hashes are only slower.
type roll struct {
	array document.Node
	key   string
	all   []document.Node
	table keyTable
	sound bool // every element has the member, and no two alike
}

// roll returns the roll of an array.
func (m *Matcher) roll(array document.Node, key string) *roll {
	for _, r := range m.rolls {
		if r.array == array && r.key == key {
			return r
		}
	}
	r := &roll{array: array, key: key, all: m.Children(array), sound: true}
	r.call()
	m.rolls = append(m.rolls, r)
	return r
}

// call finds the identity of each element, up to the first that has none or another's.
// The identities of a large array are read by two goroutines: that is to wait for
// memory. They are entered by one.
func (r *roll) call() {
	if len(r.all) == 0 {
		return
	}
	if v, ok := identityOf(r.all[0], r.key); !ok || !here(v) {
		r.sound = false
		return
	}
	keys := make([]document.Node, len(r.all))
	hashes := make([]uint64, len(r.all))
	read := func(from, to int) (all bool) {
		for i := from; i < to; i++ {
			v, ok := identityOf(r.all[i], r.key)
			if !ok {
				return false
			}
			keys[i], hashes[i] = v, maphash.Bytes(seed, spelled(v))
		}
		return true
	}
	if half := len(r.all) / 2; half < many {
		r.sound = read(0, len(r.all))
	} else {
		var first, second bool
		together(func() { first = read(0, half) }, func() { second = read(half, len(r.all)) })
		r.sound = first && second
	}
	r.sound = r.sound && r.table.fill(keys, hashes)
}

// identityOf returns the value of the member key, if it can be an identity.
func identityOf(e document.Node, key string) (document.Node, bool) {
	v := member(e, key)
	return v, v.Kind() == document.String || v.Kind() == document.Number
}
