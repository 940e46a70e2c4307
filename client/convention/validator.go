package convention

import (
	"net/http"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
)

// only gives the one value of a header. Two that differ name no version.
func only(h http.Header, name string) (string, bool) {
	vs := h[name]
	if len(vs) == 0 {
		return "", false
	}
	for _, v := range vs {
		if v != vs[0] {
			return "", false
		}
	}
	return vs[0], true
}

// maxVersion bounds a version, in bytes: no server takes headers or URLs that are longer.
const maxVersion = 16 << 10

// usable reports whether s can be sent as it is: something, not without end, and no
// control characters.
func usable(s string) bool {
	return len(s) <= maxVersion && strings.TrimSpace(s) != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f })
}

// single reports whether s, as the value of If-Match, is one entity tag, and not a
// list or "*", which would hold for versions that nobody has seen. Tags without
// their quotes exist, and pass.
func single(s string) bool {
	if t := strings.TrimPrefix(s, "W/"); len(t) >= 2 && t[0] == '"' && strings.IndexByte(t[1:], '"') == len(t)-2 {
		return true // as in RFC 9110 section 8.8.3
	}
	return strings.TrimSpace(s) != "*" && !strings.Contains(s, ",")
}

// hollow reports whether a tag has nothing in it. Some servers give every version
// the tag "": it tells none apart.
func hollow(tag string) bool {
	return strings.Trim(strings.TrimPrefix(tag, "W/"), "\" ") == ""
}

// dated reads Last-Modified. It counts whole seconds: only when the answer was
// made a second or more later is it known that no other version has the same date
// (RFC 9110 section 8.8.2.2). Without a Date that can never be known.
func dated(h http.Header) client.Validator {
	last, ok := only(h, "Last-Modified")
	if !ok || !usable(last) {
		return client.Validator{}
	}
	modified, err := http.ParseTime(last)
	if err != nil {
		return client.Validator{}
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return client.Validator{}
	}
	v := client.Validator{Values: []string{last}, Strength: client.DateYet}
	if date.Sub(modified) >= time.Second {
		v.Strength = client.Date
	}
	return v
}
