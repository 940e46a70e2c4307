package mockserver_test

import (
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

const (
	mergePatch = "Content-Type: application/merge-patch+json"
	jsonPatch  = "Content-Type: application/json-patch+json; charset=utf-8"
)

// The statuses of RFC 5789 section 2.2, and of a "test" that fails: 409.
func TestPatch(t *testing.T) {
	for _, c := range []struct {
		name, path, fields, patch string
		status                    int
		want                      string // the content afterwards
	}{
		{"merge patch (RFC 7396)", "/r", mergePatch, `{"b":null,"c":3}`, 204, `{"a":1.0,"c":3}`},
		{"merge patch of nothing", "/r", mergePatch, `{}`, 204, `{"a":1.0,"b":2}`},
		{"JSON patch (RFC 6902)", "/r", jsonPatch, `[{"op":"replace","path":"/b","value":3}]`, 204, `{"a":1.0,"b":3}`},
		{"a test that holds", "/r", jsonPatch, `[{"op":"test","path":"/b","value":2},{"op":"remove","path":"/b"}]`, 204, `{"a":1.0}`},
		{"a test that fails", "/r", jsonPatch, `[{"op":"remove","path":"/b"},{"op":"test","path":"/a","value":2}]`, 409, `{"a":1.0,"b":2}`},
		{"malformed JSON", "/r", mergePatch, `{"b":`, 400, `{"a":1.0,"b":2}`},
		{"no JSON patch", "/r", jsonPatch, `{"b":3}`, 400, `{"a":1.0,"b":2}`},
		{"not applicable", "/r", jsonPatch, `[{"op":"remove","path":"/none"}]`, 422, `{"a":1.0,"b":2}`},
		{"another format", "/r", "Content-Type: text/plain", `{}`, 415, `{"a":1.0,"b":2}`},
		{"no format", "/r", "", `{}`, 415, `{"a":1.0,"b":2}`},
		{"a text", "/t", mergePatch, `{}`, 415, "text\n"},
		{"nothing there", "/none", mergePatch, `{}`, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mockserver.New(mockserver.Options{})
			s.Put("/r", []byte(`{"a":1.0,"b":2}`))
			s.Put("/t", []byte("text\n"))
			w := call(t, s, "PATCH", c.path, c.fields, c.patch)
			if w.Code != c.status {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			content(t, s, c.path, c.want)
			if c.status == 415 && c.path == "/r" && w.Header().Get("Accept-Patch") == "" {
				t.Error("415 does not say what is taken")
			}
			if c.status == 204 && w.Header().Get("ETag") != s.ETag(c.path) {
				t.Error("the answer names another version")
			}
		})
	}
}

func TestPatchSwitches(t *testing.T) {
	merge := []string{"application/merge-patch+json"}
	for _, c := range []struct {
		name, fields string
		o            mockserver.Options
		status       int
		want         string
	}{
		{"only the formats announced", jsonPatch, mockserver.Options{AcceptPatch: merge}, 415, `{"a":1}`},
		{"a merge patch under another name", "Content-Type: application/vnd.x+json", mockserver.Options{AcceptPatch: []string{"application/vnd.x+json"}}, 204, `{"a":2}`},
		{"announced, but no JSON", "Content-Type: text/n3", mockserver.Options{AcceptPatch: []string{"text/n3"}}, 415, `{"a":1}`},
		{"none at all", mergePatch, mockserver.Options{AcceptPatch: []string{}}, 415, `{"a":1}`},
		{"200 without effect", mergePatch, mockserver.Options{IgnoredPatches: merge}, 200, `{"a":1}`},
		{"another format has its effect", "Content-Type: application/json", mockserver.Options{AcceptPatch: []string{"application/json"}, IgnoredPatches: merge}, 204, `{"a":2}`},
		{"no effect, but a precondition", mergePatch + "\nIf-Match: \"x\"", mockserver.Options{IgnoredPatches: merge}, 412, `{"a":1}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mockserver.New(c.o)
			s.Put("/r", []byte(`{"a":1}`))
			before := s.ETag("/r")
			if w := call(t, s, "PATCH", "/r", c.fields, `{"a":2}`); w.Code != c.status {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			content(t, s, "/r", c.want)
			if moved := s.ETag("/r") != before; moved != (c.status == 204) {
				t.Errorf("the version moved: %v", moved)
			}
		})
	}
}
