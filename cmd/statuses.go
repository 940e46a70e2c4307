package cmd

import (
	"fmt"
	"strings"
)

// A status is an exit status of the process.
type status int

// The statuses.
const (
	statusOK status = iota
	statusFailure
	statusUsage
	statusRefused
	statusConflict
	statusUnguarded
	statusUnknown
	statusInvalid
	statusAborted
	statusUnreachable
	statusInterrupted status = 130
	statusTerminated  status = 143
)

// statuses is the one list of exit statuses: the code takes its numbers from it,
// "etch help exit-status" prints it, and a test holds the README's table to it.
var statuses = []struct {
	status        status
	name, meaning string
}{
	{statusOK, "ok", "written, or nothing to change"},
	{statusFailure, "failure", "an error of this machine (a file, the editor's own failure), or a bug"},
	{statusUsage, "usage", "wrong flags or arguments, or something wrong in the configuration"},
	{statusRefused, "refused", "the server answered with an error that no line below explains, or stored something else than was asked"},
	{statusConflict, "conflict", "changes collide, the resource is gone, the rounds or the time are used up after a conflict, or the server goes on refusing the validator that it gives out; the draft is kept"},
	{statusUnguarded, "unguarded", "no usable validator, or the server refuses or ignores preconditions; nothing was written"},
	{statusUnknown, "unknown", "a write was sent, no answer came, and the outcome could not be found out"},
	{statusInvalid, "invalid", "the edited text, the change, or the server's body is not what it must be"},
	{statusAborted, "aborted", "the user said so (an emptied file too), or could not be asked; the draft is kept unless it was dropped"},
	{statusUnreachable, "unreachable", "no connection, TLS failure or time-out, and no write is unanswered"},
	{statusInterrupted, "interrupted", "SIGINT (Ctrl-C); the last line says unknown where a write was sent and not answered"},
	{statusTerminated, "terminated", "SIGTERM; as 130"},
}

// An outcome is how an edit ended, as the report names it.
type outcome string

// The outcomes of the commands that there are.
const (
	outcomeApplied     outcome = "applied"
	outcomeCreated     outcome = "created"
	outcomeDeleted     outcome = "deleted"
	outcomeUnchanged   outcome = "unchanged"
	outcomeAltered     outcome = "altered"
	outcomeDryRun      outcome = "dry-run"
	outcomeConflict    outcome = "conflict"
	outcomeRefused     outcome = "refused"
	outcomeUnguarded   outcome = "unguarded"
	outcomeUnknown     outcome = "unknown"
	outcomeInvalid     outcome = "invalid"
	outcomeAborted     outcome = "aborted"
	outcomeUnreachable outcome = "unreachable"
	outcomeFailed      outcome = "failed"
)

// status returns the exit status of an outcome. A signal and a usage error have
// theirs without an outcome of their own.
func (o outcome) status() status {
	switch o {
	case outcomeApplied, outcomeCreated, outcomeDeleted, outcomeUnchanged, outcomeDryRun:
		return statusOK
	case outcomeAltered, outcomeRefused:
		return statusRefused
	case outcomeConflict:
		return statusConflict
	case outcomeUnguarded:
		return statusUnguarded
	case outcomeUnknown:
		return statusUnknown
	case outcomeInvalid:
		return statusInvalid
	case outcomeAborted:
		return statusAborted
	case outcomeUnreachable:
		return statusUnreachable
	}
	return statusFailure
}

// statusHelp is the text of "etch help exit-status".
func statusHelp() string {
	var b strings.Builder
	b.WriteString("Every command ends with one of these statuses:\n\n")
	for _, s := range statuses {
		fmt.Fprintf(&b, "  %3d  %-12s %s\n", s.status, s.name, fold(s.meaning, 60, 20))
	}
	b.WriteString("\n\"etch diff\" has those of diff(1): 0 no difference, 1 differences, 2 anything else.\n" +
		"\"etch merge --git\" answers git with 0, 4 for conflicts, and 129 where it failed.\n" +
		"\"etch probe\" ends with 0 where writes are guarded, 5 where they are not, 6 where that is not known.\n")
	b.WriteString("\nWith -o json the report names the outcome, and often a reason, beside the status.\n" +
		"Whenever a text has not been written, the last line on standard error names its\n" +
		"draft and the command that takes it up again.\n")
	return b.String()
}

// fold breaks s at spaces into lines of at most width characters, the later ones indented.
func fold(s string, width, indent int) string {
	var b strings.Builder
	n := 0
	for i, w := range strings.Fields(s) {
		switch {
		case i == 0:
		case n+1+len(w) > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			n = 0
		default:
			b.WriteByte(' ')
			n++
		}
		b.WriteString(w)
		n += len(w)
	}
	return b.String()
}
