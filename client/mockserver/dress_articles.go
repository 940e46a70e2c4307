package mockserver

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/etch-http/etch/merge/document"
)

// milmove is a shipment of MilMove's prime API: every resource has a member eTag, the
// base64 of the time of its last change; PUT and PATCH ask for it in If-Match, without
// quotes, and compare it byte for byte. There is no ETag header.
var milmove = dress{
	show: func(_ string, x *state) []byte { return insert(x.body, "/eTag", quote(changedAt(x))) },
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return absent(), nil
		}
		given := r.Header.Get("If-Match")
		switch {
		case given == "" && !s.opts.IgnorePreconditions:
			return errorText(http.StatusUnprocessableEntity, "If-Match in header is required"), nil
		case s.stale(given, changedAt(x)):
			return errorJSON(http.StatusPreconditionFailed, map[string]any{
				"title": "Precondition Failed", "detail": "Precondition failed on update to object with ID", "instance": "00000000-0000-0000-0000-000000000000",
			}), nil
		}
		body, no, ok := wanted(r, insert(x.body, "/eTag", `""`), plainJSON)
		if !ok {
			return no, nil
		}
		y := s.keep(r.URL.Path, x, body, "/eTag")
		return answer{}, y
	},
	remove: func(s *Server, r request, x *state) (answer, bool) {
		return s.goes(r, changedAt(x), errorText(http.StatusUnprocessableEntity, "If-Match in header is required"))
	},
}

// changedAt is the time of the last change as MilMove's eTag has it. Two changes never
// share one, however coarse the clock is.
func changedAt(x *state) string {
	at := x.modified.UTC().Truncate(time.Microsecond).Add(time.Duration(x.version))
	return base64.StdEncoding.EncodeToString([]byte(at.Format(time.RFC3339Nano)))
}

// cosmos is an item of Azure Cosmos DB: _etag in the item, with its quotes, and the same
// in the ETag header; PUT replaces, PATCH takes {"operations": [...]} with up to ten
// operations and no "test"; If-Match is optional.
var cosmos = dress{
	headers: func(x *state) http.Header { return http.Header{"Etag": {itemTag(x)}} },
	show: func(_ string, x *state) []byte {
		b := insert(x.body, "/_rid", quote("d9RzAJRFKgwBAAAAAAAAAA=="))
		b = insert(b, "/_etag", quote(itemTag(x)))
		return insert(b, "/_ts", fmt.Sprint(x.modified.Unix()))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return errorJSON(http.StatusNotFound, map[string]any{"code": "NotFound", "message": "Entity with the specified id does not exist in the system."}), nil
		}
		if given := r.Header.Get("If-Match"); given != "" && s.stale(given, itemTag(x)) {
			return errorJSON(http.StatusPreconditionFailed, map[string]any{"code": "PreconditionFailed", "message": "One of the specified pre-condition is not met"}), nil
		}
		if r.Method == http.MethodPatch {
			ops, err := operations(r.body)
			if err != "" {
				return errorJSON(http.StatusBadRequest, map[string]any{"code": "BadRequest", "message": err}), nil
			}
			r.body = ops
		}
		body, no, ok := wanted(r, x.body, jsonPatch)
		if !ok {
			return no, nil
		}
		y := s.keep(r.URL.Path, x, body, "/_rid", "/_self", "/_etag", "/_attachments", "/_ts")
		return answer{}, y
	},
	create: createCosmos,
	own:    []document.Pointer{"/_rid", "/_self", "/_etag", "/_attachments", "/_ts"},
	remove: func(s *Server, r request, x *state) (answer, bool) { return s.goes(r, itemTag(x), answer{}) },
}

// itemTag is an item's _etag.
func itemTag(x *state) string { return fmt.Sprintf(`"%08x-0000-0d00-0000-5fc7d1b40000"`, x.version) }

// operations takes the JSON Patch out of a Cosmos patch document; the text says what is
// wrong with it.
func operations(body []byte) ([]byte, string) {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return nil, "the body is not JSON"
	}
	list, ok := d.At("/operations")
	if !ok || list.Kind() != document.Array {
		return nil, "the body has no operations"
	}
	if list.Len() > 10 {
		return nil, "the number of patch operations exceeds 10"
	}
	for op := range list.Children() {
		if name, _ := op.Member("op"); name.Text() == "test" {
			return nil, "the operation test is not supported"
		}
	}
	return list.Source(), ""
}

// versionedBody is a product of an inventory: it has a version, which every command names
// in its body; the change is made where the version is still that one, and moves it on.
var versionedBody = dress{
	show: func(_ string, x *state) []byte { return insert(x.body, "/version", number(x)) },
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return absent(), nil
		}
		given, ok := text(r.body, "/version")
		switch {
		case !ok && !s.opts.IgnorePreconditions:
			return errorText(http.StatusBadRequest, "the command names no version"), nil
		case s.stale(given, number(x)):
			return errorText(http.StatusConflict, "the product is at version "+number(x)+", not at "+given), nil
		}
		body, no, ok := wanted(r, insert(x.body, "/version", number(x)), plainJSON)
		if !ok {
			return no, nil
		}
		y := s.keep(r.URL.Path, x, body, "/version")
		return answer{}, y
	},
}

// mongoose is a resource of a Node application: __v in the payload, which comes back in the
// payload or as If-Match; another user's write in between is told in words, with 412.
var mongoose = dress{
	show: func(_ string, x *state) []byte { return insert(x.body, "/__v", number(x)) },
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return absent(), nil
		}
		given, ok := text(r.body, "/__v")
		if h := r.Header.Get("If-Match"); !ok && h != "" {
			given, ok = strings.Trim(h, `"`), true
		}
		if ok && s.stale(given, number(x)) {
			return errorText(http.StatusPreconditionFailed, "the resource was changed by another user since you read it: it is at "+number(x)+", you were at "+given), nil
		}
		body, no, ok := assigned(r, insert(x.body, "/__v", number(x)))
		if !ok {
			return no, nil
		}
		y := s.keep(r.URL.Path, x, body, "/__v")
		return answer{}, y
	},
}

// versionedLink is the product of a hypermedia API: its commands are links, made anew for
// every version, with the version in their URL. Without it there is no such place.
var versionedLink = dress{
	show: func(path string, x *state) []byte {
		return insert(x.body, "/commands", fmt.Sprintf(`[{"rel":"discontinue","href":%[1]s},{"rel":"edit","href":%[1]s}]`, quote(path+"?after="+number(x))))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		after := r.URL.Query().Get("after")
		switch {
		case x == nil || after == "" && !s.opts.IgnorePreconditions:
			return problem(http.StatusMethodNotAllowed, "commands are sent to their links").with("Allow", "GET, HEAD"), nil
		case s.stale(after, number(x)):
			return errorText(http.StatusConflict, "wrong expected version: the stream is at "+number(x)), nil
		}
		body, no, ok := wanted(r, x.body, plainJSON)
		if !ok {
			return no, nil
		}
		return answer{}, s.keep(r.URL.Path, x, body, "/commands")
	},
}
