package cmd

import (
	"os"
	"runtime/debug"
)

// A merge holds three files, three trees and the result, and then it is over. The
// collector's own rule, to let the heap double between its runs, would cost as much
// again; a bound of the heap costs nothing until it is reached, and small files are
// merged without a single run.
const (
	memoryPerInput = 3        // bytes of heap for each byte of the inputs
	memoryBeside   = 12 << 20 // bytes for what does not grow with them
)

// boundMemory makes the collector keep the heap within what a merge of these files
// needs. Who has told Go something else (GOGC, GOMEMLIMIT) has it so.
func boundMemory(all []source) (restore func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	bytes, mapped := 0, 0
	for _, s := range all {
		bytes += len(s.data)
		if s.mapped != nil { // no part of the heap
			mapped += len(s.data)
		}
	}
	limit := debug.SetMemoryLimit(memoryPerInput*int64(bytes) - int64(mapped) + memoryBeside)
	percent := debug.SetGCPercent(-1)
	return func() {
		debug.SetMemoryLimit(limit)
		debug.SetGCPercent(percent)
	}
}
