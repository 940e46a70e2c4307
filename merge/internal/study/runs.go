package main

import "slices"

// A run is what a side made of base's lines from start up to but without end.
type run struct {
	start, end int
	put        []string
}

// runs aligns two lists by a longest common subsequence, with the textbook's table,
// and returns where they differ. It takes time and memory by the product of the
// lengths, without what is alike at both ends.
func runs(a, b []string) []run {
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	length := commonLengths(x, y)
	var all []run
	for i, j := 0, 0; i < len(x) || j < len(y); {
		if i < len(x) && j < len(y) && x[i] == y[j] {
			i, j = i+1, j+1
			continue
		}
		r := run{start: head + i}
		from := j
		for (i < len(x) || j < len(y)) && !(i < len(x) && j < len(y) && x[i] == y[j]) {
			if j == len(y) || i < len(x) && length[i+1][j] >= length[i][j+1] {
				i++
			} else {
				j++
			}
		}
		r.end, r.put = head+i, slices.Clone(y[from:j])
		all = append(all, r)
	}
	return all
}

// commonLengths returns the length of the longest common subsequence of x[i:] and
// y[j:], for all i and j.
func commonLengths(x, y []string) [][]int32 {
	length := make([][]int32, len(x)+1)
	length[len(x)] = make([]int32, len(y)+1)
	for i := len(x) - 1; i >= 0; i-- {
		length[i] = make([]int32, len(y)+1)
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	return length
}
