package merge

import (
	"fmt"
	"testing"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/large"
)

// BenchmarkMerge reads three revisions and merges them, checks included; MB/s are
// those of base. docs/bench/merge has the same files merged by other tools.
func BenchmarkMerge(b *testing.B) {
	for _, c := range []struct {
		name   string
		format document.Format
		files  func(large.Spec) large.Files
		spec   large.Spec
	}{
		{"json", document.JSON, large.JSON, large.Spec{Changed: 0.01, Identity: true}},
		{"json-no-identity", document.JSON, large.JSON, large.Spec{Changed: 0.01}},
		{"json-collisions", document.JSON, large.JSON, large.Spec{Changed: 0.01, Collide: 0.1, Identity: true}},
		{"json-all-changed", document.JSON, large.JSON, large.Spec{Changed: 1}},
		{"text", document.Text, large.Text, large.Spec{Changed: 0.01}},
		{"text-collisions", document.Text, large.Text, large.Spec{Changed: 0.01, Collide: 0.1}},
	} {
		for _, size := range []int{2 << 10, 1 << 20, 10 << 20, 50 << 20} {
			b.Run(fmt.Sprintf("%s/%dKB", c.name, size>>10), func(b *testing.B) {
				c.spec.Bytes, c.spec.Seed = size, 20_261_122
				f := c.files(c.spec)
				b.SetBytes(int64(len(f.Base)))
				b.ReportAllocs()
				for b.Loop() {
					mergeFiles(b, f, c.format)
				}
			})
		}
	}
	b.Run("text-disjoint-60000-lines", func(b *testing.B) {
		f := large.Disjoint(60_000)
		b.SetBytes(int64(len(f.Base)))
		for b.Loop() {
			mergeFiles(b, f, document.Text)
		}
	})
}

func mergeFiles(b *testing.B, f large.Files, format document.Format) Result {
	b.Helper()
	ds, err := document.ParseAll(format, f.Base, f.Ours, f.Theirs)
	if err != nil {
		b.Fatal(err)
	}
	res, err := Merge(Revisions{ds[0], ds[1], ds[2]}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	return res
}
