package show

import (
	"fmt"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// Suggestion says which side one of r.Suggestions takes, and why:
// "theirs (1.4.0 is higher than 1.3.2)".
func Suggestion(r merge.Result, s merge.Resolution) string {
	c := r.Conflicts[s.Index]
	taken, other := c.Theirs, c.Ours
	if s.Take == merge.Ours {
		taken, other = other, taken
	}
	if c.Higher() != s.Take { // a checksum, an address; a version further in
		return sideName(s.Take) + " (it goes with the version beside it)"
	}
	return fmt.Sprintf("%s (%s is higher than %s)", sideName(s.Take), bare(taken), bare(other))
}

// bare is a string without its quotes.
func bare(value []byte) string {
	d, err := document.Parse(value, document.JSON)
	if err != nil {
		return brief(value, 40)
	}
	return brief([]byte(d.Root().Text()), 40)
}
