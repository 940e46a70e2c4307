package pages

import (
	"os"
	"syscall"
	"unsafe"
)

// Advice of madvise(2).
const (
	hugePages     = 14 // MADV_HUGEPAGE: give what is touched large pages, where there are some
	populateWrite = 23 // MADV_POPULATE_WRITE, since Linux 5.14: the pages are there afterwards as if they had been written to, and hold what they held
)

// enlarge asks for large pages in b: one fault then stands for hundreds of them.
func enlarge(b []byte) { _ = syscall.Madvise(whole(b), hugePages) }

// fetch fetches the whole pages in b.
func fetch(b []byte) error {
	if b = whole(b); len(b) == 0 {
		return nil
	}
	return syscall.Madvise(b, populateWrite)
}

// whole returns the whole pages in b.
func whole(b []byte) []byte {
	page := os.Getpagesize()
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) % uintptr(page)) // to the first one
	if skip >= len(b) {
		return nil
	}
	return b[skip:][:(len(b)-skip)/page*page]
}
