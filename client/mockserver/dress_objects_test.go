package mockserver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// A write of an object is all there is of it: what it does not say of it is gone, and a
// read shows what it says.
func TestDressesOfObjects(t *testing.T) {
	for _, c := range []struct {
		api    string
		needs  [2]string // a header without which nothing is written
		sets   map[string]string
		shows  map[string]string
		ok     int
		exists int
		gone   int
	}{
		{
			api: "azure-blob", needs: [2]string{"x-ms-blob-type", "BlockBlob"}, ok: 201, exists: 409, gone: 202,
			sets:  map[string]string{"x-ms-meta-owner": "Ann", "x-ms-blob-cache-control": "max-age=60", "x-ms-blob-content-language": "de", "Cache-Control": "no-store"},
			shows: map[string]string{"x-ms-meta-owner": "Ann", "Cache-Control": "max-age=60", "Content-Language": "de", "Content-Type": "application/json"},
		},
		{
			api: "s3", ok: 200, exists: 412, gone: 204,
			sets:  map[string]string{"x-amz-meta-owner": "Ann", "Cache-Control": "max-age=60", "Content-Language": "de"},
			shows: map[string]string{"x-amz-meta-owner": "Ann", "Cache-Control": "max-age=60", "Content-Language": "de", "Content-Type": "application/json"},
		},
	} {
		t.Run(c.api, func(t *testing.T) {
			s := mockserver.New(mockserver.Options{API: c.api})
			defer s.Close()
			web := httptest.NewServer(s.Handler())
			defer web.Close()
			send := func(method, body string, want int, headers map[string]string) http.Header {
				t.Helper()
				r, err := http.NewRequest(method, web.URL+"/x", strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/json")
				for name, value := range headers {
					r.Header.Set(name, value)
				}
				resp, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				if text, _ := io.ReadAll(resp.Body); resp.StatusCode != want {
					t.Errorf("%s: %d, want %d: %s", method, resp.StatusCode, want, text)
				}
				return resp.Header
			}
			with := func(more map[string]string) map[string]string {
				all := map[string]string{}
				for name, value := range more {
					all[name] = value
				}
				if c.needs[0] != "" {
					all[c.needs[0]] = c.needs[1]
				}
				return all
			}
			if c.needs[0] != "" {
				send("PUT", "{}", 400, nil)
			}
			send("GET", "", 404, nil)
			send("PUT", "{}", c.ok, with(c.sets))
			first := send("GET", "", 200, nil)
			for name, want := range c.shows {
				if got := first.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			send("PUT", "{}", c.exists, with(map[string]string{"If-None-Match": "*"}))
			send("PUT", `{"n":1}`, 412, with(map[string]string{"If-Match": `"none"`}))
			send("PUT", `{"n":1}`, c.ok, with(map[string]string{"If-Match": first.Get("ETag")}))
			second := send("GET", "", 200, nil)
			for name := range c.shows {
				if got := second.Get(name); got != "" && name != "Content-Type" {
					t.Errorf("%s is still %q", name, got)
				}
			}
			send("DELETE", "", 412, map[string]string{"If-Match": first.Get("ETag")})
			send("DELETE", "", c.gone, map[string]string{"If-Match": second.Get("ETag")})
			send("PATCH", "{}", 405, nil)
		})
	}
}
