package cmd

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/patch"
)

// What the server's answers mean to a person.

func goneEnding(e *client.GoneError, f facts) ending {
	if f.validator.IsZero() {
		return ending{
			outcome: outcomeRefused, reason: "not-found",
			say:  "there is nothing at this URL: " + problem(e.Problem),
			hint: "check the URL: " + f.url,
		}
	}
	return deletedEnding(nil, f)
}

// noVersion says why there is no version, by what is wrong with the one there is.
var noVersion = map[client.Flaw]string{
	client.NoFlaw:            "the server gives this resource no version (ETag or Last-Modified), so no write can be guarded",
	client.EmptyVersion:      "the server gives this resource no version that tells anything apart (its ETag is empty), so no write can be guarded",
	client.UnsendableVersion: "the server gives this resource no version that can be sent back (its ETag has control characters in it, or would stand for others, too), so no write can be guarded",
	client.TwoVersions:       "the server gives this resource two versions at once (two ETag headers that differ), so no write can be guarded",
}

func unguardedEnding(e *client.UnguardedError, f facts) ending {
	const unguarded = "--unguarded writes without a guard: another writer's change may be lost"
	r := ending{outcome: outcomeUnguarded, hint: unguarded}
	switch {
	case f.purpose == target.Create && e.Why == client.NoValidator:
		r.reason, r.say = "no-guard", "nothing keeps this write from replacing what somebody else has created, so it cannot be guarded"
		r.hint = "--unguarded sends it all the same; the URL of the new resource and PUT can be guarded, or the API's own way: --api"
		return r
	}
	switch e.Why {
	case client.NoValidator:
		r.reason, r.say = "no-validator", noVersion[e.Flaw]
		r.hint = unguarded + "; --guard test has a JSON Patch test what it rests on"
		if f.purpose == target.Delete { // of which there is none
			r.hint = unguarded
		}
		if e.Resembles != "" {
			r.hint = "its body looks as if it had one: try --api " + e.Resembles + " (etch apis " + e.Resembles + ")"
		}
		if e.Title != "" {
			r.say = "the answer is " + foreign(e.Title) + ", and has no version (ETag or Last-Modified) to guard a write with"
			r.hint = "look at it: etch get " + f.url + "; it may be for signing in, see -u and --bearer-file"
		}
	case client.PreconditionsRefused:
		r.reason, r.say = "preconditions-refused", "the server refuses preconditions: "+problem(e.Problem)
		if e.Known {
			r.say = "the server is known to refuse preconditions"
		}
	case client.PreconditionUnseen:
		r.reason, r.say = "precondition-unseen", "the server asks for a precondition although one was sent: "+problem(e.Problem)
		r.hint = "something between here and the server may drop the If-Match header"
	case client.NoTests:
		r.reason, r.say = "no-tests", "there is no version to guard a write with, and no JSON Patch is taken that could test what it rests on"
		if e.Status != 0 {
			r.say += ": " + problem(e.Problem)
		}
	default:
		r.reason, r.say = "preconditions-ignored", "the server is known to ignore preconditions"
	}
	return r
}

func unprovenEnding(_ *target.UnprovenError, f facts) ending {
	const once = "without --require-guard it reads once more right before, and sends the precondition all the same"
	switch f.purpose {
	case target.Create:
		return ending{
			outcome: outcomeUnguarded, reason: "unproven",
			say:  "it is not proven that the server refuses a create where something is, and --require-guard asks for that",
			hint: probeCreate + "on a like resource that is there finds out; " + once,
		}
	case target.Delete:
		return ending{
			outcome: outcomeUnguarded, reason: "unproven",
			say:  "it is not proven that the server enforces preconditions on this kind of write, and --require-guard asks for that",
			hint: "no probe can prove that without harm, a refusal that etch has met does; " + once,
		}
	}
	return ending{
		outcome: outcomeUnguarded, reason: "unproven",
		say:  "it is not proven that the server enforces preconditions, and --require-guard asks for that",
		hint: "etch probe --write " + shellWord(f.url) + " finds out; without --require-guard etch writes with a precondition all the same",
	}
}

// youngSay is why a write cannot be guarded just now.
const youngSay = "the resource was changed less than a second ago, and has only a date to tell versions apart"

func busyEnding(e *client.BusyError, _ facts) ending {
	r := ending{outcome: outcomeRefused, reason: "busy", say: "the server is busy: " + problem(e.Problem), hint: "try again later"}
	if e.Young {
		r.say, r.hint = youngSay, "another writer goes on writing: try again later, or with a larger --retries"
		return r
	}
	if e.Status == 429 {
		r.reason, r.say = "rate-limited", "the server allows no more requests now: "+problem(e.Problem)
	}
	if e.After > 0 {
		r.hint = "try again in " + e.After.Round(time.Second).String()
	}
	return r
}

