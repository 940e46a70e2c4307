package draft

import (
	"errors"
	"syscall"
)

// The system error codes, which package syscall does not name.
const (
	errorWriteProtect  = syscall.Errno(19)
	errorHandleDisk    = syscall.Errno(39)
	errorDiskFull      = syscall.Errno(112)
	errorQuotaExceeded = syscall.Errno(1295)
)

// syncFolder does nothing: NTFS journals its entries, and a folder cannot be flushed.
func syncFolder(string) error { return nil }

func isFull(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDisk) || errors.Is(err, errorQuotaExceeded)
}

func isReadOnly(err error) bool { return errors.Is(err, errorWriteProtect) }
