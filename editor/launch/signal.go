package launch

import (
	"os"
	"slices"
	"sync/atomic"
)

// lent counts the editors that run now.
var lent atomic.Int32

// Owned reports whether s belongs to an editor now: SIGINT and SIGQUIT do while one
// runs, since a person who presses ^C in vi means vi. Whoever receives signals asks
// it about each one, and does nothing about those.
func Owned(s os.Signal) bool {
	return lent.Load() > 0 && slices.Contains(editorSignals, s)
}
