package convention

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
)

// create is how a resource is created; nil where nothing guards that.
func (c *Convention) create() *Create {
	switch {
	case c.Create != nil:
		return c.Create
	case c.Version[0].Send.Header != "" && c.Name != RFC9110.Name:
		return RFC9110.Create
	}
	return nil
}

// CreateMethod is the method of a write that creates; guarded is false where the API
// has nothing that keeps it from replacing what is there.
func (c *Convention) CreateMethod() (method string, guarded bool) {
	method = http.MethodPut
	if c.Write.Method == http.MethodPost {
		method = http.MethodPost
	}
	how := c.create()
	if how == nil {
		return method, false
	}
	return cmp.Or(how.Method, method), true
}

// CreatesByKey reports whether all that keeps a write that creates from replacing what is
// there is the key in its body: it goes to a collection, which refuses a key that it has.
func (c *Convention) CreatesByKey() bool {
	how := c.create()
	return how != nil && how.Method == http.MethodPost && len(how.Headers) == 0
}

// Created reports whether a status is one that the API answers only where a write has
// found nothing (RFC 9110 section 9.3.4).
func (c *Convention) Created(status int) bool {
	how := c.create()
	return status == http.StatusCreated || how != nil && slices.Contains(how.Created, status)
}

// absent guards a write that must find nothing. It carries no version: that of what
// was there once, in a text that is to be there again, is left out.
func (g *guarding) absent() error {
	how := g.c.create()
	if how == nil || how.Method == http.MethodPost && g.Method != how.Method { // the guard lies in the method
		return &client.UnguardedError{Why: client.NoValidator}
	}
	if err := g.unversioned(); err != nil {
		return err
	}
	for name, value := range how.Headers {
		g.Header.Set(name, value)
	}
	for _, name := range slices.Sorted(maps.Keys(how.Query)) {
		g.URL = withQuery(g.URL, name, how.Query[name])
	}
	switch {
	case g.c.Read.Row != "": // what the filter finds is not there
		table := *g.URL
		table.RawQuery = ""
		g.URL = &table
	case how.Method == http.MethodPost:
		g.URL = collection(g.URL)
	}
	g.Carried = g.Carried || how.Versionless
	return nil
}

// unversioned takes the members of a version out of the body.
func (g *guarding) unversioned() error {
	for _, v := range g.c.Version {
		at := v.Send.Member
		if at == "" && g.c.Read.Body == "" {
			at = v.Member
		}
		if at == "" || v.Beside {
			continue
		}
		body, err := without(g.Body, at)
		if err != nil {
			return &BodyError{g.c.Name, at, err}
		}
		g.Body = body
	}
	return nil
}

// collection is what the resource at u is one of: the path without its key in
// parentheses (OData), else without its last segment.
//
//	/pages/7 -> /pages    /Pages(7) -> /Pages    /Pages(a='x',b='y') -> /Pages
func collection(u *url.URL) *url.URL {
	v := *u
	path := strings.TrimRight(u.EscapedPath(), "/")
	cut := strings.LastIndexByte(path, '/')
	if key := strings.LastIndexByte(path, '('); key > 0 && strings.HasSuffix(path, ")") {
		cut = key
	}
	if cut <= 0 {
		cut = len(path)
	}
	v.RawPath = path[:cut]
	if p, err := url.PathUnescape(v.RawPath); err == nil {
		v.Path = p
	}
	return &v
}
