package cmd

import (
	"os"
	"syscall"
)

// leastMapped is the size in bytes from which mapping a file is worth it.
const leastMapped = 1 << 20

// mapFile maps the bytes of a large file, so that they need not be copied: that takes
// as long as half of a parse. It does so only under a lease (fcntl(2), F_SETLEASE):
// the kernel grants one where nobody has the file open for writing, and lets whoever
// wants to write or truncate it wait until we are through. Without one, another
// process could change the bytes between two looks at them, or take them away.
//
// Its pages are not mapped in advance: whoever reads them first, on whichever core, has
// many of them mapped with each fault.
//
// Where there is no lease (a file of another user, most network file systems) ok is
// false, and the file is to be read. Lease and mapping end with release.
func mapFile(f *os.File, size int64) (data []byte, ok bool) {
	if size < leastMapped || int64(int(size)) != size {
		return nil, false
	}
	if !lease(f, syscall.F_SETLEASE, syscall.F_RDLCK) {
		return nil, false
	}
	// It may have changed between the look at its size and the lease.
	if info, err := f.Stat(); err == nil && info.Size() == size {
		data, err = syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_PRIVATE)
		if err == nil {
			return data, true
		}
	}
	unlease(f)
	return nil, false
}

// unmap gives mapped bytes back. Who looks at them afterwards crashes.
func unmap(data []byte) { _ = syscall.Munmap(data) }

// unlease ends a lease, which the mapping would keep up otherwise.
func unlease(f *os.File) { lease(f, syscall.F_SETLEASE, syscall.F_UNLCK) }

// leased reports whether the lease of a mapped file has been ours all the time. The
// kernel takes it away from who lets a writer wait for long: 45 seconds, as a rule.
func leased(f *os.File) bool { return lease(f, syscall.F_GETLEASE, 0) }

// lease asks for a lease, or, with F_GETLEASE, whether there is one.
func lease(f *os.File, command, kind int) bool {
	got, _, errno := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), uintptr(command), uintptr(kind))
	return errno == 0 && (command != syscall.F_GETLEASE || got == syscall.F_RDLCK)
}
