package target

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// looks are the pauses between the reads that look for an accepted change: three
// reads within two seconds.
var looks = []time.Duration{500 * time.Millisecond, 1500 * time.Millisecond}

// prove shows that an accepted write is there: in its answer, if that is the
// representation, else by reading.
func (t *Target) prove(ctx context.Context, w editor.Write, resp client.Response) (editor.Receipt, error) {
	switch purposeOf(w) {
	case Create:
		return t.proveCreated(ctx, w, resp)
	case Delete:
		return editor.Receipt{Write: w}, t.proveDeleted(ctx)
	}
	after, err := t.proveChanged(ctx, w, resp)
	return editor.Receipt{Write: w, After: after}, err
}

// proveChanged is prove of an update.
func (t *Target) proveChanged(ctx context.Context, w editor.Write, resp client.Response) (editor.State, error) {
	if resp.Status == http.StatusCreated && !t.Creates {
		t.notify(Notice{Kind: MadeAgain})
	}
	answered := answeredValidator(t.Client, resp, w.Base)
	// Metadata beside the body is nothing that such an answer need show.
	if said, named := carries(resp, w.Base, answered); (said || named) && relied(w) && w.Base.Representation.Kept == nil {
		if s, ok := t.state(resp); ok && !s.Document.Equal(w.Base.Document) && (said || t.resembles(s.Document, w.Wanted)) {
			return s, t.compare(w, s, false)
		}
	}
	missed := false // a look saw nothing at all
	for look := 0; ; look++ {
		after, err := t.read(ctx, anyVersion)
		missed = missed || err != nil
		moved := err == nil && (!after.Same(w.Base) || !after.Document.Equal(w.Base.Document))
		rival := !answered.IsZero() && !after.Representation.Validator.Equal(answered)
		stored := !answered.IsZero() && !answered.Equal(w.Base.Representation.Validator)
		switch {
		case err != nil && !(passing(err) && look < len(looks)):
			return after, &client.LostError{Err: err}
		case moved && forPeople(resp, w.Base): // who answered 200 may never have passed it on, and a rival wrote
			return after, &client.LostError{Err: errPage}
		case moved:
			return after, t.compare(w, after, rival)
		case look < len(looks): // the read may lag
			if err := t.Sleep(ctx, looks[look]); err != nil {
				return after, &client.LostError{Err: err}
			}
		case stored: // the write has a version of its own, and the reads lag
			return after, &client.LostError{Err: errors.New("the reads lag behind the write")}
		case missed: // that nothing was stored takes all three
			return after, &client.LostError{Err: errors.New("the reads that look for the write were not all answered")}
		default:
			return after, &StoredNothingError{resp.Status, w.Request.Method, w.Request.MediaType}
		}
	}
}

// anyVersion lets every state pass: a look at what is stored guards nothing, and a
// date that is no validator yet is all that there is right after a write.
func anyVersion(client.Representation) error { return nil }

// passing reports whether a read that failed may do better in a moment.
func passing(err error) bool {
	var busy *client.BusyError
	var cut *client.UnreachableError
	return errors.As(err, &busy) || errors.As(err, &cut)
}

// errPage: a portal, or a proxy's log-in, answers everything with 200.
var errPage = errors.New("a page for people came in answer to the write")

// forPeople reports whether an answer to a write on base is an HTML page that names
// no version, where base is none.
func forPeople(r client.Response, base editor.State) bool {
	return len(r.Body) > 0 && r.Header.Get("Etag") == "" &&
		isPage(client.Representation{MediaType: r.Header.Get("Content-Type")}) && !isPage(base.Representation)
}

// compare says whether after holds w's change.
func (t *Target) compare(w editor.Write, after editor.State, rival bool) error {
	revs := merge.Revisions{Base: w.Base.Document, Ours: w.Wanted, Theirs: after.Document}
	there, _, err := merge.Landed(revs, t.Merge)
	if err != nil {
		return &client.LostError{Err: err}
	}
	t.stayed(w.Base, after)
	marked, followed := t.marked(w, after)
	rival = rival || followed
	if !relied(w) {
		t.between(w, after)
	}
	switch {
	case there && after.Document.Equal(asSent(w)): // as it was sent, under whatever tag: a weak one may have become strong
	case there && rival:
		t.notify(Notice{Kind: RivalAfter})
	case there:
		if !marked {
			t.notify(Notice{MarkDropped, string(t.Marker.Place())})
		}
		if relied(w) { // else it has been said
			t.alsoChanged(w, after)
		}
	case rival: // accepted under a version of its own, and written over since
		t.notify(Notice{OverwrittenBy, places(w.Changes)})
	default:
		missing := diff.Between(after.Document, w.Wanted, t.Merge.Diff)
		missing = slices.DeleteFunc(missing, func(c diff.Change) bool { return !touches(c.Pointer, w.Changes) })
		return &editor.AlteredError{After: after, Missing: missing}
	}
	return nil
}

