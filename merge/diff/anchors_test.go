package diff

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What rises everywhere is found without the search for the longest run that does.
func TestRising(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.IntRange(-2, 12), 0, 12).Draw(t, "numbers")
		if rapid.Bool().Draw(t, "sorted") {
			slices.Sort(numbers)
			numbers = slices.Compact(numbers)
		}
		number := func(i int) int { return numbers[i] }
		if got, want := rising(len(numbers), number), longestRise(len(numbers), number); !slices.Equal(got, want) {
			t.Fatalf("%v: %v, want %v", numbers, got, want)
		}
	})
}
