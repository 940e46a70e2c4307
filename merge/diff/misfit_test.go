package diff

import (
	"fmt"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

func TestMisfits(t *testing.T) {
	for _, c := range []struct {
		name string
		keys map[document.Pointer]string
		docs []string // "" is absent
		want string
	}{
		{"none configured", nil, []string{`[{},{}]`}, "[]"},
		{"it holds", map[document.Pointer]string{"/l": "id"}, []string{`{"l":[{"id":1},{"id":"1"}]}`, `{"l":[]}`}, "[]"},
		{"a missing member", map[document.Pointer]string{"/l": "id"}, []string{`{"l":[{"id":1}]}`, `{"l":[{"id":1},{}]}`}, "[{/l id NoMember 1 /l/1 0}]"},
		{"no object", map[document.Pointer]string{"": "id"}, []string{`[{"id":1},2]`}, "[{ id NoMember 0 /1 0}]"},
		{"no scalar", map[document.Pointer]string{"/l": "id"}, []string{`{"l":[{"id":[1]}]}`}, "[{/l id NoScalar 0 /l/0 0}]"},
		{"null is none", map[document.Pointer]string{"/l": "id"}, []string{`{"l":[{"id":null}]}`}, "[{/l id NoScalar 0 /l/0 0}]"},
		{"one identity twice, spelled in two ways", map[document.Pointer]string{"/l": "id"}, []string{`{"l":[{"id":"a"},{"id":"b"},{"id":"\u0061"}]}`}, "[{/l id SameTwice 0 /l/2 0}]"},
		{"no array there", map[document.Pointer]string{"/l": "id", "/m": "id", "/n/0/x": "id"}, []string{`{"l":{}}`, "", `{"n":[]}`}, "[{/l id NoArray -1 /l 0} {/m id NoArray -1 /m 0} {/n/0/x id NoArray -1 /n/0/x 0}]"},
		{"an array in one of them", map[document.Pointer]string{"/l": "id"}, []string{"", `{"l":[]}`}, "[]"},
		{"an element's", map[document.Pointer]string{"/l/1/m": "id"}, []string{`{"l":[0,{"m":[{}]}]}`}, "[{/l/1/m id NoMember 0 /l/1/m/0 0}]"},
		{"many arrays", map[document.Pointer]string{"/*/m": "id"}, []string{`{"a":{"m":[{}]},"b":{"m":[{"id":1}]},"c":{"m":[{}]}}`}, "[{/*/m id NoMember 0 /a/m/0 1}]"},
		{"the same array in two", map[document.Pointer]string{"/l": "id"}, []string{`{"l":[{}]}`, `{"l":[{}]}`}, "[{/l id NoMember 0 /l/0 0}]"},
		{"of elements too", map[document.Pointer]string{"/*": "id"}, []string{`[[{"id":1},{"id":1}]]`}, "[{/* id SameTwice 0 /0/1 0}]"},
		{"a more exact key", map[document.Pointer]string{"/*": "id", "/l": "sku"}, []string{`{"l":[{"sku":1}]}`}, "[]"},
		{"many without any", map[document.Pointer]string{"/*/m": "id"}, []string{`{"a":1}`}, "[{/*/m id NoArray -1 /*/m 0}]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var docs []*document.Document
			for _, s := range c.docs {
				d, err := document.Parse([]byte(s), document.JSON)
				if s == "" {
					d, err = nil, nil
				}
				if err != nil {
					t.Fatal(err)
				}
				docs = append(docs, d)
			}
			got := "["
			for i, m := range Misfits(Options{Keys: c.keys}, docs...) {
				if i > 0 {
					got += " "
				}
				name := [...]string{"NoArray", "NoMember", "NoScalar", "SameTwice"}[m.Reason]
				got += fmt.Sprintf("{%s %s %s %d %s %d}", m.Key, m.Member, name, m.Document, m.Pointer, m.More)
			}
			if got += "]"; got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}
