package convention

import (
	"encoding/base64"
	"errors"
	"maps"
	"mime"
	"net/http"
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// jsonPatch is the media type of RFC 6902.
const jsonPatch = "application/json-patch+json"

// shape turns the body of a write into what the API takes: members that it must not
// have go, and it is put into its envelope. It also goes to another URL where the API
// has one for writes. A patch keeps its form until the version is in it.
func (g *guarding) shape() error {
	w := g.c.Write
	if w.URL != "" {
		to, err := g.URL.Parse(w.URL)
		if err != nil || to.Scheme != g.URL.Scheme || to.Host != g.URL.Host {
			return &BodyError{g.c.Name, "", errors.New("the URL for writes is none of the resource's origin")}
		}
		to.User = g.URL.User
		if to.RawQuery == "" {
			to.RawQuery = g.URL.RawQuery // it may say whose resource it is
		}
		g.URL = to
	}
	switch {
	case g.patch && w.Envelope != "":
		return &BodyError{g.c.Name, "", errors.New("this API takes whole documents alone, no patches")}
	case g.Method == http.MethodDelete && w.Envelope != "" && g.c.Delete == nil: // the version goes there
		g.Body, g.MediaType = []byte(w.Envelope), "application/json"
		return g.move()
	case g.patch, g.Body == nil:
		return nil
	}
	for _, p := range w.Omit {
		body, err := without(g.Body, p)
		if err != nil {
			return &BodyError{g.c.Name, p, err}
		}
		g.Body = body
	}
	if w.Envelope == "" {
		return nil
	}
	value := g.Body
	if g.c.Read.Encoding != "" {
		value = document.Quote(base64.StdEncoding.EncodeToString(g.Body))
	}
	body, err := nested(w.Envelope, w.Document, value)
	if err != nil {
		return &BodyError{g.c.Name, w.Document, err}
	}
	g.Body, g.MediaType = body, "application/json"
	return g.move()
}

// move puts parameters of the URL into the envelope, for APIs that read them in the one
// when they are asked, and in the other when they are told.
func (g *guarding) move() error {
	for _, name := range slices.Sorted(maps.Keys(g.c.Write.Parameters)) {
		p, query := g.c.Write.Parameters[name], g.URL.Query()
		if !query.Has(name) {
			continue
		}
		body, err := nested(string(g.Body), p, document.Quote(query.Get(name)))
		if err != nil {
			return &BodyError{g.c.Name, p, err}
		}
		g.URL, g.Body = withoutQuery(g.URL, name), body
	}
	return nil
}

// carry returns the body with the version in it: as a member of a document and of a
// merge patch; in a JSON Patch as a "test" in front of everything else (RFC 6902
// section 4.6), which holds on any server that takes such patches, whatever it does
// about versions.
func (g *guarding) carry(p document.Pointer, old, value []byte) ([]byte, error) {
	if mt, _, _ := mime.ParseMediaType(g.MediaType); g.patch && mt == jsonPatch {
		return tested(g.Body, p, old, value)
	}
	body := g.Body
	if len(body) == 0 { // a DELETE
		body, g.MediaType = []byte("{}"), "application/json"
	}
	return nested(string(body), p, value)
}

// tested returns a JSON Patch that first looks for old at p, and where value is
// another puts that there.
func tested(body []byte, p document.Pointer, old, value []byte) ([]byte, error) {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return nil, err
	}
	if d.Root().Kind() != document.Array {
		return nil, errors.New("the patch is no array")
	}
	front := []document.Edit{{Do: document.Insert, Node: d.Root(), Value: operation("test", p, old)}}
	if string(old) != string(value) {
		front = append(front, document.Edit{Do: document.Insert, Node: d.Root(), Value: operation("replace", p, value)})
	}
	d, err = d.Splice(front...)
	if err != nil {
		return nil, err
	}
	return d.Source(), nil
}

// operation is one operation of a JSON Patch.
func operation(op string, p document.Pointer, value []byte) []byte {
	return []byte(`{"op":"` + op + `","path":` + string(document.Quote(string(p))) + `,"value":` + string(value) + `}`)
}

// nested returns the JSON text body with value at p; objects on the way there that
// are missing are made. All other bytes stay.
func nested(body string, p document.Pointer, value []byte) ([]byte, error) {
	d, err := document.Parse([]byte(body), document.JSON)
	if err != nil {
		return nil, err
	}
	for { // up to a parent that is there
		parent, token, ok := p.Cut()
		if !ok {
			break
		}
		if n, there := d.At(parent); there {
			if n.Kind() != document.Object {
				return nil, errors.New(string(parent) + " is no object")
			}
			break
		}
		p, value = parent, append(append([]byte("{"+string(document.Quote(token))+":"), value...), '}')
	}
	if d, err = d.Set(p, value); err != nil {
		return nil, err
	}
	return d.Source(), nil
}

// without returns the JSON text body without what is at p; nothing need be there. A
// body that is no JSON is another kind of document, and has no members.
func without(body []byte, p document.Pointer) ([]byte, error) {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return body, nil
	}
	if _, ok := d.At(p); !ok {
		return body, nil
	}
	if d, err = d.Remove(p); err != nil {
		return nil, err
	}
	return d.Source(), nil
}