// marked reports whether after has the mark of w, if it has one, and whether others have
// come since.
func (t *Target) marked(w editor.Write, after editor.State) (there, followed bool) {
	if w.Mark == "" {
		return true, false
	}
	return t.Marker.Holds(after.Document, w.Mark)
}

// touches reports whether p is, holds or lies in a place that was changed.
func touches(p document.Pointer, cs []diff.Change) bool {
	return slices.ContainsFunc(cs, func(c diff.Change) bool { return p.Within(c.Pointer) || c.Pointer.Within(p) })
}

// alsoChanged names what changed beside w, and is not known to be the server's own: a
// rival's write that no precondition kept apart from ours, perhaps.
func (t *Target) alsoChanged(w editor.Write, after editor.State) {
	also := slices.DeleteFunc(diff.Between(asSent(w), after.Document, t.Merge.Diff), func(c diff.Change) bool {
		return slices.ContainsFunc(t.Managed, c.Pointer.Within) || w.Mark != "" && c.Pointer.Within(t.Marker.Place())
	})
	if len(also) > 0 {
		t.notify(Notice{AlsoChanged, places(also)})
	}
}

// mostPlaces is how many places a notice names.
const mostPlaces = 5

// places lists the pointers of the first few changes.
func places(cs []diff.Change) string {
	var ps []string
	for i, c := range cs {
		if i == mostPlaces {
			ps = append(ps, "...")
			break
		}
		if p := string(c.Pointer); p != "" {
			ps = append(ps, p)
		}
	}
	return strings.Join(ps, ", ")
}

// carries reports whether an answer to a write is the representation, by what it
// says of itself (RFC 9110 sections 6.4.2 and 8.7, RFC 7240 section 4.2): said. A new
// entity tag only names the version that is stored now (section 8.8.3); beside it
// stands the representation or a word of acknowledgement: named. So does a new version
// in the body, which answered is where there is no entity tag.
func carries(r client.Response, base editor.State, answered client.Validator) (said, named bool) {
	if r.Status != http.StatusOK && r.Status != http.StatusCreated || len(r.Body) == 0 {
		return false, false
	}
	if base.Document != nil && r.Header.Get("Content-Type") != base.Representation.MediaType {
		return false, false
	}
	if strings.Contains(r.Header.Get("Preference-Applied"), "return=representation") {
		return true, false
	}
	if at := r.Header.Get("Content-Location"); at != "" && r.URL != nil {
		u, err := r.URL.Parse(at)
		return err == nil && u.String() == r.URL.String(), false
	}
	tag := r.Header.Get("Etag")
	if tag == "" {
		return false, !answered.IsZero()
	}
	return false, !slices.Equal([]string{tag}, base.Representation.Validator.Values)
}

// resembles reports whether d can be what was wanted as the server has stored it: a
// tree in which nothing is missing, or the very text. The server's own members may
// differ, but {"ok":true} is no page whose title was removed.
func (t *Target) resembles(d, wanted *document.Document) bool {
	if d.Format() != document.JSON || wanted.Format() != document.JSON {
		return d.Equal(wanted)
	}
	for _, c := range diff.Between(wanted, d, t.Merge.Diff) {
		if c.New == nil || c.Pointer == "" {
			return false
		}
	}
	return true
}

// state makes a State of an answer that carries the representation.
func (t *Target) state(r client.Response) (editor.State, bool) {
	rep, err := t.Client.Represent(r)
	if err != nil {
		return editor.State{}, false
	}
	d, err := document.Parse(rep.Body, t.format)
	return editor.State{Representation: rep, Document: d}, err == nil
}

// answeredValidator is the version that the answer to a write on base names, by its
// entity tag or in its body. A body may be that of before the write, and a date is too
// coarse: they name none.
func answeredValidator(c *client.Client, r client.Response, base editor.State) client.Validator {
	switch v := c.Written(r); {
	case v.Strength == client.Date, v.Strength == client.DateYet:
		return client.Validator{}
	case r.Header.Get("Etag") == "" && v.Equal(base.Representation.Validator):
		return client.Validator{}
	default:
		return v
	}
}
