package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// absent is the value of a member that is not there.
type absent struct{}

// collision returns a place that both sides changed, and differently; "" where
// there is none. Such a merge can be solved without taking sides.
//
// In JSON a place is a member, or an element, or in a string of several lines as in
// text: lines that touch.
func collision(f document.Format, base, ours, theirs []byte) string {
	if f == document.Text {
		return collidingRuns(lines(base), lines(ours), lines(theirs), touching)
	}
	return colliding("", value(base), value(ours), value(theirs))
}

func value(source []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(source))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return absent{}
	}
	return v
}

func lines(text []byte) []string { return strings.SplitAfter(string(text), "\n") }

// colliding looks for the place in three values.
func colliding(at string, b, o, t any) string {
	if reflect.DeepEqual(o, b) || reflect.DeepEqual(t, b) || reflect.DeepEqual(o, t) {
		return "" // one side alone, or both alike
	}
	mb, inBase := b.(map[string]any)
	mo, inOurs := o.(map[string]any)
	mt, inTheirs := t.(map[string]any)
	_, added := b.(absent)
	if inOurs && inTheirs && (inBase || added) {
		for _, name := range names(mb, mo, mt) {
			if found := colliding(at+"/"+name, member(mb, name), member(mo, name), member(mt, name)); found != "" {
				return found
			}
		}
		return ""
	}
	eb, inBase := b.([]any)
	eo, inOurs := o.([]any)
	et, inTheirs := t.([]any)
	if inBase && inOurs && inTheirs {
		return collidingElements(at, eb, eo, et)
	}
	if lb, lo, lt := textLines(b), textLines(o), textLines(t); len(lb) > 1 && len(lo) > 1 && len(lt) > 1 {
		if found := collidingRuns(lb, lo, lt, touching); found == "" {
			return ""
		}
	}
	return cmp.Or(at, "the whole document")
}

// textLines returns the lines of a string, nil of anything else.
func textLines(v any) []string {
	if text, ok := v.(string); ok {
		return lines([]byte(text))
	}
	return nil
}

// collidingElements takes elements with a name of their own for members, and others
// for lines; what both add in one place does not collide, though.
func collidingElements(at string, b, o, t []any) string {
	for _, key := range []string{"id", "key", "name"} {
		mb, inBase := byKey(b, key)
		mo, inOurs := byKey(o, key)
		mt, inTheirs := byKey(t, key)
		if inBase && inOurs && inTheirs {
			return colliding(at, mb, mo, mt)
		}
	}
	if found := collidingRuns(spelled(b), spelled(o), spelled(t), touchingEdits); found != "" {
		return at + " " + found
	}
	return ""
}

// byKey returns the elements by the value of that member, if it tells them apart.
func byKey(elements []any, key string) (map[string]any, bool) {
	all := map[string]any{}
	for _, e := range elements {
		m, ok := e.(map[string]any)
		name, there := m[key]
		if !ok || !there {
			return nil, false
		}
		all[fmt.Sprint(name)] = e
	}
	return all, len(all) == len(elements)
}

// spelled returns each value as a line of text.
func spelled(values []any) (all []string) {
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err) // it came from JSON
		}
		all = append(all, string(text))
	}
	return all
}

func names(of ...map[string]any) (all []string) {
	for _, m := range of {
		for name := range m {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func member(m map[string]any, name string) any {
	if v, ok := m[name]; ok {
		return v
	}
	return absent{}
}

// collidingRuns looks for a run of base that ours changed, and one that theirs
// changed, that collide and are not the same.
func collidingRuns(b, o, t []string, collide func(x, y run) bool) string {
	theirs := runs(b, t)
	for _, x := range runs(b, o) {
		for _, y := range theirs {
			alike := x.start == y.start && x.end == y.end && slices.Equal(x.put, y.put)
			if !alike && collide(x, y) {
				return fmt.Sprintf("%d-%d against %d-%d", x.start+1, x.end, y.start+1, y.end)
			}
		}
	}
	return ""
}

// touching reports whether nothing unchanged is between two runs.
func touching(x, y run) bool { return x.start <= y.end && y.start <= x.end }

// touchingEdits is touching, but additions to one place can both be had.
func touchingEdits(x, y run) bool {
	return touching(x, y) && (x.start < x.end || y.start < y.end)
}

// overlapping reports whether both changed one line, or both added at one place.
func overlapping(x, y run) bool {
	return x.start < y.end && y.start < x.end ||
		x.start == x.end && y.start == y.end && x.start == y.start
}
