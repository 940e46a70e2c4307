package client_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// A member of the query that every request carries: on the wire of its origin, and
// nowhere else. One that the URL has already is the URL's.
func TestQuery(t *testing.T) {
	elsewhere := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	var leave bool
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case leave:
			http.Redirect(w, r, elsewhere.URL+"/x", http.StatusFound)
		case r.URL.Path == "/old":
			http.Redirect(w, r, "/x?b=%7e", http.StatusFound)
		default:
			w.Header().Set("ETag", `"v1"`)
			_, _ = io.WriteString(w, "{}")
		}
	})
	var trace bytes.Buffer
	var seen []string
	c := dial(t, client.Options{
		Trace: &trace, Origin: parse(t, srv.URL), Query: url.Values{"api_key": {"hush&1"}, "a": {"hush2"}},
		Header: http.Header{"Prefer": {"hush3"}, "Accept-Language": {"shown"}}, Hidden: []string{"prefer"},
		OnExchange: func(x client.Exchange) { seen = append(seen, x.URL.String()) },
	})
	rep, err := c.Fetch(t.Context(), parse(t, srv.URL+"/old?a=mine"))
	if err != nil {
		t.Fatal(err)
	}
	if rep.URL.RawQuery != "b=%7e" || strings.Contains(strings.Join(seen, " ")+trace.String(), "hush") {
		t.Errorf("%s, %v\n%s", rep.URL, seen, trace.String())
	}
	if !strings.Contains(trace.String(), "/x?b=%7e&a=***&api_key=***\n") {
		t.Error(trace.String())
	}
	if !strings.Contains(trace.String(), "> Prefer: ***\n") || !strings.Contains(trace.String(), "> Accept-Language: shown\n") {
		t.Error(trace.String())
	}
	leave = true
	if _, err := c.Fetch(t.Context(), parse(t, srv.URL+"/old")); err == nil {
		t.Error("followed to another origin")
	}
	if _, err := c.Fetch(t.Context(), parse(t, elsewhere.URL+"/y")); err != nil {
		t.Error(err)
	}
	var got []string
	for _, r := range append(srv.requests(), elsewhere.requests()...) {
		got = append(got, r.URL.RawQuery)
	}
	if s := strings.Join(got, " "); s != "a=mine&api_key=hush%261 b=%7e&a=hush2&api_key=hush%261 a=hush2&api_key=hush%261 " {
		t.Error(s)
	}
	if _, err := client.New(client.Options{Dialect: convention.RFC9110, Query: url.Values{"a": {"b"}}}); err == nil {
		t.Error("a query without the origin that it belongs to")
	}
}

// A file keeps of a URL what names the resource, as it is spelled, and no secret.
func TestBlank(t *testing.T) {
	for from, want := range map[string]string{
		"http://a.example/x":                                    "http://a.example/x",
		"http://u:p@a.example/x;key=1/y?a=%7e&b":                "http://a.example/x;key=1/y?a=%7e&b",
		"http://a.example/?api_key=hush&a=1&%74oken=hush":       "http://a.example/?api_key=***&a=1&%74oken=***",
		"http://a.example/?a=1;sig=2&sig&passwd=a=b&code=***":   "http://a.example/?a=1;sig=2&sig=***&passwd=***&code=***",
		"http://a.example/?%zztoken=hush&=x&&q=token":           "http://a.example/?%zztoken=***&=x&&q=token",
		"http://a.example/x?X-Amz-Signature=hush&page=2#access": "http://a.example/x?X-Amz-Signature=***&page=2#access",
	} {
		u := parse(t, from)
		got := client.Blank(u)
		if got.String() != want || u.String() != from {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
		if again := client.Blank(got); again.String() != want {
			t.Errorf("%s: %s, and then %s", from, got, again)
		}
		if n := strings.Count(want, "***"); len(client.Blanked(got)) != n {
			t.Errorf("%s: %v", got, client.Blanked(got))
		}
	}
	if got := client.WithoutBlanked(parse(t, "http://a.example/x?a=1&token=***&b=%7e&key=7")).String(); got != "http://a.example/x?a=1&b=%7e&key=7" {
		t.Error(got)
	}
}
