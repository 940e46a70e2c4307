// Package history records what many writers do to a few resources at once, over a
// network that loses requests and answers, and judges the record. It is for tests
// alone: of etch on the bundled server, of etch on real servers, and of clients broken
// on purpose, which the judgement must find.
//
// A record is judged three ways. The invariants are weak but total: of every counter
// and of every unique item, what was said to be written is there once, what was said
// not to be is not, and what was said to be unknown is there once at most. The causes
// hold every outcome to the faults that were put in: there is no unknown without an
// answer that was lost, no conflict without a rival. And the history of every resource
// must be linearizable: there is one order of all writes and reads, each at a moment
// of its own between its begin and its end, in which every write was made on exactly
// what was there.
//
// It does not say which outcome would have been the best one; [Tally] bounds the
// shares of those that give up.
package history

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// An Outcome is what a client said of an edit.
type Outcome string

// The outcomes. Only the first two and the last two may have written anything.
const (
	OK          Outcome = "ok"        // written
	Unchanged   Outcome = "unchanged" // what was wanted is there already
	Conflict    Outcome = "conflict"
	Refused     Outcome = "refused"
	Invalid     Outcome = "invalid"
	Unreachable Outcome = "unreachable"
	Interrupted Outcome = "interrupted"
	Unknown     Outcome = "unknown" // a write was sent, and nobody knows
	Altered     Outcome = "altered" // written, and something else is there
)

// perhaps reports whether o leaves open whether the change was made.
func (o Outcome) perhaps() bool { return o == Unknown || o == Altered }

// A Record is one edit: what was wanted, what was said, and what is known besides.
type Record struct {
	Edit
	Outcome Outcome
	Err     error
	Call    time.Duration // since the history began
	Return  time.Duration

	Base, Wanted string    // of the last write, as states; "" where nothing was prepared
	After        string    // what the client saw at the end; "" where it did not say
	Lost         []Attempt // writes of which no answer said what became of them
	Reads        int       // that were answered since the last write was sent
	Writes       int       // that were sent
	FoundOut     bool      // no answer said that it was written: a read did
	Settled      bool      // a conflict was settled by the edit's policy
	Rivals       int       // foreign writes met
	Met          Met       // what was done to its requests
	Resumed      bool      // it was taken up again
	Stray        string    // a promise about drafts that was broken
}

// An Attempt is one write, as states.
type Attempt struct{ Base, Wanted string }

// A Read is a look at a resource past all faults.
type Read struct {
	Path         string
	Call, Return time.Duration
	State        string
}

// A History is all that happened in one run.
type History struct {
	Seed    uint64
	World   *World
	Begin   map[string]string // the resources' first states, by path
	End     map[string]string
	Bodies  map[string][]byte // at the end
	Records []Record
	Reads   []Read
}

// A Complaint is a rule that a history breaks.
type Complaint struct {
	Rule Rule
	Text string
}

// A Rule is what a history is held to.
type Rule string

// The rules.
const (
	Once         Rule = "once"         // what was said to be written is there once
	Never        Rule = "never"        // what was said not to be written is not there
	AtMostOnce   Rule = "at most once" // what is unknown is there once or not at all
	Linearizable Rule = "linearizable" // there is one order that explains everything
	Cause        Rule = "cause"        // every outcome has one
	Untouched    Rule = "untouched"    // what no edit means stays as it was, to the byte
	Drafts       Rule = "drafts"       // no text is lost, and none is kept that was written
	Share        Rule = "share"        // most edits succeed
)

// Check judges the history. No complaint means that all holds.
func (h *History) Check() []Complaint {
	return slices.Concat(h.invariants(), h.causes(), h.linearizable())
}

// String is for a test's log.
func (c Complaint) String() string { return string(c.Rule) + ": " + c.Text }

// complain makes a complaint about one edit.
func complain(rule Rule, r *Record, format string, args ...any) Complaint {
	return Complaint{rule, fmt.Sprintf("%s: ", r) + fmt.Sprintf(format, args...)}
}

// String tells an edit in a line.
func (r *Record) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "writer %d, edit %d (%s of %s, %s", r.Writer, r.N, r.Kind, r.Path, r.Policy)
	if r.Token != "" {
		fmt.Fprintf(&b, ", %s", r.Token)
	}
	if r.Marked {
		b.WriteString(", marked")
	}
	if r.Resumed {
		b.WriteString(", resumed")
	}
	fmt.Fprintf(&b, ") from %s to %s said %s", r.Call.Round(time.Microsecond), r.Return.Round(time.Microsecond), r.Outcome)
	if r.Err != nil {
		fmt.Fprintf(&b, " (%v)", r.Err)
	}
	if len(r.Met) > 0 {
		fmt.Fprintf(&b, "; met %s", r.Met)
	}
	return b.String()
}

// Print writes the edits with the states of their last writes, and the requests that
// the server has logged.
func (h *History) Print(to io.Writer) error {
	for i := range h.Records {
		r := &h.Records[i]
		if _, err := fmt.Fprintf(to, "%s\n   base %s\n   want %s\n   after %s\n", r, r.Base, r.Wanted, r.After); err != nil {
			return err
		}
	}
	if h.World.Log == nil {
		return nil
	}
	return h.World.Log(to)
}
