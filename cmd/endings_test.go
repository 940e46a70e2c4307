package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/draft"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/manual"
	"github.com/etch-http/etch/editor/marker"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/probe"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// endingCases are errors as the layers below give them, and what they must mean.
func endingCases() []endingCase {
	lost := &client.LostError{Err: errors.New("EOF")}
	collision := []merge.Conflict{{Change: merge.Change{Pointer: "/name"}}}
	problem := func(status int) client.Problem { return client.Problem{Status: status, Title: "No"} }
	at := facts{command: "etch update", url: "http://h/p", method: "PATCH", validator: client.Validator{Values: []string{`"v1"`}}}
	weak := at
	weak.validator = client.Validator{Values: []string{`W/"v1"`}, Strength: client.Weak}
	contended := at
	contended.rivals = 1
	signalled := at
	signalled.signal = &signalError{signal: syscall.SIGTERM}
	creating, deleting := facts{command: "etch create", url: "http://h/p", purpose: target.Create}, at
	deleting.purpose = target.Delete
	return []endingCase{
		{"something is there", &editor.ExistsError{}, creating, outcomeConflict, "exists", 4},
		{"it says so, and shows nothing", &editor.StaleError{Said: lost}, creating, outcomeRefused, "exists", 3},
		{"no guard for creating", &client.UnguardedError{Why: client.NoValidator}, creating, outcomeUnguarded, "no-guard", 5},
		{"the given text is no JSON", &editor.InvalidError{Err: &document.SyntaxError{Line: 1, Column: 1}}, creating, outcomeInvalid, "syntax", 7},
		{"changed since it was shown", &editor.ConflictError{Conflicts: collision}, deleting, outcomeConflict, "collision", 4},
		{"a part with a version of its own", &editor.InvalidError{Err: &target.ChildError{Pointer: "/a", Token: "eTag"}}, at, outcomeInvalid, "child", 7},
		{"an entry of a stream that was changed", &editor.InvalidError{Err: &target.AppendError{Pointer: "/0"}}, at, outcomeInvalid, "append-only", 7},
		{"still there", &editor.AlteredError{}, deleting, outcomeAltered, "still-there", 3},
		{"usage", &usageError{say: "no"}, at, "", "", 2},
		{"a file", &localError{say: "cannot read x", err: os.ErrNotExist}, at, outcomeFailed, "", 1},
		{"a bug", errors.New("impossible"), at, outcomeFailed, "", 1},
		{"time is up in a filter", context.DeadlineExceeded, at, outcomeFailed, "timeout", 1},
		{"time is up after a conflict", context.DeadlineExceeded, contended, outcomeConflict, "rounds", 4},
		{"no editor", &launch.NotFoundError{Command: "vi"}, at, outcomeFailed, "program", 1},
		{"a filter fails", &transform.FilterError{Command: "x", Err: &launch.ExitError{Command: "x", Status: 3}}, at, outcomeFailed, "program", 1},
		{"a filter leaves its output open", &transform.FilterError{Command: "x", Err: exec.ErrWaitDelay}, at, outcomeFailed, "program", 1},
		{"a filter floods", &launch.LimitError{Command: "yes"}, at, outcomeFailed, "program", 1},
		{"the editor removed the file", &manual.FileError{Path: "/d"}, at, outcomeFailed, "editor", 1},
		{"a full disk", &manual.KeepError{Path: "/d", Err: &draft.StorageError{Path: "/d", Why: draft.Full, Err: errors.New("no space")}}, at, outcomeFailed, "draft", 1},
		{"a full disk, no text yet", &draft.StorageError{Path: "/d", Why: draft.Full, Err: errors.New("no space")}, at, outcomeFailed, "draft", 1},
		{"no draft", &draft.NotFoundError{ID: "x"}, at, outcomeFailed, "draft", 1},
		{"several drafts", &draft.AmbiguousError{Prefix: "x", IDs: []string{"xa", "xb"}}, at, outcomeFailed, "draft", 1},
		{"a draft in use", &draft.InUseError{ID: "x"}, at, outcomeFailed, "draft", 1},
		{"a secret that is not there", &client.CredentialsError{Err: &secretError{what: "the bearer token", at: "c:1", err: &config.UnsetError{Name: "T"}}}, at, outcomeFailed, "secret", 1},
		{"a netrc file that cannot be read", &client.CredentialsError{Err: errors.New("n: line 2: no")}, at, outcomeFailed, "secret", 1},
		{"a password that nobody can be asked for", &client.CredentialsError{Err: &editor.AbortedError{Why: editor.NoPassword}}, at, outcomeAborted, "no-terminal", 8},
		{"a configuration that cannot be used", &keptConfigError{path: "/k", err: &wrongConfigError{File: "c", Line: 1}}, at, outcomeInvalid, "", 7},
		{"a configuration that another has changed", &keptConfigError{path: "/k", err: &changedConfigError{}}, at, outcomeConflict, "", 4},
		{"an editor that failed on a configuration", &keptConfigError{path: "/k", err: &launch.ExitError{Command: "e", Status: 1}}, at, outcomeFailed, "program", 1},
		{"a broken draft", &draft.BrokenError{ID: "x", Err: errors.New("no base")}, at, outcomeFailed, "draft", 1},

		{"no place for marks", &editor.InvalidError{Err: &marker.PlaceError{Pointer: "/n", Reason: "taken"}}, at, outcomeInvalid, "marker", 7},
		{"an API that does not fit", &convention.FitError{API: "x", Place: "/v", Why: convention.Missing}, at, outcomeUnguarded, "api-misfit", 5},
		{"a version of another type", &convention.FitError{API: "x", Place: "/v", Why: convention.WrongType}, at, outcomeInvalid, "api-misfit", 7},
		{"a body that cannot carry the version", &convention.BodyError{API: "x", Place: "/v", Err: errors.New("no object")}, at, outcomeInvalid, "api-misfit", 7},
		{"a change of the server's own", &editor.InvalidError{Err: &target.ManagedError{Pointer: "/v"}}, at, outcomeInvalid, "managed", 7},
		{"423", &client.LockedError{Problem: problem(423)}, at, outcomeRefused, "locked", 3},

		{"another kind of answer", &editor.InvalidError{Err: &target.KindError{Was: "application/json", Is: "text/html"}}, at, outcomeInvalid, "other-kind", 7},
		{"half an answer", &client.UnreachableError{Err: &client.BodyError{Reason: "the answer breaks off"}}, at, outcomeUnreachable, "cut", 9},
		{"423, plain", &client.RefusedError{Problem: problem(423)}, at, outcomeRefused, "locked", 3},
		{"422", &client.RefusedError{Problem: problem(422)}, at, outcomeRefused, "", 3},
		{"401", &client.RefusedError{Problem: problem(401)}, at, outcomeRefused, "not-authorized", 3},
		{"404 at first", &client.GoneError{Problem: problem(404)}, facts{url: "http://h/p"}, outcomeRefused, "not-found", 3},
		{"a redirect", &client.RedirectError{Location: "https://h/p", Upgrade: "https://h/p"}, at, outcomeRefused, "redirected", 3},
		{"503", &client.BusyError{Problem: problem(503), Sure: true}, at, outcomeRefused, "busy", 3},
		{"429", &client.BusyError{Problem: problem(429), After: time.Minute, Sure: true}, at, outcomeRefused, "rate-limited", 3},
		{"405", &client.UnsupportedError{Problem: problem(405)}, at, outcomeRefused, "unsupported", 3},
		{"no format", &target.FormatError{Refused: &client.UnsupportedError{Problem: problem(415)}, MayPut: true}, at, outcomeRefused, "unsupported", 3},
		{"no format for the change", &target.FormatError{Reason: &patch.InexpressibleError{MediaType: patch.Merge, Pointer: "/a", Reason: "null"}}, at, outcomeInvalid, "inexpressible", 7},
		{"a method without answer", &target.HungError{Method: "PATCH"}, at, outcomeRefused, "no-answer", 3},
		{"nothing stored", &target.StoredNothingError{Status: 200, Method: "PATCH"}, at, outcomeRefused, "stored-nothing", 3},
		{"stored otherwise", &editor.AlteredError{}, at, outcomeAltered, "stored-otherwise", 3},

		{"a collision", &editor.ConflictError{Conflicts: collision}, at, outcomeConflict, "collision", 4},
		{"any rival", &editor.ConflictError{}, at, outcomeConflict, "rival", 4},
		{"no rounds", &editor.ContendedError{Rounds: 11}, at, outcomeConflict, "rounds", 4},
		{"deleted meanwhile", &editor.GoneError{Err: &client.GoneError{Problem: problem(404)}}, at, outcomeConflict, "gone", 4},
		{"404 at the write", &client.GoneError{Problem: problem(404)}, at, outcomeConflict, "gone", 4},
		{"stale reads", &editor.StaleError{}, at, outcomeConflict, "stale-read", 4},
		{"versions that pass", &editor.StaleError{Passing: true}, at, outcomeConflict, "stale-read", 4},
		{"an old copy of a cache", &editor.StaleError{}, facts{url: "http://h/p", cached: true}, outcomeConflict, "stale-read", 4},
		{"a refused version in the body", &editor.StaleError{}, facts{url: "http://h/p", inBody: true, validator: client.Validator{Values: []string{"15"}}}, outcomeConflict, "stale-read", 4},
		{"a weak validator", &editor.StaleError{}, weak, outcomeConflict, "validator-form", 4},
		{"a form that is refused", &editor.StaleError{}, facts{url: "http://h/p", form: "quote", validator: client.Validator{Values: []string{"15"}}}, outcomeConflict, "validator-form", 4},
		{"a date that is too young", &client.BusyError{Sure: true, Young: true}, at, outcomeRefused, "busy", 3},
		{"--if-match", &target.VersionError{Want: "a", Have: "b"}, at, outcomeConflict, "version", 4},
		{"a bare 412", &client.PreconditionError{Problem: problem(412)}, at, outcomeConflict, "version", 4},

		{"no validator", &client.UnguardedError{Why: client.NoValidator}, at, outcomeUnguarded, "no-validator", 5},
		{"refuses preconditions", &client.UnguardedError{Why: client.PreconditionsRefused}, at, outcomeUnguarded, "preconditions-refused", 5},
		{"428", &client.UnguardedError{Why: client.PreconditionUnseen}, at, outcomeUnguarded, "precondition-unseen", 5},
		{"ignores preconditions", &client.UnguardedError{Why: client.PreconditionsIgnored}, at, outcomeUnguarded, "preconditions-ignored", 5},
		{"known to refuse preconditions", &client.UnguardedError{Why: client.PreconditionsRefused, Known: true}, at, outcomeUnguarded, "preconditions-refused", 5},
		{"no JSON Patch to test with", &client.UnguardedError{Why: client.NoTests, Problem: problem(415)}, at, outcomeUnguarded, "no-tests", 5},
		{"an empty version", &client.UnguardedError{Why: client.NoValidator, Flaw: client.EmptyVersion}, at, outcomeUnguarded, "no-validator", 5},
		{"a version with control characters", &client.UnreachableError{Err: &client.LineError{Name: "Etag"}}, at, outcomeUnguarded, "no-validator", 5},
		{"a header with control characters", &client.UnreachableError{Err: &client.LineError{Name: "X"}}, at, outcomeUnreachable, "malformed", 9},
		{"not proven", &target.UnprovenError{}, at, outcomeUnguarded, "unproven", 5},

		{"unknown", &editor.UnknownError{Err: lost}, at, outcomeUnknown, "", 6},
		{"unknown outranks what came later", &editor.UnknownError{Err: &editor.ConflictError{Conflicts: collision}}, at, outcomeUnknown, "", 6},
		{"a lost answer", lost, at, outcomeUnknown, "", 6},
		{"no answer in time", &editor.UnknownError{Err: &client.LostError{Err: errors.New("late"), Timeout: true}}, at, outcomeUnknown, "timeout", 6},

		{"bad text", &editor.InvalidError{Err: &document.SyntaxError{Line: 1, Column: 2, Reason: "no"}}, at, outcomeInvalid, "syntax", 7},
		{"a file that is no JSON", &fileSyntaxError{name: "x.json", err: &document.SyntaxError{Line: 1, Column: 2, Reason: "no"}}, at, outcomeInvalid, "syntax", 7},
		{"a failing jq program", &editor.InvalidError{Err: &transform.JQError{Err: errors.New("no")}}, at, outcomeInvalid, "", 7},
		{"a patch cannot say it", &patch.InexpressibleError{MediaType: patch.Merge, Pointer: "/a"}, at, outcomeInvalid, "inexpressible", 7},
		{"too large", &client.BodyError{Reason: "larger than 1 byte", Limit: 1}, at, outcomeInvalid, "too-large", 7},
		{"cut short", &client.BodyError{Reason: "ends too early"}, at, outcomeInvalid, "body", 7},

		{"the user said so", &editor.AbortedError{}, at, outcomeAborted, "", 8},
		{"could not be asked", &editor.AbortedError{Kept: true, Why: editor.Unasked}, at, outcomeAborted, "no-terminal", 8},
		{"emptied", &editor.AbortedError{Why: editor.Emptied}, at, outcomeAborted, "emptied", 8},

		{"unreachable", &client.UnreachableError{Err: errors.New("refused")}, at, outcomeUnreachable, "", 9},
		{"late", &client.UnreachableError{Err: context.DeadlineExceeded}, at, outcomeUnreachable, "timeout", 9},
		{"plain http behind https", &client.UnreachableError{Err: http.ErrSchemeMismatch}, facts{url: "https://h/p"}, outcomeUnreachable, "no-tls", 9},

		{"a signal", context.Canceled, signalled, outcomeAborted, "interrupted", 143},
		{"a signal, and unknown", &editor.UnknownError{Err: lost}, signalled, outcomeUnknown, "interrupted", 143},
	}
}

