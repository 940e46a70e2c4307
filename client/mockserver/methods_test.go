package mockserver_test

import (
	"encoding/json"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

func TestReads(t *testing.T) {
	s, base, c := serve(t, mockserver.Options{})
	s.PutAs("/r", "application/json", []byte(` {"a":1.0}`))
	get, body := ask(t, c, "GET", base+"/r?x=1", "", "")
	if get.StatusCode != 200 || body != ` {"a":1.0}` || get.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("GET: %v %q", get, body)
	}
	head, body := ask(t, c, "HEAD", base+"/r", "", "")
	if head.StatusCode != 200 || body != "" || head.ContentLength != 10 {
		t.Errorf("HEAD: %v %q", head, body)
	}
	for _, f := range []string{"ETag", "Last-Modified", "Content-Type"} {
		if head.Header.Get(f) == "" || head.Header.Get(f) != get.Header.Get(f) {
			t.Errorf("HEAD has %s %q, GET %q", f, head.Header.Get(f), get.Header.Get(f))
		}
	}
	if s.ETag("/r") != get.Header.Get("ETag") {
		t.Errorf("ETag gives %s, the answer %s", s.ETag("/r"), get.Header.Get("ETag"))
	}
	if res, body := ask(t, c, "HEAD", base+"/none", "", ""); res.StatusCode != 404 || body != "" {
		t.Errorf("HEAD of nothing: %d %q", res.StatusCode, body)
	}
}

// Problem details: RFC 9457 sections 3 and 4.2.1.
func TestErrorsAreProblemDetails(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	w := call(t, s, "GET", "/none", "", "")
	var p struct {
		Type, Title, Detail string
		Status              int
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if w.Header().Get("Content-Type") != "application/problem+json" ||
		p.Type != "about:blank" || p.Title != "Not Found" || p.Status != 404 || p.Detail == "" {
		t.Errorf("%v %+v", w.Header(), p)
	}
}

func TestPutStoresTheBytes(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	odd := "{\"id\" :12345678901234567890, \"id\":1.0}\r\n\x00\xff"
	w := call(t, s, "PUT", "/r", "Content-Type: application/json", odd)
	if w.Code != 201 || w.Header().Get("ETag") == "" || w.Header().Get("ETag") != s.ETag("/r") {
		t.Fatalf("create: %d %v", w.Code, w.Header())
	}
	content(t, s, "/r", odd)
	first := s.ETag("/r")
	w = call(t, s, "PUT", "/r", "", odd)
	if w.Code != 204 || w.Body.Len() > 0 || w.Header().Get("ETag") != s.ETag("/r") {
		t.Fatalf("update: %d %v %s", w.Code, w.Header(), w.Body)
	}
	if s.ETag("/r") == first {
		t.Error("a write of the same bytes is no new version")
	}
	if got := call(t, s, "GET", "/r", "", "").Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("a PUT without a media type made it %q", got)
	}
	if w := call(t, s, "PUT", "/empty", "", ""); w.Code != 201 {
		t.Errorf("empty: %d", w.Code)
	}
	if b, ok := s.Get("/empty"); !ok || len(b) != 0 {
		t.Errorf("empty: %q %v", b, ok)
	}
}

// RFC 9110 sections 14.5 and 8.4.
func TestPutTakesNoPart(t *testing.T) {
	s := mockserver.New(mockserver.Options{MaxBody: 4})
	s.Put("/r", []byte(`1`))
	for fields, want := range map[string]int{"Content-Range: bytes 0-0/1": 400, "Content-Encoding: gzip": 415} {
		if w := call(t, s, "PUT", "/r", fields, `2`); w.Code != want {
			t.Errorf("%s: %d, want %d", fields, w.Code, want)
		}
	}
	for method, path := range map[string]string{"POST": "/", "PATCH": "/r"} {
		w := call(t, s, method, path, "Content-Encoding: gzip\n"+mergePatch, `2`)
		if w.Code != 415 {
			t.Errorf("%s of a coded body: %d", method, w.Code)
		}
	}
	if w := call(t, s, "PUT", "/r", "", `12345`); w.Code != 413 {
		t.Errorf("too large: %d", w.Code)
	}
	content(t, s, "/r", `1`)
}

// What is stored belongs to the server alone.
func TestTheStoreSharesNothing(t *testing.T) {
	s := mockserver.New(mockserver.Options{Clamp: func(_ string, body []byte) []byte { return nil }})
	b := []byte(`1`)
	s.Put("/r", b)
	b[0] = 'x'
	b, _ = s.Get("/r")
	b[0] = 'x'
	content(t, s, "/r", `1`)
	call(t, s, "PUT", "/r", "", `2`)
	if b, there := s.Get("/r"); !there || len(b) > 0 {
		t.Errorf("a resource that was clamped to nothing is %q, there: %v", b, there)
	}
}

