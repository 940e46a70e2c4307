package history

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Tally counts how the edits of many histories ended.
type Tally struct {
	Edits    int
	Outcomes map[Outcome]int
	Faults   int
	Rivals   int
	Lost     int // edits that lost the answer to a write
	Settled  int // those of them that are not unknown
	Marked   Part
}

// A Part is the edits with marks.
type Part struct {
	Lost    int // that lost the answer to a write
	Settled int // of which it is known all the same
}

// Add counts a history.
func (t *Tally) Add(h *History) {
	if t.Outcomes == nil {
		t.Outcomes = map[Outcome]int{}
	}
	for i := range h.Records {
		r := &h.Records[i]
		t.Edits++
		t.Outcomes[r.Outcome]++
		if r.Met.any(func(f Fault) bool { return f.Write && f.Lost }) {
			t.Lost++
			if r.Outcome != Unknown {
				t.Settled++
			}
			if r.Marked {
				t.Marked.Lost++
				if r.Outcome != Unknown {
					t.Marked.Settled++
				}
			}
		}
		t.Faults += len(r.Met)
		t.Rivals += r.Rivals
	}
}

// most are the largest shares, in percent, that a good client leaves undone over a
// network that loses a quarter of all requests, among many rivals.
var most = map[Outcome]float64{Unknown: 20, Conflict: 25, Unreachable: 15, Refused: 2, Invalid: 5, Interrupted: 5, Altered: 5}

// settles is the smallest share of the edits with a lost answer, in percent, of which a
// good client finds out: the others are counters, mostly, of which no read can tell.
const settles = 55

// marksSettle is the same of those with marks: the others were interrupted, or lost all that they sent.
const marksSettle = 90

// Check bounds the shares: who always says unknown, conflict or unreachable says
// nothing that is false, and is of no use.
func (t *Tally) Check() (found []Complaint) {
	for _, o := range slices.Sorted(maps.Keys(most)) {
		if share := t.share(o); share > most[o] {
			found = append(found, Complaint{Share, fmt.Sprintf("%.1f %% of %d edits are %s, and at most %.0f %% should be", share, t.Edits, o, most[o])})
		}
	}
	if share := 100 * float64(t.Settled) / float64(max(t.Lost, 1)); t.Lost > 0 && share < settles {
		found = append(found, Complaint{Share, fmt.Sprintf("of %d edits that lost the answer to a write %.1f %% are known, and at least %d %% should be", t.Lost, share, settles)})
	}
	if m := t.Marked; m.Lost > 0 && 100*m.Settled < marksSettle*m.Lost {
		found = append(found, Complaint{Share, fmt.Sprintf("of %d edits with marks that lost an answer %d are known", m.Lost, m.Settled)})
	}
	return found
}

func (t *Tally) share(o Outcome) float64 {
	return 100 * float64(t.Outcomes[o]) / float64(max(t.Edits, 1))
}

// String tells it in a line.
func (t *Tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d edits met %d rivals and %d faults:", t.Edits, t.Rivals, t.Faults)
	for _, o := range slices.Sorted(maps.Keys(t.Outcomes)) {
		fmt.Fprintf(&b, " %s %.1f %%", o, t.share(o))
	}
	fmt.Fprintf(&b, "; of %d with marks and a lost answer %.1f %%", t.Marked.Lost, 100*float64(t.Marked.Settled)/float64(max(t.Marked.Lost, 1)))
	fmt.Fprintf(&b, "; of %d with a lost answer %.1f %% are known", t.Lost, 100*float64(t.Settled)/float64(max(t.Lost, 1)))
	return b.String()
}
