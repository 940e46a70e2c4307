package target

import (
	"net/url"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A change is one of a part with its own version where it lies in it, replaces it or
// removes it; what is new, and what lies beside, is the resource's own.
func TestChildIn(t *testing.T) {
	const base = `{"v":"1","n":1,"address":{"v":"2","city":"a","geo":{"lat":1}},"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`
	for _, c := range []struct {
		name, wanted string
		children     *convention.Children
		at, url      string
	}{
		{name: "beside", wanted: `{"v":"1","n":2,"address":{"v":"2","city":"a","geo":{"lat":1}},"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`},
		{name: "deep within", wanted: `{"v":"1","n":1,"address":{"v":"2","city":"a","geo":{"lat":2}},"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`, at: "/address"},
		{name: "its own version", wanted: `{"v":"1","n":1,"address":{"v":"9","city":"a","geo":{"lat":1}},"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`, at: "/address"},
		{name: "removed", wanted: `{"v":"1","n":1,"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`, at: "/address"},
		{name: "replaced by null", wanted: `{"v":"1","n":1,"address":null,"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`, at: "/address"},
		{name: "an element without a version goes, and nothing else", wanted: `{"v":"1","n":1,"address":{"v":"2","city":"a","geo":{"lat":1}},"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"}],"null":{"v":null,"x":1}}`},
		{name: "something new before them moves nobody's version", wanted: `{"v":"1","n":1,"address":{"v":"2","city":"a","geo":{"lat":1}},"list":[{"id":9,"x":1},{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`},
		{name: "after one that is new", wanted: `{"v":"1","n":1,"address":{"v":"2","city":"a","geo":{"lat":1}},"list":[{"id":9,"x":1},{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":2,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":1}}`, at: "/list/2", url: "https://api.test/x/2"},
		{name: "a version that is null is none", wanted: `{"v":"1","n":1,"address":{"v":"2","city":"a","geo":{"lat":1}},"list":[{"id":1,"v":"3","x":1},{"id":2,"v":"4","x":1,"self":"/x/2"},{"id":3,"x":1}],"null":{"v":null,"x":2}}`},
		{name: "covered", wanted: `{"v":"1","n":1,"list":[],"null":1}`, children: &convention.Children{Token: "v", Covered: true}},
	} {
		b, err := document.Parse([]byte(base), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		w, err := document.Parse([]byte(c.wanted), document.JSON)
		if err != nil {
			t.Fatal(c.name, err)
		}
		if c.children == nil {
			c.children = &convention.Children{Token: "v", Links: []document.Pointer{"/href", "/self"}}
		}
		u, _ := url.Parse("https://api.test/a/b")
		target := New(Options{URL: u, Children: c.children})
		got := target.childIn(editor.State{Document: b, Representation: client.Representation{URL: u}}, diff.Between(b, w, diff.Options{}))
		at, link := "", ""
		if got != nil {
			at = string(got.Pointer)
			if got.URL != nil {
				link = got.URL.String()
			}
		}
		if at != c.at || link != c.url {
			t.Errorf("%s: %q %q, want %q %q", c.name, at, link, c.at, c.url)
		}
	}
}