type endingCase struct {
	name    string
	err     error
	facts   facts
	outcome outcome
	reason  string
	status  status
}

// TestEndings holds the table from errors to outcomes, reasons and statuses, also where
// the loop has joined another error to them.
func TestEndings(t *testing.T) {
	for _, c := range endingCases() {
		for _, err := range []error{c.err, fmt.Errorf("round 2: %w", c.err), errors.Join(c.err, errors.New("the draft could not be kept"))} {
			got := explain(err, c.facts)
			if got.outcome != c.outcome || got.reason != c.reason || got.status != c.status {
				t.Errorf("%s: %q, %q, %d, not %q, %q, %d", c.name, got.outcome, got.reason, got.status, c.outcome, c.reason, c.status)
			}
		}
	}
}

// TestVoice: sentences and hints have no capitalized initials, no periods at the end,
// and are one line, whatever the server said.
func TestVoice(t *testing.T) {
	for _, c := range endingCases() {
		e := explain(c.err, c.facts)
		for _, s := range []string{e.say, e.hint} {
			if s == "" {
				continue
			}
			first := s[0]
			if first >= 'A' && first <= 'Z' && !strings.HasPrefix(s, "PUT ") && !strings.HasPrefix(s, "PATCH ") && !strings.HasPrefix(s, "ETCH_") {
				t.Errorf("%s: %q begins with a capital", c.name, s)
			}
			if strings.HasSuffix(s, ".") || strings.Contains(s, "\n") {
				t.Errorf("%s: %q", c.name, s)
			}
		}
		if e.say == "" {
			t.Errorf("%s: says nothing", c.name)
		}
	}
	hostile := explain(&client.RefusedError{Problem: client.Problem{Status: 400, Title: "\x1b[2J", Detail: "a\nb\u202e"}}, facts{})
	if strings.ContainsAny(hostile.say, "\x1b\n\u202e") {
		t.Errorf("foreign text reaches the terminal: %q", hostile.say)
	}
}

