package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// What the ends of an edit mean to a person.

func usageEnding(e *usageError, f facts) ending {
	hint := e.hint
	if hint == "" {
		hint = "etch help lists the commands"
		if f.command != "" && f.command != "etch" {
			hint = f.command + " --help has examples"
		}
	}
	return ending{status: statusUsage, say: e.say, hint: hint}
}

func interruptedEnding(e *signalError, f facts) ending {
	r := ending{outcome: outcomeAborted, reason: "interrupted", say: e.Error() + ", nothing was written"}
	if f.command == driverCommand { // which writes the conflict
		r.say = e.Error()
	}
	return r
}

func unknownEnding(e *editor.UnknownError, f facts) ending {
	r := ending{
		outcome: outcomeUnknown,
		say:     sent(f) + " was sent, and whether it was carried out could not be found out: " + causeText(e.Err),
		hint:    "look at the resource: etch get " + f.url,
	}
	var lost *client.LostError
	switch {
	case f.signal != nil:
		r.reason = "interrupted"
	case errors.As(e.Err, &lost) && lost.Timeout, errors.As(e.Err, new(*target.HungError)):
		r.reason = "timeout"
		if f.method == "PATCH" {
			r.hint = "some servers never answer a PATCH; another method: --method PUT"
		}
	}
	return r
}

// sent names the request that was sent last.
func sent(f facts) string {
	if f.method == "" {
		return "a write"
	}
	return fmt.Sprintf("%s %s (%s)", f.method, f.url, plural(f.size, "byte"))
}

func alteredEnding(e *editor.AlteredError, f facts) ending {
	if f.purpose == target.Delete {
		return ending{
			outcome: outcomeAltered, reason: "still-there",
			say:  "the server accepted the deletion, and the resource is still there",
			hint: "see what is there now: etch get " + f.url,
		}
	}
	var where []string
	for _, c := range e.Missing {
		if c.Line > 0 {
			where = append(where, fmt.Sprintf("line %d", c.Line))
			continue
		}
		where = append(where, string(c.Pointer))
	}
	return ending{
		outcome: outcomeAltered, reason: "stored-otherwise",
		say:  "the server accepted the write and stored something else" + at(where),
		hint: "see what is there now: etch get " + f.url,
	}
}

// hintVersions offers --resolve versions before hint, where that would settle something.
func hintVersions(cs []merge.Conflict, given bool, hint string) string {
	if given || !slices.ContainsFunc(cs, func(c merge.Conflict) bool { return c.Higher() != merge.None }) {
		return hint
	}
	return "--resolve versions takes the higher of two versions; " + hint
}

func conflictEnding(e *editor.ConflictError, f facts) ending {
	if len(e.Conflicts) == 0 {
		return ending{
			outcome: outcomeConflict, reason: "rival",
			say:  "another writer has changed the resource meanwhile, and nothing was written",
			hint: "--on-conflict merge joins what does not collide",
		}
	}
	if f.purpose == target.Delete {
		return ending{
			outcome: outcomeConflict, reason: "collision",
			say:  "another writer has changed the resource since it was read, and nothing was deleted",
			hint: "look at it, and delete it again; --on-conflict ours deletes what is there now",
		}
	}
	var where []string
	for _, c := range e.Conflicts {
		switch {
		case c.Line > 0:
			where = append(where, fmt.Sprintf("line %d", c.Line))
		default:
			where = append(where, string(c.Pointer))
		}
	}
	return ending{
		outcome: outcomeConflict, reason: "collision",
		say:  "another writer has changed the same place" + at(where) + ", and nothing was written",
		hint: hintVersions(e.Conflicts, f.versions, "--on-conflict ours or theirs decides; at a terminal, etch asks"),
	}
}

func contendedEnding(e *editor.ContendedError, _ facts) ending {
	say := fmt.Sprintf("another writer was faster in each of %d rounds", e.Rounds)
	if e.Rounds == 1 {
		say = "another writer was faster, and no further round was allowed"
	}
	return ending{
		outcome: outcomeConflict, reason: "rounds",
		say:  say + ", and nothing was written",
		hint: "try again later, or with a larger --retries or --timeout",
	}
}

