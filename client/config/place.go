package config

import (
	"errors"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A place is where a URL leads, in a form that is the same for all spellings of it.
type place struct {
	scheme, host, port string
	path               []string // segments
}

// placeOf normalises the place of u (RFC 3986 sections 6.2.2 and, for the port, 6.2.3).
func placeOf(u *url.URL) place {
	p := place{scheme: strings.ToLower(u.Scheme), host: strings.ToLower(u.Hostname()), port: u.Port()}
	if n, err := strconv.Atoi(p.port); err == nil {
		p.port = strconv.Itoa(n) // 0443
	}
	if p.port == "" {
		p.port = map[string]string{"http": "80", "https": "443"}[p.scheme]
	}
	for i, segment := range strings.Split(u.EscapedPath(), "/") {
		switch segment = normalised(segment); {
		case i == 0: // before the first slash
		case segment == ".":
		case segment == "..":
			p.path = p.path[:max(len(p.path)-1, 0)]
		default:
			p.path = append(p.path, segment)
		}
	}
	return p
}

// normalised decodes what need not be encoded in a segment, and writes the rest in
// upper case (RFC 3986 sections 6.2.2.1 and 6.2.2.2).
func normalised(segment string) string {
	var b strings.Builder
	for i := 0; i < len(segment); i++ {
		c := segment[i]
		if c == '%' && i+2 < len(segment) {
			n, err := strconv.ParseUint(segment[i+1:i+3], 16, 8)
			switch {
			case err != nil:
			case unreserved(byte(n)):
				b.WriteByte(byte(n))
				i += 2
				continue
			default:
				b.WriteString(strings.ToUpper(segment[i : i+3]))
				i += 2
				continue
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// unreserved reports whether c means the same encoded or not (RFC 3986 section 2.3).
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// within reports whether p is at prefix or below.
func (p place) within(prefix place) bool {
	return p.scheme == prefix.scheme && p.host == prefix.host && p.port == prefix.port &&
		len(p.path) >= len(prefix.path) && slices.Equal(p.path[:len(prefix.path)], prefix.path)
}

// equal reports whether two prefixes are one.
func (p place) equal(q place) bool { return p.within(q) && len(p.path) == len(q.path) }

// parsePrefix reads the key of an entry.
func parsePrefix(s string) (place, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return place{}, errors.New("it takes the beginning of a URL, such as https://api.example.com/v1")
	case u.User != nil:
		return place{}, errors.New("a user or a password does not belong into a URL: see auth")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return place{}, errors.New("a prefix has no query and no fragment: see query")
	}
	p := placeOf(u)
	for len(p.path) > 0 && p.path[len(p.path)-1] == "" { // "/v1/" is "/v1"
		p.path = p.path[:len(p.path)-1]
	}
	return p, nil
}

// Loopback reports whether a host is this machine: what is sent there is not seen by
// others.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip.IsLoopback() || strings.EqualFold(host, "localhost")
}
