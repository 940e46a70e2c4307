package strict

import "strings"

// Nearest is the one of words that was perhaps meant by word: a slip of the finger or
// two away from it, or one that begins with it; "" where none is near. Upper and lower
// case are one.
func Nearest(word string, words []string) string {
	word = strings.ToLower(word)
	best, at := "", 3 // edits; a slip of the finger is one or two
	for _, w := range words {
		if d := distance(word, strings.ToLower(w)); d < min(at, len(w), len(word)) {
			best, at = w, d
		}
	}
	if best != "" {
		return best
	}
	for _, w := range words { // a part of one
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(w), word) {
			return w
		}
	}
	return ""
}

// distance counts the characters inserted, removed or replaced between a and b
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
