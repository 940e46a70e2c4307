package convention_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/merge/document"
)

// named is a built-in convention.
func named(t testing.TB, name string) *convention.Convention {
	t.Helper()
	c, err := convention.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answered is an answer with that body and ETag.
func answered(body, tag string) client.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	if tag != "" {
		h.Set("ETag", tag)
	}
	return client.Response{Status: 200, Header: h, Body: []byte(body), URL: &url.URL{Scheme: "http", Host: "h", Path: "/d/x"}}
}

// Where each convention finds a version, and what is none.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		api, body, tag string
		want           string // the values, joined by a space; "" where why says what is wrong
		why            convention.Misfit
	}{
		{"milmove", `{"eTag":"MjAy="}`, "", "MjAy=", 0},
		{"milmove", `{"eTag":"MjAy="}`, `W/"of the framework"`, "MjAy=", 0},
		{"milmove", `{"etag":"MjAy="}`, "", "", convention.Missing},
		{"milmove", `<html>`, "", "", convention.NotJSON},
		{"milmove", ``, "", "", convention.NotJSON},
		{"milmove", `{"eTag":5}`, "", "", convention.WrongType},
		{"milmove", `{"eTag":null}`, "", "", convention.Empty},
		{"milmove", `{"eTag":" "}`, "", "", convention.Empty},
		{"milmove", `{"eTag":"\"\""}`, "", "", convention.Empty},
		{"milmove", `{"eTag":"a\nb"}`, "", "", convention.Unsendable},
		{"milmove", `{"eTag":"*"}`, "", "", convention.Unsendable},
		{"milmove", `{"eTag":"a, b"}`, "", "", convention.Unsendable},
		{"cosmos", `{"_etag":"\"1\""}`, `"1"`, `"1"`, 0},
		{"cosmos", `{"_etag":"1"}`, `1`, `1`, 0},
		{"cosmos", `{"_etag":"1"}`, `"1"`, `"1"`, 0},
		{"cosmos", `{"_etag":"1"}`, "", `1`, 0},
		{"cosmos", `{}`, `"1"`, `"1"`, 0},
		{"cosmos", `{}`, ``, "", convention.Missing},
		{"cosmos", `{"_etag":"2"}`, `"1"`, "", convention.Disagree},
		{"versioned-body", `{"version":15}`, "", "15", 0},
		{"versioned-body", `{"version":123456789012345678901234567890}`, "", "123456789012345678901234567890", 0},
		{"versioned-body", `{"version":"15"}`, "", "", convention.WrongType},
		{"versioned-body", `{"version":15.0}`, "", "", convention.WrongType},
		{"versioned-body", `{"version":1e3}`, "", "", convention.WrongType},
		{"elasticsearch", `{"_seq_no":3,"_primary_term":1,"_source":{}}`, "", "3 1", 0},
		{"elasticsearch", `{"_seq_no":3,"_source":{}}`, "", "", convention.Missing},
		{"elasticsearch", `{"_seq_no":3,"_primary_term":1}`, "", "", convention.Missing},
		{"contents-sha", `{"sha":"a1","content":"aGk=\n"}`, "", "a1", 0},
		{"contents-sha", `{"sha":"a1","content":"?"}`, "", "", convention.WrongType},
		{"contents-sha", `{"sha":"a1","content":[]}`, "", "", convention.WrongType},
		{"contents-sha", `{"sha":"a1","content":"","encoding":"none","size":1500000}`, "", "", convention.WrongType},
		{"grafana", `{"meta":{},"dashboard":{"version":3}}`, "", "", convention.Missing},
		{"milmove", `{"eTag":"` + strings.Repeat("x", 1<<20) + `"}`, "", "", convention.Unsendable},
	} {
		rep, err := named(t, c.api).Represent(answered(c.body, c.tag))
		var e *convention.FitError
		switch {
		case c.want != "" && (err != nil || strings.Join(rep.Validator.Values, " ") != c.want || rep.API != c.api):
			t.Errorf("%s %s: %q, %v", c.api, c.body, rep.Validator.Values, err)
		case c.want == "" && (!errors.As(err, &e) || e.Why != c.why || e.API != c.api):
			t.Errorf("%s %s: %v", c.api, c.body, err)
		}
	}
}

