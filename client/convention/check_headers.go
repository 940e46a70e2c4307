package convention

import (
	"net/http"
	"slices"
)

// others are the headers that are not a description's to set: they frame the message,
// say who asks, or which part of the resource is meant.
var others = []string{
	"Accept-Encoding", "Authorization", "Connection", "Content-Length", "Cookie", "Expect", "Host",
	"Proxy-Authorization", "Range", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// foreignHeader reports whether a header is none of a description's.
func foreignHeader(name string) bool { return slices.Contains(others, http.CanonicalHeaderKey(name)) }

// checkHeaders looks at headers with fixed values: none of them is a precondition, but
// for those that may be.
func checkHeaders(place string, h map[string]string, may ...string) error {
	seen := map[string]bool{}
	for name, value := range h {
		canonical := http.CanonicalHeaderKey(name)
		switch {
		case !fieldPattern.MatchString(name):
			return wrong(place+"."+name, "that is no header's name")
		case seen[canonical]:
			return wrong(place, "%s stands twice", canonical)
		case foreignHeader(name):
			return wrong(place+"."+name, "it is none of an API's: it frames the message, or says who asks")
		case slices.Contains(conditional, canonical) && !slices.Contains(may, canonical):
			return wrong(place+"."+name, "it is a precondition: only a version makes one")
		case !usable(value):
			return wrong(place+"."+name, "it has no value that can be sent")
		}
		seen[canonical] = true
	}
	return nil
}
