package diff

import (
	"bytes"

	"github.com/etch-http/etch/merge/document"
)

// Likeness is in percent; an element that is half the same is the same element, edited.
const (
	alike    = 50
	verylike = 75      // and what is at another place must be more than that
	maxGrid  = 1 << 14 // pairs of elements that are compared all with all
	lookout  = 16      // beyond that: how far ahead a mate is looked for
	maxLook  = 256     // members that one comparison looks at
)

// gap pairs the elements olds of a and news of b, which stand at the same place.
func (p *pairing) gap(olds, news []int) {
	if len(olds) == 0 || len(news) == 0 {
		return
	}
	if len(olds) == 1 && len(news) == 1 && p.key == "" && sameShape(p.a[olds[0]], p.b[news[0]]) {
		p.pair(olds[0], news[0], false) // one element between its neighbours
		return
	}
	var chosen [][2]int
	if len(olds) <= maxGrid/len(news) {
		chosen = p.best(olds, news)
	} else {
		chosen = p.nearest(olds, news)
	}
	x, y := 0, 0
	for _, c := range append(chosen, [2]int{len(olds), len(news)}) {
		p.replaced(olds[x:c[0]], news[y:c[1]])
		if c[0] < len(olds) {
			i, j := olds[c[0]], news[c[1]]
			p.pair(i, j, p.key != "" && !p.renamed(i, j))
		}
		x, y = c[0]+1, c[1]+1
	}
}

// replaced pairs what has nothing in common one by one: there an element was
// replaced. Elements with different identities were not, nor was a record by a
// scalar: one went, another came.
func (p *pairing) replaced(olds, news []int) {
	for k := 0; p.key == "" && k < min(len(olds), len(news)); k++ {
		a, b := p.a[olds[k]].Kind(), p.b[news[k]].Kind()
		if a == b || isScalar(a) && isScalar(b) {
			p.pair(olds[k], news[k], true)
		}
	}
}

func isScalar(k document.Kind) bool { return k != document.Array && k != document.Object }

// renamed reports whether two elements of different identity have enough in common
// to be one: then what the other side did inside of it goes on to hold. Else they
// are paired whole, so that it comes to a conflict.
func (p *pairing) renamed(i, j int) bool {
	equal := 0
	others := peerOf(p.b[j])
	for x := p.a[i].First(); here(x); x = x.Next() {
		if y := others.of(x); here(y) && !isNamed(x, p.key) && p.m.loose.same(x, y) {
			equal++
		}
	}
	return equal >= 2
}

// best returns the pairs, in order, whose likeness sums up highest.
func (p *pairing) best(olds, news []int) [][2]int {
	v := p.outlook(olds, news)
	like := make([][]int, len(olds))
	sum := make([][]int, len(olds)+1) // sum[x][y]: the best of olds[x:], news[y:]
	sum[len(olds)] = make([]int, len(news)+1)
	for x := len(olds) - 1; x >= 0; x-- {
		like[x] = make([]int, len(news))
		sum[x] = make([]int, len(news)+1)
		for y := len(news) - 1; y >= 0; y-- {
			like[x][y] = v.likeness(x, y)
			sum[x][y] = max(sum[x+1][y], sum[x][y+1])
			if like[x][y] >= alike {
				sum[x][y] = max(sum[x][y], sum[x+1][y+1]+like[x][y])
			}
		}
	}
	var chosen [][2]int
	for x, y := 0, 0; x < len(olds) && y < len(news); {
		switch {
		case like[x][y] >= alike && sum[x][y] == sum[x+1][y+1]+like[x][y]:
			chosen = append(chosen, [2]int{x, y})
			x, y = x+1, y+1
		case sum[x][y] == sum[x+1][y]:
			x++
		default:
			y++
		}
	}
	return chosen
}

// nearest returns pairs that are alike, each the first that a look a few elements
// ahead finds: linear, for gaps that are too wide for best.
func (p *pairing) nearest(olds, news []int) [][2]int {
	var chosen [][2]int
	v := p.outlook(olds, news)
	for x, y := 0, 0; x < len(olds) && y < len(news); x, y = x+1, y+1 {
		if p.likeness(olds[x], news[y], alike) < alike { // most often those two are one, edited
			dx, dy, ok := v.ahead(x, y)
			if !ok {
				continue
			}
			x, y = x+dx, y+dy
		}
		chosen = append(chosen, [2]int{x, y})
	}
	return chosen
}

