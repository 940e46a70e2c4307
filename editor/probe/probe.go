// Package probe finds out whether a server guards the writes to one resource. It reads
// what the server says of itself, and, where it is told to, sends a write that changes
// nothing under a version that the resource never has: a server that compares versions
// refuses it, and the resource stays as it is.
//
// It never sends a change, and never a write without a precondition. What it sends is
// an empty merge patch, a JSON Patch that only tests, or, where neither is taken and
// somebody agrees, the representation as it was just read. That last one is not without
// danger where nothing guards it: written over what a rival wrote in the same moment, an
// old representation is a lost update by itself.
//
// A JSON Patch may also put one value in its own place, where the API takes no tests.
//
// Of a create it finds out whether the server refuses one where something is: it sends
// what was just read as if nothing were there.
//
// What is found goes into the memory, where the edits of other processes look. This
// package says nothing: words are the caller's.
package probe

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
)

// A Probe is one resource to be looked at. Client and URL are required.
type Probe struct {
	Client    *client.Client
	URL       *url.URL
	Memory    *memory.Memory // takes what is found; nil: nothing does
	Method    string         // "" for what is found out, PATCH, PUT, POST
	PatchType string         // "" for what is found out, "merge", "json", or a media type
	Adds      bool           // whatever is written is added: there is no write that changes nothing
	Create    *target.Manner // how the API creates: it is that guard that is looked at; nil: the one of changes

	Managed []document.Pointer // members that the server sets

	// MayReplace is asked before what was read is sent: the whole of it, or one value. Nil: no.
	MayReplace func(context.Context) (bool, error)
	// Before is called before each write; nil: nothing is.
	Before func()
	// Sleep waits between tries that a rival has disturbed; nil: real time.
	Sleep func(context.Context, time.Duration) error
}

// A Verdict is what is known of the server's guard.
type Verdict string

// The verdicts, as the report names them.
const (
	NotTried     Verdict = "not-tried"    // no write was sent
	Guarded      Verdict = "guarded"      // a version that is not the current one, or a create where something is, was refused, and nothing changed
	Unguarded    Verdict = "unguarded"    // such a write was accepted, or there are no versions
	Refuses      Verdict = "refuses"      // writes with a precondition are answered with an error
	Inconclusive Verdict = "inconclusive" // none of these was seen
)

// A Why says more of a verdict.
type Why int

// The reasons.
const (
	Plain        Why = iota // the verdict says it all; of Inconclusive: Err is the answer
	NoVersion               // of Unguarded: the server gives the resource none
	AppliedAll              // of Unguarded: it answers with a conflict, and writes all the same
	NoneMade                // of Inconclusive: no impossible version can be made of this one
	NothingTaken            // no way to write without a change is taken; Err is the last answer
	OnlyAdds                // whatever is written is added, and nothing was sent
	Collects                // of a create: it goes to a collection, and where nothing guards it makes one more
	Bare                    // of Unguarded: nothing of the API's keeps a create from replacing what is there
	NotAgreed               // what is left is a PUT, to which nobody has agreed
	Disturbed               // the resource changed each time
	Unseen                  // the server asks for a precondition although one was sent
	ForPeople               // a web page came in answer
)

// A Finding is what is known. Err and everything of the server's is foreign text.
type Finding struct {
	Representation client.Representation // as it was read last
	Allow          []string              // methods; nil where the server does not say
	Patches        []string              // Accept-Patch; nil where it does not say
	Vary           []string

	Verdict  Verdict
	Why      Why
	Request  client.Request   // sent last, before its precondition; no method where none was
	Version  client.Validator // the impossible one that was sent
	Status   int              // of the last answer; 0 without one
	Err      error            // what that answer means; nil for an accepted write
	Rival    Rival
	BadStore bool // the server took the impossible version for a part of the document, and stored it
}

// A Rival is what was seen of another writer around a PUT that nothing kept apart from its own.
type Rival int

// What can be seen.
const (
	NoRival     Rival = iota
	After             // the resource is not what was put there: another has written since, or the server's own members changed
	Overwritten       // its version went on by more than one step: another's write was perhaps overwritten
)

// Look reads what the server says: the representation, and OPTIONS, which may fail
// without harm. Its errors are those of client.Fetch.
func (p *Probe) Look(ctx context.Context) (Finding, error) {
	rep, err := p.Client.Fetch(ctx, p.URL)
	if err != nil {
		return Finding{}, err
	}
	f := Finding{Verdict: NotTried, Representation: rep, Patches: rep.Patches, Vary: client.HeaderList(rep.Header, "Vary")}
	f.Allow = upper(client.HeaderList(rep.Header, "Allow"))
	short, cancel := context.WithTimeout(ctx, optionsPatience)
	defer cancel()
	if said, err := p.Client.Options(short, rep.URL); err == nil {
		if allow := client.HeaderList(said.Header, "Allow"); allow != nil {
			f.Allow = upper(allow)
		}
		if f.Patches == nil {
			f.Patches = client.HeaderList(said.Header, "Accept-Patch")
		}
	}
	return f, nil
}

// optionsPatience is how long an answer to OPTIONS is waited for.
const optionsPatience = 5 * time.Second

// upper makes methods upper case.
func upper(methods []string) []string {
	for i, m := range methods {
		methods[i] = strings.ToUpper(m)
	}
	return methods
}

// recall returns what is remembered of resources like rep.
func (p *Probe) recall(rep client.Representation) memory.Facts {
	if p.Memory == nil {
		return memory.Facts{}
	}
	return p.Memory.Lookup(target.Key(rep))
}

// Recall is what was known before of writes to what f is about, by the method that one
// would have.
func (p *Probe) Recall(f Finding) memory.Guard {
	if p.Memory == nil {
		return memory.Unproven
	}
	for _, w := range p.ways(f) {
		kind := w.kind()
		if g := p.Memory.Lookup(target.KeyFor(f.Representation, kind)).Guard(kind); g != memory.Unproven {
			return g
		}
	}
	return memory.Unproven
}

// learn keeps a verdict for the kind of write with which it was found.
func (p *Probe) learn(f Finding, kind string, patchRefused bool) {
	known := map[Verdict]memory.Guard{Guarded: memory.Enforced, Unguarded: memory.Ignored, Refuses: memory.Refused}
	g, ok := known[f.Verdict]
	if !ok || p.Memory == nil || f.Request.Method == "" {
		return
	}
	p.Memory.Learn(target.KeyFor(f.Representation, kind), func(facts *memory.Facts) {
		facts.Prove(kind, g)
		if patchRefused && f.Request.Method == http.MethodPut && slices.Contains(f.Allow, http.MethodPut) {
			facts.Method, facts.MediaType = http.MethodPut, ""
		}
	})
}

// same reports whether two reads saw one state.
func same(a, b client.Representation) bool {
	return bytes.Equal(a.Body, b.Body) && (a.Validator.Equal(b.Validator) || a.Validator.IsZero() && b.Validator.IsZero())
}
