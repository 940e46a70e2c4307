package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
)

// note says one line on standard error, unless -q.
func (j *job) note(format string, args ...any) {
	if !j.output.quiet {
		fmt.Fprintf(j.err, "note: "+format+"\n", args...)
	}
}

// event says what happens on the way, where a person would wonder. An edit that meets
// nobody says nothing.
func (j *job) event(e editor.Event) {
	switch e.Step {
	case editor.Fetched:
		j.fetched(e.State)
		j.misfits(j.wanted == nil, e.State.Document)
	case editor.Sending:
		j.warnUnproven()
		j.wanted = e.Write.Wanted
	case editor.Rebased:
		j.misfits(false, j.wanted)
		switch {
		case j.purpose != target.Edit: // nothing is joined
		case j.write.onConflict == "fail": // nothing is joined; the error says the rest
		case j.prompt == nil || j.lazy: // a person is shown what changed, and asked
			j.note("another writer has changed the resource meanwhile; joining both changes")
		}
	case editor.Waiting:
		j.waiting(e.Err)
	case editor.Overtaken:
		j.note("it was carried out, and another writer has changed the same place since")
	case editor.Landed:
		if e.Err != nil {
			j.note("the draft could not be removed: %s", causeText(e.Err))
		}
	}
}

// misfits says where --array-key does not hold, each of it once. absent: also where
// there is no array.
func (j *job) misfits(absent bool, d *document.Document) {
	if d == nil { // an absent resource has no arrays yet
		return
	}
	if j.conn != nil && j.conn.api.Write.Append != "" { // the key is the API's, not the user's
		return
	}
	for _, line := range j.write.merge.keys.misfits(absent, d) {
		if !slices.Contains(j.misfit, line) {
			j.misfit = append(j.misfit, line)
			j.note("%s", line)
		}
	}
}

// misfitsIn is misfits of what is not parsed yet, and may be anything.
func (j *job) misfitsIn(sources ...[]byte) {
	for _, s := range sources {
		if d, err := document.Parse(s, document.JSON); err == nil {
			j.misfits(false, d)
		}
	}
}

// waiting says why there is a pause, where the pause can be felt; of several for the
// same reason only the first.
func (j *job) waiting(err error) {
	if reason := fmt.Sprintf("%T %v", err, err); reason != j.waited {
		j.waited = reason
		j.why(err)
	}
}

// why says what is waited for.
func (j *job) why(err error) {
	var busy *client.BusyError
	var lost *client.LostError
	var stale *editor.StaleError
	var locked *client.LockedError
	switch {
	case errors.As(err, &locked):
		j.note("%s holds a lock on the resource%s; waiting for it", holder(locked), lockedFor(locked, time.Now()))
	case errors.As(err, &busy) && busy.Young:
		j.note("%s; waiting until they can be told", youngSay)
	case errors.As(err, &busy) && busy.Sure:
		j.note("%s; trying again%s", problem(busy.Problem), in(busy.After))
	case errors.As(err, &busy):
		j.note("%s; finding out whether the write was carried out", problem(busy.Problem))
	case errors.As(err, &lost) && lost.Later:
		j.note("the server has taken the write in (%s); waiting until it is there", causeText(lost.Err))
	case errors.As(err, &lost):
		j.note("no answer to the write; finding out whether it was carried out")
	case errors.As(err, &stale):
		j.note("the server refuses the version that it shows; reading it again")
	}
}

// in names a wait.
func in(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return " in " + d.Round(time.Second).String()
}

// noticed is what the target found worth knowing, in words, with %s wherever its detail goes.
var noticed = map[target.NoticeKind]string{
	target.WeakValidator:   "the server's version is a weak one (%s): it is sent as it is, and some servers refuse that",
	target.LooksLike:       "its body looks as if it had a better one: try --api %s (etch apis %s)",
	target.DateValidator:   "the only version is a date (%s): writes within the same second cannot be told apart",
	target.NoGuard:         "there is no version to guard the write with: another writer's change may be lost",
	target.TestsGuard:      "there is no version to guard the write with: the patch tests what it rests on",
	target.GuardKnown:      "the server is known to %s preconditions: another writer's change may be lost",
	target.GuardRefused:    "the server refuses preconditions; writing without one",
	target.Exposed:         "nothing guarded the write for %s, from the last look to the answer: what another writer did in that time may be lost",
	target.WasDecoded:      "the answer came encoded (%s) although that was not asked for, and was decoded",
	target.NameTwice:       "a member name is there twice (%s): programs differ in which of the two they take",
	target.NotAsClaimed:    "the body is not the JSON that it claims to be (%s), and is edited as text",
	target.FormatRefused:   "the server does not take %s",
	target.StoredNothing:   "the server accepted %s and stored nothing",
	target.MadeAgain:       "the server says that it created the resource: it may have been deleted meanwhile",
	target.RivalAfter:      "another writer has changed the resource since",
	target.SameVersion:     "the version %s stayed as it was although the content changed: another writer's change may be overwritten here unseen",
	target.MarkDropped:     "the server did not keep the mark of the write at %s: --marker proves nothing there",
	target.NotLockable:     "nothing can be locked here (%s): the version alone guards the write",
	target.LockLost:        "the lock on the resource was lost meanwhile, and others may have written; the version still guards the write",
	target.EndlessLock:     "the server's lock does not end by itself: if this process is killed, somebody has to break it",
	target.PerhapsReplaced: "the server answered %s, which does not say that nothing was there: what another writer has created in that moment may be overwritten",
	target.OfAChild:        "what is at %s has a version of its own, which does not guard this write",
	target.SpacingDropped:  "only white space or the order changed, which a patch cannot carry: nothing to write; --method PUT can",
}

// notice says what the target found; none of it changes the outcome.
func (j *job) notice(n target.Notice) {
	detail := foreign(n.Detail)
	switch n.Kind {
	case target.ChangedBetween: // even with -q: it is about somebody else's work
		fmt.Fprintf(j.err, "warning: another writer, or the server itself, changed something while nothing guarded the write: %s\n", detail)
	case target.OverwrittenBy:
		j.note("another writer has changed the same place since%s", detailOf(detail))
	case target.CachedRead:
		j.cached = true
		j.note("a read was answered by a cache%s although a fresh answer was asked for: it may be old", detailOf(detail))
	case target.AlsoChanged:
		j.note("other places changed with the write%s", detailOf(detail))
	case target.LockKept:
		j.note("the lock on the resource could not be given back%s", lockEnds(n.Detail))
	case target.CreatedAt:
		j.location = n.Detail
	case target.NeverRefused:
		const unseen = "a look right before showed nothing there, and the server was never seen to refuse a create where something is: what another writer created in that moment "
		if detail == "" {
			j.note(unseen + "may not have been seen")
		} else {
			j.note(unseen+"would be overwritten; "+probeCreate+"%s finds out", shellWord(detail))
		}
	case target.FilledIn:
		j.note("the server added more than was sent%s", detailOf(detail))
	default:
		if words, ok := noticed[n.Kind]; ok {
			j.note("%s", strings.ReplaceAll(words, "%s", detail))
		}
	}
}

// detailOf appends a detail that may be missing.
func detailOf(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

// lockEnds says when a lock ends that could not be given back.
func lockEnds(left string) string {
	if left == "" {
		return ", and does not end by itself: somebody has to break it"
	}
	return "; it ends by itself in " + left
}
