package convention_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// Where a link of the relation "edit" leads; none to another origin, none that is the
// same for every version.
func TestLinks(t *testing.T) {
	for _, c := range []struct {
		name, body, link string
		to               string // "" where why says what is wrong
		why              convention.Misfit
	}{
		{"in the list", `{"commands":[{"rel":"self","href":"/a"},{"rel":"edit","href":"/d/x/15"}]}`, "", "http://h/d/x/15", 0},
		{"relative", `{"commands":[{"rel":"edit","href":"x/15"}]}`, "", "http://h/d/x/15", 0},
		{"a query", `{"commands":[{"rel":"Edit","href":"?v=15"}]}`, "", "http://h/d/x?v=15", 0},
		{"in the header", `{}`, `<a>; rel="next", </d/x/15>; title="a"; rel="self edit"`, "http://h/d/x/15", 0},
		{"a header of several", `{}`, `<a>; rel=next, <b>; rel=edit`, "http://h/d/b", 0},
		{"an anchored one is another's", `{"commands":[]}`, `<a>; rel=edit; anchor="/d/y", <b>; rel=next; rel=edit`, "", convention.NoLink},
		{"none", `{"commands":[{"rel":"delete","href":"/a"}]}`, "", "", convention.NoLink},
		{"no list", `{"commands":"edit"}`, "", "", convention.NoLink},
		{"no href", `{"commands":[{"rel":"edit","href":7}]}`, "", "", convention.NoLink},
		{"no commands", `{}`, `garbage; rel=edit`, "", convention.Missing},
		{"another host", `{"commands":[{"rel":"edit","href":"http://evil/d/x/15"}]}`, "", "", convention.Elsewhere},
		{"another host without a scheme", `{"commands":[{"rel":"edit","href":"//evil/15"}]}`, "", "", convention.Elsewhere},
		{"another port", `{"commands":[{"rel":"edit","href":"http://h:81/15"}]}`, "", "", convention.Elsewhere},
		{"another scheme", `{"commands":[{"rel":"edit","href":"https://h/15"}]}`, "", "", convention.Elsewhere},
		{"a file", `{"commands":[{"rel":"edit","href":"file:///d/x/15"}]}`, "", "", convention.Elsewhere},
		{"a file on this host", `{"commands":[{"rel":"edit","href":"file://h/d/x/15"}]}`, "", "", convention.Elsewhere},
		{"a file in the header", `{}`, `<file:/d/x/15>; rel=edit`, "", convention.Elsewhere},
		{"a script", `{"commands":[{"rel":"edit","href":"javascript:x"}]}`, "", "", convention.Elsewhere},
		{"the resource itself", `{"commands":[{"rel":"edit","href":"#15"}]}`, "", "", convention.Empty},
		{"nothing", `{"commands":[{"rel":"edit","href":""}]}`, "", "", convention.Unsendable},
		{"a line end", `{"commands":[{"rel":"edit","href":"/a\r\nX: y"}]}`, "", "", convention.Unsendable},
	} {
		r := answered(c.body, "")
		if c.link != "" {
			r.Header.Set("Link", c.link)
		}
		api := named(t, "versioned-link")
		rep, err := api.Represent(r)
		if c.to == "" {
			var e *convention.FitError
			if !errors.As(err, &e) || e.Why != c.why {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		at := *r.URL
		at.User = url.User("me")
		w, err := api.Guard(client.Request{Method: "PATCH", URL: &at, Body: []byte("{}")}, client.IfUnchanged(rep.Validator))
		if err != nil || w.URL.Redacted() != "http://me@"+c.to[len("http://"):] || string(w.Body) != "{}" {
			t.Errorf("%s: %s %v", c.name, w.URL, err)
		}
	}
}
