package target_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor/target"
)

// Where metadata goes back with every write, the next base is one that was read: the
// answer to a write, or to one that was refused, need not show all of it.
func TestMetadataIsRead(t *testing.T) {
	api, err := convention.Load("kept", []byte("name: kept\ntitle: t\nsource: s\nversion: [{header: ETag, send: {header: If-Match}}]\n"+
		"write: {method: PUT, keep: [{header: X-Meta-*}]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := on(t, mockserver.Options{TellOnConflict: true}, page, nil)
	var sent []string // of each PUT
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.Header().Set("X-Meta-Owner", "Ann")
		} else {
			sent = append(sent, r.Header.Get("X-Meta-Owner"))
		}
		s.server.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	s.again(t, web.URL, func(o *target.Options) {
		if o.Client, err = client.New(client.Options{Dialect: api}); err != nil {
			t.Fatal(err)
		}
		o.Method = http.MethodPut
		t.Cleanup(o.Client.Close)
	})
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rec, err := s.write(t, base, `{"title":"New"}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.write(t, rec.After, `{"title":"Newer"}`); err != nil {
		t.Fatal(err)
	}
	if rec, err = s.write(t, base, `{"title":"Late"}`); !errors.As(err, new(*client.PreconditionError)) || rec.After.Document != nil {
		t.Errorf("%v, and the refusal is taken for a read: %v", err, rec.After.Document != nil)
	}
	for i, owner := range sent {
		if owner != "Ann" {
			t.Errorf("write %d has the owner %q", i, owner)
		}
	}
}