func formatEnding(e *target.FormatError, f facts) ending {
	r := ending{outcome: outcomeRefused, reason: "unsupported", say: foreign(e.Error())}
	var unsupported *client.UnsupportedError
	var inexpressible *patch.InexpressibleError
	switch {
	case e.Refused == nil && errors.As(e.Reason, &inexpressible): // the server was not even asked
		r = inexpressibleEnding(inexpressible, f)
		if e.MayPut {
			r.hint += "; --method PUT replaces the whole resource, hidden members too"
		}
	case errors.As(e.Refused, &unsupported) && len(unsupported.AcceptPatch) > 0:
		r.hint = unsupportedEnding(unsupported, f).hint
	case e.MayPut:
		r.hint = "PUT replaces the whole resource, hidden members too: --method PUT"
	default:
		r.hint = "another way to write: --method or --patch-type"
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

func hungEnding(e *target.HungError, _ facts) ending {
	return ending{
		outcome: outcomeRefused, reason: "no-answer",
		say:  "the server gave no answer to " + foreign(e.Method) + " before, and stored nothing",
		hint: "another method: --method PUT replaces the whole resource, hidden members too",
	}
}

func storedNothingEnding(e *target.StoredNothingError, _ facts) ending {
	return ending{
		outcome: outcomeRefused, reason: "stored-nothing",
		say:  "the server accepted the write and stored nothing: " + foreign(e.Error()),
		hint: "another way to write: --method or --patch-type",
	}
}

func refusedEnding(e *client.RefusedError, f facts) ending {
	r := ending{outcome: outcomeRefused, say: "the server refused: " + problem(e.Problem)}
	switch {
	case e.Status == 423: // RFC 4918 section 11.3
		r.reason, r.say = "locked", "another holds a lock on the resource: "+problem(e.Problem)
		r.hint = "try again when it is released; on a WebDAV server --api webdav waits for it, and says who holds it"
	case e.Status == 401 || e.Status == 403:
		r.reason, r.hint = "not-authorized", "credentials: -u USER, --bearer-file FILE, --netrc, "+bearerVariable+" or the configuration (etch config show URL)"
	case f.purpose == target.Create:
		r.hint = "if it is the way to create that it does not like: --method, or --api"
	case f.purpose == target.Delete:
	case f.method != "":
		r.hint = "if it is the format that it does not like: --method or --patch-type"
	}
	return r
}

func redirectEnding(e *client.RedirectError, f facts) ending {
	r := ending{
		outcome: outcomeRefused, reason: "redirected",
		say:  "the answer points elsewhere and was not followed: " + foreign(e.Shown),
		hint: "if you trust it, use that URL",
	}
	if u, err := url.Parse(e.Location); err == nil && u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		r.say = "the answer points to a " + foreign(u.Scheme) + ": URL, which is neither read nor followed: " + foreign(e.Shown)
		r.hint = "etch speaks http and https alone: ask who runs the server"
	}
	if e.Upgrade != "" {
		r.hint = "use the https URL: " + f.command + " " + foreign(client.ShownText(e.Upgrade))
	}
	return r
}

func preconditionEnding(e *client.PreconditionError, f facts) ending {
	return ending{
		outcome: outcomeConflict, reason: "version",
		say:  "the resource is at another version: " + problem(e.Problem),
		hint: "see what is there now: etch get " + f.url,
	}
}

func lostEnding(e *client.LostError, f facts) ending {
	return unknownEnding(&editor.UnknownError{Err: e}, f)
}

func unreachableEnding(e *client.UnreachableError, f facts) ending {
	r := ending{outcome: outcomeUnreachable, say: "no answer: " + causeText(e.Err), hint: "check the URL and the network: " + f.url}
	if errors.As(e.Err, new(*client.BodyError)) {
		r.reason, r.say = "cut", "the answer breaks off before its end"
		r.hint = "try again; if it goes on, something between here and the server cuts it: " + f.url
	}
	var line *client.LineError
	switch {
	case errors.As(e.Err, &line) && line.Name == "Etag":
		return unguardedEnding(&client.UnguardedError{Why: client.NoValidator, Flaw: client.UnsendableVersion}, f)
	case errors.As(e.Err, &line):
		r.reason, r.say = "malformed", "the answer is no HTTP that can be read: its header "+foreign(line.Name)+" has control characters in it, or is none"
		r.hint = "something between here and the server may spoil it: " + f.url
	}
	if plain, ok := strings.CutPrefix(f.url, "https://"); ok && errors.Is(e.Err, http.ErrSchemeMismatch) {
		r.reason, r.say = "no-tls", "what answers there does not speak TLS"
		r.hint = "if it is meant to be plain http: " + f.command + " http://" + plain
	}
	if errors.Is(e.Err, context.DeadlineExceeded) {
		r.reason, r.say = "timeout", "no answer in time"
		r.hint = "--request-timeout gives one request longer, --timeout the whole run"
	}
	return r
}

func bodyEnding(e *client.BodyError, _ facts) ending {
	r := ending{outcome: outcomeInvalid, reason: "body", say: "the answer's body cannot be used: " + foreign(e.Reason)}
	if e.Limit > 0 {
		limit := size(e.Limit)
		r.reason, r.say, r.hint = "too-large", "the answer is larger than "+limit.String(), "--max-body allows more"
	}
	return r
}

// problem is what a server says of an error, made harmless.
func problem(p client.Problem) string { return foreign(p.Error()) }
