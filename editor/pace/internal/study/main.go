// Command study makes docs/contention.md: what becomes of writers of one resource under
// the waits of package pace and under others, by simulation.
//
// Usage: go run ./editor/pace/internal/study >docs/contention.md
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	write(out)
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
