package merge

import (
	"bytes"
	"slices"

	"github.com/etch-http/etch/merge/diff"
)

// trim takes the lines that ours and theirs of a conflict begin and end with alike
// out of it.
func trim(b block) (head []byte, inner block, tail []byte) {
	lines := diff.Cut(b.ours, b.theirs)
	o, t := lines[0], lines[1]
	n, lo := min(o.Len(), t.Len()), 0
	for lo < n && o.Equal(lo, t, lo) {
		lo++
	}
	eo, et := o.Len(), t.Len()
	for eo > lo && et > lo && o.Equal(eo-1, t, et-1) {
		eo, et = eo-1, et-1
	}
	inner = block{open: true, base: b.base, ours: o.Of(lo, eo), theirs: t.Of(lo, et)}
	return o.Of(0, lo), inner, o.Of(eo, o.Len())
}

// near is how many equal lines between two conflicts leave them one: markers around
// few lines are harder to read than the lines twice.
const near = 3

// refine cuts each conflict into the places where ours and theirs differ, and joins
// those that are near each other and have nothing merged between them.
func refine(bs []block) []block {
	var out []block
	add := func(b block) {
		last := len(out) - 1
		switch {
		case !b.open && len(b.plain) == 0 && !b.merged:
		case last >= 0 && !out[last].open && !b.open:
			out[last].plain = slices.Concat(out[last].plain, b.plain)
			out[last].merged = out[last].merged || b.merged
		case last > 0 && b.open && !out[last].open && !out[last].merged && out[last-1].open && isNear(out[last].plain):
			between := out[last].plain
			out = out[:last]
			out[last-1].ours = slices.Concat(out[last-1].ours, between, b.ours)
			out[last-1].theirs = slices.Concat(out[last-1].theirs, between, b.theirs)
		default:
			out = append(out, b)
		}
	}
	for _, b := range bs {
		if !b.open {
			add(b)
			continue
		}
		lines := diff.Cut(b.ours, b.theirs)
		o, t, at := lines[0], lines[1], 0
		for _, h := range o.Hunks(t) {
			add(block{plain: o.Of(at, h.OldStart)})
			add(block{open: true, ours: o.Of(h.OldStart, h.OldEnd), theirs: t.Of(h.NewStart, h.NewEnd)})
			at = h.OldEnd
		}
		add(block{plain: o.Of(at, o.Len())})
	}
	return out
}

// isNear reports whether two conflicts with this text between them are one. Lines
// without a letter or a digit, brackets and blank ones, are equal everywhere, and
// part nothing.
func isNear(between []byte) bool {
	return bytes.Count(between, []byte{'\n'}) <= near || !bytes.ContainsFunc(between, func(c rune) bool {
		return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
	})
}
