package history

import (
	"bytes"
	"fmt"
	"strings"
)

// invariants hold what is there at the end to what was said.
func (h *History) invariants() (found []Complaint) {
	ends := map[string]content{}
	for path, state := range h.End {
		ends[path] = contentOf(state)
	}
	ok, perhaps := map[string]int{}, map[string]int{}
	for i := range h.Records {
		r := &h.Records[i]
		switch {
		case r.Stray != "":
			found = append(found, complain(Drafts, r, "%s", r.Stray))
		case r.Kind.counts() && r.Outcome == OK:
			ok[r.Path]++
		case r.Kind.counts() && r.Outcome.perhaps():
			perhaps[r.Path]++
		}
		if r.Token != "" {
			found = append(found, r.count(ends[r.Path])...)
		}
	}
	for _, res := range h.World.Resources {
		if !res.Text {
			found = append(found, h.counter(res.Path, ends[res.Path].N, ok[res.Path], perhaps[res.Path])...)
		}
		found = append(found, h.untouched(res)...)
	}
	return found
}

// count holds the number of a unique thing to what was said of it.
func (r *Record) count(end content) []Complaint {
	times := strings.Count(end.Text, r.Token)
	for _, item := range end.Items {
		if item == r.Token {
			times++
		}
	}
	switch {
	case r.Outcome == OK && times != 1:
		return []Complaint{complain(Once, r, "it is there %d times", times)}
	case r.Outcome == Unchanged && times != 1: // who says that a unique thing is there says that it was written
		return []Complaint{complain(Once, r, "it is there %d times", times)}
	case r.Outcome.perhaps() && times > 1:
		return []Complaint{complain(AtMostOnce, r, "it is there %d times", times)}
	case r.Outcome != OK && r.Outcome != Unchanged && !r.Outcome.perhaps() && times > 0:
		return []Complaint{complain(Never, r, "it is there %d times", times)}
	}
	return nil
}

// counter holds a counter to the number of those who said that they have counted.
func (h *History) counter(path string, n, ok, perhaps int) []Complaint {
	switch {
	case n < ok:
		return []Complaint{{Once, fmt.Sprintf("%s: %d said ok, and the counter is %d", path, ok, n)}}
	case n > ok+perhaps:
		return []Complaint{{Never, fmt.Sprintf("%s: %d said ok and %d unknown, and the counter is %d", path, ok, perhaps, n)}}
	}
	return nil
}

// untouched holds the bytes that no edit means to what they were.
func (h *History) untouched(res Resource) (found []Complaint) {
	parts := []string{`"big": 12345678901234567890`, `"end": [1e2, {"a": "b"}]`, `"first`}
	if res.Text {
		parts = strings.SplitAfter(strings.TrimSuffix(firstText, "\n"), "\n")
	}
	for _, part := range parts {
		if n := bytes.Count(h.Bodies[res.Path], []byte(part)); n != 1 && !(part == `"first` && n == 2) {
			found = append(found, Complaint{Untouched, fmt.Sprintf("%s: %q is there %d times", res.Path, part, n)})
		}
	}
	return found
}
