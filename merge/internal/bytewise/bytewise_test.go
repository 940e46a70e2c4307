package bytewise

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// Both say what a comparison byte by byte says, whatever was asked before.
func TestAlike(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		a := make([]byte, r.IntN(20_000))
		for i := range a {
			a[i] = byte(r.IntN(3))
		}
		b := bytes.Clone(a)
		for range r.IntN(6) { // a few bytes come, go, or become others
			if len(b) == 0 {
				break
			}
			switch i := r.IntN(len(b)); r.IntN(3) {
			case 0:
				b[i] ^= 1
			case 1:
				b = append(b[:i:i], b[i+1:]...)
			default:
				b = append(append(b[:i:i], 1), b[i:]...)
			}
		}
		checkLength(t, a, b)
		checkRun(t, r, a, b)
	}
}

func checkLength(t *testing.T, a, b []byte) {
	t.Helper()
	want := 0
	for want < min(len(a), len(b)) && a[want] == b[want] {
		want++
	}
	if got := Length(a, b); got != want {
		t.Fatalf("%d of %d and %d bytes, want %d", got, len(a), len(b), want)
	}
}

func checkRun(t *testing.T, r *rand.Rand, a, b []byte) {
	t.Helper()
	run := Run{A: a, B: b}
	at, shift := 0, 0
	for range 400 {
		if r.IntN(20) == 0 {
			at = r.IntN(len(a) + 1)
		}
		if r.IntN(10) == 0 {
			shift = r.IntN(7) - 3
		}
		from, to := at, min(len(a), at+r.IntN(600))
		start, end := from+shift, to+shift
		if start < 0 || end > len(b) || start > end {
			continue
		}
		if got, want := run.Equal(from, to, start, end), bytes.Equal(a[from:to], b[start:end]); got != want {
			t.Fatalf("%d to %d beside %d: %v", from, to, start, got)
		}
		if before := max(from-r.IntN(50), 0); run.Holds(before, before+shift) && !bytes.Equal(a[before:from], b[before+shift:start]) {
			t.Fatalf("%d is no part of the run at %d", before, from)
		}
		if run.Holds(from, start+1) {
			t.Fatal("another place")
		}
		if at = from; r.IntN(4) > 0 {
			at = to
		}
	}
}
