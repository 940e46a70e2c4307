package probe

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/target"
)

// tries is how often one way is tried where the resource changes meanwhile, and pause
// how long is waited in between.
const tries = 3

var pause = 200 * time.Millisecond

// Try sends writes that change nothing under a version that the resource never has,
// or, for a create, where something is, until an answer tells whether the server
// compares. f is what Look found. Its
// errors are those of the reads between.
func (p *Probe) Try(ctx context.Context, f Finding) (Finding, error) {
	if v, why := p.untried(f); v != NotTried {
		f.Verdict, f.Why = v, why
		return f, nil
	}
	f.Verdict, f.Why = Inconclusive, NothingTaken
	patchRefused, kind := false, ""
	for _, w := range p.ways(f) {
		if w.rewrites() {
			if agreed, err := p.agreed(ctx); err != nil || !agreed {
				f.Why = NotAgreed
				return f, err
			}
		}
		next, err := p.try(ctx, f, w)
		if err != nil {
			return next, err
		}
		f, kind = next, w.kind()
		if f.Verdict != Inconclusive || f.Why != NothingTaken {
			break
		}
		patchRefused = patchRefused || w.method == http.MethodPatch
	}
	p.learn(f, kind, patchRefused)
	return f, nil
}

// untried is what is known without a write; NotTried: nothing.
func (p *Probe) untried(f Finding) (Verdict, Why) {
	switch {
	case p.Create != nil && p.Create.Bare:
		return Unguarded, Bare
	case p.Create == nil && f.Representation.Validator.IsZero():
		return Unguarded, NoVersion
	case p.Adds:
		return Inconclusive, OnlyAdds
	case p.Create != nil && (p.Create.Within || p.Create.Method == http.MethodPost):
		return Inconclusive, Collects
	}
	return NotTried, Plain
}

// agreed asks whether what was read may be written.
func (p *Probe) agreed(ctx context.Context) (bool, error) {
	if p.MayReplace == nil {
		return false, nil
	}
	return p.MayReplace(ctx)
}

// try tries one way, again where another writer has disturbed it. A server that answers
// with a conflict and writes all the same makes new versions by itself: the version moves
// each time beside the write, at no other time, and the content stays.
func (p *Probe) try(ctx context.Context, f Finding, w way) (Finding, error) {
	alone := 0 // how often the version moved beside our write alone
	for n := range tries {
		if n > 0 {
			if err := p.sleep(ctx, pause); err != nil {
				return f, err
			}
		}
		before, err := p.Client.Fetch(ctx, f.Representation.URL)
		if err != nil {
			return f, err
		}
		still := same(before, f.Representation)
		f.Representation = before
		if !still && w.rewrites() { // another writer is at work: an old representation would undo it
			f.Why = Disturbed
			continue
		}
		next, after, err := p.once(ctx, f, w)
		f = next
		if err != nil || f.Why != Disturbed {
			return f, err
		}
		if still && string(after.Body) == string(before.Body) {
			alone++
		}
		f.Representation = after
	}
	if alone == tries {
		f.Verdict, f.Why = Unguarded, AppliedAll
	}
	return f, nil
}

// once sends one write, and reads again. Disturbed means that the server has refused it,
// and that the resource is another one now.
func (p *Probe) once(ctx context.Context, f Finding, w way) (Finding, client.Representation, error) {
	before := f.Representation
	f.Verdict, f.Why = Inconclusive, Plain
	v, ok := client.Validator{}, true
	guard := client.IfAbsent()
	if !w.anew {
		v, ok = p.Client.Impossible(before.Validator)
		guard = client.IfUnchanged(v)
	}
	r, fit := w.request(before, p.Managed)
	switch {
	case !ok:
		f.Why = NoneMade
		return f, before, nil
	case !fit:
		f.Why = NothingTaken
		return f, before, nil
	}
	if p.Before != nil {
		p.Before()
	}
	f.Request, f.Version = r, v
	resp, werr := p.Client.Write(ctx, r, guard)
	f.Status, f.Err = resp.Status, werr
	after, err := p.Client.Fetch(ctx, before.URL)
	if err != nil {
		return f, before, err
	}
	f.Verdict, f.Why = judge(werr)
	if w.rewrites() && mayHaveLanded(werr) {
		f.Rival = p.rival(before, after)
	}
	switch {
	case f.Verdict == Unguarded && isPage(resp.Header.Get("Content-Type")) && !isPage(before.MediaType):
		f.Verdict, f.Why = Inconclusive, ForPeople
	case (f.Verdict == Guarded || is[*client.RefusedError](werr) && f.Why == NothingTaken) && !same(before, after):
		f.Verdict, f.Why = Inconclusive, Disturbed // a test may have failed by a rival's write
	case f.Verdict == Unguarded && !w.anew:
		f.BadStore = after.Validator.Equal(v) || counter(v) >= 0 && counter(after.Validator) == counter(v)+1 // raised by one, where the API has that
	}
	f.Representation = after
	return f, after, nil
}

// judge says what an answer to a write under an impossible version means.
func judge(err error) (Verdict, Why) {
	var unguarded *client.UnguardedError
	var refused *client.RefusedError
	var lost *client.LostError
	switch {
	case err == nil:
		return Unguarded, Plain
	case is[*client.PreconditionError](err):
		return Guarded, Plain
	case errors.As(err, &unguarded) && unguarded.Why == client.PreconditionsRefused:
		return Refuses, Plain
	case errors.As(err, &unguarded) && unguarded.Why == client.PreconditionUnseen:
		return Inconclusive, Unseen
	case is[*client.UnsupportedError](err):
		return Inconclusive, NothingTaken
	case errors.As(err, &refused) && refused.Status/100 == 4 && refused.Status != http.StatusUnauthorized && refused.Status != http.StatusForbidden:
		return Inconclusive, NothingTaken // perhaps the way, and not the version
	case errors.As(err, &lost) && lost.Timeout: // a method that nobody there knows may hang
		return Inconclusive, NothingTaken
	}
	return Inconclusive, Plain
}

func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// sleep waits for d or the end of ctx.
func (p *Probe) sleep(ctx context.Context, d time.Duration) error {
	if p.Sleep != nil {
		return p.Sleep(ctx, d)
	}
	return target.Sleep(ctx, d)
}
