package mockserver

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// lastOf is the last segment of a path.
func lastOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// scim is a user of a SCIM service (RFC 7644): a weak entity tag as ETag and as
// meta.version (section 3.14). PUT replaces, and heeds none of what only the service sets
// (section 3.5.1); PATCH is a list of operations of SCIM's own (section 3.5.2).
var scim = dress{
	headers: func(x *state) http.Header {
		return http.Header{"Content-Type": {"application/scim+json"}, "Etag": {entityTag(x)}}
	},
	show: func(path string, x *state) []byte {
		b := insert(x.body, "/id", quote(lastOf(path)))
		b = insert(b, "/meta", fmt.Sprintf(`{"resourceType":"User","location":%s,"lastModified":%s}`, quote(path), quote(x.modified.UTC().Format(time.RFC3339))))
		return insert(b, "/meta/version", quote(entityTag(x)))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		given := r.Header.Get("If-Match")
		switch {
		case x == nil:
			return absentScim(), nil
		case given != "" && s.stale(given, entityTag(x)):
			return scimError(http.StatusPreconditionFailed, "Failed to update. Resource changed on the server."), nil
		case r.Method == http.MethodPatch:
			if op, _ := text(r.body, "/Operations/0/op"); op == "" {
				return scimError(http.StatusBadRequest, "Request is unparsable, syntactically incorrect, or violates schema."), nil
			}
			return scimError(http.StatusNotImplemented, "PATCH is not offered here"), nil
		}
		body, no, ok := wanted(r, nil)
		if !ok {
			return no, nil
		}
		if schema, _ := text(body, "/schemas/0"); schema == "" {
			return scimError(http.StatusBadRequest, "Attribute schemas is required"), nil
		}
		return answer{}, s.keep(r.URL.Path, x, body, "/id", "/meta")
	},
	absent: absentScim,
}

// absentScim is 404.
func absentScim() answer { return scimError(http.StatusNotFound, "Resource not found") }

// scimError is an error of SCIM (section 3.12).
func scimError(code int, detail string) answer {
	return errorJSON(code, map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:Error"}, "detail": detail, "status": fmt.Sprint(code),
	}).with("Content-Type", "application/scim+json")
}

// fhir is a resource of a FHIR R4 server that insists on version-aware updates: the
// version as a weak entity tag and as meta.versionId; If-Match takes the weak form
// alone; 400 without it, 412 with another one. The id in the body must be that of the URL.
var fhir = dress{
	headers: func(x *state) http.Header {
		return http.Header{
			"Content-Type": {"application/fhir+json;charset=utf-8"}, "Etag": {fmt.Sprintf(`W/"%d"`, x.revision)},
			"Last-Modified": {x.modified.UTC().Format(http.TimeFormat)},
		}
	},
	show: func(path string, x *state) []byte {
		b := insert(x.body, "/id", quote(lastOf(path)))
		b = insert(b, "/meta/versionId", quote(number(x)))
		return insert(b, "/meta/lastUpdated", quote(x.modified.UTC().Format(time.RFC3339Nano)))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return absentFhir(), nil
		}
		given := r.Header.Get("If-Match")
		switch {
		case given == "" && !s.opts.IgnorePreconditions:
			return fhirError(http.StatusBadRequest, "required", "If-Match is required for this resource"), nil
		case s.stale(given, fmt.Sprintf(`W/"%d"`, x.revision)):
			return fhirError(http.StatusPreconditionFailed, "conflict", "Trying to update version "+given+", and "+number(x)+" is the current one"), nil
		}
		shown := insert(x.body, "/id", quote(lastOf(r.URL.Path)))
		body, no, ok := wanted(r, shown, jsonPatch)
		if !ok {
			return no, nil
		}
		if id, _ := text(body, "/id"); id != lastOf(r.URL.Path) {
			return fhirError(http.StatusBadRequest, "invalid", "the resource must have the id of the URL"), nil
		}
		return answer{}, s.keep(r.URL.Path, x, body, "/id", "/meta/versionId", "/meta/lastUpdated")
	},
	absent: absentFhir,
}

// absentFhir is 404.
func absentFhir() answer {
	return fhirError(http.StatusNotFound, "not-found", "Resource is not known")
}

// fhirError is an OperationOutcome.
func fhirError(status int, code, words string) answer {
	return errorJSON(status, map[string]any{
		"resourceType": "OperationOutcome", "issue": []any{map[string]any{"severity": "error", "code": code, "diagnostics": words}},
	}).with("Content-Type", "application/fhir+json;charset=utf-8")
}

