package convention_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/merge/document"
)

// loaded is a convention of a test's own.
func loaded(t *testing.T, text string) *convention.Convention {
	t.Helper()
	c, err := convention.Load("x.yaml", []byte("name: x\ntitle: x\nsource: x\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What a description can say beside the built-in ones' ways.
func TestOtherWays(t *testing.T) {
	const inBody = "version:\n  - {member: /v, type: integer, next: increment, send: {member: /v}}\n"
	const inFilter = "version:\n  - {member: /v, type: integer, send: {query: v, prefix: eq.}}\n"
	const inHeader = "version:\n  - {header: ETag, form: FORM, send: {header: Latest-Version-Number}}\n"
	form := func(f string) string { return strings.Replace(inHeader, "FORM", f, 1) }
	unchanged := client.IfUnchanged(client.Validator{Values: []string{"9"}})
	weak := client.IfUnchanged(client.Validator{Values: []string{`W/"9"`}, Strength: client.Weak})
	date := client.IfUnchanged(client.Validator{Values: []string{"Sun, 06 Nov 1994 08:49:37 GMT"}, Strength: client.Date})
	for _, c := range []struct {
		name, text  string
		method      string
		media, body string
		p           client.Precondition
		want        string // "header: value", "?query" or the body
	}{
		{"a filter", inFilter, "PATCH", "application/json", `{}`, unchanged, "?v=eq.9"},
		{"another header", form("as-is"), "PUT", "", `{}`, weak, `Latest-Version-Number: W/"9"`},
		{"quoted", form("quote"), "PUT", "", `{}`, unchanged, `Latest-Version-Number: "9"`},
		{"unquoted", form("unquote"), "PUT", "", `{}`, weak, `Latest-Version-Number: 9`},
		{"strong", form("strong"), "PUT", "", `{}`, weak, `Latest-Version-Number: "9"`},
		{"a parameter", "version:\n  - {member: /v, type: integer, send: {query: if}}\n", "PUT", "", `{}`, unchanged, "?if=9"},
		{"the same number in the body", "version:\n  - {member: /v, type: integer, send: {member: /a/v}}\n", "PUT", "", `{"b":1}`, unchanged, `{"b":1,"a":{"v":9}}`},
		{"a date alone", "version:\n  - {header: Last-Modified, dated: true, send: {header: If-Unmodified-Since}}\n", "PUT", "", `{}`, date, "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"},
		{"an envelope", inFilter + "write: {method: PUT, envelope: '{\"k\":1}', document: /d}\n", "PUT", "", `[1]`, unchanged, `{"k":1,"d":[1]}`},
		{"a patch in an object", inFilter + "write: {method: PATCH, patch: json, patches: /ops}\n", "PATCH", "application/json-patch+json", `[]`, unchanged, `{"ops":[]}`},
		{"a deletion's own place", inBody + "delete: [{query: rev}]\n", "DELETE", "", ``, unchanged, "?rev=10"},
		{"members left out", inFilter + "write: {omit: [/a/b, /none]}\n", "PUT", "application/json", `{"a":{"b":1,"c":2}}`, unchanged, `{"a":{"c":2}}`},
		{"no members in text", inFilter + "write: {omit: [/a]}\n", "PUT", "text/plain", `a: 1`, unchanged, `a: 1`},
		{"patches keep them", inFilter + "write: {omit: [/a]}\n", "PATCH", "application/json", `{"a":1}`, unchanged, `{"a":1}`},
		{"headers of writes", inFilter + "write: {headers: {x-kind: Block}}\n", "PUT", "", `{}`, unchanged, "X-Kind: Block"},
		{"counting up by a JSON Patch", inBody, "PATCH", "application/json-patch+json", `[]`, unchanged, `[{"op":"test","path":"/v","value":9},{"op":"replace","path":"/v","value":10}]`},
		{"creating by a header", "version: [{header: ETag, send: {header: If-Match}}]\n", "PUT", "", `{}`, client.IfAbsent(), "If-None-Match: *"},
		{"creating by a parameter", inFilter + "create: {query: {op: create}, headers: {x-new: 'yes'}}\n", "PUT", "", `{}`, client.IfAbsent(), "?op=create"},
		{"creating by a header of its own", inFilter + "create: {query: {op: create}, headers: {x-new: 'yes'}}\n", "PUT", "", `{}`, client.IfAbsent(), "X-New: yes"},
		{"no guard at all", inBody, "PUT", "", `{"v":1}`, client.Unguarded(), `{"v":1}`},
	} {
		r, err := loaded(t, c.text).Guard(client.Request{Method: c.method, URL: &url.URL{Scheme: "http", Host: "h"}, MediaType: c.media, Body: []byte(c.body)}, c.p)
		got := []string{string(r.Body), "?" + r.URL.RawQuery}
		for name := range r.Header {
			got = append(got, name+": "+r.Header.Get(name))
		}
		if err != nil || !slices.Contains(got, c.want) {
			t.Errorf("%s: %q (%v), want %s", c.name, got, err, c.want)
		}
	}
}

// What is refused rather than sent without a guard, or elsewhere.
func TestOtherWaysRefused(t *testing.T) {
	date := client.IfUnchanged(client.Validator{Values: []string{"Sun, 06 Nov 1994 08:49:37 GMT"}, Strength: client.Date})
	tag := client.IfUnchanged(client.Validator{Values: []string{`"v"`}})
	for _, c := range []struct {
		name, text string
		p          client.Precondition
	}{
		{"a date where none is taken", "version: [{header: ETag, send: {header: If-Match}}]\n", date},
		{"creating where nothing guards it", "version: [{member: /v, send: {member: /v}}]\n", client.IfAbsent()},
	} {
		if r, err := loaded(t, c.text).Guard(client.Request{Method: "PUT", URL: &url.URL{}, Body: []byte("{}")}, c.p); err == nil {
			t.Errorf("%s: %v %s", c.name, r.Header, r.Body)
		}
	}
	// A path that begins with two slashes would be another host.
	c := loaded(t, "version: [{header: ETag, send: {header: If-Match}}]\nwrite: {method: POST, url: '..//../'}\n")
	r, err := c.Guard(client.Request{Method: "POST", URL: &url.URL{Scheme: "http", Host: "h", Path: "/a/b"}, Body: []byte("{}")}, tag)
	if err == nil && r.URL.Host != "h" {
		t.Errorf("sent to %s", r.URL)
	}
}

// A part of an answer is edited without its envelope, and the version in the envelope is
// none of its members.
func TestParts(t *testing.T) {
	rep, err := named(t, "contents-sha").Represent(answered(`{"sha":"a1","content":"aGk=\n"}`, ""))
	if err != nil || string(rep.Body) != "hi" || rep.MediaType != "" {
		t.Errorf("%q %q %v", rep.Body, rep.MediaType, err)
	}
	rep, err = named(t, "elasticsearch").Represent(answered(`{"_seq_no":3,"_primary_term":1,"_source": { "a":1.0 }}`, ""))
	if err != nil || string(rep.Body) != `{ "a":1.0 }` || rep.MediaType != "application/json" {
		t.Errorf("%q %q %v", rep.Body, rep.MediaType, err)
	}
	for api, want := range map[string]document.Pointer{"grafana": "/version", "couchdb": "/_rev", "versioned-link": "/commands"} {
		if ps := named(t, api).ManagedMembers(); !slices.Contains(ps, want) {
			t.Errorf("%s: %q", api, ps)
		}
	}
	if ps := named(t, "elasticsearch").ManagedMembers(); len(ps) != 0 {
		t.Errorf("the version beside the part is called one of its members: %q", ps)
	}
}

// What the user put into the URL goes with a write to another one, or where the API has
// it in a write: else a file would be written to another branch than it was read from.
func TestParametersOfTheURL(t *testing.T) {
	one := client.IfUnchanged(client.Validator{Values: []string{"a1"}})
	two := client.IfUnchanged(client.Validator{Values: []string{"3", ""}}) // no folder: at the top
	for _, c := range []struct {
		api, method, query string
		p                  client.Precondition
		to, body           string
	}{
		{"contents-sha", "PUT", "a=1&ref=dev%2Fx&ref=y&b=%41", one, "/d/x?a=1&b=%41", `{"message":"edited with etch","content":"e30=","branch":"dev/x","sha":"a1"}`},
		{"contents-sha", "PUT", "a=1", one, "/d/x?a=1", `{"message":"edited with etch","content":"e30=","sha":"a1"}`},
		{"grafana", "POST", "orgId=2", two, "/db?orgId=2", `{"overwrite":false,"dashboard":{"version":3},"folderUid":""}`},
		{"couchdb", "PUT", "batch=ok", one, "/d/x?batch=ok", `{"_rev":"a1"}`},
	} {
		at := &url.URL{Scheme: "http", Host: "h", Path: "/d/x", RawQuery: c.query}
		r, err := named(t, c.api).Guard(client.Request{Method: c.method, URL: at, Body: []byte("{}")}, c.p)
		if err != nil || r.URL.RequestURI() != c.to || string(r.Body) != c.body || at.RawQuery != c.query {
			t.Errorf("%s %s: %s %s %v", c.api, c.query, r.URL, r.Body, err)
		}
	}
}

// The version that an answer to a write names: often an acknowledgement, not the resource.
func TestWritten(t *testing.T) {
	for _, c := range []struct{ api, body, tag, want string }{
		{"couchdb", `{"ok":true,"rev":"2-b"}`, `"2-b"`, "2-b"},
		{"couchdb", `{"error":"x"}`, "", ""},
		{"grafana", `{"status":"success","version":4,"folderUid":"f"}`, "", "4 f"},
		{"grafana", `{"status":"success","version":4}`, "", ""},
		{"contents-sha", `{"content":{"sha":"b2"},"commit":{}}`, "", "b2"},
		{"elasticsearch", `{"result":"updated","_seq_no":4,"_primary_term":1}`, "", "4 1"},
		{"milmove", `{"eTag":"b"}`, "", "b"},
		{"milmove", `{}`, `"framework"`, ""},
		{"rfc9110", ``, `"v2"`, `"v2"`},
	} {
		if got := strings.Join(named(t, c.api).Written(answered(c.body, c.tag)).Values, " "); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.api, c.body, got, c.want)
		}
	}
}

// A form is one of entity tags: a version in a body stays what it is.
func TestFormsAreOfHeaders(t *testing.T) {
	r, err := named(t, "couchdb").WithForm("quote").Guard(client.Request{Method: "PUT", URL: &url.URL{}, Body: []byte(`{}`), Header: http.Header{}},
		client.IfUnchanged(client.Validator{Values: []string{"1-a"}}))
	if err != nil || string(r.Body) != `{"_rev": "1-a"}` && string(r.Body) != `{"_rev":"1-a"}` {
		t.Errorf("%s %v", r.Body, err)
	}
}
