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
	step  = 1 << 21 // bytes in one call, which is a large page where there are such

	// most is how many bytes are in large pages, at most. Zeroing a large page takes a
	// quarter of the time of as many small ones, but only if it was in use a short while
	// ago. The host of a virtual machine may take back what is free, and that is mostly
	// what large pages are made of: to get hundreds of megabytes of it again takes
	// longer than to use the small pages that others have just left.
	most = 1 << 24
)

// Fetch begins to fetch the first n values of s, within its capacity, and returns s.
// Only who is going to write nearly all of them asks for it: what is fetched is in use,
// as far as the system knows.
func Fetch[T any](s []T, n int) []T {
	var one T
	size := min(n, cap(s)) * int(unsafe.Sizeof(one))
	if size < least {
		return s
	}
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size)
	if size <= most {
		enlarge(b)
	}
	if runtime.GOMAXPROCS(0) > 1 {
		go fetchAll(b)
	}
	return s
}

// fetchAll fetches b, in order. No call goes beyond a large page that another one
// begins: it would be cut into small ones.
func fetchAll(b []byte) {
	first := step - int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))%step)
	for size := min(first, len(b)); size > 0; size = min(step, len(b)) {
		if fetch(b[:size]) != nil {
			return
		}
		b = b[size:]
	}
}
