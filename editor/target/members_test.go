package target_test

import (
	"errors"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// A patch whose members are put in whole has all of what it names a part of.
func TestWholeMembers(t *testing.T) {
	const body = `{"a": {"x": 1.0, "y": {"z": 2}}, "b": [1, 2], "c": null, "d": "e"}`
	s := on(t, mockserver.Options{}, body, func(o *target.Options) {
		o.Method, o.PatchType, o.Whole = "PATCH", "application/json", true
	})
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, wanted, sent string }{
		{"inside of an object", `{"a": {"x": 1.0, "y": {"z": 3}}, "b": [1, 2], "c": null, "d": "e"}`, `{"a":{"x":1.0,"y":{"z":3}}}`},
		{"taken away inside", `{"a": {"x": 1.0}, "b": [1, 2], "c": null, "d": "e"}`, `{"a":{"x":1.0}}`},
		{"null", `{"a": {"x": 1.0, "y": {"z": 2}}, "b": [1, null], "c": 1, "d": null}`, `{"b":[1,null],"c":1,"d":null}`},
		{"a new name", `{"a": {"x": 1.0, "y": {"z": 2}}, "b": [1, 2], "c": null, "d": "e", "f\"": {}}`, `{"f\"":{}}`},
		{"a member less", `{"a": {"x": 1.0, "y": {"z": 2}}, "b": [1, 2], "c": null}`, ""},
		{"no object", `[]`, ""},
		{"white space", body + "\n", "-"},
	} {
		d, err := document.Parse([]byte(c.wanted), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		w, err := s.Prepare(base, d)
		var no *patch.InexpressibleError
		switch {
		case c.sent == "" && !errors.As(err, &no),
			c.sent == "-" && (err != nil || !w.Empty()),
			c.sent != "" && c.sent != "-" && (err != nil || string(w.Request.Body) != c.sent || w.Request.MediaType != "application/json"):
			t.Errorf("%s: %s %v", c.name, w.Request.Body, err)
		}
	}
}
