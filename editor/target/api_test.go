package target_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
)

// A version in the body: an answer that shows the document as it was before the write, as
// Mongoose gives it unless told otherwise, names no version; what the server sets beside
// the write is not news; and a change of what it sets is refused before anything is sent.
func TestVersionsInTheBody(t *testing.T) {
	before, after := `{"n":1,"__v":7}`, `{"n":2,"__v":8}`
	stored, writes := before, 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, stored)
			return
		}
		writes++
		stored = after
		_, _ = io.WriteString(w, before)
	}))
	defer srv.Close()
	api, err := convention.Lookup("mongoose")
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Options{Dialect: api})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	u, _ := url.Parse(srv.URL)
	var notices []target.Notice
	target := target.New(target.Options{
		Client: c, URL: u, Method: "PATCH", PatchType: "application/json", Managed: api.ManagedMembers(),
		Notify: func(n target.Notice) { notices = append(notices, n) },
		Sleep:  func(context.Context, time.Duration) error { return nil },
	})
	base, err := target.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wanted := func(text string) *document.Document {
		d, err := document.Parse([]byte(text), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, text := range []string{`{"n":1,"__v":9}`, `{"n":1}`, `{"n":2,"__v":"7"}`, `[]`} {
		_, err := target.Prepare(base, wanted(text))
		var invalid *editor.InvalidError
		if !errors.As(err, &invalid) || writes != 0 {
			t.Errorf("%s: %v", text, err)
		}
	}
	w, err := target.Prepare(base, wanted(`{"n":2,"__v":7}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := target.Send(t.Context(), w)
	if err != nil || string(got.After.Document.Source()) != after || len(notices) != 0 {
		t.Errorf("%+v %v", notices, err)
	}
}

// What is proven of one API's way says nothing of another's at the same URL: a server that
// compares a member of the body may ignore If-Match.
func TestProofsAreOfOneAPI(t *testing.T) {
	u := &url.URL{Scheme: "http", Host: "h", Path: "/d/x"}
	plain := target.Key(client.Representation{URL: u, MediaType: "application/json"})
	for api, same := range map[string]bool{"rfc9110": true, "couchdb": false} {
		if got := target.Key(client.Representation{URL: u, MediaType: "application/json", API: api}); (got == plain) != same {
			t.Errorf("%s: %s", api, got)
		}
	}
	if convention.RFC9110.Name != client.DefaultAPI {
		t.Errorf("the default is %s", convention.RFC9110.Name)
	}
	s := on(t, mockserver.Options{API: "couchdb"}, `{"n":1}`, nil)
	speak := func(name string) {
		api, err := convention.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		s.again(t, "http://"+s.URL.Host, func(o *target.Options) {
			if o.Client, err = client.New(client.Options{Dialect: api}); err != nil {
				t.Fatal(err)
			}
			o.Method, o.Proven = "PUT", true
		})
	}
	speak("couchdb")
	s.Proven = false
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.server.PutAs("/pages/home", "application/json", []byte(`{"n":7}`)) // a rival
	if _, err := s.write(t, base, `{"n":2,`+string(base.Document.Source())[len(`{"n":1,`):]); err == nil {
		t.Fatal("the rival was overwritten")
	}
	if _, err := s.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	speak("couchdb")
	if _, err := s.Fetch(t.Context()); err != nil {
		t.Errorf("proven, and asked for again: %v", err)
	}
	speak("rfc9110")
	var unproven *target.UnprovenError
	if _, err := s.Fetch(t.Context()); !errors.As(err, &unproven) {
		t.Errorf("another way: %v", err)
	}
}

// A version of two values is named as it is shown.
func TestIfMatchOfTwoValues(t *testing.T) {
	for tag, ok := range map[string]bool{"0 1": true, "0": false, "1 0": false} {
		s := on(t, mockserver.Options{API: "elasticsearch"}, `{"n":1}`, func(o *target.Options) {
			api, err := convention.Lookup("elasticsearch")
			if err != nil {
				t.Fatal(err)
			}
			if o.Client, err = client.New(client.Options{Dialect: api}); err != nil {
				t.Fatal(err)
			}
			o.IfMatch = tag
		})
		_, err := s.Fetch(t.Context())
		if errors.As(err, new(*target.VersionError)) == ok {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

// A version that stays while the content changes, as Mongoose's does unless it is told
// otherwise, keeps no rival apart: that is said.
func TestAVersionThatStays(t *testing.T) {
	stored := `{"n":1,"__v":7}`
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			stored = `{"n":2,"__v":7}`
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, stored)
	}))
	defer srv.Close()
	s := on(t, mockserver.Options{}, `{}`, nil)
	s.again(t, srv.URL, func(o *target.Options) {
		api, err := convention.Lookup("mongoose")
		if err != nil {
			t.Fatal(err)
		}
		if o.Client, err = client.New(client.Options{Dialect: api}); err != nil {
			t.Fatal(err)
		}
		o.Method, o.PatchType = "PATCH", "application/json"
	})
	if _, err := s.edit(t, `"n":1`, `"n":2`); err != nil {
		t.Fatal(err)
	}
	if len(s.notices) != 1 || s.notices[0] != (target.Notice{Kind: target.SameVersion, Detail: "7"}) {
		t.Errorf("%+v", s.notices)
	}
}
