package client_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
)

func TestTheTraceShowsNoSecretAndNoControlCharacter(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "sid=hush1")
		w.Header().Set("X-Refresh-Token", "hush2")
		w.Header().Set("Content-Location", "/x?signature=hush3&page=2")
		w.Header().Set("X-Note", "red \u202e\u009b31m note")
		w.Header().Set("ETag", `"v2"`)
		_, _ = io.WriteString(w, `{"password":"hush4"}`)
	})
	var out bytes.Buffer
	u := parse(t, srv.URL+"/x?api_key=hush5&a=1&%74oken=hush6&password=hush7;b=2&sig=hush8&X-Amz-Signature=hush9")
	u.User = url.UserPassword("hushuser", "hushpass")
	c := dial(t, client.Options{
		Trace:  &out,
		Origin: parse(t, srv.URL),
		Auth:   keyAuth{},
		Header: http.Header{
			"X-Plain": {"hush10"}, "Cookie": {"hush11"}, "Accept": {"application/json"},
			"Proxy-Authorization": {"hush12"}, "Idempotency-Key": {"hush13"}, "Authorization": {"hush14"},
		},
	})
	r := patch(t, srv.URL)
	r.URL, r.Body = u, []byte(`{"secret":"hush15"}`)
	if _, err := c.Write(t.Context(), r, v1); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	if strings.Contains(got, "hush") {
		t.Error("a secret is shown")
	}
	if strings.ContainsFunc(got, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e }) {
		t.Error("a control character is shown")
	}
	for _, want := range []string{
		"> PATCH http", "/x?api_key=***&a=1&%74oken=***", "> If-Match: \"v1\"\n", "> Accept: application/json\n",
		"> X-Plain: ***\n", "> X-Own: ***\n", "> Authorization: ***\n", "< HTTP/1.1 200 OK\n", "< Etag: \"v2\"\n",
		"/x?signature=***&page=2", "> (19 bytes)\n", "< (20 bytes, ", `red \u202e\u009b31m note`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// keyAuth puts its secret on a header of an innocent name.
type keyAuth struct{ client.Credentials }

func (keyAuth) Apply(r *http.Request) error { r.Header.Set("X-Own", "hush16"); return nil }

func TestTheTraceOfAFailure(t *testing.T) {
	to, _ := script(t, says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))
	var out bytes.Buffer
	_, _ = dial(t, client.Options{Trace: &out}).Fetch(t.Context(), parse(t, to))
	if !strings.Contains(out.String(), "\n* the answer breaks off (") {
		t.Error(out.String())
	}
}
