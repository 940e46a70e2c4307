package config

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/strict"
)

// check looks at what the single values of a file cannot say, adds what is wrong to d,
// and makes of the entries what Lookup and Convention need.
func (f *File) check(d *strict.Decoder) {
	seen := []*Entry{}
	for _, prefix := range slices.Sorted(maps.Keys(f.URLs)) {
		e, at := f.URLs[prefix], "urls."+prefix
		if e == nil {
			delete(f.URLs, prefix) // it could not be read, and that is said already
			continue
		}
		e.Prefix, e.Line = prefix, d.Line(at)
		var err error
		if e.at, err = parsePrefix(prefix); err != nil {
			d.Fail(at, "%v", err)
			continue
		}
		if i := slices.IndexFunc(seen, func(o *Entry) bool { return o.at.equal(e.at) }); i >= 0 {
			d.Fail(at, "it is the same as %s in line %d", seen[i].Prefix, seen[i].Line)
		}
		seen = append(seen, e)
		e.check(d, at)
	}
}

// check looks at one entry.
func (e *Entry) check(d *strict.Decoder, at string) {
	e.checkAPI(d, at)
	oneOf(d, at+".format", e.Format, "json", "text")
	oneOf(d, at+".validator_form", e.ValidatorForm, "as-is", "quote", "unquote", "strong")
	for i, p := range e.Managed {
		if item := fmt.Sprintf("%s.managed[%d]", at, i); p == "" && d.Sound(item) {
			d.Fail(item, "the whole document cannot be the server's")
		}
	}
	if _, said := d.Said(at + ".marker"); said && e.Marker == "" && d.Sound(at+".marker") {
		d.Fail(at+".marker", "the whole document cannot be the place of marks")
	}
	for p, member := range e.ArrayKeys {
		if member == "" {
			d.Fail(at+".array_keys."+string(p), "it takes the name of a member")
		}
	}
	if e.Retries != nil && *e.Retries < 0 {
		d.Fail(at+".retries", "not below 0")
	}
	if e.RequestTimeout != nil && *e.RequestTimeout == 0 {
		d.Fail(at+".request_timeout", "one request needs some time")
	}
	if e.TLS.Key != "" && e.TLS.Cert == "" {
		d.Fail(at+".tls.key", "a key needs its cert")
	}
	if name := e.IdempotencyKey; name != "" {
		if err := client.CheckHeader(string(name), ""); err != nil {
			d.Fail(at+".idempotency_key", "%s", err.Reason)
		}
	}
	e.checkHeaders(d, at)
	e.checkAuth(d, at)
	e.checkPlain(d, at)
}

// checkAPI looks at the convention.
func (e *Entry) checkAPI(d *strict.Decoder, at string) {
	base := convention.RFC9110
	if e.API != "" {
		if !slices.Contains(convention.Names(), e.API) {
			d.Suggest(at+".api", e.API, convention.Names(), "no API convention is called %q", e.API)
			return
		}
	}
	if e.Overrides.IsZero() {
		return
	}
	if e.API != "" {
		var err error
		if base, err = convention.Lookup(e.API); err != nil {
			d.Fail(at+".api", "%v", err)
			return
		}
	}
	e.conv = base.Override(d, &e.Overrides, at+".overrides")
	if e.conv.Name == base.Name { // what is known of the one says nothing of the other
		e.conv.Name += Overridden
	}
}

// checkHeaders looks at headers and query parameters.
func (e *Entry) checkHeaders(d *strict.Decoder, at string) {
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		where, canonical := at+".headers."+name, http.CanonicalHeaderKey(name)
		if err := client.CheckHeader(name, e.Headers[name].String()); err != nil {
			d.Fail(where, "%s", err.Reason)
		}
		if seen[canonical] {
			d.Fail(where, "it stands twice")
		}
		seen[canonical] = true
	}
	if _, ok := e.Query[""]; ok {
		d.Fail(at+".query", "a parameter has a name")
	}
}

// checkAuth looks at the credentials.
func (e *Entry) checkAuth(d *strict.Decoder, at string) {
	a, at := e.Auth, at+".auth"
	if a == nil || !d.Sound(at) {
		return
	}
	kinds := 0
	for _, set := range []bool{a.Bearer != nil, a.Basic != nil, a.Netrc.On} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		d.Fail(at, "it takes one of bearer, basic and netrc")
	}
	for name := range e.Headers {
		if http.CanonicalHeaderKey(name) == "Authorization" {
			d.Fail(at, "it stands beside a header Authorization: one of them is enough")
		}
	}
	if a.Bearer != nil {
		a.Bearer.check(d, at+".bearer")
	}
	if a.Basic != nil {
		if a.Basic.User.String() == "" {
			d.Fail(at+".basic", "it has no user")
		}
		a.Basic.Password.check(d, at+".basic.password")
	}
}

// check looks at one secret.
func (s *Secret) check(d *strict.Decoder, at string) {
	places := 0
	for _, set := range []bool{s.Env != "", s.File != "", s.Command != ""} {
		if set {
			places++
		}
	}
	switch {
	case places != 1:
		d.Fail(at, "it takes one of env, file and command: the secret itself does not stand here")
	case s.Env != "" && !isVariable(s.Env):
		d.Fail(at+".env", "it takes the name of an environment variable")
	}
}

// checkPlain refuses secrets that would go over plain http to another machine.
func (e *Entry) checkPlain(d *strict.Decoder, at string) {
	if e.at.scheme != "http" || Loopback(e.at.host) || e.AllowHTTP {
		return
	}
	refuse := func(what string) {
		d.Fail(at+what, "secrets do not go over plain http, where others can read them: use https, or say allow_http: true")
	}
	if e.Auth != nil {
		refuse(".auth")
	}
	for name, t := range e.Headers {
		if t.Secret(name) {
			refuse(".headers." + name)
		}
	}
	for name, t := range e.Query {
		if t.Secret(name) {
			refuse(".query." + name)
		}
	}
}

// Secret reports whether the text, under that name, may be a secret: it holds a
// variable, or the name says so.
func (t Text) Secret(name string) bool { return len(t.Variables()) > 0 || client.SecretName(name) }

// oneOf refuses a word that is none of words; "" is not said.
func oneOf(d *strict.Decoder, at, word string, words ...string) {
	if word != "" && !slices.Contains(words, word) {
		d.Suggest(at, word, words, "it takes %s", list(words))
	}
}

// list joins words.
func list(words []string) (s string) {
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			s += " or "
		default:
			s += ", "
		}
		s += w
	}
	return s
}
