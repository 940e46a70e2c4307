//go:build !linux

package cmd

import "os"

// mapFile maps no file: without a lease, as only Linux has it, another process could
// change the bytes between two looks at them.
func mapFile(*os.File, int64) (data []byte, ok bool) { return nil, false }

// unmap has nothing to give back.
func unmap([]byte) {}

// unlease has no lease to end.
func unlease(*os.File) {}

// leased reports whether a mapped file is as it was: there is none.
func leased(*os.File) bool { return true }
