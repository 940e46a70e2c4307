package cmd

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/etch-http/etch/editor/show"
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
		fmt.Fprintln(a.err, "outcome unknown, "+draftLast(draft))
	case draft != "":
		fmt.Fprintln(a.err, draftLast(draft))
	}
}

// draftLast is the last line wherever a text was not written.
func draftLast(id string) string { return fmt.Sprintf("draft %s kept: etch resume %s", id, id) }

// foreign makes text that came from elsewhere fit for one line of a terminal.
func foreign(s string) string { return show.Safe(s) }

// shellWord is a word of a command for a hint: in quotes where a shell would take it
// for more than a name.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./,:=@%+", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// finish prints the report and, where there is one, the error, and gives the status.
func (a *app) finish(r report, e ending, o *outputFlags) error {
	switch {
	case o.format == "json":
		if err := a.printJSON(r); err != nil {
			return err
		}
	case e.status == statusOK && e.say == "" && r.Request != nil:
		r.Request.print(a)
	case e.status == statusOK && !o.quiet:
		fmt.Fprintln(a.out, r.text())
	}
	switch {
	case e.say != "":
		a.sayEnding(e, r.Draft)
	case r.Draft != "" && (e.outcome == outcomeDeleted || e.outcome == outcomeUnchanged): // it is gone
		fmt.Fprintln(a.err, draftLast(r.Draft)+" creates it again")
	case r.Draft != "":
		fmt.Fprintln(a.err, draftLast(r.Draft))
	}
	if e.status != statusOK {
		return &reported{e.status}
	}
	return nil
}
