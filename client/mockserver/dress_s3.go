package mockserver

import (
	"crypto/md5"
	"fmt"
	"net/http"
	"slices"
	"strings"
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
		for name, value := range x.beside {
			a.header.Set(name, value)
		}
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
		y.beside = besideObject(r.Header)
		return done(reply(http.StatusOK).with("ETag", objectTag(y)))
	}
	return s3Error(http.StatusMethodNotAllowed, "MethodNotAllowed").with("Allow", "HEAD, DELETE, GET, PUT")
}}

// objectHeaders are those that are kept with an object as they come, beside its metadata.
var objectHeaders = []string{
	"Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires",
	"X-Amz-Storage-Class", "X-Amz-Website-Redirect-Location",
}

// besideObject is what a write says of an object beside its body: all of it, whatever was
// said before.
func besideObject(h http.Header) map[string]string {
	all := map[string]string{}
	for name, values := range h {
		if strings.HasPrefix(name, "X-Amz-Meta-") || slices.Contains(objectHeaders, name) {
			all[name] = values[0]
		}
	}
	return all
}

// objectTag is the entity tag of an object.
func objectTag(x *state) string { return fmt.Sprintf(`"%x"`, md5.Sum(x.body)) }

// s3Error is an error of S3.
func s3Error(status int, code string) answer {
	a := reply(status).with("Content-Type", "application/xml")
	a.body = []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>")
	return a
}
