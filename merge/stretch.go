package merge

import "bytes"

// untouched writes r with what stands before it, if all of that is the same bytes in
// all three revisions, and reports whether it did. That is what most rows are.
func (w *writer) untouched(r row) bool {
	if w.split || w.count == 0 || r.b-1 != w.last.b || r.o-1 != w.last.o || r.t-1 != w.last.t {
		return false
	}
	b, o, t := w.b.item(int(r.b)), w.o.item(int(r.o)), w.t.item(int(r.t))
	if r.equal {
		gap := w.t.gap(int(r.t))
		if !bytes.Equal(w.b.gap(int(r.b)), gap) || !bytes.Equal(w.o.gap(int(r.o)), gap) {
			return false
		}
	} else if !w.e.bo.Equal(b.Start, b.End, o.Start, o.End) || !w.e.bt.Equal(b.Start, b.End, t.Start, t.End) {
		return false
	}
	w.e.out = append(w.e.out, w.t.source[t.Start:t.End]...)
	w.count, w.last = w.count+1, r
	return true
}

// stretch writes rows, from that place in their order on, for as long as each follows
// the one before it in all three revisions and all of that is known to be the same bytes
// there. It returns how many they were.
func (w *writer) stretch(rows []row, in []int32, from int) (n int) {
	if w.split || w.count == 0 {
		return 0
	}
	first, last := int32(0), w.last
	for k := from; k < len(rows); k, n = k+1, n+1 {
		i := k
		if in != nil {
			i = int(in[k])
		}
		r := &rows[i]
		if !r.joined || r.whole || r.b-1 != last.b || r.o-1 != last.o || r.t-1 != last.t {
			break
		}
		if n == 0 {
			first = r.t
		}
		r.written = 1
		last = *r
	}
	if n > 0 {
		w.e.out = append(w.e.out, w.t.source[w.t.behind(int(first)):w.t.item(int(last.t)).End]...)
		w.count, w.last = w.count+n, last
	}
	return n
}
