package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// An ending is what an error means to those outside: what the report names, the
// status, one sentence and what to do next.
type ending struct {
	outcome outcome // "" for a usage error, which has no report
	reason  string
	status  status
	say     string
	hint    string
}

// facts are what the sentences of an ending may speak of.
type facts struct {
	signal    *signalError     // a signal ended the run
	command   string           // "etch edit"
	url       string           // as the user wrote it
	method    string           // of the last write prepared; "" where there is none
	validator client.Validator // of the base
	draft     string           // kept; "" where none is
}

// A reported error has been said, and stands in the report: only its status is left.
type reported struct{ status }

// Error names the status.
func (e *reported) Error() string { return fmt.Sprintf("status %d", e.status) }

// A localError is a failure of this machine, with the next step: status 1.
type localError struct {
	say  string
	hint string
	err  error // the cause; may be nil
}

// Error gives the sentence and the cause.
func (e *localError) Error() string {
	if e.err == nil {
		return e.say
	}
	return e.say + ": " + plainCause(e.err).Error()
}

// Unwrap returns the cause.
func (e *localError) Unwrap() error { return e.err }

// A rule explains the errors that it knows.
type rule func(error, facts) (ending, bool)

// on makes a rule of a function for one type of error, wherever it stands in a chain.
func on[E error](explain func(E, facts) ending) rule {
	return func(err error, f facts) (ending, bool) {
		var e E
		if !errors.As(err, &e) {
			return ending{}, false
		}
		return explain(e, f), true
	}
}

// rules is the one table from errors to endings. The first that fits wins: doubt
// about a write outranks what went wrong later, and what wraps comes before what
// may be wrapped in it.
func rules() []rule {
	return []rule{
		on(usageEnding),
		on(unknownEnding),
		on(interruptedEnding),
		on(alteredEnding),
		on(conflictEnding),
		on(contendedEnding),
		on(staleEnding),
		on(abortedEnding),
		on(goneEnding),
		on(unguardedEnding),
		on(busyEnding),
		on(unsupportedEnding),
		on(refusedEnding),
		on(redirectEnding),
		on(preconditionEnding),
		on(lostEnding),
		on(unreachableEnding),
		on(bodyEnding),
		on(invalidEnding),
		on(syntaxEnding),
		on(localEnding),
	}
}

// explain returns the ending of err.
func explain(err error, f facts) ending {
	if f.signal != nil && !errors.As(err, new(*signalError)) {
		err = errors.Join(f.signal, err)
	}
	for _, r := range rules() {
		if e, ok := r(err, f); ok {
			return e.complete(f)
		}
	}
	return ending{outcome: outcomeFailed, say: err.Error()}.complete(f)
}

// complete fills in the status where the outcome alone gives it.
func (e ending) complete(f facts) ending {
	if e.status == statusOK && e.outcome != "" {
		e.status = e.outcome.status()
	}
	if f.signal != nil {
		e.status = f.signal.status()
	}
	return e
}

func usageEnding(e *usageError, f facts) ending {
	hint := e.hint
	if hint == "" {
		hint = "etch help lists the commands"
		if f.command != "" {
			hint = f.command + " --help has examples"
		}
	}
	return ending{status: statusUsage, say: e.say, hint: hint}
}

func localEnding(e *localError, _ facts) ending {
	return ending{outcome: outcomeFailed, say: e.Error(), hint: e.hint}
}

func interruptedEnding(e *signalError, _ facts) ending {
	return ending{outcome: outcomeAborted, reason: "interrupted", say: e.Error() + ", nothing was written"}
}

func unknownEnding(e *editor.UnknownError, f facts) ending {
	r := ending{
		outcome: outcomeUnknown,
		say:     "a write was sent, and whether it was carried out could not be found out: " + foreign(cause(e.Err)),
		hint:    "look at the resource: etch get " + f.url,
	}
	var lost *client.LostError
	switch {
	case f.signal != nil:
		r.reason = "interrupted"
	case errors.As(e.Err, &lost) && lost.Timeout:
		r.reason = "timeout"
		if f.method == "PATCH" {
			r.hint = "some servers never answer a PATCH; another method: --method PUT"
		}
	}
	return r
}

func alteredEnding(e *editor.AlteredError, f facts) ending {
	return ending{
		outcome: outcomeAltered, reason: "stored-otherwise",
		say:  "the server accepted the write, and stored something else in " + places(len(e.Missing)),
		hint: "see what is there now: etch get " + f.url,
	}
}

func conflictEnding(e *editor.ConflictError, _ facts) ending {
	return ending{
		outcome: outcomeConflict, reason: "collision",
		say:  "another writer changed the same " + places(len(e.Conflicts)) + ", and nothing was written",
		hint: "--on-conflict ours or theirs decides, or settle it in the editor",
	}
}

func contendedEnding(e *editor.ContendedError, _ facts) ending {
	return ending{
		outcome: outcomeConflict, reason: "rounds",
		say:  fmt.Sprintf("another writer was faster in each of %d rounds", e.Rounds),
		hint: "try again later, or with a larger --retries or --timeout",
	}
}

func staleEnding(_ *editor.StaleError, f facts) ending {
	if f.validator.Strength == client.Weak {
		return ending{
			outcome: outcomeConflict, reason: "validator-form",
			say:  "the server refuses the weak validator that it gives out itself (" + foreign(first(f.validator.Values)) + ")",
			hint: "it cannot be edited with a guard; --unguarded writes without one",
		}
	}
	return ending{
		outcome: outcomeConflict, reason: "stale-read",
		say:  "the server refuses the validator that it gives out itself: its reads may be stale",
		hint: "try again in a minute; a cache between here and the server may hold an old copy",
	}
}

