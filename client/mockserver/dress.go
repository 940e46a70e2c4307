package mockserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// A dress is the face of one API on the same store: its own place for the version, its
// own guard, its own answers. Each is written from what the API documents of itself.
//
// What is stored is the document without the members that the API sets; show puts
// them in, and each write takes them out again.
type dress struct {
	headers func(x *state) http.Header         // of a read, beside Content-Type; nil: none
	show    func(path string, x *state) []byte // the body of a read; nil: as it is stored
	// write is PUT, PATCH and POST; x is nil where nothing is. Where it gives a state, the
	// answer is 200 with that.
	write func(s *Server, r request, x *state) (answer, *state)
	// remove says whether a DELETE may go on, or what is answered; nil: always.
	remove func(s *Server, r request, x *state) (a answer, ok bool)
	// create is a POST to where nothing is, a collection: the path of what is to be there,
	// or, without one, what is answered; nil: write does it.
	create func(s *Server, r request) (a answer, path string)
	own    []document.Pointer // members that are dropped from what is created
	absent func() answer      // nil: problem details
	// whole answers every request itself; the rest is not looked at.
	whole func(s *Server, r request) answer
}

// dresses are all of them.
var dresses = map[string]dress{
	"milmove":        milmove,
	"cosmos":         cosmos,
	"versioned-body": versionedBody,
	"versioned-link": versionedLink,
	"mongoose":       mongoose,
	"kubernetes":     kubernetes,
	"couchdb":        couchdb,
	"odata":          odata,
	"elasticsearch":  elasticsearch,
	"confluence":     confluence,
	"grafana":        grafana,
	"contents-sha":   contentsSHA,
	"webdav":         webdav,
	"scim":           scim,
	"fhir":           fhir,
	"redfish":        redfish,
	"rails":          rails,
	"gce":            gce,
	"s3":             s3,
	"azure-blob":     azureBlob,
	"eventstore":     eventstore,
	"postgrest":      postgrest,
}

// APIs lists the names that Options.API takes, sorted.
func APIs() []string { return slices.Sorted(maps.Keys(dresses)) }

// dressed answers a request as the API does. The store's lock must be held.
func (s *Server) dressed(d dress, r request) answer {
	if d.whole != nil {
		return d.whole(s, r)
	}
	x := s.store.at(r.URL.Path)
	gone := d.absent
	if gone == nil {
		gone = absent
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		x, stale := s.store.seen(r)
		a := gone()
		if x != nil {
			a = d.reveal(http.StatusOK, r.URL.Path, x)
		}
		a.stale = stale
		return a
	case http.MethodPut, http.MethodPatch, http.MethodPost:
		if x == nil && r.Method == http.MethodPatch {
			return gone()
		}
		if x == nil && r.Method == http.MethodPost && d.create != nil {
			a, path := d.create(s, r)
			if path != "" {
				y := s.keep(path, nil, r.body, d.own...)
				a = done(d.reveal(http.StatusCreated, path, y).with("Location", path))
			}
			return a
		}
		a, y := d.write(s, r, x)
		if y != nil {
			return done(d.reveal(http.StatusOK, r.URL.Path, y))
		}
		return a
	case http.MethodDelete:
		if x == nil {
			return gone()
		}
		if d.remove != nil {
			if a, ok := d.remove(s, r, x); !ok {
				return a
			}
		}
		s.store.set(r.URL.Path, "", nil)
		a := reply(http.StatusNoContent)
		a.applied = true
		return a
	}
	return problem(http.StatusMethodNotAllowed, "this API does not take "+r.Method).with("Allow", "GET, HEAD, PUT, PATCH, POST, DELETE")
}

// reveal makes the answer that carries x as the API shows it.
func (d dress) reveal(status int, path string, x *state) answer {
	a := reply(status).with("Content-Type", x.mediaType)
	a.body = x.body
	if d.show != nil {
		a.body = d.show(path, x)
	}
	if d.headers != nil {
		maps.Copy(a.header, d.headers(x))
	}
	return a
}