// TestProbeVoice: the same of what a probe has found, and that each verdict has its status.
func TestProbeVoice(t *testing.T) {
	some := errors.New("no")
	for _, c := range []struct {
		f      probe.Finding
		known  memory.Guard
		status status
	}{
		{probe.Finding{Verdict: probe.Guarded}, memory.Ignored, 0},
		{probe.Finding{Verdict: probe.Unguarded}, memory.Enforced, 5},
		{probe.Finding{Verdict: probe.Unguarded, Why: probe.NoVersion}, memory.Unproven, 5},
		{probe.Finding{Verdict: probe.Unguarded, Why: probe.AppliedAll, Status: 412}, memory.Unproven, 5},
		{probe.Finding{Verdict: probe.Refuses, Err: some}, memory.Unproven, 5},
		{probe.Finding{Verdict: probe.Inconclusive, Err: some}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.Inconclusive, Err: &client.RefusedError{Problem: client.Problem{Status: 401}}}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.Inconclusive, Why: probe.NoneMade}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.Inconclusive, Why: probe.NothingTaken, Err: some}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.Inconclusive, Why: probe.NotAgreed}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.Inconclusive, Why: probe.Disturbed}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.Inconclusive, Why: probe.Unseen, Err: some}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.Inconclusive, Why: probe.ForPeople}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.NotTried}, memory.Unproven, 5}, // it has no version
		{probe.Finding{Verdict: probe.NotTried, Representation: versioned}, memory.Unproven, 6},
		{probe.Finding{Verdict: probe.NotTried, Representation: versioned}, memory.Enforced, 0},
		{probe.Finding{Verdict: probe.NotTried, Representation: versioned}, memory.Ignored, 5},
		{probe.Finding{Verdict: probe.NotTried, Representation: versioned}, memory.Refused, 5},
	} {
		e := probeEnding(c.f, c.known, facts{command: "etch probe", url: "http://h/p"}).complete(facts{})
		if e.status != c.status || (e.status == 0) != (e.say == "") || (e.say == "") != (e.hint == "") {
			t.Errorf("%s, %d, %d: %d %q %q", c.f.Verdict, c.f.Why, c.known, e.status, e.say, e.hint)
		}
		for _, s := range []string{e.say, e.hint} {
			if strings.HasSuffix(s, ".") || strings.Contains(s, "\n") || s != "" && s[0] >= 'A' && s[0] <= 'Z' {
				t.Errorf("%s, %d: %q", c.f.Verdict, c.f.Why, s)
			}
		}
	}
	for _, r := range []probe.Rival{probe.After, probe.Overwritten} {
		if len(probeWarnings(probe.Finding{Rival: r})) != 1 {
			t.Errorf("nothing is said of a rival (%d)", r)
		}
	}
	if w := probeWarnings(probe.Finding{BadStore: true, Version: client.Validator{Values: []string{"9\x1b"}}}); len(w) != 1 || strings.Contains(w[0], "\x1b") {
		t.Errorf("%q", w)
	}
}

