package target

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/merge/document"
)

// Send implements editor.Target. Beside the client's errors it returns
// *FormatError, *StoredNothingError (nothing was written) and *editor.AlteredError.
func (t *Target) Send(ctx context.Context, w editor.Write) (editor.Receipt, error) {
	if w.Base.Document != nil {
		if err := t.hold(ctx, w.Request.URL); err != nil {
			return editor.Receipt{Write: w}, err
		}
	}
	if err := t.lookFirst(ctx, w); err != nil {
		return editor.Receipt{Write: w}, err
	}
	doubt := false // an accepted write of ours may show up late
	for {
		if err := t.agree(ctx, w); err != nil {
			return editor.Receipt{Write: w}, err
		}
		seen, err := t.unchanged(ctx, w)
		if err != nil {
			return editor.Receipt{Write: w}, err
		}
		resp, err := t.exchange(ctx, &w)
		t.exposed(w, seen, err)
		if err == nil {
			var rec editor.Receipt
			rec, err = t.prove(ctx, w, resp)
			if err == nil {
				t.accepted(w)
				return rec, nil
			}
		}
		var no *client.UnsupportedError
		var nothing *StoredNothingError
		switch {
		case errors.As(err, &no):
			t.notify(Notice{FormatRefused, w.Request.Method + " " + w.Request.MediaType})
		case t.refusesGuard(&w, err):
			continue
		case errors.As(err, &nothing) && relied(w): // else it would be sent again beside a rival's write
			doubt = true
			t.notify(Notice{StoredNothing, w.Request.Method + " " + w.Request.MediaType})
		default:
			err = t.failed(w, t.failedTest(ctx, w, t.settle(ctx, w, err)), doubt)
			return editor.Receipt{Write: w, After: t.told(err, w.Base)}, err
		}
		t.formats.refuse(formatOfWrite(w), err, no)
		next, err := t.prepare(w.Base, w.Wanted)
		if err != nil {
			return editor.Receipt{Write: w}, err
		}
		w = next
	}
}

// agree asks before a PUT of JSON that nothing the server said has named: it
// replaces the whole resource, members included that were never shown.
func (t *Target) agree(ctx context.Context, w editor.Write) error {
	f := &t.formats
	if t.Method != "" || t.mayPut(w.Base) || formatOfWrite(w) != put || w.Base.Document.Format() != document.JSON {
		return nil
	}
	yes, err := t.MayPut(ctx)
	if err != nil || !yes {
		return errors.Join(&FormatError{Refused: f.last, MayPut: true}, err)
	}
	f.agreed = true
	return nil
}

// settle reads after an answer that refuses the write in a way that leaves open
// whether it was carried out (207, "see other"): where nothing has moved it is a
// plain refusal, else it counts as no answer.
func (t *Target) settle(ctx context.Context, w editor.Write, err error) error {
	var refused *client.RefusedError
	var moved *client.RedirectError
	if !(errors.As(err, &refused) && !refused.Sure()) && !(errors.As(err, &moved) && !moved.Sure()) {
		return err
	}
	now, rerr := t.Fetch(ctx)
	if purposeOf(w) == Create && isGone(rerr) && (w.Guard.Excludes() || t.createMethod() != http.MethodPost) { // else it may be under a name of the server's
		return err
	}
	if rerr != nil || !now.Same(w.Base) || !now.Document.Equal(w.Base.Document) {
		return &client.LostError{Err: err}
	}
	return err
}

// failed notes what an error says about the server. After an accepted write of
// which nothing was seen, a refused precondition may be the work of that write.
func (t *Target) failed(w editor.Write, err error, doubt bool) error {
	var lost *client.LostError
	var refused *client.PreconditionError
	switch {
	case errors.As(err, &lost) && lost.Timeout && w.Request.Method == http.MethodPatch && !t.recall(w.Base.Representation).Patches:
		t.formats.hung = http.MethodPatch // a server that does not know PATCH may let it hang
	case errors.As(err, &refused) && doubt:
		return &client.LostError{Err: err}
	case errors.As(err, &refused):
		t.refused = &w
	}
	return err
}

// accepted keeps which format worked, as a hint for the next time, where another one
// was refused. What the user asked for, or the change, says nothing about the server.
// A PUT is kept only where the server itself named it.
func (t *Target) accepted(w editor.Write) {
	f := formatOfWrite(w)
	another := len(t.formats.refused) > 0
	t.learn(func(facts *memory.Facts) {
		switch {
		case f.method == http.MethodPatch && another:
			facts.Method, facts.MediaType, facts.Patches = f.method, f.mediaType, true
		case f.method == http.MethodPatch:
			facts.Patches = true
		case f == put && another && slices.Contains(t.formats.allow, put.method):
			facts.Method, facts.MediaType = put.method, ""
		}
	})
}

// exchange sends w once. A 307 or 308 on the same origin is followed only to a
// place that shows the same version and the same bytes.
func (t *Target) exchange(ctx context.Context, w *editor.Write) (client.Response, error) {
	resp, err := t.writeLocked(ctx, w)
	var moved *client.RedirectError
	if !errors.As(err, &moved) || moved.Status != http.StatusTemporaryRedirect && moved.Status != http.StatusPermanentRedirect {
		return resp, err
	}
	to, perr := w.Request.URL.Parse(moved.Location)
	if perr != nil || !sameOrigin(to, w.Request.URL) {
		return resp, err
	}
	there, ferr := t.Client.Fetch(ctx, to)
	base := w.Base.Representation
	if ferr != nil || !there.Validator.Equal(base.Validator) || string(there.Body) != string(base.Body) {
		return resp, err
	}
	t.Release(ctx) // a lock is one of the other place
	t.url, w.Request.URL = there.URL, there.URL
	return t.writeLocked(ctx, w)
}

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }
