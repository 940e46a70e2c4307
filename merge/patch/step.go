package patch

import (
	"github.com/etch-http/etch/merge/document"
)

// A step is an operation that is made, with the tests in front of it.
type step struct {
	op         string
	path, from document.Pointer
	value      []byte        // compact; of add and replace
	old        document.Node // what a remove, a replace or a move takes away, as the base has it
	tests      []check

	object int  // which object's member it adds, replaces or removes; 0: none
	shifts bool // it adds, removes or moves an element: those behind it get other indexes
}

// A check is a "test": the value that must be at a place.
type check struct {
	path  document.Pointer
	value []byte // compact
}

// append writes c.
func (c check) append(b []byte) []byte {
	b = append(b, `{"op":"test","path":`...)
	b = append(b, document.Quote(string(c.path))...)
	b = append(b, `,"value":`...)
	b = append(b, c.value...)
	return append(b, '}')
}

// append writes s, and its tests before it.
func (s step) append(b []byte) []byte {
	for _, c := range s.tests {
		b = append(c.append(b), ',')
	}
	b = append(b, `{"op":"`...)
	b = append(b, s.op...)
	if s.op == "move" || s.op == "copy" {
		b = append(b, `","from":`...)
		b = append(b, document.Quote(string(s.from))...)
		b = append(b, `,"path":`...)
	} else {
		b = append(b, `","path":`...)
	}
	b = append(b, document.Quote(string(s.path))...)
	if s.op == "add" || s.op == "replace" {
		b = append(b, `,"value":`...)
		b = append(b, s.value...)
	}
	return append(b, '}')
}

// size is about the number of bytes of s in a patch, without its tests: names that
// need escapes take a little more.
func (s step) size() int {
	n := len(`{"op":"add","path":""},`) + len(s.path)
	switch s.op {
	case "move", "copy":
		return n + len(`,"from":""`) + len(s.from)
	case "remove":
		return n
	default:
		return n + len(`,"value":`) + len(s.value)
	}
}

// body writes a JSON Patch.
func body(steps []step) []byte {
	b := []byte{'['}
	for i, s := range steps {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.append(b)
	}
	return append(b, ']')
}