func TestPostCreates(t *testing.T) {
	s := mockserver.New(mockserver.Options{RequirePrecondition: true})
	s.Put("/notes/1", []byte(`taken`))
	w := call(t, s, "POST", "/notes/", "Content-Type: application/json", `{}`)
	if w.Code != 201 || w.Header().Get("Location") != "/notes/2" || w.Header().Get("ETag") != s.ETag("/notes/2") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	content(t, s, "/notes/1", `taken`)
	content(t, s, "/notes/2", `{}`)
	if w := call(t, s, "POST", "/notes/2", "", `{}`); w.Code != 405 {
		t.Errorf("POST to a resource: %d", w.Code)
	}
}

func TestDelete(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	s.Put("/r", []byte(`1`))
	old := s.ETag("/r")
	if w := call(t, s, "DELETE", "/r", "If-Match: "+old, ""); w.Code != 204 {
		t.Fatal(w.Code)
	}
	if w := call(t, s, "GET", "/r", "", ""); w.Code != 404 {
		t.Error(w.Code)
	}
	s.Put("/r", []byte(`1`))
	if s.ETag("/r") == old {
		t.Error("the version of a deleted resource came back")
	}
	if w := call(t, s, "DELETE", "/r", "If-Match: "+old, ""); w.Code != 412 {
		t.Error(w.Code)
	}
}

// RFC 9110 sections 9.3.7, 10.2.1 and 15.5.6; RFC 5789 section 3.1.
func TestAllow(t *testing.T) {
	const all = "GET, HEAD, OPTIONS, PUT, DELETE, PATCH"
	const both = "application/merge-patch+json, application/json-patch+json"
	for _, c := range []struct {
		name, method, path string
		status             int
		allow, acceptPatch string
		o                  mockserver.Options
	}{
		{"a document", "OPTIONS", "/r", 204, all, both, mockserver.Options{}},
		{"a text", "OPTIONS", "/t", 204, "GET, HEAD, OPTIONS, PUT, DELETE", "", mockserver.Options{}},
		{"a collection", "OPTIONS", "/c/", 204, "OPTIONS, POST", "", mockserver.Options{}},
		{"nothing yet", "OPTIONS", "/none", 204, all, "", mockserver.Options{}},
		{"405", "POST", "/r", 405, all, "", mockserver.Options{}},
		{"405 of a collection", "PUT", "/c/", 405, "OPTIONS, POST", "", mockserver.Options{}},
		{"no PATCH", "PATCH", "/r", 405, "GET, HEAD, OPTIONS, PUT, DELETE", "", mockserver.Options{NoPatch: true}},
		{"no PATCH, in OPTIONS", "OPTIONS", "/r", 204, "GET, HEAD, OPTIONS, PUT, DELETE", "", mockserver.Options{NoPatch: true}},
		{"PATCH unknown", "PATCH", "/r", 501, "", "", mockserver.Options{PatchUnknown: true}},
		{"an unknown method", "BREW", "/r", 501, "", "", mockserver.Options{}},
		{"not announced on GET", "GET", "/r", 200, "", "", mockserver.Options{}},
		{"announced on GET", "GET", "/r", 200, "", "a/b, application/json", mockserver.Options{AcceptPatch: []string{"a/b", "application/json"}}},
		{"a text announces nothing", "GET", "/t", 200, "", "", mockserver.Options{AcceptPatch: []string{"application/json"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mockserver.New(c.o)
			s.Put("/r", []byte(`{}`))
			s.Put("/t", []byte("text\n"))
			w := call(t, s, c.method, c.path, "", "")
			if w.Code != c.status || w.Header().Get("Allow") != c.allow || w.Header().Get("Accept-Patch") != c.acceptPatch {
				t.Errorf("%d, Allow %q, Accept-Patch %q", w.Code, w.Header().Get("Allow"), w.Header().Get("Accept-Patch"))
			}
		})
	}
}

// RFC 7240 sections 2 and 4.2.
func TestPrefer(t *testing.T) {
	for _, c := range []struct {
		name, fields string
		o            mockserver.Options
		status       int
		body, said   string
	}{
		{"nothing preferred", "", mockserver.Options{}, 204, "", ""},
		{"representation", "Prefer: return=representation", mockserver.Options{}, 200, `{"a":2}`, "return=representation"},
		{"among others", "Prefer: respond-async, Return = \"representation\"; x=1", mockserver.Options{}, 200, `{"a":2}`, "return=representation"},
		{"minimal", "Prefer: return=minimal", mockserver.Options{}, 204, "", "return=minimal"},
		{"the first counts", "Prefer: return=minimal\nPrefer: return=representation", mockserver.Options{}, 204, "", "return=minimal"},
		{"not honoured", "Prefer: return=representation", mockserver.Options{NoPrefer: true}, 204, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mockserver.New(c.o)
			s.Put("/r", []byte(`{"a":1}`))
			w := call(t, s, "PUT", "/r", c.fields, `{"a":2}`)
			if w.Code != c.status || w.Body.String() != c.body || w.Header().Get("Preference-Applied") != c.said {
				t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
			}
			if w.Header().Get("ETag") != s.ETag("/r") {
				t.Errorf("the answer names %q, the resource is at %q", w.Header().Get("ETag"), s.ETag("/r"))
			}
		})
	}
}
