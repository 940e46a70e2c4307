package mockserver

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// elasticsearch is a document of an index: what was stored is _source; _seq_no and
// _primary_term name its version, and go back as two parameters of the URL, both or none.
var elasticsearch = dress{
	show: func(path string, x *state) []byte {
		return fmt.Appendf(nil, `{"_index":"pages","_id":%s,"_version":%d,"_seq_no":%d,"_primary_term":1,"found":true,"_source":%s}`,
			quote(path[strings.LastIndexByte(path, '/')+1:]), x.revision, x.revision-1, x.body)
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		q := r.URL.Query()
		if q.Has("if_seq_no") != q.Has("if_primary_term") {
			return elasticError(http.StatusBadRequest, "action_request_validation_exception", "ifSeqNo is set, but primary term is [0]"), nil
		}
		if r.Method != http.MethodPut && r.Method != http.MethodPost {
			return elasticError(http.StatusMethodNotAllowed, "method_not_allowed", "Incorrect HTTP method for uri").with("Allow", "HEAD,DELETE,PUT,GET,POST"), nil
		}
		body, no, ok := wanted(r, nil)
		if !ok {
			return no, nil
		}
		if q.Has("if_seq_no") && (x == nil || s.stale(q.Get("if_seq_no")+" "+q.Get("if_primary_term"), fmt.Sprintf("%d 1", x.revision-1))) {
			return elasticError(http.StatusConflict, "version_conflict_engine_exception", "version conflict, required seqNo ["+q.Get("if_seq_no")+"], primary term [1]"), nil
		}
		if q.Get("op_type") == "create" && x != nil && !s.opts.IgnorePreconditions {
			return elasticError(http.StatusConflict, "version_conflict_engine_exception", "version conflict, document already exists (current version ["+number(x)+"])"), nil
		}
		status, result := http.StatusOK, "updated"
		if x == nil {
			status, result = http.StatusCreated, "created"
		}
		y := s.keep(r.URL.Path, x, body)
		return done(errorJSON(status, map[string]any{"_index": "pages", "result": result, "_version": y.revision, "_seq_no": y.revision - 1, "_primary_term": 1})), nil
	},
	remove: removeHit,
	absent: func() answer { return errorJSON(http.StatusNotFound, map[string]any{"found": false}) },
}

// elasticError is an error of Elasticsearch.
func elasticError(code int, kind, reason string) answer {
	return errorJSON(code, map[string]any{"error": map[string]any{"type": kind, "reason": reason}, "status": code})
}

// confluence is a page: version.number, of which an update names the successor.
var confluence = dress{
	show: func(_ string, x *state) []byte {
		return insert(x.body, "/version", `{"number":`+number(x)+`,"minorEdit":false}`)
	},
	write: func(s *Server, r request, x *state) (answer, *state) {
		switch {
		case x == nil:
			return errorText(http.StatusNotFound, "No content found with id"), nil
		case r.Method != http.MethodPut:
			return errorText(http.StatusMethodNotAllowed, "HTTP 405 Method Not Allowed").with("Allow", "GET,HEAD,PUT,DELETE,OPTIONS"), nil
		}
		body, no, ok := wanted(r, nil)
		if !ok {
			return no, nil
		}
		given, ok := text(body, "/version/number")
		switch {
		case !ok:
			return errorText(http.StatusBadRequest, "Must supply an incremented version when updating Content."), nil
		case s.stale(given, fmt.Sprint(x.revision+1)):
			return errorText(http.StatusConflict, "Version must be incremented on update. Current version is: "+number(x)), nil
		}
		y := s.keep(r.URL.Path, x, body, "/version")
		return answer{}, y
	},
}

