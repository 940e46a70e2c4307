package target

import (
	"net/url"

	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A ChildError says that a change lies in a part of the resource that has a version of
// its own: the resource's does not guard it, so that a rival's write there would go unseen.
type ChildError struct {
	Pointer document.Pointer // of the part
	Token   string           // the member that is its version
	URL     *url.URL         // where it is edited itself; nil where the document does not say
}

// Error names the part and its version.
func (e *ChildError) Error() string {
	return "what is at " + string(e.Pointer) + " has a version of its own (" + e.Token + "), and that of the resource does not guard it"
}

// childIn returns the first part with a version of its own that one of the changes lies
// in; nil where none does.
func (t *Target) childIn(base editor.State, changes []diff.Change) *ChildError {
	how := t.Children
	if how == nil || how.Covered || base.Document.Format() != document.JSON {
		return nil
	}
	d := base.Document
	for _, c := range changes { // each pointer is a place in what the changes before it left
		if n, ok := innermost(d, c, how.Token); ok {
			return &ChildError{Pointer: n.Pointer(), Token: how.Token, URL: linkOf(d, n, how, base.Representation.URL)}
		}
		next, err := diff.Apply(d, []diff.Change{c})
		if err != nil || next == nil {
			return nil
		}
		d = next
	}
	return nil
}

// innermost is the object with that member which c lies in or takes the place of, but
// for the whole document, whose version it is.
func innermost(d *document.Document, c diff.Change, token string) (document.Node, bool) {
	p := c.Pointer
	if c.Old == nil { // something new is not yet a part of anything but what it is put into
		p, _, _ = p.Cut()
	}
	for p != "" {
		if n, ok := d.At(p); ok && n.Kind() == document.Object {
			if v, there := n.Member(token); there && v.Kind() != document.Null {
				return n, true
			}
		}
		p, _, _ = p.Cut()
	}
	return document.Node{}, false
}

// linkOf is where a part says that it is.
func linkOf(d *document.Document, n document.Node, how *convention.Children, base *url.URL) *url.URL {
	for _, p := range how.Links {
		link, ok := d.At(n.Pointer() + p)
		if !ok || link.Kind() != document.String || base == nil {
			continue
		}
		if u, err := base.Parse(link.Text()); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
			return u
		}
	}
	return nil
}
