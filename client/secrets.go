package client

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// shortestSecret is the length of a text that is looked for in what a server says:
// one that is shorter is there by chance.
const shortestSecret = 4

// secrets are the texts in q that nobody may see, as they were sent and as a server may
// repeat them, the longest first.
func (q *call) secrets() []string {
	var all []string
	add := func(s string) {
		if len(s) >= shortestSecret && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	for name, hide := range q.secret {
		if !hide {
			continue
		}
		for _, v := range q.header[name] {
			add(v)
			addParts(v, add)
		}
	}
	for _, v := range q.header["Authorization"] { // that of a URL's user, too
		addParts(v, add)
	}
	members, _ := url.ParseQuery(q.url.RawQuery)
	for name, vs := range members {
		if SecretName(name) {
			addAll(vs, add)
		}
	}
	for _, vs := range q.query {
		addAll(vs, add)
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// addParts adds what a header's value is made of: the token behind a scheme, the user and
// password of Basic (RFC 7617), the values of cookies.
func addParts(v string, add func(string)) {
	scheme, rest, ok := strings.Cut(v, " ")
	if ok {
		add(rest)
	}
	if ok && strings.EqualFold(scheme, "Basic") {
		if b, err := base64.StdEncoding.DecodeString(rest); err == nil {
			add(string(b))
			_, password, _ := strings.Cut(string(b), ":")
			add(password)
		}
	}
	if cookies, err := http.ParseCookie(v); err == nil {
		for _, c := range cookies {
			add(c.Value)
		}
	}
}

// addAll adds values of a query, as they are and as they stand in a URL.
func addAll(vs []string, add func(string)) {
	for _, v := range vs {
		add(v)
		add(url.QueryEscape(v))
		add(url.PathEscape(v))
	}
}

// without blanks secrets in a text that a server has written.
func without(s string, secrets []string) string {
	for _, secret := range secrets {
		s = strings.ReplaceAll(s, secret, blanked)
	}
	return s
}
