// Package pages has memory fetched from the system before it is needed. To fill tens
// of megabytes once takes a merge half of its time, if each page of them is fetched at
// the first touch: the other core can do that meanwhile, or a little ahead.
//
// It is a hint. Nothing but time depends on it, and where the system does not know it,
// all goes on as before.
package pages

import (
	"runtime"
	"unsafe"
)

const (
	least = 1 << 20 // bytes: less is touched sooner than another goroutine begins
	step  = 1 << 18 // bytes in one call: the first are needed at once
)

// Fetch begins to fetch the first n values of s, within its capacity, and returns s.
// Only who is going to write nearly all of them asks for it: what is fetched is in use,
// as far as the system knows.
func Fetch[T any](s []T, n int) []T {
	var one T
	bytes := min(n, cap(s)) * int(unsafe.Sizeof(one))
	if bytes < least || runtime.GOMAXPROCS(0) == 1 {
		return s
	}
	go func() {
		for rest := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), bytes); len(rest) > 0; {
			part := rest[:min(step, len(rest))]
			if fetch(part) != nil {
				return
			}
			rest = rest[len(part):]
		}
	}()
	return s
}
