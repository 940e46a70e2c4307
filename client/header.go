package client

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// accept is the Accept of every request of a cycle: the entity tag of an answer
// belongs to what was negotiated, so that reads and writes must ask alike.
const accept = "application/json, */*;q=0.5"

// reserved are the headers that a user may not set, and why.
var reserved = map[string]string{
	"If-Match":            ownPrecondition,
	"If-None-Match":       ownPrecondition,
	"If-Modified-Since":   ownPrecondition,
	"If-Unmodified-Since": ownPrecondition,
	"If-Range":            ownPrecondition,
	"Range":               "the whole resource is read",
	"Accept-Encoding":     "answers are asked for unencoded",
	"Content-Type":        "it is that of what is written",
	"Content-Length":      ownFraming,
	"Transfer-Encoding":   ownFraming,
	"Te":                  ownFraming,
	"Trailer":             ownFraming,
	"Connection":          ownFraming,
	"Upgrade":             ownFraming,
	"Expect":              ownFraming,
}

// The reasons.
const (
	ownPrecondition = "etch sets the precondition itself"
	ownFraming      = "it belongs to the connection"
)

// CheckHeader looks at a header that a user wants on every request: one that is not
// the user's to set, no name, or a value that no header can have. nil is none of it.
func CheckHeader(name, value string) *HeaderError {
	if why, ok := reserved[http.CanonicalHeaderKey(name)]; ok {
		return &HeaderError{http.CanonicalHeaderKey(name), why}
	}
	switch {
	case name == "" || strings.ContainsAny(name, " \t\r\n:"):
		return &HeaderError{name, "that is no header name"}
	case hasControl(value):
		return &HeaderError{name, "its value has control characters in it"}
	}
	return nil
}

// checkHeader is CheckHeader of all.
func checkHeader(h http.Header) error {
	for name, vs := range h {
		for _, v := range append([]string{""}, vs...) {
			if err := CheckHeader(name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepare makes the call of r: defaults, above them what is kept, the user's headers and then
// the request's own, the credentials, and last what must be so.
func (c *Client) prepare(ctx context.Context, r Request, write bool) (*call, error) {
	h := http.Header{"Accept": {accept}, "User-Agent": {c.opts.UserAgent}}
	secret := map[string]bool{}
	ours := c.atOrigin(r.URL)
	overlay(h, c.opts.Default)
	if write && r.Method != http.MethodDelete { // where it means nothing, and some servers refuse it
		h.Set("Prefer", "return=representation") // RFC 7240 section 4.2
	}
	overlay(h, r.Kept)
	if ours {
		overlay(h, c.opts.Header)
		for name := range c.opts.Header {
			secret[http.CanonicalHeaderKey(name)] = !plainHeaders[http.CanonicalHeaderKey(name)]
		}
		for _, name := range c.opts.Hidden {
			secret[http.CanonicalHeaderKey(name)] = true
		}
	}
	overlay(h, r.Header)
	if r.MediaType != "" {
		h.Set("Content-Type", r.MediaType)
	}
	if !write { // past every cache, old ones too (RFC 9111 sections 5.2.1.4 and 5.4)
		h.Set("Cache-Control", "no-cache")
		h.Set("Pragma", "no-cache")
	}
	h.Set("Accept-Encoding", "identity")
	if ours && c.opts.Auth != nil {
		if err := c.authorize(ctx, r, h, secret); err != nil {
			return nil, err
		}
	}
	if u := r.URL.User; u != nil && h.Get("Authorization") == "" {
		pass, _ := u.Password()
		h.Set("Authorization", basicAuth(u.Username(), pass))
	}
	q := &call{method: r.Method, url: r.URL, header: h, body: r.Body, write: write, secret: secret}
	if ours {
		q.query = c.opts.Query
	}
	return q, nil
}

// overlay sets every header of over in h.
func overlay(h, over http.Header) {
	for name, vs := range over {
		h[http.CanonicalHeaderKey(name)] = append([]string(nil), vs...)
	}
}

// authorize has the credentials put on h; what they change there is secret.
func (c *Client) authorize(ctx context.Context, r Request, h http.Header, secret map[string]bool) error {
	// On a request of their own: they see the header, and cannot touch the rest.
	bare := &http.Request{Method: r.Method, URL: r.URL, Host: r.URL.Host, Header: h.Clone()}
	bare = bare.WithContext(ctx)
	if err := c.opts.Auth.Apply(bare); err != nil {
		return &CredentialsError{err}
	}
	for name, vs := range bare.Header {
		if old, ok := h[name]; !ok || strings.Join(old, "\n") != strings.Join(vs, "\n") {
			h[name], secret[name] = vs, true
		}
	}
	return nil
}

// renew asks for fresh credentials after an answer that refuses them. It reports
// whether there are others now.
func (c *Client) renew(ctx context.Context, r Response) (bool, error) {
	if c.opts.Auth == nil || !c.atOrigin(r.URL) || r.Status != 401 && r.Status != 403 {
		return false, nil
	}
	changed, err := c.opts.Auth.Renew(ctx, r.Status)
	if err != nil {
		return false, &CredentialsError{err}
	}
	return changed, nil
}

// atOrigin reports whether headers and credentials of the user may go to u.
func (c *Client) atOrigin(u *url.URL) bool {
	return c.opts.Origin != nil && sameOrigin(c.opts.Origin, u)
}

// HeaderList splits a header that is a list (RFC 9110 section 5.6.1), all its lines
// together, at the commas outside quoted strings. It is nil where the header is
// absent, and empty where it is there and lists nothing.
func HeaderList(h http.Header, name string) []string {
	lines, ok := h[http.CanonicalHeaderKey(name)]
	if !ok {
		return nil
	}
	list := []string{}
	for _, line := range lines {
		for _, s := range splitQuoted(line) {
			if s = strings.Trim(s, " \t"); s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

// splitQuoted splits at commas outside quoted strings.
func splitQuoted(s string) (parts []string) {
	quoted, from := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++ // a quoted pair
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			parts, from = append(parts, s[from:i]), i+1
		}
	}
	return append(parts, s[from:])
}

// hasControl reports whether s has a control character in it, which no header takes.
func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 && r != '\t' || r == 0x7f })
}

// lower is short for what names need that are compared without case.
func lower(s string) string { return strings.ToLower(s) }
