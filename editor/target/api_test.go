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
