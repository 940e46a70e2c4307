package client

import (
	"net/url"
	"strings"
)

// sameOrigin compares scheme, host and port (RFC 6454 section 5).
func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && sameHost(a, b) && port(a) == port(b)
}

// sameHost compares host names, whose case does not count.
func sameHost(a, b *url.URL) bool { return strings.EqualFold(a.Hostname(), b.Hostname()) }

// port gives the port of u, the scheme's own where it names none.
func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case strings.EqualFold(u.Scheme, "https"):
		return "443"
	case strings.EqualFold(u.Scheme, "http"):
		return "80"
	}
	return ""
}

// upgrade returns the https URL that b is of the http URL a, if nothing else
// differs; else "".
func upgrade(a, b *url.URL) string {
	if !strings.EqualFold(a.Scheme, "http") || !strings.EqualFold(b.Scheme, "https") || !sameHost(a, b) {
		return ""
	}
	// The same port written out, or each scheme's own.
	if a.Port() != b.Port() && (port(a) != "80" || port(b) != "443") {
		return ""
	}
	// "" and "/" are one path (RFC 9110 section 4.2.3).
	if a.EscapedPath() != b.EscapedPath() && (a.EscapedPath() != "" || b.EscapedPath() != "/") || a.RawQuery != b.RawQuery {
		return ""
	}
	u := *b
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u.String()
}
