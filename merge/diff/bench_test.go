package diff

import (
	"bytes"
	"math/rand/v2"
	"testing"

	files "github.com/etch-http/etch/merge/internal/large"
)

// BenchmarkHunks cuts and compares two texts: large ones, and those of few
// different lines, where a diff easily becomes quadratic.
func BenchmarkHunks(b *testing.B) {
	disjoint := files.Disjoint(60_000)
	prose := files.Text(files.Spec{Bytes: 10 << 20, Seed: 20_261_122, Changed: 0.01})
	for _, c := range []struct {
		name     string
		old, new []byte
	}{
		{"disjoint-60000-lines", disjoint.Base, disjoint.Ours},
		{"10MB-1-percent-changed", prose.Base, prose.Ours},
		{"two-letters-unrelated", letters(200_000, 1), letters(200_000, 2)},
		{"two-letters-1-percent-changed", letters(200_000, 1), scattered(letters(200_000, 1), 100, "{\n}\n")},
		{"one-line-200000-times", bytes.Repeat([]byte("{\n"), 200_000), bytes.Repeat([]byte("{\n"), 190_000)},
		{"period-1-percent-changed", bytes.Repeat([]byte("{\n}\n\n"), 66_000), scattered(bytes.Repeat([]byte("{\n}\n\n"), 66_000), 100, "}\n")},
		{"period-against-another", bytes.Repeat([]byte("{\n}\n\n"), 66_000), bytes.Repeat([]byte("{\n{\n}\n}\n\n"), 40_000)},
		{"one-line-and-many-removed", bytes.Repeat([]byte("{\n"), 200_000), scattered(bytes.Repeat([]byte("{\n"), 200_000), 10, "}\n")},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.old)))
			b.ReportAllocs()
			for b.Loop() {
				lines := Cut(c.old, c.new)
				lines[0].Hunks(lines[1])
			}
		})
	}
}

// letters are so many lines, each { or }.
func letters(n int, seed uint64) []byte {
	r, out := rand.New(rand.NewPCG(seed, 0)), make([]byte, 0, 2*n)
	for range n {
		out = append(out, "{}"[r.IntN(2)], '\n')
	}
	return out
}

// scattered puts text before one in so many lines.
func scattered(old []byte, every int, text string) []byte {
	var out []byte
	for i, l := range SplitLines(old) {
		if (i*7919+13)%every == 0 {
			out = append(out, text...)
		}
		out = append(out, l...)
	}
	return out
}
