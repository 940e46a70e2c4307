package convention

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/document"
)

// conditional are the headers of RFC 9110 section 13.1: one request carries one of them.
var conditional = []string{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"}

// A guarding is a request while its precondition is put on. Its header is its own.
type guarding struct {
	c *Convention
	client.Request
	patch bool // the body is a patch
}

// guard makes the request of p.
func (g *guarding) guard(p client.Precondition) (client.Request, error) {
	for name, value := range g.c.Write.Headers {
		g.Header.Set(name, value)
	}
	if !p.Absent() && !g.c.namesRow(g.URL) {
		return g.Request, &FitError{g.c.Name, "", NoRow}
	}
	if err := g.shape(); err != nil {
		return g.Request, err
	}
	var err error
	switch {
	case p.Absent():
		err = g.absent()
	case p.Sent():
		err = g.unchanged(p.Validator())
	}
	g.held(p.Validator())
	if err == nil && g.patch && g.c.Write.Patches != "" {
		g.Body, err = nested("{}", g.c.Write.Patches, g.Body)
		if err != nil {
			err = &BodyError{g.c.Name, g.c.Write.Patches, err}
		}
	}
	return g.Request, err
}

// unchanged puts the values of v in their places.
func (g *guarding) unchanged(v client.Validator) error {
	no := &client.UnguardedError{Why: client.NoValidator}
	if len(v.Values) != len(g.c.Version) || v.Strength == client.DateYet {
		return no
	}
	for i, how := range g.c.Version {
		if v.Strength == client.Date {
			if !how.Dated || !usable(v.Values[i]) {
				return no
			}
			g.Header.Set("If-Unmodified-Since", v.Values[i])
			continue
		}
		value, ok := how.sent(v.Values[i])
		if !ok {
			return no
		}
		to := how.Send
		if g.Method == http.MethodDelete && g.c.Delete != nil {
			to = g.c.Delete[i]
		}
		if err := g.put(to, how, v.Values[i], value); err != nil {
			return err
		}
		if err := g.raise(how, v.Values[i]); err != nil {
			return err
		}
	}
	return nil
}

// put puts value, which was read as old, in its place.
func (g *guarding) put(to Send, how Value, old, value string) error {
	switch {
	case to.URL:
		at, err := follow(g.URL, value)
		if err != nil || at == nil {
			return &client.UnguardedError{Why: client.NoValidator}
		}
		g.URL = at
	case to.Header != "":
		g.Header.Set(to.Header, value)
		if to.Also != "" {
			g.Header.Set(to.Also, value)
		}
	case to.Query != "":
		g.URL = withQuery(g.URL, to.Query, to.Prefix+value)
	case to.Member != "":
		body, err := g.carry(to.Member, how.source(old), how.source(value))
		if err != nil {
			return &BodyError{g.c.Name, to.Member, err}
		}
		g.Carried = g.Carried || bytes.Equal(g.Body, body)
		g.Body = body
	}
	return nil
}

// raise puts the number after old where it has to be said.
func (g *guarding) raise(how Value, old string) error {
	if how.Raise == "" || g.Method == http.MethodDelete {
		return nil
	}
	next, ok := successor(old)
	if !ok {
		return &client.UnguardedError{Why: client.NoValidator}
	}
	body, err := g.carry(how.Raise, how.source(old), how.source(next))
	if err != nil {
		return &BodyError{g.c.Name, how.Raise, err}
	}
	g.Body = body
	return nil
}

// sent is the value as it goes back; ok is false where it would guard nothing.
func (v Value) sent(read string) (value string, ok bool) {
	value = read
	if v.Next == increment {
		if value, ok = successor(read); !ok {
			return "", false
		}
	}
	if form := forms[v.Form]; form != nil {
		value = form(value)
	}
	if v.Beside {
		return value, true
	}
	return value, usable(value) && !hollow(value) && (!v.isTag() || single(value))
}

// source is a value as JSON.
func (v Value) source(value string) []byte {
	if v.Type == integer {
		return []byte(value)
	}
	return document.Quote(value)
}

// The words of a description.
const (
	integer   = "integer"
	increment = "increment"
)

// forms are what a value can be turned into before it goes back.
var forms = map[string]func(string) string{
	"as-is":   func(s string) string { return s },
	"quote":   quoted,
	"unquote": opaque,
	"strong":  func(s string) string { return strings.TrimPrefix(s, "W/") },
}

// Formed is a value in one of the forms that WithForm takes, as it goes back to the server.
// In any other form it is as it is.
func Formed(form, value string) string {
	if f := forms[form]; f != nil {
		return f(value)
	}
	return value
}

// quoted puts a value in the quotes of an entity tag, if it has none.
func quoted(s string) string {
	if opaque(s) != s || s == `""` {
		return s
	}
	return `"` + s + `"`
}

// successor is the whole number after n, at any size.
func successor(n string) (string, bool) {
	if n == "" || !isInteger(n) || n[0] == '-' {
		return "", false
	}
	digits := []byte(n)
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i]++; digits[i] <= '9' {
			return string(digits), true
		}
		digits[i] = '0'
	}
	return "1" + string(digits), true
}

// withQuery is u with one parameter set; the others keep their bytes.
func withQuery(u *url.URL, name, value string) *url.URL {
	v := withoutQuery(u, name)
	pair := url.QueryEscape(name) + "=" + url.QueryEscape(value)
	v.RawQuery = strings.TrimPrefix(v.RawQuery+"&"+pair, "&")
	return v
}

// withoutQuery is u without one parameter, however often it is there.
func withoutQuery(u *url.URL, name string) *url.URL {
	v := *u
	var kept []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		key, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(key); pair != "" && (err != nil || plain != name) {
			kept = append(kept, pair)
		}
	}
	v.RawQuery = strings.Join(kept, "&")
	return &v
}
