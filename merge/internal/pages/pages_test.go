package pages

import (
	"errors"
	"slices"
	"syscall"
	"testing"
)

// Fetching changes no byte, whatever is asked for.
func TestFetch(t *testing.T) {
	for _, size := range []int{0, 1, 5000, least / 8, least, 3*least + 7} {
		s := make([]uint64, 0, size)
		full := s[:size]
		for i := range full {
			full[i] = uint64(i)
		}
		want := slices.Clone(full)
		for _, n := range []int{0, 1, size / 2, size, 2 * size} {
			if got := Fetch(s, n); len(got) != 0 || cap(got) != cap(s) {
				t.Fatalf("%d of %d: another slice", n, size)
			}
		}
		for i := range full { // what is written meanwhile stays
			full[i]++
			want[i]++
		}
		if !slices.Equal(full, want) {
			t.Errorf("%d: other values", size)
		}
	}
}

// The pages that lie wholly in a part are fetched, whatever its bounds.
func TestFetchParts(t *testing.T) {
	b := make([]byte, 1<<16)
	for start := 0; start < 9000; start += 1499 {
		for _, length := range []int{0, 1, 100, 4095, 4096, 4097, 8191, 30000} {
			err := fetch(b[start : start+length])
			if err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) { // an old kernel
				t.Errorf("%d bytes from %d on: %v", length, start, err)
			}
		}
	}
}
