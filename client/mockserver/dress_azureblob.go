package mockserver

import (
	"fmt"
	"net/http"
	"strings"
)

// azureBlob is a block blob. A PUT is all there is of it from then on: metadata
// (x-ms-meta-*) and the headers that a read shows are those of the last PUT, where the
// latter are called x-ms-blob-*. It is answered by 201, whatever was there; a DELETE by
// 202. If-None-Match: * where a blob is, is a conflict of its own (409). Errors are XML.
// There is no PATCH.
var azureBlob = dress{whole: func(s *Server, r request) answer {
	x := s.store.at(r.URL.Path)
	ifMatch, ifNone := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if x, _ = s.store.seen(r); x == nil {
			return blobError(http.StatusNotFound, "BlobNotFound")
		}
		a := blobMarks(reply(http.StatusOK).with("Content-Type", x.mediaType).with("x-ms-blob-type", "BlockBlob"), x)
		for name, value := range x.beside {
			a.header.Set(name, value)
		}
		a.body = x.body
		return a
	case http.MethodPut, http.MethodDelete:
		switch {
		case ifMatch != "" && ifMatch != "*" && x == nil, x == nil && r.Method == http.MethodDelete:
			return blobError(http.StatusNotFound, "BlobNotFound")
		case ifMatch != "" && ifMatch != "*" && s.stale(ifMatch, blobTag(x)):
			return blobError(http.StatusPreconditionFailed, "ConditionNotMet")
		case ifNone == "*" && x != nil && !s.overlooks(r):
			return blobError(http.StatusConflict, "BlobAlreadyExists")
		}
		if r.Method == http.MethodDelete {
			s.store.set(r.URL.Path, "", nil)
			return done(reply(http.StatusAccepted))
		}
		return putBlob(s, r)
	}
	return blobError(http.StatusMethodNotAllowed, "UnsupportedHttpVerb").with("Allow", "GET, HEAD, PUT, DELETE")
}}

// blobHeaders are the headers of a read by what sets them in a write.
var blobHeaders = map[string]string{
	"x-ms-blob-cache-control":       "Cache-Control",
	"x-ms-blob-content-disposition": "Content-Disposition",
	"x-ms-blob-content-encoding":    "Content-Encoding",
	"x-ms-blob-content-language":    "Content-Language",
}

// putBlob stores what came, and what the headers say of it.
func putBlob(s *Server, r request) answer {
	if r.Header.Get("x-ms-blob-type") != "BlockBlob" {
		return blobError(http.StatusBadRequest, "MissingRequiredHeader")
	}
	mediaType := r.Header.Get("Content-Type")
	if named := r.Header.Get("x-ms-blob-content-type"); named != "" {
		mediaType = named
	}
	if mediaType == "" {
		mediaType = "application/octet-stream"
	}
	y := s.store.set(r.URL.Path, mediaType, append([]byte{}, r.body...))
	y.beside = map[string]string{}
	for name, values := range r.Header {
		lower := strings.ToLower(name)
		if shown, ok := blobHeaders[lower]; ok {
			y.beside[shown] = values[0]
		} else if strings.HasPrefix(lower, "x-ms-meta-") {
			y.beside[name] = values[0]
		}
	}
	return blobMarks(done(reply(http.StatusCreated)), y)
}

// blobMarks puts a blob's version on an answer.
func blobMarks(a answer, x *state) answer {
	return a.with("ETag", blobTag(x)).with("Last-Modified", x.modified.UTC().Format(http.TimeFormat))
}

// blobTag is the entity tag of a blob.
func blobTag(x *state) string { return fmt.Sprintf(`"0x8D%013X"`, x.version) }

// blobError is an error of Azure's storage.
func blobError(status int, code string) answer {
	a := reply(status).with("Content-Type", "application/xml").with("x-ms-error-code", code)
	a.body = []byte("\ufeff" + `<?xml version="1.0" encoding="utf-8"?><Error><Code>` + code + "</Code><Message>" + code + "</Message></Error>")
	return a
}
