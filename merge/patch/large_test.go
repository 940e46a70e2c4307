package patch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/large"
)

// records is a list of that many, in the order of the ids.
func records(ids []int, payload string) string {
	var b strings.Builder
	for k, id := range ids {
		if k > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"v":"%s"}`, id, payload)
	}
	return "[" + b.String() + "]"
}

func upTo(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i
	}
	return ids
}

// TestMovesOfMany: many moves take as long as they are many, and where they say more
// than the list itself, the list is sent.
func TestMovesOfMany(t *testing.T) {
	for _, c := range []struct {
		name    string
		count   int
		payload string
		order   func(ids []int)
		ops     string // that all are
		most    int    // bytes
	}{
		{"one to the end", 10_000, "", func(ids []int) { copy(ids, append(slices.Clone(ids[1:]), ids[0])) }, "move", 60},
		{"every tenth in front", 10_000, "", func(ids []int) {
			slices.SortStableFunc(ids, func(a, b int) int { return min(b%10, 1)*-1 + min(a%10, 1) })
		}, "move", 60_000},
		{"reversed, large elements", 10_000, strings.Repeat("x", 100), slices.Reverse[[]int], "move", 600_000},
		{"reversed, small elements", 10_000, "", func(ids []int) { slices.Reverse(ids) }, "", 600_000},
		{"reversed, too many to move", 40_000, strings.Repeat("x", 100), slices.Reverse[[]int], "", 8_000_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			ids := upTo(c.count)
			base := parse(t, records(ids, c.payload))
			c.order(ids)
			start := time.Now()
			p, err := Make(JSON, base, parse(t, records(ids, c.payload)))
			if err != nil || len(p.Body) > c.most {
				t.Fatalf("%d bytes, %v", len(p.Body), err)
			}
			if took := time.Since(start); took > 20*time.Second { // idle: well under one
				t.Errorf("took %v", took)
			}
			for o := range parse(t, string(p.Body)).Root().Children() {
				if op, _ := o.Member("op"); c.ops != "" && op.Text() != c.ops {
					t.Fatalf("%s", o.Source())
				}
			}
		})
	}
}

// TestWideObject: a million members, of which some change.
func TestWideObject(t *testing.T) {
	var base, wanted strings.Builder
	for i := range 1_000_000 {
		fmt.Fprintf(&base, `,"m%d":%d`, i, i)
		if i%1000 != 0 {
			fmt.Fprintf(&wanted, `,"m%d":%d`, i, i)
		}
	}
	a, b := parse(t, "{"+base.String()[1:]+"}"), parse(t, "{"+wanted.String()[1:]+"}")
	start := time.Now()
	p, err := Make(JSON, a, b)
	if err != nil || strings.Count(string(p.Body), `"remove"`) != 1000 {
		t.Errorf("%d bytes, %v", len(p.Body), err)
	}
	if took := time.Since(start); took > 60*time.Second { // idle: about two
		t.Errorf("took %v", took)
	}
}

// BenchmarkMake: one percent of the elements changed, all over the file.
func BenchmarkMake(b *testing.B) {
	for _, mb := range []int{1, 10} {
		for _, m := range []Maker{{}, {Test: true}} {
			b.Run(fmt.Sprintf("%dMB/test=%v", mb, m.Test), func(b *testing.B) {
				files := large.JSON(large.Spec{Bytes: mb << 20, Changed: 0.01, Identity: true})
				base, _ := document.Parse(files.Base, document.JSON)
				wanted, _ := document.Parse(files.Ours, document.JSON)
				b.SetBytes(int64(len(files.Base)))
				for b.Loop() {
					p, err := m.Make(JSON, base, wanted)
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(len(p.Body)), "patch-bytes")
				}
			})
		}
	}
}
