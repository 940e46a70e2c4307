package cmd

import (
	"runtime/debug"
	"testing"
)

// The heap is bound for as long as a merge takes, and by nobody who was told otherwise.
func TestBoundMemory(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	before := debug.SetMemoryLimit(-1)
	restore := boundMemory([]source{{data: make([]byte, 1<<20)}, {}, {data: make([]byte, 2<<20)}})
	if got, want := debug.SetMemoryLimit(-1), int64(9<<20+memoryBeside); got != want {
		t.Errorf("a bound of %d, not %d", got, want)
	}
	restore()
	if got := debug.SetMemoryLimit(-1); got != before {
		t.Errorf("%d afterwards, and %d before", got, before)
	}
	t.Setenv("GOGC", "50")
	defer boundMemory([]source{{}})()
	if got := debug.SetMemoryLimit(-1); got != before {
		t.Errorf("a bound of %d in spite of GOGC", got)
	}
}
