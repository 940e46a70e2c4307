package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/draft"
	"github.com/etch-http/etch/editor/target"
)

// An ending is what an error means to those outside: what the report names, the
// status, one sentence and what to do next.
type ending struct {
	outcome outcome // "" for a usage error, which has no report; but see late
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
	size      int              // of its body, in bytes
	validator client.Validator // of the base; the zero one where nothing was read
	form      string           // in which the validator goes back; "" or "as-is": as it is
	inBody    bool             // it goes back elsewhere than in a header
	cached    bool             // a read was answered by a cache
	rivals    int              // foreign writes met
	versions  bool             // --resolve versions was given
	purpose   target.Purpose   // what the run is for
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
		on(keptConfigEnding),

		on(unknownEnding),
		on(alteredEnding), // it was written, whatever interrupted then
		on(interruptedEnding),
		on(existsEnding),
		on(conflictEnding),
		on(contendedEnding),
		on(staleEnding),
		on(versionEnding),
		on(deletedEnding),
		on(abortedEnding),

		on(secretEnding),
		on(credentialsEnding),
		on(keepEnding),
		on(brokenDraftEnding),
		on(missingDraftEnding),
		on(ambiguousDraftEnding),
		on(busyDraftEnding),
		on(notFoundEnding),
		on(exitEnding),
		heldEnding,
		on(limitEnding),
		on(fileEnding),
		on(localEnding),

		on(markEnding),
		on(misfitEnding),
		on(bodyPlaceEnding),
		on(managedEnding),
		on(childEnding),
		on(appendEnding),
		on(unprovenEnding),
		on(unguardedEnding),
		on(hungEnding),
		on(storedNothingEnding),
		on(formatEnding),
		on(goneEnding),
		on(busyEnding),
		on(unsupportedEnding),
		on(lockedEnding),
		on(refusedEnding),
		on(redirectEnding),
		on(preconditionEnding),
		on(lostEnding),
		on(unreachableEnding),
		on(bodyEnding),
		on(storageEnding), // after what the server said: it may just be that the draft does not say so, too

		on(inexpressibleEnding),
		on(kindEnding),
		on(fileSyntaxEnding),
		on(syntaxEnding),
		on(invalidEnding),
	}
}

// explain returns the ending of err.
func explain(err error, f facts) ending {
	if f.signal != nil {
		err = errors.Join(f.signal, err)
	}
	for _, r := range rules() {
		if e, ok := r(err, f); ok {
			return e.withStorage(err).complete(f)
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return timeUp(f).complete(f)
	}
	return ending{outcome: outcomeFailed, say: foreign(err.Error())}.complete(f)
}

// timeUp is the end of --timeout while nothing was under way to the server: in a
// filter, or at a question. After a rival's write it is a conflict that nobody settled.
func timeUp(f facts) ending {
	e := ending{outcome: outcomeFailed, reason: "timeout", say: "the time is used up, and nothing was written", hint: "--timeout gives the whole run longer"}
	if f.rivals > 0 {
		e.outcome, e.reason = outcomeConflict, "rounds"
	}
	return e
}

// withStorage adds that a draft could not be kept, where something else is the news.
func (e ending) withStorage(err error) ending {
	var s *draft.StorageError
	if e.outcome != outcomeFailed && errors.As(err, &s) {
		e.say += "; the draft could not be brought up to date: " + causeText(s)
	}
	return e
}

// complete fills in the status where the outcome alone gives it, and makes the words
// harmless: they may name files and arguments.
func (e ending) complete(f facts) ending {
	e.say, e.hint = foreign(e.say), foreign(e.hint)
	if e.status == statusOK && e.outcome != "" {
		e.status = e.outcome.status()
	}
	if f.signal != nil {
		e.status = f.signal.status()
	}
	return e
}

// late is e where a run had begun. A mistake in the command line or in a file that it
// names has an outcome then, too: whoever reads reports gets one of every URL.
func (e ending) late() ending {
	if e.outcome == "" {
		e.outcome, e.reason = outcomeFailed, "usage"
	}
	return e
}

// success is the ending of an edit that ended well.
func success(o editor.Outcome) ending {
	switch o {
	case editor.Applied:
		return ending{outcome: outcomeApplied}
	case editor.Created:
		return ending{outcome: outcomeCreated}
	case editor.Deleted:
		return ending{outcome: outcomeDeleted}
	case editor.Held:
		return ending{outcome: outcomeDryRun}
	}
	return ending{outcome: outcomeUnchanged}
}
