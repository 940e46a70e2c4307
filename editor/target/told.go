package target

import (
	"errors"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
)

// told is what an answer that refuses a write on base shows of the resource: all of
// it, at another version, where the server honours Prefer: return=representation in its
// refusals, too (RFC 7240 section 4.2, RFC 8144 section 3.2). The zero State where it
// shows anything less: then a read does it.
func (t *Target) told(err error, base editor.State) editor.State {
	var refused *client.PreconditionError
	if !errors.As(err, &refused) || refused.Response == nil || base.Document == nil {
		return editor.State{}
	}
	r := *refused.Response
	if !strings.Contains(r.Header.Get("Preference-Applied"), "return=representation") ||
		r.Header.Get("Content-Type") != base.Representation.MediaType || base.Representation.Kept != nil { // which a refusal need not show
		return editor.State{}
	}
	if at := r.Header.Get("Content-Location"); at != "" {
		if u, err := r.URL.Parse(at); err != nil || u.String() != r.URL.String() { // of something else (RFC 9110 section 8.7)
			return editor.State{}
		}
	}
	now, ok := t.state(r)
	if !ok || now.Same(base) || now.Document.Equal(base.Document) || t.usable(now.Representation) != nil {
		return editor.State{}
	}
	now.Representation.URL = base.Representation.URL
	t.proof(now)
	t.know(now)
	return now
}