// keep stores body without the members that the API sets, and returns what is there now.
func (s *Server) keep(path string, x *state, body []byte, own ...document.Pointer) *state {
	for _, p := range own {
		body = drop(body, p)
	}
	mediaType := "application/json"
	if x != nil {
		mediaType = x.mediaType
	}
	return s.store.set(path, mediaType, body)
}

// stale reports whether a write names another version than the current one.
func (s *Server) stale(named, current string) bool {
	return !s.opts.IgnorePreconditions && named != current
}

// wanted is the document that a write asks for: the body of a PUT; a patch made on what
// the API shows, if it is of a type that the API takes.
func wanted(r request, shown []byte, types ...string) ([]byte, answer, bool) {
	if r.Method != http.MethodPatch {
		if _, err := document.Parse(r.body, document.JSON); err != nil {
			return nil, errorText(http.StatusBadRequest, "the body is not JSON: "+err.Error()), false
		}
		return r.body, answer{}, true
	}
	mediaType := bare(r.Header.Get("Content-Type"))
	if !slices.Contains(types, mediaType) {
		return nil, errorText(http.StatusUnsupportedMediaType, "this API takes "+strings.Join(types, ", ")), false
	}
	return applyPatch(mediaType, r.body, shown)
}

// assigned is wanted for an application that assigns the members of a patch to the record
// that it shows: each takes the place of the one before, also where it is an object.
func assigned(r request, shown []byte) ([]byte, answer, bool) {
	if r.Method != http.MethodPatch {
		return wanted(r, shown)
	}
	d, err := document.Parse(r.body, document.JSON)
	switch {
	case bare(r.Header.Get("Content-Type")) != plainJSON:
		return nil, errorText(http.StatusUnsupportedMediaType, "this API takes "+plainJSON), false
	case err != nil || d.Root().Kind() != document.Object:
		return nil, errorText(http.StatusBadRequest, "the body is no JSON object"), false
	}
	for m := range d.Root().Children() {
		shown = insert(shown, document.Pointer("").Child(m.Name()), string(m.Source()))
	}
	return shown, answer{}, true
}

// done marks an answer as that of a write that was carried out.
func done(a answer) answer {
	a.applied = true
	return a
}

// errorText is an error as many APIs give it: one message in an object.
func errorText(status int, message string) answer {
	return errorJSON(status, map[string]any{"message": message})
}

// errorJSON is an error in a form of the API's own.
func errorJSON(status int, body any) answer {
	a := reply(status).with("Content-Type", "application/json")
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // of maps and texts it cannot fail
	a.body = b.Bytes()
	return a
}

// insert puts members into a JSON object, at the end, or in place of those that are
// there; a body that is no object stays as it is.
func insert(body []byte, at document.Pointer, value string) []byte {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return body
	}
	if parent, _, ok := at.Cut(); ok {
		if _, there := d.At(parent); !there {
			body = insert(body, parent, "{}")
			if d, err = document.Parse(body, document.JSON); err != nil {
				return body
			}
		}
	}
	if d, err = d.Set(at, []byte(value)); err != nil {
		return body
	}
	return d.Source()
}

// drop removes what is at p, if anything is.
func drop(body []byte, p document.Pointer) []byte {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return body
	}
	if _, ok := d.At(p); !ok {
		return body
	}
	if d, err = d.Remove(p); err != nil {
		return body
	}
	return d.Source()
}

// text returns the text of what is at p, and whether something other than null is.
func text(body []byte, p document.Pointer) (string, bool) {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return "", false
	}
	n, ok := d.At(p)
	if !ok || n.Kind() == document.Null {
		return "", false
	}
	return n.Text(), true
}

// quote is s as a JSON string.
func quote(s string) string { return string(document.Quote(s)) }

// The media types of patches.
const (
	plainJSON  = "application/json"
	mergePatch = patch.Merge
	jsonPatch  = patch.JSON
)

// number is a version as a number in decimal: how often this resource was written.
func number(x *state) string { return fmt.Sprint(x.revision) }
