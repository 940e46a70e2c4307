package client

import (
	"maps"
	"net/url"
	"slices"
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
