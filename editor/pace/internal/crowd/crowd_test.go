package crowd

import (
	"fmt"
	"testing"
	"time"
)

const ms = time.Millisecond

// TestOneWriter: with nobody else there an edit is a read and a write.
func TestOneWriter(t *testing.T) {
	s := Scene{Writers: 1, Edits: 10, Trip: 10 * ms, Rounds: 10}
	r := Run(s, Etch, 1)
	if r.OK != 10 || r.Failed != 0 || r.Requests != 20 || r.Rate(s) < 0.9 || r.Rate(s) > 1.1 {
		t.Errorf("%+v, a rate of %.2f", r, r.Rate(s))
	}
	s.Reuse = true
	if r := Run(s, Etch, 1); r.Requests != 11 || r.Rate(s) < 0.8 {
		t.Errorf("with the write's answer as the next base: %+v, a rate of %.2f", r, r.Rate(s))
	}
}

// TestSeeds: a seed plays the same scene again, and another one another.
func TestSeeds(t *testing.T) {
	s := Scene{Writers: 16, Edits: 2, Trip: 10 * ms, Rounds: 10}
	a, b, c := fmt.Sprint(Run(s, Etch, 1)), fmt.Sprint(Run(s, Etch, 1)), fmt.Sprint(Run(s, Etch, 2))
	if a != b || a == c {
		t.Errorf("%s\n%s\n%s", a, b, c)
	}
}

// TestNobodyIsOverwritten: of the writes on one version the server accepts one, whoever
// waits how: else the simulation would flatter.
func TestNobodyIsOverwritten(t *testing.T) {
	for name, m := range map[string]Manner{"etch": Etch, "none": None, "client-go": ClientGoRetry} {
		r := Run(Scene{Writers: 2, Edits: 1, Trip: 10 * ms, Rounds: 10}, m, 3)
		if r.OK != 2 || r.Requests != 6 { // read, read, write, refused, read, write
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestTwentyWriters: twenty programs that make ten edits each, at once and in a row,
// find their place within the ten rounds of the default.
func TestTwentyWriters(t *testing.T) {
	for _, s := range []Scene{
		{Trip: 300 * time.Microsecond, Compute: 3 * ms, Pause: 20 * ms},
		{Trip: ms, Compute: ms, Pause: 4 * ms},
		{Trip: 20 * ms, Compute: 2 * ms, Pause: 20 * ms},
	} {
		s.Writers, s.Edits, s.Start, s.Rounds = 20, 10, s.Pause, 10
		var ok, failed int
		for seed := range uint64(50) {
			r := Run(s, Etch, seed)
			ok, failed = ok+r.OK, failed+r.Failed
		}
		t.Logf("%+v: %d of %d found no place", s, failed, ok+failed)
		if ok+failed != 50*200 || failed > 5 {
			t.Errorf("%+v: %d of %d edits found no place", s, failed, ok+failed)
		}
	}
}