// Where each convention puts a version, and what it leaves alone.
func TestCarried(t *testing.T) {
	for _, c := range []struct {
		api, method, mediaType, body string
		version                      string // values, joined by a space
		want                         string // "header: value", "?query" or the body
	}{
		{"milmove", "PATCH", "application/json", `{ "a":1}`, "MjAy=", "If-Match: MjAy="},
		{"odata", "PATCH", "application/json", `{"a":1}`, `W/"1"`, `If-Match: W/"1"`},
		{"versioned-body", "PUT", "application/json", `{"a": 1.0, "version": 15}`, "15", `{"a": 1.0, "version": 15}`},
		{"versioned-body", "PUT", "application/json", `{"a": 1.0}`, "15", `{"a": 1.0, "version": 15}`},
		{"versioned-body", "PATCH", "application/json", `{"a":1}`, "15", `{"a":1,"version":15}`},
		{"versioned-body", "PATCH", "application/json-patch+json", `[{"op":"remove","path":"/a"}]`, "15", `[{"op":"test","path":"/version","value":15},{"op":"remove","path":"/a"}]`},
		{"kubernetes", "PATCH", "application/merge-patch+json", `{"a":1}`, "7", `{"a":1,"metadata":{"resourceVersion":"7"}}`},
		{"kubernetes", "PATCH", "application/merge-patch+json", `{"metadata":{"labels":{"x":null}}}`, "7", `{"metadata":{"labels":{"x":null},"resourceVersion":"7"}}`},
		{"kubernetes", "DELETE", "", ``, "7", `{"preconditions":{"resourceVersion":"7"}}`},
		{"couchdb", "PUT", "application/json", `{"_rev":"1-a"}`, "1-a", `{"_rev":"1-a"}`},
		{"couchdb", "DELETE", "", ``, "1-a", "?rev=1-a"},
		{"confluence", "PUT", "application/json", `{"version":{"number":9}}`, "9", `{"version":{"number":10}}`},
		{"confluence", "PUT", "application/json", `{"version":{"number":99999999999999999999}}`, "99999999999999999999", `{"version":{"number":100000000000000000000}}`},
		{"elasticsearch", "PUT", "application/json", `{}`, "3 1", "?if_seq_no=3&if_primary_term=1"},
		{"grafana", "POST", "application/json", `{"uid":"x","version":3}`, "3 f", `{"overwrite":false,"dashboard":{"uid":"x","version":3},"folderUid":"f"}`},
		{"contents-sha", "PUT", "", "hi", "a1", `{"message":"edited with etch","content":"aGk=","sha":"a1"}`},
		{"cosmos", "PATCH", "application/json-patch+json", `[]`, "1", `{"operations":[]}`},
	} {
		at := &url.URL{Scheme: "http", Host: "h", Path: "/d/x"}
		p := client.IfUnchanged(client.Validator{Values: strings.Fields(c.version)})
		r, err := named(t, c.api).Guard(client.Request{Method: c.method, URL: at, MediaType: c.mediaType, Body: []byte(c.body)}, p)
		if err != nil {
			t.Errorf("%s %s: %v", c.api, c.body, err)
			continue
		}
		got := []string{string(r.Body), "?" + r.URL.RawQuery}
		for name := range r.Header {
			got = append(got, name+": "+r.Header.Get(name))
		}
		if !slices.Contains(got, c.want) {
			t.Errorf("%s %s %s: %q, want %s", c.api, c.method, c.body, got, c.want)
		}
		if at.RawQuery != "" {
			t.Fatal("the URL given was changed")
		}
	}
}

// Bodies and versions that no request can be made of.
func TestNotCarried(t *testing.T) {
	for _, c := range []struct{ api, method, body, version string }{
		{"kubernetes", "PUT", `{"metadata":[]}`, "7"},
		{"kubernetes", "PUT", `{"metadata":"x"}`, "7"},
		{"kubernetes", "PUT", `text`, "7"},
		{"kubernetes", "PUT", `[]`, "7"},
		{"grafana", "PATCH", `{}`, "3"},
		{"elasticsearch", "PUT", `{}`, "3"},
		{"confluence", "PUT", `{}`, "-1"},
		{"confluence", "PUT", `{}`, "x"},
		{"milmove", "PATCH", `{}`, "*"},
		{"milmove", "PATCH", `{}`, "a\nb"},
		{"wiki", "PUT", `{}`, `"a","b"`},
	} {
		r := client.Request{Method: c.method, URL: &url.URL{Scheme: "http", Host: "h"}, MediaType: "application/json", Body: []byte(c.body)}
		if got, err := named(t, c.api).Guard(r, client.IfUnchanged(client.Validator{Values: strings.Split(c.version, " ")})); err == nil {
			t.Errorf("%s %s: %s %v", c.api, c.body, got.Body, got.Header)
		}
	}
}

