package cmd

import (
	"errors"
	"fmt"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/probe"
	"github.com/etch-http/etch/editor/target"
)

// probeCreate is how to find out whether creates are guarded, before the URL of something that is there.
const probeCreate = "etch probe --write --create "

// What the findings of a probe mean to a person.

// probeEnding is what a finding means: the status, and, but for a guarded resource, why
// and what to do next. known is what was known before.
func probeEnding(f probe.Finding, known memory.Guard, at facts) ending {
	switch f.Verdict {
	case probe.Guarded:
		return ending{}
	case probe.Unguarded:
		return unguardedFinding(f, at)
	case probe.Refuses:
		return ending{
			status: statusUnguarded, say: "the server answers a write with a precondition with an error: " + causeText(f.Err),
			hint: "--unguarded writes without one, as carefully as that can be done",
		}
	case probe.NotTried:
		return notTried(f, known, at)
	}
	return inconclusive(f, at)
}

// notTried is the ending of a mere look: its status is what was known before.
func notTried(f probe.Finding, known memory.Guard, at facts) ending {
	again := "etch probe --write " + shellWord(at.url)
	if at.purpose == target.Create {
		again = probeCreate + shellWord(at.url)
	}
	switch {
	case at.purpose != target.Create && f.Representation.Validator.IsZero():
		return unguardedFinding(probe.Finding{Representation: f.Representation, Why: probe.NoVersion}, at)
	case known == memory.Enforced:
		return ending{}
	case known == memory.Unproven:
		return ending{status: statusUnknown, say: "no write was sent, and none before has shown whether the server guards them", hint: "to try one that changes nothing: " + again}
	}
	return ending{
		status: statusUnguarded, say: "an earlier write has shown that the server does not guard writes",
		hint: "to try again whether that is still so: " + again,
	}
}

func unguardedFinding(f probe.Finding, at facts) ending {
	e := ending{status: statusUnguarded, hint: "etch writes there with --unguarded alone: another writer's change may be lost"}
	switch f.Why {
	case probe.Bare:
		e.say = "nothing keeps a create from replacing what is there"
	case probe.NoVersion:
		like := unguardedEnding(&client.UnguardedError{Why: client.NoValidator, Resembles: f.Representation.Resembles, Flaw: f.Representation.Flaw}, at)
		e.say, e.hint = like.say, like.hint
	case probe.AppliedAll:
		e.say = fmt.Sprintf("the server answers a %s under a version that the resource never had with a conflict (%d), and carries it out all the same", foreign(f.Request.Method), f.Status)
	default:
		if at.purpose == target.Create {
			e.say = fmt.Sprintf("the server accepted a create (%s) where something is (%d)", foreign(f.Request.Method), f.Status)
			break
		}
		e.say = fmt.Sprintf("the server accepted a %s under a version that the resource never had (%d)", foreign(f.Request.Method), f.Status)
	}
	return e
}

// inconclusive says why nothing can be concluded.
func inconclusive(f probe.Finding, at facts) ending {
	e := ending{status: statusUnknown, hint: "-v shows what the server answers; --method and --patch-type name another way to write"}
	switch f.Why {
	case probe.NoneMade:
		e.say = "no version can be made up that would surely be a false one and nothing else"
		e.hint = "the first conflict with another writer will show it"
	case probe.OnlyAdds:
		e.say = "whatever is written here is added: there is no write that changes nothing, and none was sent"
		e.hint = "the first conflict with another writer will show it"
	case probe.Collects:
		e.say = "the server chooses where what is new goes: a create that it does not refuse would make one more, and none was sent"
		e.hint = "the first create that it refuses will show it"
	case probe.NotAgreed:
		e.say = "the server takes no patch without a change, and a write of what was just read (PUT) was not agreed to"
		if f.Err == nil {
			e.say = "only a write of what was just read (PUT) could show it, and that was not agreed to"
		}
		e.hint = "-y sends it, under a false version"
		if at.purpose == target.Create {
			e.hint = "-y sends it, as one that must find nothing"
		}
	case probe.NothingTaken:
		e.say = "the server takes none of the writes that change nothing"
		if f.Err != nil {
			e.say += ": " + causeText(f.Err)
		}
	case probe.Disturbed:
		e.say = "the resource changed each time: another writer is at work, or the server carries out what it refuses"
		e.hint = "try again when it is quiet there"
	case probe.Unseen:
		e.say = "the server asks for a precondition although one was sent: " + causeText(f.Err)
		e.hint = "something between here and the server may drop the If-Match header"
	case probe.ForPeople:
		e.say = "a web page came in answer to the write"
		e.hint = "look at it: etch get " + shellWord(at.url) + "; it may be for signing in, see -u and --bearer-file"
	default:
		e.say = "the server answered something else: " + causeText(f.Err)
		var refused *client.RefusedError
		if errors.As(f.Err, &refused) && (refused.Status == 401 || refused.Status == 403) {
			e.hint = refusedEnding(refused, at).hint
		}
	}
	return e
}

// probeWarnings are what somebody has to look at: what a probe may have done.
func probeWarnings(f probe.Finding) (all []string) {
	switch f.Rival {
	case probe.Overwritten:
		all = append(all, "the version went on by more than this one write: another writer may have written in between, and this write of what was read before may have overwritten that change")
	case probe.After:
		all = append(all, "after what was read was written, the resource is another one: somebody else wrote at the same moment, and may miss a change (or the server changed it itself)")
	}
	if f.BadStore {
		all = append(all, fmt.Sprintf("the server took the false version %s for a part of the document and stored it: put the old one back", foreign(validatorText(f.Version))))
	}
	return all
}
