// Package convention describes, as data, how an API carries its versions: where
// one is read, how it goes back, what an answer means. It implements client.Dialect.
// It sends nothing, and it changes nothing in a version that it passes on.
package convention

import (
	"net/http"

	"github.com/etch-http/etch/client"
)

// A Convention is one API's way. The zero Convention is invalid; RFC9110 is the default.
type Convention struct {
	Name   string
	Source string // the document that it rests on
}

// RFC9110 is the default: ETag and If-Match, else Last-Modified and If-Unmodified-Since.
var RFC9110 = &Convention{Name: "rfc9110", Source: "RFC 9110"}

var _ client.Dialect = (*Convention)(nil)

// Represent implements client.Dialect. The body is the representation. An answer
// without a usable version gives the zero Validator, which is no error: it is the
// caller who refuses to write then.
func (c *Convention) Represent(r client.Response) (client.Representation, error) {
	return client.Representation{
		URL:       r.URL,
		MediaType: r.Header.Get("Content-Type"),
		Body:      r.Body,
		Validator: validator(r.Header),
		Patches:   client.HeaderList(r.Header, "Accept-Patch"),
		Header:    r.Header,
		Decoded:   r.Decoded,
	}, nil
}

// conditional are the headers of RFC 9110 section 13.1: one request carries one of them.
var conditional = []string{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"}

// Guard implements client.Dialect. Its errors: client.ErrNoPrecondition for the
// zero Precondition, *client.UnguardedError for a validator that cannot guard: "*"
// (any version at all), two values, control characters, or a date that may still
// stand for two versions.
func (c *Convention) Guard(r client.Request, p client.Precondition) (client.Request, error) {
	h := r.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	for _, name := range conditional {
		h.Del(name)
	}
	r.Header = h
	switch {
	case !p.Valid():
		return r, client.ErrNoPrecondition
	case p.Absent():
		h.Set("If-None-Match", "*")
	case p.Excludes():
		name, value := condition(p.Validator())
		if name == "" {
			return r, &client.UnguardedError{Why: client.NoValidator}
		}
		h.Set(name, value)
	}
	return r, nil
}

// condition gives the header that v goes back in; "" where it cannot.
func condition(v client.Validator) (name, value string) {
	if len(v.Values) != 1 || !usable(v.Values[0]) {
		return "", ""
	}
	switch v.Strength {
	case client.DateYet:
		return "", ""
	case client.Date:
		return "If-Unmodified-Since", v.Values[0]
	}
	if !single(v.Values[0]) {
		return "", ""
	}
	return "If-Match", v.Values[0]
}

// Judge implements client.Dialect.
func (c *Convention) Judge(r client.Response) error { return client.JudgeWrite(r) }
