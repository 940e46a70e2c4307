package mockserver

import (
	"crypto/md5"
	"fmt"
	"net/http"
	"strings"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// kubernetes is an API server: metadata.resourceVersion in every object. An update that
// carries one is compared with the stored one, also where a patch brings it; one that
// carries none is unconditional. Errors are objects of kind Status.
var kubernetes = dress{
	headers: func(*state) http.Header {
		return http.Header{"Audit-Id": {"5a0b8d38-0c3b-4d9e-9f0e-2d7c3a6b1e11"}, "Cache-Control": {"no-cache, private"}}
	},
	show: func(_ string, x *state) []byte { return insert(x.body, "/metadata/resourceVersion", quote(number(x))) },
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return kubeStatus(http.StatusNotFound, "NotFound", "the object was not found"), nil
		}
		shown := insert(x.body, "/metadata/resourceVersion", quote(number(x)))
		body, no, ok := wanted(r, shown, mergePatch, jsonPatch)
		switch {
		case !ok && no.status == http.StatusConflict: // a "test" that does not hold
			return kubeStatus(http.StatusUnprocessableEntity, "Invalid", "the server rejected our request due to an error in our request: testing path failed: test failed"), nil
		case !ok:
			return no, nil
		}
		if given, _ := text(body, "/metadata/resourceVersion"); given != "" && s.stale(given, number(x)) {
			return kubeStatus(http.StatusConflict, "Conflict",
				"Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again"), nil
		}
		y := s.keep(r.URL.Path, x, body, "/metadata/resourceVersion")
		return answer{}, y
	},
	create: createObject,
	remove: func(s *Server, r request, x *state) (answer, bool) {
		given, ok := text(r.body, "/preconditions/resourceVersion")
		if ok && s.stale(given, number(x)) {
			return kubeStatus(http.StatusConflict, "Conflict", "the ResourceVersion in the precondition does not match the one in the record"), false
		}
		return answer{}, true
	},
	absent: func() answer { return kubeStatus(http.StatusNotFound, "NotFound", "the object was not found") },
}

// kubeStatus is an error of Kubernetes.
func kubeStatus(code int, reason, message string) answer {
	return errorJSON(code, map[string]any{
		"kind": "Status", "apiVersion": "v1", "metadata": map[string]any{}, "status": "Failure", "reason": reason, "message": message, "code": code,
	})
}

// couchdb is a database of CouchDB: _id and _rev in every document, the revision also as
// ETag. A write names the revision in its body, in ?rev= or in If-Match; without one, or
// with an old one, it is 409. There is no PATCH.
var couchdb = dress{
	headers: func(x *state) http.Header {
		return http.Header{"Etag": {quote(revision(x))}, "Server": {"CouchDB/3.3.3 (Erlang OTP/24)"}, "X-Couchdb-Body-Time": {"0"}}
	},
	show: func(path string, x *state) []byte {
		b := insert(x.body, "/_id", quote(path[strings.LastIndexByte(path, '/')+1:]))
		return insert(b, "/_rev", quote(revision(x)))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		if r.Method != http.MethodPut {
			return errorJSON(http.StatusMethodNotAllowed, map[string]any{"error": "method_not_allowed", "reason": "Only DELETE,GET,HEAD,PUT,COPY allowed"}).with("Allow", "DELETE,GET,HEAD,PUT,COPY"), nil
		}
		body, no, ok := wanted(r, nil)
		if !ok {
			return no, nil
		}
		current := ""
		if x != nil {
			current = revision(x)
		}
		if s.stale(namedRevision(r), current) {
			return errorJSON(http.StatusConflict, map[string]any{"error": "conflict", "reason": "Document update conflict."}), nil
		}
		y := s.keep(r.URL.Path, x, body, "/_id", "/_rev")
		id := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
		a := errorJSON(http.StatusCreated, map[string]any{"ok": true, "id": id, "rev": revision(y)})
		return done(a.with("ETag", quote(revision(y)))), nil
	},
	remove: func(s *Server, r request, x *state) (answer, bool) {
		if s.stale(namedRevision(r), revision(x)) {
			return errorJSON(http.StatusConflict, map[string]any{"error": "conflict", "reason": "Document update conflict."}), false
		}
		return answer{}, true
	},
	absent: func() answer {
		return errorJSON(http.StatusNotFound, map[string]any{"error": "not_found", "reason": "missing"})
	},
}

// revision is a document's _rev.
func revision(x *state) string { return fmt.Sprintf("%d-%x", x.revision, md5.Sum(x.body)) }

// namedRevision is the revision that a write names.
func namedRevision(r request) string {
	if rev, ok := text(r.body, "/_rev"); ok {
		return rev
	}
	if rev := r.URL.Query().Get("rev"); rev != "" {
		return rev
	}
	return strings.Trim(r.Header.Get("If-Match"), `"`)
}

// odata is an entity of an OData service with optimistic concurrency: a weak entity tag,
// as ETag and as @odata.etag, which If-Match takes as it is; 428 without one. PATCH takes
// application/json.
var odata = dress{
	headers: func(x *state) http.Header {
		return http.Header{"Etag": {entityTag(x)}, "Odata-Version": {"4.0"}}
	},
	show: func(_ string, x *state) []byte {
		b := insert(x.body, "/@odata.context", quote("$metadata#Pages/$entity"))
		return insert(b, "/@odata.etag", quote(entityTag(x)))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return odataError(http.StatusNotFound, "Not Found"), nil
		}
		given := r.Header.Get("If-Match")
		switch {
		case given == "" && !s.opts.IgnorePreconditions:
			return odataError(http.StatusPreconditionRequired, "Precondition Required"), nil
		case given != "*" && s.stale(given, entityTag(x)):
			return odataError(http.StatusPreconditionFailed, "Precondition Failed"), nil
		}
		body, no, ok := entitySet(r, x.body)
		if !ok {
			return no, nil
		}
		y := s.keep(r.URL.Path, x, body, "/@odata.context", "/@odata.etag")
		return answer{}, y
	},
	create: createEntity,
	own:    []document.Pointer{"/@odata.context", "/@odata.etag"},
	remove: func(s *Server, r request, x *state) (answer, bool) {
		return s.goes(r, entityTag(x), odataError(http.StatusPreconditionRequired, "Precondition Required"))
	},
}

// entitySet is what a write makes of an entity: a PATCH sets the properties that it
// names, to null as well as to anything else (OData v4.01, part 1 section 11.4.3).
func entitySet(r request, body []byte) ([]byte, answer, bool) {
	if r.Method != http.MethodPatch || bare(r.Header.Get("Content-Type")) != plainJSON {
		return wanted(r, body, plainJSON)
	}
	d, err := document.Parse(body, document.JSON)
	if err == nil {
		d, err = patch.Maker{Nulls: true}.Apply(patch.Patch{MediaType: plainJSON, Body: r.body}, d)
	}
	if err != nil {
		return nil, odataError(http.StatusBadRequest, err.Error()), false
	}
	return d.Source(), answer{}, true
}

// entityTag is the ETag of an entity.
func entityTag(x *state) string { return fmt.Sprintf(`W/"%d"`, x.version) }

// odataError is an error of OData.
func odataError(code int, message string) answer {
	return errorJSON(code, map[string]any{"error": map[string]any{"code": fmt.Sprint(code), "message": message}})
}
