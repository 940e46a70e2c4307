// Package resolve holds the Resolvers that ask nobody: the policies of
// --on-conflict. They implement [editor.Resolver].
//
// It decides which side is taken, and nothing else: what collides is found by
// package merge, and no policy drops the precondition of the write that follows.
package resolve

import (
	"context"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A Policy settles every collision alike. The zero Policy gives nobody's change up.
type Policy int

// The policies, as --on-conflict names them.
const (
	Merge  Policy = iota // join what does not collide; stop where something does
	Ours                 // join, and take ours where it collides
	Theirs               // join, and take theirs where it collides
	Fail                 // stop at any rival's write, colliding or not
)

var names = [...]string{"merge", "ours", "theirs", "fail"}

// String returns the name of p on the command line.
func (p Policy) String() string { return names[p] }

// ParsePolicy returns the Policy of that name, and whether there is one.
func ParsePolicy(name string) (Policy, bool) {
	for i, n := range names {
		if n == name {
			return Policy(i), true
		}
	}
	return Merge, false
}

var _ editor.Resolver = Merge

// Resolve implements editor.Resolver. It returns a document to send (editor.Send), or
// a *editor.ConflictError with the places that collide; under Fail there may be none.
//
// A script that ran again is settled place by place as well: what its second run
// made of the places that do not collide stands under every policy, and Ours puts its
// value at those that do.
func (p Policy) Resolve(_ context.Context, c editor.Collision) (*document.Document, editor.Verdict, error) {
	switch {
	case p == Fail, p == Merge && !c.Result.Clean():
		return nil, editor.Keep, &editor.ConflictError{Conflicts: c.Result.Conflicts}
	case c.Result.Clean():
		return c.Result.Document, editor.Send, nil
	}
	take := merge.Ours
	if p == Theirs {
		take = merge.Theirs
	}
	rs := make([]merge.Resolution, len(c.Result.Conflicts))
	for i := range rs {
		rs[i] = merge.Resolution{Index: i, Take: take}
	}
	settled, err := c.Result.Resolve(rs...)
	if err != nil {
		return nil, editor.Keep, err
	}
	if !settled.Clean() { // a settled place laid another one open: nobody has decided on it
		return nil, editor.Keep, &editor.ConflictError{Conflicts: settled.Conflicts}
	}
	return settled.Document, editor.Send, nil
}
