package merge

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Wide and deep input takes no more than time in proportion. The bounds are loose:
// what they catch is a quadratic step.
func TestWideAndDeep(t *testing.T) {
	t.Parallel()
	const n = 10_000
	list := func(f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(",\n  " + f(i))
		}
		return b.String()[1:]
	}
	array := func(f func(i int) string) string { return "[" + list(f) + "\n]\n" }
	object := func(f func(i int) string) string { return "{" + list(f) + "\n}\n" }
	record := func(x, y int) func(int) string {
		return func(i int) string { return fmt.Sprintf(`{"id":%d,"x":%d,"y":%d}`, i, x, y) }
	}
	nested := func(inner string) string { return strings.Repeat("[", 9000) + inner + strings.Repeat("]", 9000) }
	for _, c := range []struct {
		why, base, ours, theirs string
		clean                   bool
	}{
		{"records edited by both", array(record(1, 1)), array(record(2, 1)), array(record(1, 2)), true},
		{"records in conflict", array(record(1, 1)), array(record(2, 1)), array(record(3, 1)), false},
		{
			"records without identity", array(func(i int) string { return fmt.Sprintf(`{"a":%d,"b":%d,"x":1,"y":1}`, i, i) }),
			array(func(i int) string { return fmt.Sprintf(`{"a":%d,"b":%d,"x":2,"y":1}`, i, i) }), array(func(i int) string { return fmt.Sprintf(`{"a":%d,"b":%d,"x":1,"y":2}`, i, i) }), true,
		},
		{"wide objects", object(func(i int) string { return fmt.Sprintf(`"%d":1`, i) }), object(func(i int) string { return fmt.Sprintf(`"%d":%d`, i, i%2+1) }), object(func(i int) string { return fmt.Sprintf(`"%d":1`, i+i%3*n) }), false},
		{"wholly different lists", "[]", array(func(i int) string { return fmt.Sprint(i) }), array(func(i int) string { return fmt.Sprint(-i - 1) }), true},
		{"backwards", array(func(i int) string { return fmt.Sprint(i) }), array(func(i int) string { return fmt.Sprint(n - i - 1) }), array(func(i int) string { return fmt.Sprint(i + i/(n-1)) }), true},
		{"deep", nested(`1,{"x":1}`), nested(`2,{"x":1}`), nested(`1,{"x":2}`), true},
	} {
		start := time.Now()
		r := mergeOf(t, c.base, c.ours, c.theirs)
		took := time.Since(start)
		if !r.Clean() {
			r.Marked(Markers{})
		}
		t.Logf("%s: %d changes, %d conflicts in %v, marked in %v", c.why, len(r.Changes), len(r.Conflicts), took.Round(time.Millisecond), (time.Since(start) - took).Round(time.Millisecond))
		if r.Clean() != c.clean {
			t.Errorf("%s: %d conflicts", c.why, len(r.Conflicts))
		}
		if time.Since(start) > 20*time.Second {
			t.Errorf("%s: took %v", c.why, time.Since(start))
		}
	}
}
