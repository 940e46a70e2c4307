package merge

import (
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// oddPlace checks a place that the engine has marked: one in conflict, where theirs
// stands if nobody has settled it, or one that was merged by line.
func (c *checker) oddPlace(x tri, m document.Node) string {
	e := c.e
	switch {
	case len(e.settled) > 0 || len(e.held.nodes) > 0:
		return ""
	case c.open[x.spot()]:
		if !e.collides(x) {
			return noConflict
		}
		return c.theirs(x, m)
	case x.b.Kind() == document.String && m.Kind() == document.String:
		return joinedStrings(x.b.Text(), x.o.Text(), x.t.Text(), m.Text())
	case !holdsBoth(x, m):
		return lostChange
	}
	return ""
}

// collides reports whether both sides changed a place, and differently.
func (e *engine) collides(x tri) bool {
	return !e.same(x.o, x.b) && !e.same(x.t, x.b) && !e.same(x.o, x.t)
}

// joinedStrings checks a string that was merged by line: a line that one side alone
// has is there as often as that side has it, and no line is from nowhere. Of a line
// that several have, which one went or came is not known.
func joinedStrings(b, o, t, merged string) string {
	base, ours, theirs, got := countLines(b), countLines(o), countLines(t), countLines(merged)
	for line, n := range got {
		if base[line] == 0 && ours[line]+theirs[line] < n {
			return lostChange
		}
	}
	for _, side := range []struct{ has, other map[string]int }{{ours, theirs}, {theirs, ours}} {
		for line, n := range side.has {
			if base[line] == 0 && side.other[line] == 0 && got[line] != n {
				return lostChange
			}
		}
	}
	return ""
}

// countLines counts the lines of each text, however they end.
func countLines(text string) map[string]int {
	count := map[string]int{}
	for line := range strings.Lines(text) {
		count[strings.TrimRight(line, "\r\n")]++
	}
	return count
}

// misplaced reports whether two neighbours that stand in all revisions stand the other
// way round in ours and in theirs.
func (l *list) misplaced() bool {
	last := -1
	for k, r := range l.rows {
		if r.b < 0 || r.o < 0 || r.t < 0 {
			continue
		}
		if last >= 0 && l.rows[last].o > r.o && l.rows[last].t > r.t {
			return true
		}
		last = k
	}
	return false
}