func abortedEnding(e *editor.AbortedError, _ facts) ending {
	if e.Why != "" {
		return ending{outcome: outcomeAborted, reason: "no-terminal", say: e.Why + ", nothing was written", hint: "-y sends without asking"}
	}
	return ending{outcome: outcomeAborted, say: "nothing was written"}
}

func goneEnding(e *client.GoneError, f facts) ending {
	if f.validator.IsZero() {
		return ending{outcome: outcomeRefused, reason: "gone", say: "there is nothing at this URL: " + problem(e.Problem), hint: "check the URL: " + f.url}
	}
	return ending{
		outcome: outcomeConflict, reason: "gone",
		say:  "the resource was deleted meanwhile, and is not created again: " + problem(e.Problem),
		hint: "the text is in the draft",
	}
}

func unguardedEnding(e *client.UnguardedError, _ facts) ending {
	r := ending{outcome: outcomeUnguarded, hint: "--unguarded writes without a guard: another writer's change may be lost"}
	switch e.Why {
	case client.NoValidator:
		r.reason, r.say = "no-validator", "the server gives this resource no version (ETag, Last-Modified), so a write cannot be guarded"
	case client.PreconditionsRefused:
		r.reason, r.say = "preconditions-refused", "the server refuses preconditions: "+problem(e.Problem)
	case client.PreconditionUnseen:
		r.reason, r.say = "precondition-unseen", "the server asks for a precondition although one was sent: "+problem(e.Problem)
		r.hint = "something between here and the server may drop the If-Match header"
	default:
		r.reason, r.say = "preconditions-ignored", "the server is known to ignore preconditions"
	}
	return r
}

func busyEnding(e *client.BusyError, _ facts) ending {
	r := ending{outcome: outcomeRefused, reason: "busy", say: "the server is busy: " + problem(e.Problem), hint: "try again later"}
	if e.Status == 429 {
		r.reason = "rate-limited"
	}
	if e.After > 0 {
		r.hint = "try again in " + e.After.Round(time.Second).String()
	}
	return r
}

func unsupportedEnding(e *client.UnsupportedError, f facts) ending {
	r := ending{outcome: outcomeRefused, reason: "unsupported", say: "the server does not take this kind of write: " + problem(e.Problem)}
	switch {
	case len(e.AcceptPatch) > 0:
		r.hint = "it takes --patch-type " + foreign(e.AcceptPatch[0])
	case f.method == "PATCH":
		r.hint = "PUT replaces the whole resource, hidden members too: --method PUT"
	default:
		r.hint = "another way to write: --method or --patch-type"
	}
	return r
}

func refusedEnding(e *client.RefusedError, f facts) ending {
	r := ending{outcome: outcomeRefused, say: "the server refused: " + problem(e.Problem)}
	switch {
	case e.Status == 401 || e.Status == 403:
		r.reason, r.hint = "not-authorized", "credentials: -u USER, --bearer-file FILE, --netrc or ETCH_BEARER_TOKEN"
	case f.method != "":
		r.hint = "if the format is what it does not like: --method or --patch-type"
	}
	return r
}

func redirectEnding(e *client.RedirectError, f facts) ending {
	r := ending{
		outcome: outcomeRefused, reason: "redirected",
		say:  "the answer points elsewhere and was not followed: " + foreign(e.Location),
		hint: "if you trust it, use that URL",
	}
	if e.Upgrade != "" {
		r.hint = "use the https URL: " + f.command + " " + foreign(e.Upgrade)
	}
	return r
}

func preconditionEnding(e *client.PreconditionError, _ facts) ending {
	return ending{
		outcome: outcomeConflict, reason: "version",
		say:  "the resource is at another version: " + problem(e.Problem),
		hint: "see what is there now, and edit that",
	}
}

func lostEnding(e *client.LostError, f facts) ending {
	return unknownEnding(&editor.UnknownError{Err: e}, f)
}

func unreachableEnding(e *client.UnreachableError, f facts) ending {
	r := ending{outcome: outcomeUnreachable, say: "no answer: " + foreign(cause(e.Err)), hint: "check the URL and the network: " + f.url}
	if errors.Is(e.Err, context.DeadlineExceeded) {
		r.reason, r.say = "timeout", "no answer in time"
		r.hint = "--request-timeout allows one request longer, --timeout the whole run"
	}
	return r
}

func bodyEnding(e *client.BodyError, _ facts) ending {
	r := ending{outcome: outcomeInvalid, reason: "body", say: "the answer's body cannot be used: " + foreign(e.Reason)}
	if e.Limit > 0 {
		r.reason, r.hint = "too-large", "--max-body allows more"
	}
	return r
}

func invalidEnding(e *editor.InvalidError, f facts) ending {
	if syntax := (*document.SyntaxError)(nil); errors.As(e.Err, &syntax) {
		return syntaxEnding(syntax, f)
	}
	return ending{outcome: outcomeInvalid, say: foreign(cause(e.Err))}
}

func syntaxEnding(e *document.SyntaxError, _ facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "syntax",
		say:  fmt.Sprintf("not valid at line %d, column %d: %s", e.Line, e.Column, foreign(e.Reason)),
		hint: "--format text takes the body as text",
	}
}

// places counts in words.
func places(n int) string {
	if n == 1 {
		return "place"
	}
	return fmt.Sprintf("%d places", n)
}

// problem is what a server says of an error, made harmless.
func problem(p client.Problem) string { return foreign(p.Error()) }

// cause is the text of err, for an error that may be nil.
func cause(err error) string {
	if err == nil {
		return "no reason given"
	}
	return err.Error()
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
