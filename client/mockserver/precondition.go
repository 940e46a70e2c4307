package mockserver

import (
	"net/http"
	"time"
)

// A version is what the selected representation can be told by, as a
// precondition sees it. The zero version is that of an absent representation.
type version struct {
	exists   bool
	etag     string    // the ETag field's value; "" where there is none
	tag      tag       // etag read as an entity tag
	tagged   bool      // etag is one
	loose    bool      // If-Match compares weakly
	modified time.Time // the zero time where no date is given out
}

// A verdict is what the preconditions of one request come to.
type verdict int

const (
	proceed     verdict = iota // all hold, or there are none
	notModified                // 304
	failed                     // 412
)

// evaluate puts the preconditions of a request to v, in the order of RFC 9110
// section 13.2.2. Its fifth step, If-Range, has no place here: no ranges are served.
func evaluate(method string, h http.Header, v version) verdict {
	read := method == http.MethodGet || method == http.MethodHead
	// Steps 1 and 2: If-Unmodified-Since counts only where there is no If-Match.
	if l := parseTagList(h, "If-Match"); l.present {
		if !ifMatch(l, v) {
			return failed
		}
	} else if t, ok := date(h, "If-Unmodified-Since"); ok && modifiedSince(v, t) {
		return failed
	}
	// Steps 3 and 4: If-Modified-Since counts only in reads without If-None-Match.
	if l := parseTagList(h, "If-None-Match"); l.present {
		switch {
		case ifNoneMatch(l, v, read):
		case read:
			return notModified
		default:
			return failed
		}
	} else if t, ok := date(h, "If-Modified-Since"); ok && read && v.dated() && !modifiedSince(v, t) {
		return notModified
	}
	return proceed
}

// ifMatch is RFC 9110 section 13.1.1: "*" holds where anything is; a list where
// one of its tags equals the current one, by strong comparison unless the server
// is one of the loose kind. A value that is no list names no version, so it does not hold.
func ifMatch(l tagList, v version) bool {
	switch {
	case l.any:
		return v.exists
	case !v.exists:
		return false
	case !v.tagged: // a version in a form of its own, compared byte for byte
		return v.etag != "" && l.raw == v.etag
	case v.loose:
		return l.has(v.tag, tag.weakly)
	}
	return l.has(v.tag, tag.strong)
}

// ifNoneMatch is RFC 9110 section 13.1.2: "*" holds where nothing is; a list where
// none of its tags equals the current one, by weak comparison. A value that is no
// list must let no write through, and must not hide the content from a read.
func ifNoneMatch(l tagList, v version, read bool) bool {
	switch {
	case l.any:
		return !v.exists
	case l.bad && !read:
		return false
	case !v.exists:
		return true
	case !v.tagged:
		return v.etag == "" || l.raw != v.etag
	}
	return !l.has(v.tag, tag.weakly)
}

// dated reports whether v has a modification date.
func (v version) dated() bool { return v.exists && !v.modified.IsZero() }

// modifiedSince reports whether v is later than t, in whole seconds, as the field
// tells no more. Without a date it is not: RFC 9110 sections 13.1.3 and 13.1.4
// have the condition ignored then.
func modifiedSince(v version, t time.Time) bool {
	return v.dated() && v.modified.Truncate(time.Second).After(t)
}

// date reads a field that must be one HTTP date (RFC 9110 section 5.6.7); anything
// else, two dates too, is ignored (sections 13.1.3 and 13.1.4).
func date(h http.Header, field string) (time.Time, bool) {
	vs := h.Values(field)
	if len(vs) != 1 {
		return time.Time{}, false
	}
	t, err := http.ParseTime(vs[0])
	return t, err == nil
}

// guarded reports whether a write carries any precondition at all.
func guarded(h http.Header) bool {
	_, dated := date(h, "If-Unmodified-Since")
	return dated || len(h.Values("If-Match")) > 0 || len(h.Values("If-None-Match")) > 0
}
