package merge

import "sync"

// worthSharing is how many elements an array has at least whose work is shared by two
// goroutines: fewer are through before the other one has begun.
const worthSharing = 1 << 10

// beside runs both functions, other on a goroutine of its own. A panic in it is one
// here, where the caller's caller may wait for it.
func beside(this, other func()) {
	var bug any
	var done sync.WaitGroup
	done.Go(func() {
		defer func() { bug = recover() }()
		other()
	})
	this()
	done.Wait()
	if bug != nil {
		panic(bug)
	}
}
