package pages

import (
	"os"
	"syscall"
	"unsafe"
)

// populateWrite is MADV_POPULATE_WRITE of madvise(2), since Linux 5.14: the pages are
// there afterwards as if they had been written to, and hold what they held.
const populateWrite = 23

// fetch fetches the whole pages in b.
func fetch(b []byte) error {
	page := os.Getpagesize()
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) % uintptr(page)) // to the first whole one
	if skip >= len(b) {
		return nil
	}
	whole := b[skip:]
	if whole = whole[:len(whole)/page*page]; len(whole) == 0 {
		return nil
	}
	return syscall.Madvise(whole, populateWrite)
}
