package diff

import (
	"slices"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Bounds of the exact diff, which takes time in proportion to the product of the
// lengths at worst. They also keep the number of distinct values far below the
// 1.1 million at which go-diff runs out of runes.
const (
	maxProduct = 16 << 20
	maxSplits  = 16 // levels of anchors within anchors
)

// align pairs equal numbers of a and b, in order. It returns for each of a the
// index in b, or -1. Up to a bound it is a longest common subsequence; beyond,
// runs that are unique on both sides are anchors, and what lies between two is
// aligned by itself; where no anchor is found either, nothing is paired there.
func align(a, b []int32) []int32 {
	l := aligner{to: slices.Repeat([]int32{-1}, len(a))}
	l.gap(a, b, 0, 0, 0)
	return l.to
}

type aligner struct{ to []int32 }

// gap aligns a and b, which begin at i and j of the whole.
func (l *aligner) gap(a, b []int32, i, j, depth int) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		l.to[i] = int32(j)
		a, b, i, j = a[1:], b[1:], i+1, j+1
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
		l.to[i+len(a)] = int32(j + len(b))
	}
	if len(a) == 0 || len(b) == 0 {
		return
	}
	if l.exact(a, b, i, j) || depth == maxSplits {
		return
	}
	// A window of several numbers may be unique where no single number is: the
	// digits of a long list, the blank lines of a long text.
	for _, window := range []int{1, 4, 16, 64} {
		if pairs := anchors(a, b, window); len(pairs) > 0 {
			x, y := 0, 0
			for _, p := range pairs {
				if p[0] < x || p[1] < y {
					continue // windows overlap
				}
				l.gap(a[x:p[0]], b[y:p[1]], i+x, j+y, depth+1)
				l.to[i+p[0]] = int32(j + p[1])
				x, y = p[0]+1, p[1]+1
			}
			l.gap(a[x:], b[y:], i+x, j+y, depth+1)
			return
		}
	}
}

// exact pairs by a longest common subsequence; it reports false, and does
// nothing, where that could take too long.
func (l *aligner) exact(a, b []int32, i, j int) bool {
	// What stands on one side only is in no common subsequence. Without it, two
	// wholly different lists cost nothing.
	ia, ib := common(a, b)
	if len(ia) == 0 || len(ib) == 0 {
		return true
	}
	if len(ia) > maxProduct/len(ib) {
		return false
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // else the result depends on the clock
	ra, rb := runes(a, b, ia, ib)
	x, y := 0, 0
	for _, d := range dmp.DiffMainRunes(ra, rb, false) {
		for range d.Text {
			switch d.Type {
			case diffmatchpatch.DiffEqual:
				l.to[i+ia[x]] = int32(j + ib[y])
				x, y = x+1, y+1
			case diffmatchpatch.DiffDelete:
				x++
			case diffmatchpatch.DiffInsert:
				y++
			}
		}
	}
	return true
}

// common returns the indexes of those numbers of a and b that the other has too.
func common(a, b []int32) (ia, ib []int) {
	const inA, inB = 1, 2
	in := map[int32]int{}
	for _, v := range a {
		in[v] |= inA
	}
	for _, v := range b {
		in[v] |= inB
	}
	for i, v := range a {
		if in[v] == inA|inB {
			ia = append(ia, i)
		}
	}
	for i, v := range b {
		if in[v] == inA|inB {
			ib = append(ib, i)
		}
	}
	return ia, ib
}

// runes spells the chosen numbers as runes. Both sides hold the same
// distinct numbers, at most the square root of maxProduct: none reaches the surrogates.
func runes(a, b []int32, ia, ib []int) (ra, rb []rune) {
	names := map[int32]rune{}
	spell := func(all []int32, chosen []int) []rune {
		out := make([]rune, 0, len(chosen))
		for _, i := range chosen {
			r, ok := names[all[i]]
			if !ok {
				r = rune(len(names) + 1)
				names[all[i]] = r
			}
			out = append(out, r)
		}
		return out
	}
	return spell(a, ia), spell(b, ib)
}

// anchors returns pairs of indexes at which windows start that stand once in a
// and once in b, as many as keep their order.
func anchors(a, b []int32, window int) [][2]int {
	if len(a) < window || len(b) < window {
		return nil
	}
	inA, inB := windows(a, window), windows(b, window)
	var pairs [][2]int
	for i := 0; i+window <= len(a); i++ {
		key := windowKey(a[i : i+window])
		if at, ok := inB[key]; ok && at >= 0 && inA[key] == i {
			pairs = append(pairs, [2]int{i, at})
		}
	}
	mates := make([]Mate, len(pairs))
	for k, p := range pairs {
		mates[k].New = p[1]
	}
	kept := pairs[:0]
	for k, ok := range InOrder(mates) {
		if ok {
			kept = append(kept, pairs[k])
		}
	}
	return kept
}

// windows returns where each window starts; -1 for one that stands several times.
func windows(a []int32, window int) map[string]int {
	at := make(map[string]int, len(a))
	for i := 0; i+window <= len(a); i++ {
		key := windowKey(a[i : i+window])
		if _, ok := at[key]; ok {
			at[key] = -1
		} else {
			at[key] = i
		}
	}
	return at
}

func windowKey(w []int32) string {
	key := make([]byte, 0, 4*len(w))
	for _, v := range w {
		key = append(key, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return string(key)
}

// InOrder reports of each element whether it kept its place among the others: the
// longest run of mates whose New rise. The others were removed or moved.
func InOrder(mates []Mate) []bool {
	var ends []int                    // ends[k]: the last of the best run of length k+1
	before := make([]int, len(mates)) // the one before it in its run
	for i, m := range mates {
		if m.New < 0 {
			continue
		}
		k, _ := slices.BinarySearchFunc(ends, m.New, func(e, v int) int { return mates[e].New - v })
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	in := make([]bool, len(mates))
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			in[i] = true
		}
	}
	return in
}
