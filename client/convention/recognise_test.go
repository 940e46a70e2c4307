package convention_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// Which convention an answer is taken for unasked, and which is only named.
func TestRecognised(t *testing.T) {
	kube := `{"apiVersion":"v1","kind":"Pod","metadata":{"resourceVersion":"1"}}`
	for _, c := range []struct {
		name, body  string
		header      http.Header
		taken, like string
	}{
		{"nothing", `{"a":1}`, nil, "rfc9110", ""},
		{"a page", `<p>_rev</p>`, nil, "rfc9110", ""},
		{"a tag of its own", `{"_rev":"1-a"}`, http.Header{"Etag": {`"v"`}}, "rfc9110", ""},
		{"OData", `{"@odata.etag":"W/\"1\""}`, nil, "odata", ""},
		{"OData, with a tag", `{"@odata.etag":"W/\"1\""}`, http.Header{"Etag": {`W/"1"`}}, "odata", ""},
		{"OData, with a strong tag", `{"@odata.etag":"\"1\""}`, http.Header{"Etag": {`"1"`}}, "rfc9110", ""},
		{"Mongoose behind a framework's hash", `{"__v":0}`, http.Header{"Etag": {`W/"a-b"`}}, "rfc9110", "mongoose"},
		{"Mongoose behind a tag", `{"__v":0}`, http.Header{"Etag": {`"a-b"`}}, "rfc9110", ""},
		{"no OData", `{"@odata.etag":null}`, nil, "rfc9110", ""},
		{"CouchDB, with a tag", `{"_id":"x","_rev":"1-a"}`, http.Header{"Etag": {`"1-a"`}, "Server": {"CouchDB/3.3.3 (Erlang OTP/24)"}}, "couchdb", ""},
		{"CouchDB's welcome", `{"couchdb":"Welcome"}`, http.Header{"Server": {"CouchDB/3.3.3"}}, "rfc9110", ""},
		{"a revision", `{"_rev":"1-a"}`, http.Header{"Server": {"nginx"}}, "rfc9110", "couchdb"},
		{"a blob of Azure's", `{}`, http.Header{"Etag": {`"0x1"`}, "X-Ms-Blob-Type": {"BlockBlob"}}, "azure-blob", ""},
		{"a page blob of Azure's", `{}`, http.Header{"Etag": {`"0x1"`}, "X-Ms-Blob-Type": {"PageBlob"}}, "rfc9110", ""},
		{"Kubernetes", kube, http.Header{"Audit-Id": {"x"}}, "kubernetes", ""},
		{"an object of Kubernetes", kube, nil, "rfc9110", "kubernetes"},
		{"an item", `{"_etag":"x"}`, nil, "rfc9110", "cosmos"},
		{"a shipment", `{"eTag":"x"}`, nil, "rfc9110", "milmove"},
		{"a document of Mongoose", `{"__v":0}`, nil, "rfc9110", "mongoose"},
		{"a network of Compute Engine", `{"fingerprint":"abc="}`, nil, "rfc9110", "gce"},
		{"a record of Rails", `{"lock_version":3}`, nil, "rfc9110", "rails"},
	} {
		var said []string
		a := &convention.Auto{Taken: func(c *convention.Convention) { said = append(said, c.Name) }}
		if c.header == nil {
			c.header = http.Header{}
		}
		r := answered(c.body, c.header.Get("ETag"))
		for name, vs := range c.header {
			r.Header[name] = vs
		}
		for range 2 { // what was decided stays, and is said once
			rep, err := a.Represent(r)
			if err != nil || rep.API != c.taken || rep.Resembles != c.like {
				t.Errorf("%s: %q, like %q (%v)", c.name, rep.API, rep.Resembles, err)
			}
		}
		if want := strings.TrimPrefix(c.taken, "rfc9110"); strings.Join(said, " ") != want {
			t.Errorf("%s: said %q", c.name, said)
		}
	}
}

// A later answer of another kind changes nothing: the version in hand was read by the
// convention that the first one showed.
func TestRecognisedOnce(t *testing.T) {
	a := &convention.Auto{}
	if _, err := a.Represent(answered(`{"a":1}`, `"v1"`)); err != nil {
		t.Fatal(err)
	}
	odata := answered(`{"@odata.etag":"W/\"1\""}`, "")
	if rep, err := a.Represent(odata); err != nil || rep.API != "rfc9110" || !rep.Validator.IsZero() {
		t.Errorf("%q %q %v", rep.API, rep.Validator.Values, err)
	}
	r, err := a.Guard(client.Request{URL: odata.URL}, client.IfUnchanged(client.Validator{Values: []string{`W/"1"`}}))
	if err != nil || r.Header.Get("If-Match") != `W/"1"` {
		t.Error(r.Header, err)
	}
}

// Signs that a description may not have.
func TestSignsRefused(t *testing.T) {
	for _, c := range []string{
		"signs: [{}]", "signs: [{header: 'a b'}]", "signs: [{value: a, members: [/a]}]", "signs: [{members: [a]}]",
		"headers: {Accept: a/b}\nsigns: [{members: [/a], take: true}]",
	} {
		if _, err := convention.Load("x.yaml", []byte(sound+c)); err == nil {
			t.Errorf("%s passes", c)
		}
	}
}