// ahead returns how far behind olds[x] and news[y], which are not alike, the nearest
// pair stands that is.
func (v *outlook) ahead(x, y int) (dx, dy int, ok bool) {
	for d := 1; d < lookout; d++ {
		if y+d < len(v.news) && v.likeness(x, y+d) >= alike {
			return 0, d, true
		}
		if x+d < len(v.olds) && v.likeness(x+d, y) >= alike {
			return d, 0, true
		}
	}
	return 0, 0, false
}

// likeness compares two elements; their identity does not count. What is less than least
// may be 0.
func (p *pairing) likeness(i, j, least int) int {
	budget := maxLook
	return p.m.likeness(p.a[i], p.b[j], p.key, least, &budget)
}

// likeness returns how much of a is also in b, in percent of the larger one, or 0 where
// that turns out to be less than least.
func (m *Matcher) likeness(a, b document.Node, key string, least int, budget *int) int {
	switch {
	case m.loose.same(a, b):
		return 100
	case a.Kind() != b.Kind() || *budget <= 0:
		return 0
	case a.Kind() == document.Object:
		return m.likeMembers(a, b, key, least, budget)
	case a.Kind() == document.Array:
		return m.likeElements(a, b, budget)
	case a.Kind() == document.String && key == "":
		return likeText(textOf(a), textOf(b))
	}
	return 0
}

func (m *Matcher) likeMembers(a, b document.Node, key string, least int, budget *int) int {
	sum, size := 0, max(a.Len(), b.Len())
	if key != "" {
		size--
	}
	left := a.Len() // members that may still add to the sum
	others := peerOf(b)
	for x := a.First(); here(x); x = x.Next() {
		if *budget--; *budget <= 0 {
			break
		}
		if sum+100*left < least*max(size, 1) {
			return 0
		}
		left--
		y := others.of(x)
		switch {
		case !here(y) || key != "" && isNamed(x, key):
		case m.loose.same(x, y):
			sum += 100
		case x.Kind() == document.Object || x.Kind() == document.Array:
			sum += m.likeness(x, y, "", 0, budget)
		}
	}
	return sum / max(size, 1)
}

// likeElements counts the elements that both have, wherever they stand.
func (m *Matcher) likeElements(a, b document.Node, budget *int) int {
	count := map[int32]int{}
	for x := range a.Children() {
		if *budget--; *budget <= 0 {
			break
		}
		count[m.loose.class(x)]++
	}
	both := 0
	for y := range b.Children() {
		if *budget--; *budget <= 0 {
			break
		}
		if c := m.loose.class(y); count[c] > 0 {
			count[c]--
			both++
		}
	}
	return 100 * both / max(a.Len(), b.Len(), 1)
}

// textOf returns the text of a string, most often without a copy.
func textOf(n document.Node) []byte {
	source := n.Source()
	if bytes.IndexByte(source, '\\') >= 0 {
		return []byte(n.Text())
	}
	return source[1 : len(source)-1]
}

// likeText compares two strings by what they begin and end with.
func likeText(a, b []byte) int {
	shorter, longer := min(len(a), len(b)), max(len(a), len(b), 1)
	head := 0
	for head < shorter && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < shorter-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return 100 * (head + tail) / longer
}

// sameShape reports whether a and b are two arrays, or objects that share most of
// their names.
func sameShape(a, b document.Node) bool {
	if a.Kind() != document.Object || b.Kind() != document.Object {
		return a.Kind() == document.Array && b.Kind() == document.Array
	}
	both := 0
	others := peerOf(b)
	for x := a.First(); here(x); x = x.Next() {
		if here(others.of(x)) {
			both++
		}
	}
	return both > 0 && 2*both >= max(a.Len(), b.Len())
}

// strays pairs, whole, what went in one place and turned up, edited, in another.
// Taken for a removal and an addition, it would outlive the other side's removal.
func (p *pairing) strays() {
	var olds, news []int
	for i, m := range p.mates {
		if m.New < 0 && !isScalar(p.a[i].Kind()) {
			olds = append(olds, i)
		}
	}
	for j, e := range p.b {
		if !p.taken[j] && !isScalar(e.Kind()) {
			news = append(news, j)
		}
	}
	if len(news) == 0 || len(olds) > maxGrid/len(news) {
		return
	}
	v := p.outlook(olds, news)
	v.least = verylike
	for x, i := range olds {
		best, at := verylike-1, -1
		for y, j := range news {
			if l := v.likeness(x, y); l > best && !p.taken[j] {
				best, at = l, j
			}
		}
		if at >= 0 {
			p.pair(i, at, true)
		}
	}
}