func versionEnding(e *target.VersionError, f facts) ending {
	return ending{
		outcome: outcomeConflict, reason: "version",
		say:  fmt.Sprintf("the resource is at version %s, not at %s", foreign(e.Have), foreign(e.Want)),
		hint: "see what is there now: etch get " + f.url,
	}
}

func deletedEnding(*editor.GoneError, facts) ending {
	return ending{
		outcome: outcomeConflict, reason: "gone",
		say:  "the resource was deleted meanwhile, and is not created again",
		hint: "what you wanted to write is in the draft",
	}
}

func abortedEnding(e *editor.AbortedError, f facts) ending {
	r := ending{outcome: outcomeAborted, reason: "no-terminal"}
	switch e.Why {
	case editor.SaidSo:
		r.reason, r.say = "", "nothing was written"
	case editor.Emptied:
		r.reason, r.say = "emptied", "the file was emptied, nothing was written"
	case editor.NoEditor:
		r.say = "there is no terminal for an editor, nothing was written"
		r.hint = "name one that needs none (--editor, ETCH_EDITOR), or change the resource with etch update"
		if f.command == configEditCommand {
			r.hint = "name one that needs none: --editor CMD, or ETCH_EDITOR"
		}
		if f.purpose == target.Create {
			r.hint = "name one that needs none (--editor, ETCH_EDITOR), or give the text: --from FILE, or - for standard input"
		}
	case editor.NoPassword:
		r.say = "there is no terminal to ask for the password at"
		r.hint = passwordVariable + " and --netrc work without one"
	case editor.Closed:
		r.say = "the terminal was closed, nothing was written"
	default:
		r.say, r.hint = "there is no terminal to ask at, nothing was written", "-y sends without asking"
	}
	return r
}

func invalidEnding(e *editor.InvalidError, _ facts) ending {
	return ending{outcome: outcomeInvalid, say: causeText(e.Err)}
}

func kindEnding(e *target.KindError, f facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "other-kind",
		say:  "the answer is not the resource any more: " + foreign(e.Error()),
		hint: "look at it: etch get " + f.url + "; it may be for signing in, or from a proxy",
	}
}

func syntaxEnding(e *document.SyntaxError, f facts) ending {
	say := fmt.Sprintf("not valid at line %d, column %d", e.Line, e.Column)
	if e.Pointer != "" {
		say += " (in " + place(e.Pointer) + ")"
	}
	r := ending{outcome: outcomeInvalid, reason: "syntax", say: say + ": " + foreign(e.Reason)}
	switch {
	case f.purpose == target.Create:
		r.hint = "-H 'Content-Type: ...' or --format text names another kind of text"
	case f.validator.IsZero(): // nothing was taken from the server yet: it is the server's body
		r.say = "the server's body is not what it claims to be: " + r.say
		r.hint = "etch edit " + f.url + " takes it as text; so does --format text, for a filter or --from"
	}
	return r
}

func inexpressibleEnding(e *patch.InexpressibleError, _ facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "inexpressible",
		say:  fmt.Sprintf("%s cannot express the change at %s: %s", foreign(e.MediaType), foreign(string(e.Pointer)), foreign(e.Reason)),
		hint: "--patch-type auto chooses a format that can; --method PUT replaces the whole resource",
	}
}

// at lists places, the first three of them.
func at(where []string) string {
	const most = 3
	if len(where) == 0 {
		return ""
	}
	more := ""
	if n := len(where) - most; n > 0 {
		where, more = where[:most], fmt.Sprintf(" and %d more", n)
	}
	for i, w := range where {
		if w == "" {
			w = "the whole"
		}
		where[i] = place(document.Pointer(w))
	}
	return " (" + strings.Join(where, ", ") + more + ")"
}

// place is a pointer for a sentence: of a long one its ends.
func place(p document.Pointer) string {
	const most = 80
	s := foreign(string(p))
	if r := []rune(s); len(r) > most {
		s = string(r[:most/2]) + "..." + string(r[len(r)-most/2:])
	}
	return s
}

// causeText is the text of err, made harmless.
func causeText(err error) string {
	if err == nil {
		return "no reason is known"
	}
	return foreign(err.Error())
}
