package mockserver

import (
	"fmt"
	"net/http"
	"strings"
)

// How the server, and the APIs that it looks like, create and delete.

// overlooks reports whether the precondition of a request is not looked at.
func (s *Server) overlooks(r request) bool {
	o := s.opts
	return o.IgnorePreconditions || o.IgnoreOnDelete && r.Method == http.MethodDelete ||
		o.IgnoreOnCreate && r.Header.Get("If-None-Match") == "*"
}

// exists is the answer to a write that was to find nothing, and does not.
func (s *Server) exists(r request, x *state) (answer, bool) {
	if x == nil || s.opts.ExistsStatus == 0 || r.Header.Get("If-None-Match") != "*" {
		return answer{}, false
	}
	return problem(s.opts.ExistsStatus, "the resource already exists"), true
}

// goes lets a DELETE that names this version in If-Match go on; without one it goes on,
// unless required says what such an API answers.
func (s *Server) goes(r request, current string, required answer) (answer, bool) {
	given := r.Header.Get("If-Match")
	switch {
	case s.overlooks(r), given == "*":
		return answer{}, true
	case given == "" && required.status != 0:
		return required, false
	case given != "" && given != current:
		return problem(http.StatusPreconditionFailed, "the version is not the current one"), false
	}
	return answer{}, true
}

// createCosmos is a POST to a collection of documents, which takes their id from the
// body. A second one with that id is a conflict.
func createCosmos(s *Server, r request) (a answer, path string) {
	id, ok := text(r.body, "/id")
	if !ok || !strings.HasSuffix(r.URL.Path, "/docs") {
		return errorJSON(http.StatusBadRequest, map[string]any{"code": "BadRequest", "message": "the document has no id"}), ""
	}
	path = r.URL.Path + "/" + id
	if s.store.at(path) != nil && !s.opts.IgnorePreconditions {
		return errorJSON(http.StatusConflict, map[string]any{"code": "Conflict", "message": "Entity with the specified id already exists in the system."}), ""
	}
	return answer{}, path
}

// createEntity is a POST to an entity set; the database finds out about a key that is
// there already, and its error comes through.
func createEntity(s *Server, r request) (a answer, path string) {
	id, ok := text(r.body, "/ID")
	if !ok {
		return odataError(http.StatusBadRequest, "the key is missing"), ""
	}
	path = strings.TrimSuffix(r.URL.Path, "/") + "/" + id
	if s.store.at(path) != nil && !s.opts.IgnorePreconditions {
		return odataError(http.StatusInternalServerError, "UNIQUE constraint failed: Books.ID"), ""
	}
	return answer{}, path
}

// createObject is a POST to a collection of objects of Kubernetes.
func createObject(s *Server, r request) (a answer, path string) {
	name, ok := text(r.body, "/metadata/name")
	switch v, versioned := text(r.body, "/metadata/resourceVersion"); {
	case !ok:
		return kubeStatus(http.StatusUnprocessableEntity, "Invalid", "metadata.name: Required value"), ""
	case versioned && v != "":
		return kubeStatus(http.StatusInternalServerError, "InternalError", "resourceVersion should not be set on objects to be created"), ""
	}
	path = r.URL.Path + "/" + name
	if s.store.at(path) != nil && !s.opts.IgnorePreconditions {
		return kubeStatus(http.StatusConflict, "AlreadyExists", fmt.Sprintf("%q already exists", name)), ""
	}
	return answer{}, path
}

// removeBlob is the DELETE of a file in a repository, which is a commit too.
func removeBlob(s *Server, r request, x *state) (answer, bool) {
	_, told := text(r.body, "/message")
	sha, named := text(r.body, "/sha")
	switch {
	case guarded(r.Header):
		return errorText(http.StatusBadRequest, "Conditional request headers are not allowed in unsafe requests unless supported by the endpoint"), false
	case !told || !named:
		return errorText(http.StatusUnprocessableEntity, `Invalid request. "message" and "sha" must be supplied.`), false
	case s.stale(sha, blobSHA(x)):
		return errorText(http.StatusConflict, "it does not match "+sha), false
	}
	return answer{}, true
}

// removeHit is the DELETE of a document in an index.
func removeHit(s *Server, r request, x *state) (answer, bool) {
	q := r.URL.Query()
	if q.Has("if_seq_no") && s.stale(q.Get("if_seq_no")+" "+q.Get("if_primary_term"), fmt.Sprintf("%d 1", x.revision-1)) {
		return elasticError(http.StatusConflict, "version_conflict_engine_exception", "version conflict"), false
	}
	return answer{}, true
}