// grafana is a dashboard: read at /api/dashboards/uid/UID inside an envelope, written by
// POST to /api/dashboards/db, which finds it by its uid. Without "overwrite" its version
// must be the stored one.
var grafana = dress{
	show: func(_ string, x *state) []byte {
		return fmt.Appendf(nil, `{"meta":{"type":"db","canSave":true,"folderUid":"team"},"dashboard":%s}`, insert(x.body, "/version", number(x)))
	},
	write: func(s *Server, r request, _ *state) (answer, *state) {
		folder, last, _ := cutLast(r.URL.Path)
		if r.Method != http.MethodPost || last != "db" {
			return errorText(http.StatusNotFound, "Not found"), nil
		}
		d, err := document.Parse(r.body, document.JSON)
		if err != nil {
			return errorText(http.StatusBadRequest, "bad request data"), nil
		}
		board, _ := d.At("/dashboard")
		uid, _ := text(r.body, "/dashboard/uid")
		path := folder + "/uid/" + uid
		x := s.store.at(path)
		if x == nil {
			return errorText(http.StatusNotFound, "Dashboard not found"), nil
		}
		given, _ := text(r.body, "/dashboard/version")
		if over, _ := text(r.body, "/overwrite"); over != "true" && s.stale(given, number(x)) {
			return errorJSON(http.StatusPreconditionFailed, map[string]any{"message": "The dashboard has been changed by someone else", "status": "version-mismatch"}), nil
		}
		folderUID, _ := text(r.body, "/folderUid")
		if folderUID != "team" { // the real one moves the dashboard then
			return errorJSON(http.StatusForbidden, map[string]any{"message": "no access to the folder", "status": "forbidden"}), nil
		}
		y := s.keep(path, x, bytes.Clone(board.Source()), "/version")
		return done(errorJSON(http.StatusOK, map[string]any{"uid": uid, "status": "success", "version": y.revision, "folderUid": folderUID})), nil
	},
	absent: func() answer { return errorText(http.StatusNotFound, "Dashboard not found") },
}

// cutLast splits a path at its last slash.
func cutLast(path string) (folder, last string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// contentsSHA is a file of a repository, as GitHub's contents API gives it: in base64 with
// line ends, beside the hash of its blob; a PUT names that hash, and makes a commit.
// Conditional headers on writes are refused.
var contentsSHA = dress{
	show: func(path string, x *state) []byte { return []byte(blob(path, x)) },
	write: func(s *Server, r request, x *state) (answer, *state) {
		var in struct{ Message, Content, SHA string }
		switch {
		case guarded(r.Header):
			return errorText(http.StatusBadRequest, "Conditional request headers are not allowed in unsafe requests unless supported by the endpoint"), nil
		case r.Method != http.MethodPut:
			return errorText(http.StatusNotFound, "Not Found"), nil
		case json.Unmarshal(r.body, &in) != nil || in.Message == "":
			return errorText(http.StatusUnprocessableEntity, `Invalid request. "message" wasn't supplied.`), nil
		case x != nil && in.SHA == "":
			return errorText(http.StatusUnprocessableEntity, `Invalid request. "sha" wasn't supplied.`), nil
		case x != nil && s.stale(in.SHA, blobSHA(x)):
			_, name, _ := cutLast(r.URL.Path)
			return errorText(http.StatusConflict, name+" does not match "+in.SHA), nil
		}
		content, err := base64.StdEncoding.DecodeString(in.Content)
		if err != nil {
			return errorText(http.StatusUnprocessableEntity, "content is not valid Base64"), nil
		}
		status := http.StatusOK
		if x == nil {
			status = http.StatusCreated
		}
		y := s.store.set(r.URL.Path, plainJSON, content)
		a := reply(status).with("Content-Type", plainJSON)
		a.body = fmt.Appendf(nil, `{"content":%s,"commit":{"message":%s}}`, blob(r.URL.Path, y), quote(in.Message))
		return done(a), nil
	},
	remove: removeBlob,
}

// blob is a file as the API shows it; the media type is that of the answer.
func blob(path string, x *state) string {
	_, name, _ := cutLast(path)
	var lines strings.Builder
	for text := base64.StdEncoding.EncodeToString(x.body); text != ""; {
		n := min(60, len(text))
		lines.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	return fmt.Sprintf(`{"name":%s,"path":%s,"sha":"%s","size":%d,"encoding":"base64","content":%s}`,
		quote(name), quote(strings.TrimPrefix(path, "/")), blobSHA(x), len(x.body), quote(lines.String()))
}

// blobSHA is the hash that git gives a blob.
func blobSHA(x *state) string {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", len(x.body))
	h.Write(x.body)
	return fmt.Sprintf("%x", h.Sum(nil))
}