// redfish is a resource of a Redfish service (DSP0266): an entity tag as ETag and as
// @odata.etag; PATCH takes application/json, with If-Match, and 428 asks for one. PUT is
// not offered.
var redfish = dress{
	headers: func(x *state) http.Header {
		return http.Header{"Etag": {entityTag(x)}, "Odata-Version": {"4.0"}, "Allow": {"GET, HEAD, PATCH"}}
	},
	show: func(path string, x *state) []byte {
		b := insert(x.body, "/@odata.id", quote(path))
		return insert(b, "/@odata.etag", quote(entityTag(x)))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		given := r.Header.Get("If-Match")
		switch {
		case x == nil:
			return redfishError(http.StatusNotFound, "ResourceMissingAtURI"), nil
		case r.Method != http.MethodPatch:
			return redfishError(http.StatusMethodNotAllowed, "OperationNotAllowed").with("Allow", "GET, HEAD, PATCH"), nil
		case given == "" && !s.opts.IgnorePreconditions:
			return redfishError(http.StatusPreconditionRequired, "PreconditionRequired"), nil
		case s.stale(given, entityTag(x)):
			return redfishError(http.StatusPreconditionFailed, "PreconditionFailed"), nil
		}
		body, no, ok := wanted(r, x.body, plainJSON)
		if !ok {
			return no, nil
		}
		return answer{}, s.keep(r.URL.Path, x, body, "/@odata.id", "/@odata.etag")
	},
}

// redfishError is an error of Redfish, by its key in the base message registry.
func redfishError(status int, key string) answer {
	return errorJSON(status, map[string]any{"error": map[string]any{
		"code": "Base.1.8." + key, "message": key, "@Message.ExtendedInfo": []any{map[string]any{"MessageId": "Base.1.8." + key}},
	}})
}

// rails is a record of a Rails application with optimistic locking: lock_version, which
// an update brings back among its attributes; an old one is ActiveRecord::StaleObjectError,
// which Rails answers by 409. An update without it is taken.
var rails = dress{
	show: func(path string, x *state) []byte {
		return insert(insert(x.body, "/id", quote(lastOf(path))), "/lock_version", fmt.Sprint(x.revision-1))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return errorJSON(http.StatusNotFound, map[string]any{"status": 404, "error": "Not Found"}), nil
		}
		if given, ok := text(r.body, "/lock_version"); ok && s.stale(given, fmt.Sprint(x.revision-1)) {
			return errorJSON(http.StatusConflict, map[string]any{"status": 409, "error": "Conflict"}), nil
		}
		body, no, ok := assigned(r, x.body)
		if !ok {
			return no, nil
		}
		return answer{}, s.keep(r.URL.Path, x, body, "/id", "/lock_version")
	},
}

// gce is a resource of Google Compute Engine: a fingerprint, the base64 of a hash, which
// PATCH and PUT bring back in the body; another one is 412. What is answered is an
// operation that will be carried out.
var gce = dress{
	show: func(path string, x *state) []byte {
		b := insert(x.body, "/selfLink", quote("https://www.googleapis.com/compute/v1"+path))
		return insert(b, "/fingerprint", quote(fingerprint(x)))
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		if x == nil {
			return gceError(http.StatusNotFound, "notFound", "The resource was not found"), nil
		}
		switch given, ok := text(r.body, "/fingerprint"); {
		case !ok && !s.opts.IgnorePreconditions:
			return gceError(http.StatusBadRequest, "required", "Required field 'resource.fingerprint' not specified"), nil
		case s.stale(given, fingerprint(x)):
			return gceError(http.StatusPreconditionFailed, "conditionNotMet", "Invalid fingerprint."), nil
		}
		body, no, ok := wanted(r, x.body, plainJSON)
		if !ok {
			return no, nil
		}
		s.keep(r.URL.Path, x, body, "/selfLink", "/fingerprint")
		return done(errorJSON(http.StatusOK, map[string]any{"kind": "compute#operation", "name": "operation-1", "operationType": "patch", "status": "RUNNING", "progress": 0})), nil
	},
	absent: func() answer { return gceError(http.StatusNotFound, "notFound", "The resource was not found") },
}

// fingerprint is that of x. Two versions of the same content have the same one.
func fingerprint(x *state) string {
	sum := sha256.Sum256(x.body)
	return base64.StdEncoding.EncodeToString(sum[:8])
}

// gceError is an error of Google's APIs.
func gceError(code int, reason, message string) answer {
	return errorJSON(code, map[string]any{"error": map[string]any{
		"code": code, "message": message, "errors": []any{map[string]any{"domain": "global", "reason": reason, "message": message}},
	}})
}
