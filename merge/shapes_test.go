package merge

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A shape is a document that grows in one direction, with an edit of each side.
type shape struct {
	name string
	of   func(n int) (base, ours, theirs string)
	size int // as measured by the benchmark
}

// joinedBy writes n items, each by f.
func joinedBy(n int, f func(i int) string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.WriteString(f(i))
	}
	return b.String()
}

// triple writes three documents of n items; f gets the revision: 0, 1, 2 for base, ours, theirs.
func triple(around string, n int, f func(side, i int) string) (base, ours, theirs string) {
	var out [3]string
	for side := range out {
		out[side] = around[:1] + joinedBy(n, func(i int) string { return f(side, i) }) + around[1:]
	}
	return out[0], out[1], out[2]
}

var shapes = []shape{
	{"deep", func(n int) (base, ours, theirs string) {
		nest := func(inner string) string {
			return strings.Repeat(`{"a":[1,`, n/2) + inner + strings.Repeat(`]}`, n/2)
		}
		return nest(`{"x":1,"y":1}`), nest(`{"x":2,"y":1}`), nest(`{"x":1,"y":2}`)
	}, 9_900},
	{"deep, edited at every level", func(n int) (base, ours, theirs string) {
		nest := func(before, after int) string {
			return strings.Repeat(fmt.Sprintf(`{"b":%d,"n":`, before), n) + "0" + strings.Repeat(fmt.Sprintf(`,"z":%d}`, after), n)
		}
		return nest(1, 1), nest(2, 1), nest(1, 2)
	}, 500},
	{"wide object", func(n int) (base, ours, theirs string) {
		return triple("{}", n, func(side, i int) string {
			return fmt.Sprintf(`"m%d":%d`, i, side*btoi(i%100 == side))
		})
	}, 1_000_000},
	{"wide object with additions", func(n int) (base, ours, theirs string) {
		return triple("{}", n, func(side, i int) string {
			added := ""
			if side > 0 && i%1000 == side {
				added = fmt.Sprintf(`"n%d-%d":1,`, side, i)
			}
			return fmt.Sprintf(`%s"m%d":1`, added, i)
		})
	}, 200_000},
	{"wide array", func(n int) (base, ours, theirs string) {
		return triple("[]", n, func(side, i int) string { return fmt.Sprint(i + n*side*btoi(i%100 == side)) })
	}, 1_000_000},
	{"equal elements", func(n int) (base, ours, theirs string) {
		return triple("[]", n, func(side, i int) string { return fmt.Sprint(side * btoi(i == n/3*side)) })
	}, 1_000_000},
	{"digits", func(n int) (base, ours, theirs string) {
		return triple("[]", n, func(side, i int) string { return fmt.Sprint((i*i/7 + side*btoi(i%50 == side)) % 10) })
	}, 200_000},
	{"disjoint elements", func(n int) (base, ours, theirs string) {
		return triple("[]", n, func(side, i int) string { return fmt.Sprintf(`{"v":"%d of %d"}`, i, side) })
	}, 60_000},
	{"collisions", func(n int) (base, ours, theirs string) {
		return triple("[]", n, func(side, i int) string { return fmt.Sprintf(`{"id":%d,"x":%d}`, i, side) })
	}, 20_000},
	{"members added by both to every element", func(n int) (base, ours, theirs string) {
		return triple("[]", n, func(side, i int) string {
			return fmt.Sprintf(`{"id":%d,"x":1%s}`, i, []string{"", `,"o":1`, `,"t":1`}[side])
		})
	}, 50_000},
	{"moved", func(n int) (base, ours, theirs string) {
		return triple("[]", n, func(side, i int) string {
			if side == 1 {
				i = (i + n/2) % n
			}
			return fmt.Sprintf(`{"id":%d,"x":%d}`, i, side*btoi(side == 2 && i%10 == 0))
		})
	}, 50_000},
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s shape) revisions(t testing.TB, n int) Revisions {
	t.Helper()
	base, ours, theirs := s.of(n)
	return Revisions{parse(t, base), parse(t, ours), parse(t, theirs)}
}

func BenchmarkShapes(b *testing.B) {
	for _, s := range shapes {
		b.Run(strings.ReplaceAll(s.name, " ", "-"), func(b *testing.B) {
			r := s.revisions(b, s.size)
			b.SetBytes(int64(len(r.Base.Source())))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Merge(r, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Four times the input takes about four times the memory that is reserved on the way,
// in whatever direction it grows: the clock of a busy machine proves less.
func TestMemoryGrowsInProportion(t *testing.T) {
	for _, s := range shapes {
		switch s.name {
		case "deep, edited at every level": // each change has its pointer, as long as it is deep
			continue
		case "digits": // aligned exactly while they are few
			continue
		}
		small, large := s.size/64, s.size/16
		reserved := func(n int) float64 {
			r := s.revisions(t, n)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := Merge(r, Options{}); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			return float64(after.TotalAlloc - before.TotalAlloc)
		}
		a, b := reserved(small), reserved(large)
		if growth := b / a; growth > 6 {
			t.Errorf("%s: %d items reserve %.0f bytes, %d reserve %.0f: %.1f times", s.name, small, a, large, b, growth)
		}
	}
}

// To ask at every level whether two values are equal takes no longer than to ask once:
// four times the depth is not sixteen times the work.
func TestDepthCostsInProportion(t *testing.T) {
	for name, run := range map[string]func(r Revisions){
		"Landed": func(r Revisions) { Landed(r, Options{}) },
		"Rerun":  func(r Revisions) { Rerun(r, r.Ours, Options{}) },
	} {
		small, large := shapes[0].revisions(t, 2_400), shapes[0].revisions(t, 9_600)
		a, b := time.Hour, time.Hour // the fastest of several: a busy machine takes time away, and gives none
		for try := range 50 {
			for r, least := range map[*Revisions]*time.Duration{&small: &a, &large: &b} {
				start := time.Now()
				run(*r)
				*least = min(*least, time.Since(start))
			}
			if try >= 7 && b <= 10*a {
				break
			}
		}
		if t.Logf("%s: %v and %v", name, a, b); b > 10*a {
			t.Errorf("%s: 2,400 levels take %v, 9,600 take %v", name, a, b)
		}
	}
}
