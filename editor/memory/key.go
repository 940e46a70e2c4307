package memory

import (
	"mime"
	"net/url"
	"strings"
)

// Key names the resources that are taken to behave alike: those of one origin, one
// media type (without its parameters) and one path pattern. In the pattern a segment
// that looks like an identifier is "*": digits, a UUID, 16 or more hexadecimal
// digits, and the last segment whatever it is. The query is left out.
//
//	https://api.test/pages/7?q=1, application/json → https://api.test/pages/* application/json
func Key(u *url.URL, mediaType string) string {
	if mt, _, err := mime.ParseMediaType(mediaType); err == nil {
		mediaType = mt
	}
	return origin(u) + pattern(u.EscapedPath()) + " " + strings.ToLower(mediaType)
}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

// origin is scheme, host and port (RFC 6454 section 6.1), without a default port.
func origin(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port := u.Port(); port != "" && port == defaultPorts[scheme] {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return scheme + "://" + host
}

// pattern puts "*" for each segment of an escaped path that looks like an identifier.
func pattern(path string) string {
	segments := strings.Split(path, "/")
	last := len(segments) - 1
	for last > 0 && segments[last] == "" { // /pages/7/ ends in 7
		last--
	}
	for i, s := range segments {
		if s != "" && (i == last || isIdentifier(s)) {
			segments[i] = "*"
		}
	}
	return strings.Join(segments, "/")
}

// isIdentifier reports whether a segment names one of many.
func isIdentifier(s string) bool {
	digits, hex, dashes := 0, 0, 0
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			digits++
			hex++
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			hex++
		case c == '-':
			dashes++
		default:
			return false
		}
	}
	uuid := len(s) == 36 && dashes == 4 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-'
	return uuid || dashes == 0 && (digits == len(s) || hex == len(s) && hex >= 16)
}
