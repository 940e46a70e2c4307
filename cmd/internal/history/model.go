package history

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/anishathalye/porcupine"
)

// A step is one operation on one resource, as the model has it.
type step struct {
	name   string
	base   string         // the state that the write was made on, or that was read
	wanted string         // the state after the write; "": it is a read
	may    bool           // nobody knows whether it was carried out
	end    bool           // the last read of all: what nobody knows of has happened by then, or never
	places map[string]any // of a write that was found by reading: a rival's that means the same may have been taken for it
}

// A version is the state of the model.
type version struct {
	state string
	ended bool
}

// sequential is the model: a write is carried out on exactly the state that it was
// made on, and a read sees exactly the state that is there.
func sequential(first string) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return version{state: first} },
		Step: func(state, input, _ any) (bool, any) {
			v, s := state.(version), input.(step)
			switch {
			case s.end:
				return v.state == s.base, version{v.state, true}
			case s.wanted == "":
				return v.state == s.base, v
			case v.ended: // it never happened
				return s.may, v
			case v.state == s.base:
				return true, version{state: s.wanted}
			}
			return s.places != nil && holds(v.state, s.places), v
		},
		DescribeOperation: func(input, _ any) string { return input.(step).name },
	}
}

// holds reports whether the members of a state have these values; nil is absent.
func holds(state string, places map[string]any) bool {
	there := contentOf(state).Slots
	for name, want := range places {
		got, ok := there[name]
		if ok != (want != nil) || ok && !alike(got, want.([]any)[0]) {
			return false
		}
	}
	return true
}

// alike reports whether two members have one value: 1.0 is 1.
func alike(a, b any) bool {
	if x, ok := a.(json.Number); ok {
		if y, ok := b.(json.Number); ok {
			f, err := x.Float64()
			g, also := y.Float64()
			return err == nil && also == nil && f == g
		}
	}
	return a == b // no slot holds more than a scalar
}

// decides is how long one resource's history is worked on before it counts as undecided.
const decides = 30 * time.Second

// linearizable puts the history of each resource to the model.
func (h *History) linearizable() (found []Complaint) {
	for _, res := range h.World.Resources {
		ops := h.operations(res.Path)
		switch result := porcupine.CheckOperationsTimeout(sequential(h.Begin[res.Path]), ops, decides); result {
		case porcupine.Ok:
		case porcupine.Unknown:
			found = append(found, Complaint{Linearizable, fmt.Sprintf("%s: not decided within %s", res.Path, decides)})
		default:
			found = append(found, Complaint{Linearizable, fmt.Sprintf("%s: no order of %d operations explains them; %s", res.Path, len(ops), h.firstBreak(res.Path))})
		}
	}
	return found
}

// operations are what the model knows of a resource.
//
// A known limit is in it: of a place that a rival has put back to what it was, nobody
// can tell that a lost write had changed it, so that the write is made again. A lost
// write of such places may therefore have happened, whatever its edit said. Counters
// and unique things are never put back, and are held to the full; so is all that is marked.
//
// Where reads lag, an edit may be in doubt about several of its writes at once: that one
// of them was carried out, and no more, is for the invariants to see.
func (h *History) operations(path string) (ops []porcupine.Operation) {
	add := func(client int, call, ret int64, s step) {
		ops = append(ops, porcupine.Operation{ClientId: client, Call: call, Return: ret, Input: s})
	}
	last := int64(0)
	for i := range h.Records {
		r := &h.Records[i]
		if r.Path != path {
			continue
		}
		call, ret := int64(r.Call), int64(r.Return)
		last = max(last, ret)
		several := h.World.Lags && r.FoundOut && (r.Outcome == Unknown || r.Outcome == OK)
		if r.Kind.places() && !r.Marked || several {
			for _, a := range r.Lost {
				add(r.Writer, call, math.MaxInt64, step{name: "lost: " + r.String(), base: a.Base, wanted: a.Wanted, may: true})
			}
		}
		s := step{name: r.String(), base: r.Base, wanted: r.Wanted, may: r.Outcome.perhaps()}
		switch {
		case s.may && s.wanted != "":
			ret = math.MaxInt64
		case r.Outcome == OK && several && len(r.Lost) > 1:
			continue // one of them it was
		case r.Outcome == OK:
			if r.FoundOut && r.Kind.places() && !r.Marked {
				if s.places = r.wrote(); h.World.Lags {
					call = 0
				}
			}
		case r.Outcome == Unchanged && r.After != "":
			if s.base, s.wanted = r.After, ""; h.World.Lags { // it has seen the past
				call = 0
			}
		default: // it says that it did nothing, and so it must not be needed
			continue
		}
		add(r.Writer, call, ret, s)
	}
	for _, r := range h.Reads {
		if r.Path == path {
			add(-1, int64(r.Call), int64(r.Return), step{name: "observer", base: r.State})
			last = max(last, int64(r.Return))
		}
	}
	add(-1, last+1, last+1, step{name: "the end", base: h.End[path], end: true})
	return ops
}

// wrote is what a write of places set and removed.
func (r *Record) wrote() map[string]any {
	before, after := contentOf(r.Base).Slots, contentOf(r.Wanted).Slots
	places := map[string]any{}
	for name, v := range after {
		if old, ok := before[name]; !ok || !alike(old, v) {
			places[name] = []any{v}
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			places[name] = nil
		}
	}
	return places
}

// firstBreak helps to read a history that has no order: a write whose base nobody has
// written, or two that were made on one state.
func (h *History) firstBreak(path string) string {
	shown, on := map[string]bool{h.Begin[path]: true}, map[string]*Record{}
	said := func(r *Record) bool { return r.Path == path && (r.Outcome == OK || r.Outcome.perhaps()) }
	for i := range h.Records {
		if r := &h.Records[i]; said(r) {
			shown[r.Wanted] = true
		}
	}
	for i := range h.Records {
		r := &h.Records[i]
		switch {
		case !said(r) || r.Outcome != OK || r.FoundOut && r.Kind.places():
		case !shown[r.Base]:
			return "nobody wrote what this was made on: " + r.String()
		case on[r.Base] != nil:
			return "two writes were made on one state: " + on[r.Base].String() + "; and " + r.String()
		default:
			on[r.Base] = r
		}
	}
	if !shown[h.End[path]] {
		return "nobody wrote what is there at the end"
	}
	return "each write has one before it"
}
