package client

import (
	"regexp"
	"sync"
)

// pattern compiles expr when it is first used: most runs need none of this
// package's patterns, and compiling them all is felt at the start of each.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
