package client

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// withQuery is u with members of a query added that it has not, each with what value
// makes of it; what is there stays as it is spelled.
func withQuery(u *url.URL, query url.Values, value func(string) string) *url.URL {
	if len(query) == 0 {
		return u
	}
	has, v := u.Query(), *u
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if has.Has(name) {
			continue
		}
		for _, s := range query[name] {
			if v.RawQuery != "" {
				v.RawQuery += "&"
			}
			v.RawQuery += url.QueryEscape(name) + "=" + value(s)
		}
	}
	return &v
}

// ShownQuery is u as ShownURL has it, with the members of Options.Query that a request
// would carry, whose values are blanked.
func ShownQuery(u *url.URL, query url.Values) string {
	return ShownURL(withQuery(u, query, func(string) string { return blanked }))
}

// Blank is u without its user information and without the values of its query's secret
// members, for a file: all else names the resource, and stays as it is spelled.
func Blank(u *url.URL) *url.URL {
	v := *u
	v.User = nil
	v.RawQuery = eachMember(u.RawQuery, func(member, name, _ string) string {
		if SecretName(name) {
			return member[:strings.IndexByte(member+"=", '=')] + "=" + blanked
		}
		return member
	})
	return &v
}

// Blanked lists the members of u's query whose values Blank has taken: they are not
// known any more.
func Blanked(u *url.URL) (names []string) {
	eachMember(u.RawQuery, func(member, name, value string) string {
		if SecretName(name) && value == blanked {
			names = append(names, name)
		}
		return member
	})
	return names
}

// WithoutBlanked is u without the members of its query that Blanked lists.
func WithoutBlanked(u *url.URL) *url.URL {
	v := *u
	var kept []string
	eachMember(u.RawQuery, func(member, name, value string) string {
		if !SecretName(name) || value != blanked {
			kept = append(kept, member)
		}
		return member
	})
	v.RawQuery = strings.Join(kept, "&")
	return &v
}

// eachMember puts what change makes of each member of a query in its place. A name that
// cannot be read is taken as it is spelled.
func eachMember(query string, change func(member, name, value string) string) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	for i, member := range parts {
		spelled, value, _ := strings.Cut(member, "=")
		name, err := url.QueryUnescape(spelled)
		if err != nil {
			name = spelled
		}
		parts[i] = change(member, name, value)
	}
	return strings.Join(parts, "&")
}
