package convention_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/etch-http/etch/client"
)

// What a create looks like on the wire, API by API: where it goes, what guards it, and
// that it carries no version, not that of a text that was there once either.
func TestCreates(t *testing.T) {
	for _, c := range []struct{ api, url, body, want string }{
		{"rfc9110", "/pages/7", `{"n":1}`, `PUT /pages/7 map[If-None-Match:[*]] {"n":1}`},
		{"solid", "/pages/7", `{"n":1}`, `PUT /pages/7 map[If-None-Match:[*]] {"n":1}`},
		{"azure-blob", "/c/b", `x`, `PUT /c/b map[If-None-Match:[*] X-Ms-Blob-Type:[BlockBlob]] x`},
		{"azure-table", "/acc/T(PartitionKey='a/b',RowKey='c')?sig=s", `{}`, `POST /acc/T?sig=s map[] {}`},
		{"cosmos", "/dbs/d/colls/c/docs/7", `{"id":"7","_etag":"x"}`, `POST /dbs/d/colls/c/docs map[] {"id":"7"}`},
		{"odata", "/odata/v4/s/Books(7)", `{"ID":7,"@odata.etag":"W/\"1\""}`, `POST /odata/v4/s/Books map[] {"ID":7}`},
		{"odata", "/odata/v4/s/Books/7", `{"ID":7}`, `POST /odata/v4/s/Books map[] {"ID":7}`},
		{"kubernetes", "/api/v1/namespaces/a/configmaps/c", `{"metadata":{"name":"c","resourceVersion":"7"}}`, `POST /api/v1/namespaces/a/configmaps map[] {"metadata":{"name":"c"}}`},
		{"couchdb", "/db/7", `{"_rev":"3-x","n":1}`, `PUT /db/7 map[] {"n":1}`},
		{"elasticsearch", "/i/_doc/7", `{"n":1}`, `PUT /i/_doc/7?op_type=create map[] {"n":1}`},
		{"contents-sha", "/repos/o/r/contents/f", `{}`, `PUT /repos/o/r/contents/f map[] {"message":"edited with etch","content":"e30="}`},
		{"milmove", "/v1/shipments/7", `{"eTag":"x","n":1}`, `PUT /v1/shipments/7 map[If-None-Match:[*]] {"n":1}`},
		{"mongoose", "/x/7", `{}`, `unguarded`},
		{"versioned-link", "/x/7", `{}`, `unguarded`},
	} {
		api := named(t, c.api)
		method, guarded := api.CreateMethod()
		u, _ := url.Parse("https://api.test" + c.url)
		r, err := api.Guard(client.Request{Method: method, URL: u, Body: []byte(c.body)}, client.IfAbsent())
		got := fmt.Sprintf("%s %s %v %s", r.Method, r.URL.RequestURI(), r.Header, r.Body)
		if err != nil {
			got = "unguarded"
		}
		if carried := c.api == "couchdb" || c.api == "contents-sha"; err == nil && r.Carried != carried { // else the client sees no guard in it
			t.Errorf("%s: carried %v", c.api, r.Carried)
		}
		if got != c.want || guarded != (err == nil) {
			t.Errorf("%s: %s (%v), want %s", c.api, got, err, c.want)
		}
	}
}

// Where the guard lies in the method, no other one is sent.
func TestCreateByAnotherMethod(t *testing.T) {
	u, _ := url.Parse("https://api.test/dbs/d/colls/c/docs/7")
	if _, err := named(t, "cosmos").Guard(client.Request{Method: "PUT", URL: u, Body: []byte("{}")}, client.IfAbsent()); err == nil {
		t.Error("a PUT went out, which Cosmos does not guard")
	}
}

// An answer means something else to a write that must find nothing than to an update.
func TestAnswersToACreate(t *testing.T) {
	for _, c := range []struct {
		api    string
		guard  client.Precondition
		status int
		body   string
		want   string
	}{
		{"rfc9110", client.IfAbsent(), 412, ``, `*client.PreconditionError`},
		{"rfc9110", client.IfAbsent(), 409, ``, `*client.PreconditionError`},
		{"rfc9110", tagged("v1"), 409, ``, `*client.RefusedError`},
		{"rfc9110", client.IfAbsent(), 500, `{"error":"page 7 already exists"}`, `*client.PreconditionError`},
		{"rfc9110", tagged("v1"), 500, `{"error":"page 7 already exists"}`, `*client.BusyError`},
		{"rfc9110", client.IfAbsent(), 500, `no room`, `*client.BusyError`},
		{"azure-blob", client.IfAbsent(), 409, `<Code>BlobAlreadyExists</Code>`, `*client.PreconditionError`},
		{"azure-blob", client.IfAbsent(), 409, `LeaseAlreadyPresent`, `*client.LockedError`},
		{"azure-table", client.IfAbsent(), 409, `EntityAlreadyExists`, `*client.PreconditionError`},
		{"azure-table", client.IfAbsent(), 409, `TableBeingDeleted`, `*client.RefusedError`},
		{"odata", client.IfAbsent(), 500, `UNIQUE constraint failed`, `*client.PreconditionError`},
		{"kubernetes", client.IfAbsent(), 409, `{"reason":"AlreadyExists"}`, `*client.PreconditionError`},
		{"contents-sha", client.IfAbsent(), 422, `"sha" wasn't supplied.`, `*client.PreconditionError`},
		{"contents-sha", tagged("v1"), 422, `"sha" wasn't supplied.`, `*client.UnguardedError`},
	} {
		err := named(t, c.api).Judge(client.Response{Status: c.status, Header: http.Header{}, Body: []byte(c.body), Guard: c.guard})
		if got := fmt.Sprintf("%T", err); got != c.want {
			t.Errorf("%s %d %s: %s, want %s", c.api, c.status, c.body, got, c.want)
		}
	}
}

// A status that does not say that nothing was there may be one of a write over something.
func TestCreatedBy(t *testing.T) {
	for _, c := range []struct {
		api    string
		status int
		want   bool
	}{
		{"rfc9110", 201, true},
		{"rfc9110", 204, false},
		{"rfc9110", 200, false},
		{"s3", 200, true},
		{"azure-table", 204, true},
		{"mongoose", 201, true},
	} {
		if got := named(t, c.api).Created(c.status); got != c.want {
			t.Errorf("%s %d: %v", c.api, c.status, got)
		}
	}
}

func tagged(v string) client.Precondition {
	return client.IfUnchanged(client.Validator{Values: []string{v}})
}
