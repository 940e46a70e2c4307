package history

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/etch-http/etch/editor/resolve"
)

// A Kind is what an edit does, and by which means.
type Kind string

// The kinds. The first ones are of JSON, those from LineFilter on of text too.
const (
	Count       Kind = "count, jq"     // .n += 1
	CountFilter Kind = "count, filter" // the same by a program
	AppendJQ    Kind = "append, jq"    // a unique item at the end of a list
	AppendSet   Kind = "append, --set" // the same through an array index
	AppendPatch Kind = "append, JSON patch"
	AppendText  Kind = "append, person" // somewhere in the list, by a person
	Say         Kind = "line, jq"       // a unique line at the end of a string
	SayText     Kind = "line, person"   // somewhere in the string, by a person
	Set         Kind = "set"            // one of a few members
	Unset       Kind = "unset"
	Both        Kind = "set, merge patch" // one member set, another removed
	SetText     Kind = "set, person"
	LineFilter  Kind = "line of text, filter"
	LineText    Kind = "line of text, person"
)

// kindsOf lists them by the resource's format, each as often as it is to be drawn.
var kindsOf = map[bool][]Kind{
	false: {Count, Count, Count, CountFilter, AppendJQ, AppendJQ, AppendSet, AppendPatch, AppendText, AppendText, Say, SayText, Set, Set, Unset, Both, SetText},
	true:  {LineFilter, LineText, LineText},
}

// counts reports whether k adds one to the counter.
func (k Kind) counts() bool { return k == Count || k == CountFilter }

// places reports whether k writes members that others write, too, and no unique thing.
func (k Kind) places() bool { return k == Set || k == Unset || k == Both || k == SetText }

// person reports whether a person typed it: it is merged, and never made again.
func (k Kind) person() bool {
	return k == AppendText || k == SayText || k == SetText || k == LineText
}

// computes reports whether k runs again on whatever it meets, so that nothing collides.
func (k Kind) computes() bool {
	return k.counts() || k == AppendJQ || k == Say || k == LineFilter
}

// An Edit is what one writer wants once. It follows from the history's seed, the
// writer and its number alone.
type Edit struct {
	Writer, N int
	Path      string
	Text      bool // the resource is text
	Kind      Kind
	Token     string  // the unique thing that it adds; "" where it adds none
	Slot      string  // the member that it sets or removes
	Other     string  // the member that Both removes
	Value     string  // what it sets
	At        float64 // where a person writes, from 0 (first) to 1 (last)

	Policy    resolve.Policy
	Method    string
	PatchType string
	Rounds    int           // as pace.Options has it
	Interrupt time.Duration // Ctrl-C after this; 0: never
	Resume    bool          // what was not written is taken up again
	Marked    bool          // --marker
}

// slots are the members that everybody writes.
const slots = 4

// newEdit draws the n-th edit of a writer.
func newEdit(seed uint64, writer, n int, w *World) Edit {
	rnd := rand.New(rand.NewPCG(seed, uint64(writer)<<32|uint64(n)))
	at := w.Resources[rnd.IntN(len(w.Resources))]
	kinds := kindsOf[at.Text]
	e := Edit{Writer: writer, N: n, Path: at.Path, Text: at.Text, Kind: kinds[rnd.IntN(len(kinds))], At: rnd.Float64()}
	e.Slot, e.Other = fmt.Sprintf("s%d", rnd.IntN(slots)), fmt.Sprintf("s%d", rnd.IntN(slots))
	e.Value = fmt.Sprint(rnd.IntN(3)) // few values: rivals write the same one now and then
	if rnd.IntN(2) == 0 {
		e.Value = fmt.Sprintf(`"v%d.%d"`, writer, n)
	}
	if !e.Kind.counts() && !e.Kind.places() {
		e.Token = fmt.Sprintf("w%d.%d;", writer, n)
	}
	e.flags(rnd, w)
	return e
}

// flags draws what is said on the command line.
func (e *Edit) flags(rnd *rand.Rand, w *World) {
	if e.Kind.places() { // elsewhere a policy may drop what somebody else has written, which is what it is for
		e.Policy = []resolve.Policy{resolve.Merge, resolve.Merge, resolve.Ours, resolve.Theirs}[rnd.IntN(4)]
	}
	if rnd.IntN(25) == 0 {
		e.Policy = resolve.Fail
	}
	e.Method = "auto"
	switch rnd.IntN(6) {
	case 0:
		e.Method = "PUT"
	case 1:
		if !e.Text && w.Patches {
			e.Method, e.PatchType = "PATCH", "json"
		}
	}
	if w.Method != "" {
		e.Method, e.PatchType = w.Method, ""
	}
	switch rnd.IntN(20) {
	case 0:
		e.Rounds = -1
	case 1:
		e.Rounds = 2
	}
	if rnd.IntN(30) == 0 {
		e.Interrupt = time.Duration(rnd.Int64N(int64(20 * time.Millisecond)))
	}
	e.Resume = rnd.IntN(2) == 0
	e.Marked = w.Marks && !e.Text
}
