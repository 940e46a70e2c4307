package convention

import (
	"net/url"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/document"
)

// A Link is a link by its relation, whose URL has the version in it: hypermedia, where
// the client knows nothing of versions and goes where it is sent.
type Link struct {
	Relation string           `yaml:"relation"` // RFC 8288 section 2.1; in the header Link, and in List
	List     document.Pointer `yaml:"list"`     // an array of objects with the members rel and href; "": the header alone
}

// readLink reads the link's URL as it stands there. Its errors are *FitError.
func (v Value) readLink(a *answer) (client.Validator, error) {
	href, ok := linkHeader(client.HeaderList(a.Header, "Link"), v.Link.Relation)
	if !ok && v.Link.List != "" {
		list, err := a.at(v.Link.List)
		if err != nil {
			return client.Validator{}, err
		}
		href, ok = linkIn(list, v.Link.Relation)
	}
	to, err := follow(a.URL, href)
	switch {
	case !ok:
		return client.Validator{}, &FitError{a.api, v.Link.List, NoLink}
	case err != nil || !usable(href):
		return client.Validator{}, &FitError{a.api, v.Link.List, Unsendable}
	case to == nil:
		return client.Validator{}, &FitError{a.api, v.Link.List, Elsewhere}
	case to.RequestURI() == a.URL.RequestURI(): // the same for every version
		return client.Validator{}, &FitError{a.api, v.Link.List, Empty}
	}
	return client.Validator{Values: []string{href}}, nil
}

// linkIn finds the link of that relation in a list.
func linkIn(list document.Node, relation string) (href string, ok bool) {
	for item := range list.Children() {
		rel, _ := item.Member("rel")
		to, there := item.Member("href")
		if there && to.Kind() == document.String && strings.EqualFold(rel.Text(), relation) {
			return to.Text(), true
		}
	}
	return "", false
}

// linkHeader finds the target of that relation among the values of Link (RFC 8288
// section 3): <URL>; rel="one another"; other=parameters.
func linkHeader(values []string, relation string) (href string, ok bool) {
	for _, s := range values {
		target, params, found := strings.Cut(strings.TrimPrefix(s, "<"), ">")
		if !strings.HasPrefix(s, "<") || !found {
			continue
		}
		rels, anchored := linkParams(params)
		is := func(rel string) bool { return strings.EqualFold(rel, relation) }
		if !anchored && slices.ContainsFunc(rels, is) {
			return target, true
		}
	}
	return "", false
}

// linkParams reads the relations of a link, and whether it is anchored: then it is one of
// something else than the resource (RFC 8288 section 3.2).
func linkParams(params string) (rels []string, anchored bool) {
	for _, p := range strings.Split(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "anchor":
			anchored = true
		case "rel":
			if rels == nil { // the first counts (section 3.3)
				rels = strings.Fields(strings.Trim(strings.TrimSpace(value), `"`))
			}
		}
	}
	return rels, anchored
}

// follow resolves href at u; nil where it leads to another origin, which the user's
// credentials and changes are none of.
func follow(u *url.URL, href string) (*url.URL, error) {
	to, err := u.Parse(href)
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(to.Scheme, u.Scheme) || !strings.EqualFold(to.Host, u.Host) {
		return nil, nil
	}
	to.User, to.Fragment, to.RawFragment = u.User, "", ""
	return to, nil
}
