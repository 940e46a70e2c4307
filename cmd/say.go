package cmd

import (
	"fmt"
	"strings"
)

// sayEnding prints an error, its hint and, last, the draft that keeps the text.
func (a *app) sayEnding(e ending, draft string) {
	word := "error"
	if e.outcome != "" && e.outcome != outcomeFailed {
		word = string(e.outcome)
	}
	fmt.Fprintf(a.err, "%s: %s\n", word, e.say)
	if e.hint != "" {
		fmt.Fprintf(a.err, "hint: %s\n", e.hint)
	}
	switch {
	case draft != "" && e.outcome == outcomeUnknown:
		fmt.Fprintf(a.err, "outcome unknown, draft %s kept: etch resume %s\n", draft, draft)
	case draft != "":
		fmt.Fprintf(a.err, "draft %s kept: etch resume %s\n", draft, draft)
	}
}

// foreign makes text that came from elsewhere fit for one line of a terminal.
func foreign(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}