// versioned is a representation with a version.
var versioned = client.Representation{Validator: client.Validator{Values: []string{`"v1"`}}}

// TestALostDraftIsSaid: an error that outranks it does not hide that the draft was not kept.
func TestALostDraftIsSaid(t *testing.T) {
	err := errors.Join(&editor.ContendedError{Rounds: 2}, &draft.StorageError{Path: "/d", Why: draft.Full, Err: errors.New("no space left")})
	if e := explain(err, facts{}); e.status != statusConflict || !strings.Contains(e.say, "no space left") {
		t.Errorf("%d: %s", e.status, e.say)
	}
	err = errors.Join(&client.RefusedError{Problem: client.Problem{Status: 422, Title: "no good"}}, &draft.StorageError{Path: "/d", Why: draft.Full, Err: errors.New("no space left")})
	if e := explain(err, facts{}); e.status != statusRefused || !strings.Contains(e.say, "no good") || !strings.Contains(e.say, "no space left") {
		t.Errorf("%d: %s", e.status, e.say)
	}
}

// TestEveryRuleIsUsed: no row of the table is dead.
func TestEveryRuleIsUsed(t *testing.T) {
	for i, r := range rules() {
		used := slices.ContainsFunc(endingCases(), func(c endingCase) bool {
			err := c.err
			if c.facts.signal != nil {
				err = errors.Join(c.facts.signal, err)
			}
			if _, ok := r(err, c.facts); !ok {
				return false
			}
			return !slices.ContainsFunc(rules()[:i], func(before rule) bool { _, ok := before(err, c.facts); return ok })
		})
		if !used {
			t.Errorf("rule %d of the table is never the first to fit", i)
		}
	}
}

// TestStatuses: every outcome has a status that the list explains.
func TestStatuses(t *testing.T) {
	for _, o := range []outcome{
		outcomeApplied, outcomeCreated, outcomeDeleted, outcomeUnchanged, outcomeAltered, outcomeDryRun, outcomeConflict, outcomeRefused,
		outcomeUnguarded, outcomeUnknown, outcomeInvalid, outcomeAborted, outcomeUnreachable, outcomeFailed,
	} {
		known := false
		for _, s := range statuses {
			known = known || s.status == o.status()
		}
		if !known {
			t.Errorf("%s has status %d, which nothing explains", o, o.status())
		}
	}
}

// TestStatusHelp: the help has every line of the list.
func TestStatusHelp(t *testing.T) {
	help := strings.Join(strings.Fields(statusHelp()), " ")
	for _, s := range statuses {
		if line := strconv.Itoa(int(s.status)) + " " + s.name + " " + s.meaning; !strings.Contains(help, line) {
			t.Errorf("etch help exit-status lacks %q", line)
		}
	}
}