// What else there is in the URL stays byte for byte.
func TestQueryIsKept(t *testing.T) {
	at := &url.URL{Scheme: "http", Host: "h", RawQuery: "b=%2f&if_seq_no=1&a&routing=%zz"}
	p := client.IfUnchanged(client.Validator{Values: []string{"3", "1"}})
	r, err := named(t, "elasticsearch").Guard(client.Request{Method: "PUT", URL: at, Body: []byte("{}")}, p)
	if want := "b=%2f&a&routing=%zz&if_seq_no=3&if_primary_term=1"; err != nil || r.URL.RawQuery != want {
		t.Errorf("%s %v", r.URL.RawQuery, err)
	}
}

// The forms of --validator-form; a version in a body has none.
func TestForms(t *testing.T) {
	for _, c := range []struct{ api, form, version, want string }{
		{"milmove", "quote", "ab=", `"ab="`},
		{"milmove", "quote", `"ab="`, `"ab="`},
		{"rfc9110", "unquote", `"v1"`, "v1"},
		{"rfc9110", "unquote", `W/"v1"`, "v1"},
		{"rfc9110", "strong", `W/"v1"`, `"v1"`},
		{"rfc9110", "strong", `"v1"`, `"v1"`},
		{"rfc9110", "as-is", `W/"v1"`, `W/"v1"`},
		{"rfc9110", "quote", `W/"v1"`, `W/"v1"`},
		{"versioned-body", "quote", "15", ""},
	} {
		r, err := named(t, c.api).WithForm(c.form).Guard(client.Request{Method: "PUT", URL: &url.URL{}, Body: []byte("{}")},
			client.IfUnchanged(client.Validator{Values: []string{c.version}}))
		if got := r.Header.Get("If-Match"); err != nil || got != c.want {
			t.Errorf("%s %s %s: %q %v", c.api, c.form, c.version, got, err)
		}
	}
}

// A version that is put into a document changes that member and nothing else.
func TestCarryingChangesNothingElse(t *testing.T) {
	c := named(t, "kubernetes")
	rapid.Check(t, func(t *rapid.T) {
		name, space := rapid.StringMatching(`[a-z"\\/ ~é]{0,8}`).Draw(t, "name"), rapid.SampledFrom([]string{"", " ", "\n  "}).Draw(t, "space")
		number := rapid.SampledFrom([]string{"1.0", "1e400", "12345678901234567890", "-0"}).Draw(t, "number")
		version := rapid.StringMatching(`[0-9]{1,20}`).Draw(t, "version")
		body := "{" + space + string(document.Quote(name)) + ":" + space + number + `,"metadata":{"resourceVersion":"0","x":` + number + "}" + space + "}"
		r, err := c.Guard(client.Request{Method: "PUT", URL: &url.URL{}, Body: []byte(body)}, client.IfUnchanged(client.Validator{Values: []string{version}}))
		if err != nil || string(r.Body) != strings.Replace(body, `"0"`, `"`+version+`"`, 1) {
			t.Fatalf("%s: %s %v", body, r.Body, err)
		}
		rep, err := c.Represent(client.Response{Header: http.Header{}, Body: r.Body})
		if err != nil || rep.Validator.Values[0] != version {
			t.Fatalf("%s: %q %v", r.Body, rep.Validator.Values, err)
		}
	})
}

// exercise reads body with c, and makes a write of every kind of what it finds.
func exercise(t testing.TB, c *convention.Convention, body []byte) {
	r := answered(string(body), `"v1"`)
	rep, err := c.Represent(r)
	if err == nil && !rep.Validator.IsZero() {
		for _, method := range []string{"PATCH", "PUT", "DELETE"} {
			w, err := c.Guard(client.Request{Method: method, URL: r.URL, MediaType: "application/json", Body: rep.Body}, client.IfUnchanged(rep.Validator))
			if err != nil {
				continue
			}
			if w.URL.Host != r.URL.Host || w.URL.Scheme != r.URL.Scheme {
				t.Errorf("a write to %s", w.URL)
			}
			for name, vs := range w.Header {
				if strings.ContainsAny(name+strings.Join(vs, ""), "\r\n\x00") || name == "If-Match" && strings.TrimSpace(vs[0]) == "*" {
					t.Errorf("%s: %q", name, vs)
				}
			}
		}
	}
	c.Written(r)
	_ = c.Judge(r)
}

// Whatever a server sends as a body: no panic, and no version that a request could not
// carry as it is.
func FuzzBody(f *testing.F) {
	for _, s := range []string{`{"eTag":"a"}`, `{"version":1}`, `{"metadata":{"resourceVersion":"1"}}`, `{"_seq_no":1,"_primary_term":1,"_source":[]}`, `{"sha":"a","content":"aGk="}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, name := range convention.Names() {
			exercise(t, named(t, name), body)
		}
	})
}
