package history

import (
	"errors"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
)

// causes hold every outcome to what was done to the edit's requests, and to its rivals.
func (h *History) causes() (found []Complaint) {
	for i := range h.Records {
		r := &h.Records[i]
		if why := h.uncaused(r); why != "" {
			found = append(found, complain(Cause, r, "%s", why))
		}
	}
	return found
}

// uncaused says why the outcome of r should not have been; "" where it has its cause.
func (h *History) uncaused(r *Record) string {
	lost := r.Met.any(func(f Fault) bool { return f.Write && f.Lost })
	gone := r.Met.any(func(f Fault) bool { return f.Cut })
	no := r.Met.any(func(f Fault) bool { return f.No })
	switch r.Outcome {
	case Unknown:
		// Where the answer is not the new content, the read after it is part of the write.
		if !lost && !(h.World.Bare && (gone || no)) {
			return "no answer to a write was lost"
		}
		later := r.Met.any(func(f Fault) bool { return f.Later })
		if r.Marked && !later && r.Reads > 0 && !h.World.Lags && r.Interrupt == 0 && r.Writes < sends {
			return "a read was answered since, and the mark tells"
		}
	case Altered:
		if !h.World.Silent {
			return "this server stores what it is told"
		}
	case Unreachable:
		if !gone {
			return "every request was answered"
		}
	case Refused:
		// A person's first read is believed at once, though it shows nothing for the moment of a write.
		momentary := h.World.Half && r.Kind.person() && r.Writes == 0 && errors.As(r.Err, new(*client.GoneError))
		if !no && !gone && !momentary {
			return "nothing was refused"
		}
	case Interrupted:
		if r.Interrupt == 0 {
			return "nobody interrupted it"
		}
	case Invalid:
		if r.Kind != Unset && r.Err != nil && !h.World.Half {
			return "nothing is wrong with it"
		}
	case Conflict:
		return h.uncausedConflict(r)
	}
	return ""
}

// sends is how often a write is sent whose answers are all lost, before it is given up:
// the last one may still arrive.
const sends = 6

// uncausedConflict is uncaused of a conflict.
func (h *History) uncausedConflict(r *Record) string {
	var (
		collision *editor.ConflictError
		rounds    *editor.ContendedError
		stale     *editor.StaleError
		gone      *editor.GoneError
	)
	err := r.Err
	switch {
	case errors.As(err, &gone):
		return "nobody deletes anything"
	case errors.As(err, &stale) && !h.World.Lags:
		return "no read was stale"
	case errors.As(err, &stale):
		return ""
	case !h.rival(r):
		return "nobody else wrote meanwhile"
	case errors.As(err, &rounds) && rounds.Rounds < patienceOf(r) && len(r.Met) == 0:
		return "there were rounds left"
	case errors.As(err, &collision) && r.Kind.computes() && r.Policy.String() != "fail" && !r.Resumed:
		return "what runs again collides with nothing"
	case !errors.As(err, &collision) && !errors.As(err, &rounds) && !errors.As(err, new(*client.PreconditionError)):
		return "no conflict was said"
	}
	return ""
}

// patienceOf is how many rivals an edit must have met before it may give up.
func patienceOf(r *Record) int {
	switch {
	case r.Resumed:
		return 0 // the rounds of two runs
	case r.Rounds == 0:
		return 11
	}
	return max(r.Rounds, 0) + 1
}

// rival reports whether somebody else may have written r's resource while r was under way.
func (h *History) rival(r *Record) bool {
	for i := range h.Records {
		o := &h.Records[i]
		if o != r && o.Path == r.Path && (o.Outcome == OK || o.Outcome.perhaps()) && (o.Call < r.Return && r.Call < o.Return || h.World.Lags) {
			return true
		}
	}
	return false
}
