package mockserver

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// patch is PATCH (RFC 5789).
func (s *Server) patch(r request) answer {
	path := r.URL.Path
	x := s.store.at(path)
	switch {
	case s.opts.PatchUnknown:
		return problem(http.StatusNotImplemented, "PATCH is not known here")
	case s.opts.NoPatch, x == nil && collection(path):
		return s.notAllowed(r)
	case x == nil:
		return absent()
	}
	mediaType := bare(r.Header.Get("Content-Type"))
	ignored := slices.ContainsFunc(s.opts.IgnoredPatches, func(t string) bool { return bare(t) == mediaType })
	if !ignored && (encoded(r.Header) || !s.takes(mediaType, x.mediaType)) {
		a := problem(http.StatusUnsupportedMediaType, "this patch format is not taken here")
		s.announce(a, x.mediaType)
		return a
	}
	if a, ok := s.guard(r, x); !ok {
		return a
	}
	if ignored {
		return s.represent(http.StatusOK, x)
	}
	body, a, ok := applyPatch(mediaType, r.body, x.body)
	if !ok {
		return a
	}
	return s.write(r, path, x, x.mediaType, body)
}

// applyPatch makes the patch on body; where it cannot, it says why (RFC 5789 section 2.2).
func applyPatch(mediaType string, p, body []byte) ([]byte, answer, bool) {
	if _, err := document.Parse(p, document.JSON); err != nil {
		return nil, problem(http.StatusBadRequest, "the patch is not JSON: "+err.Error()), false
	}
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return nil, problem(http.StatusConflict, "the resource is not JSON: "+err.Error()), false
	}
	// Every format but JSON Patch is a merge patch, under whatever name it is taken.
	d, err = patch.Apply(patch.Patch{MediaType: mediaType, Body: p}, d)
	var test *patch.TestError
	var apply *patch.ApplyError
	switch {
	case err == nil:
		return d.Source(), answer{}, true
	case errors.As(err, &test):
		return nil, problem(http.StatusConflict, err.Error()), false
	case errors.As(err, &apply) && apply.Op >= 0:
		return nil, problem(http.StatusUnprocessableEntity, err.Error()), false
	}
	return nil, problem(http.StatusBadRequest, err.Error()), false
}

// patches lists the formats taken by a resource of that media type.
func (s *Server) patches(mediaType string) []string {
	switch {
	case s.opts.NoPatch || s.opts.PatchUnknown || !isJSON(mediaType):
		return nil
	case s.opts.AcceptPatch != nil:
		return s.opts.AcceptPatch
	}
	return []string{patch.Merge, patch.JSON}
}

// takes reports whether a patch in that format can be made on a resource of mediaType.
func (s *Server) takes(format, mediaType string) bool {
	return isJSON(format) && slices.ContainsFunc(s.patches(mediaType), func(t string) bool { return bare(t) == format })
}

// announce puts Accept-Patch on a, where any format is taken (RFC 5789 section 3.1).
func (s *Server) announce(a answer, mediaType string) {
	if ts := s.patches(mediaType); len(ts) > 0 {
		a.header.Set("Accept-Patch", strings.Join(ts, ", "))
	}
}

// bare returns a media type without parameters, in lower case.
func bare(mediaType string) string {
	mt, _, _ := strings.Cut(mediaType, ";")
	return strings.ToLower(strings.TrimSpace(mt))
}
