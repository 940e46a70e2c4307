package mockserver

import (
	"crypto/md5"
	"fmt"
	"net/http"
)

// s3 is an object of a bucket: its entity tag is the MD5 of what it holds; PUT with
// If-Match replaces that version alone, with If-None-Match: * nothing at all; errors are
// XML. There is no PATCH.
var s3 = dress{whole: func(s *Server, r request) answer {
	x := s.store.at(r.URL.Path)
	tag := ""
	if x != nil {
		tag = objectTag(x)
	}
	ifMatch, ifNone := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if x, _ = s.store.seen(r); x == nil {
			return s3Error(http.StatusNotFound, "NoSuchKey")
		}
		a := reply(http.StatusOK).with("Content-Type", x.mediaType).with("ETag", objectTag(x)).with("Last-Modified", x.modified.UTC().Format(http.TimeFormat))
		a.body = x.body
		return a
	case http.MethodPut, http.MethodDelete:
		switch {
		case ifMatch != "" && x == nil:
			return s3Error(http.StatusNotFound, "NoSuchKey")
		case ifMatch != "" && ifMatch != "*" && s.stale(ifMatch, tag), ifNone == "*" && x != nil && !s.overlooks(r):
			return s3Error(http.StatusPreconditionFailed, "PreconditionFailed")
		}
		if r.Method == http.MethodDelete {
			if x != nil {
				s.store.set(r.URL.Path, "", nil)
			}
			return done(reply(http.StatusNoContent))
		}
		mediaType := r.Header.Get("Content-Type")
		if mediaType == "" {
			mediaType = "binary/octet-stream"
		}
		y := s.store.set(r.URL.Path, mediaType, append([]byte{}, r.body...))
		return done(reply(http.StatusOK).with("ETag", objectTag(y)))
	}
	return s3Error(http.StatusMethodNotAllowed, "MethodNotAllowed").with("Allow", "HEAD, DELETE, GET, PUT")
}}

// objectTag is the entity tag of an object.
func objectTag(x *state) string { return fmt.Sprintf(`"%x"`, md5.Sum(x.body)) }

// s3Error is an error of S3.
func s3Error(status int, code string) answer {
	a := reply(status).with("Content-Type", "application/xml")
	a.body = []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>")
	return a
}
