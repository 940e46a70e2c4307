package client_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
)

func TestReadsFollowRedirectsOnTheirOrigin(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/a/old":
				w.Header().Set("Location", "../b/new?x=1#frag")
				w.WriteHeader(status)
			case "/b/new":
				w.Header().Set("Location", "http://"+r.Host+"/c")
				w.WriteHeader(status)
			case "/c":
				_, _ = io.WriteString(w, "{}")
			}
		})
		rep, err := dial(t, client.Options{}).Fetch(t.Context(), parse(t, srv.URL+"/a/old"))
		if err != nil || rep.URL.String() != srv.URL+"/c" {
			t.Errorf("%d: %v %v", status, rep.URL, err)
		}
		for _, r := range srv.requests() {
			if r.Header.Get("Accept") != "application/json, */*;q=0.5" || r.Header.Get("Cache-Control") != "no-cache" || r.Header.Get("Referer") != "" {
				t.Errorf("%s: %v", r.URL, r.Header)
			}
		}
		if srv.requests()[1].RequestURI != "/b/new?x=1" {
			t.Error(srv.requests()[1].RequestURI)
		}
	}
}

func TestReadsThatAreNotFollowed(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Error("the other origin was asked") })
	port := other.URL[strings.LastIndex(other.URL, ":")+1:]
	for _, c := range []struct {
		name     string
		status   int
		location string // HOST is the server's own host and port
		upgrade  string
		loop     bool
		refused  bool
		requests int
	}{
		{name: "another port", status: 302, location: other.URL + "/x", requests: 1},
		{name: "another host", status: 302, location: "http://localhost:" + port + "/x", requests: 1},
		{name: "no scheme, another host", status: 302, location: "//localhost:" + port + "/x", requests: 1},
		{name: "https", status: 308, location: "https://HOST/x", upgrade: "https://HOST/x", requests: 1},
		{name: "https and another path", status: 301, location: "https://HOST/y", requests: 1},
		{name: "https and a query", status: 301, location: "https://HOST/x?y", requests: 1},
		{name: "https on another port", status: 301, location: "https://127.0.0.1/x", requests: 1},
		{name: "itself", status: 302, location: "/x", loop: true, requests: 1},
		{name: "ever on", status: 302, location: "/x+", loop: true, requests: 11},
		{name: "multiple choices", status: 300, location: "/y", requests: 1},
		{name: "nowhere", status: 302, refused: true, requests: 1},
		{name: "no URL", status: 302, location: "http://[::1/%zz", requests: 1},
		{name: "no HTTP", status: 302, location: "javascript:alert(1)", requests: 1},
		{name: "a file", status: 302, location: "file:///etc/hostname", requests: 1},
		{name: "a file without a host", status: 307, location: "file:/etc/hostname", requests: 1},
		{name: "a file on this host", status: 301, location: "FILE://HOST/x", requests: 1},
		{name: "not modified", status: 304, refused: true, requests: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				to := strings.ReplaceAll(c.location, "HOST", r.Host)
				if to == "/x+" {
					to = r.URL.Path + "x"
				}
				if to != "" {
					w.Header().Set("Location", to)
				}
				w.WriteHeader(c.status)
			})
			host := strings.TrimPrefix(srv.URL, "http://")
			_, err := dial(t, client.Options{}).Fetch(t.Context(), parse(t, srv.URL+"/x"))
			if n := len(srv.requests()); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
			if c.refused {
				is[*client.RefusedError](t, err)
				return
			}
			e := is[*client.RedirectError](t, err)
			if want := strings.ReplaceAll(c.upgrade, "HOST", host); e.Upgrade != want || e.Loop != c.loop || e.Status != c.status {
				t.Errorf("%+v, want upgrade %q", e, want)
			}
			if c.location != "/x+" && e.Location != strings.ReplaceAll(c.location, "HOST", host) {
				t.Errorf("location %q", e.Location)
			}
		})
	}
}

func TestTheUpgradeOfThePlainPorts(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"http://h.test/x", "https://h.test/x", "https://h.test/x"},
		{"http://h.test:80/x", "https://h.test:443/x#f", "https://h.test:443/x"},
		{"http://h.test", "https://H.test/", "https://H.test/"},
		{"http://h.test:8080/x", "https://h.test:8443/x", ""},
		{"http://h.test/x", "https://www.h.test/x", ""},
		{"https://h.test/x", "https://h.test/x", ""},
		{"https://h.test/x", "http://h.test/x", ""},
	} {
		r := client.Response{Status: 301, URL: parse(t, c.from), Header: http.Header{"Location": {c.to}}}
		if got := is[*client.RedirectError](t, client.JudgeWrite(r)).Upgrade; got != c.want {
			t.Errorf("%s to %s: %q", c.from, c.to, got)
		}
	}
}

func TestWritesFollowNothing(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/x" {
				w.Header().Set("Location", "/y")
				w.WriteHeader(status)
			}
		})
		resp, err := dial(t, client.Options{}).Write(t.Context(), patch(t, srv.URL+"/x"), v1)
		e := is[*client.RedirectError](t, err)
		if e.Location != "/y" || e.Status != status || resp.Header.Get("Location") != "/y" || len(srv.requests()) != 1 {
			t.Errorf("%d: %+v, %d requests", status, e, len(srv.requests()))
		}
	}
}

func TestARedirectsErrorShowsNoSecrets(t *testing.T) {
	const at = "https://u:p@h.test/x?a=1&access_token=hush"
	e := &client.RedirectError{Location: at, Shown: client.ShownText(at)}
	if s := e.Error(); strings.Contains(s, "hush") || strings.Contains(s, "u:p") || !strings.Contains(s, "a=1") {
		t.Error(s)
	}
}
