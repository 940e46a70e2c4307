package client_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// TestMain puts a proxy in the environment, which net/http reads once. Requests to
// this machine do not use it.
func TestMain(m *testing.M) {
	proxy := httptest.NewServer(http.HandlerFunc(proxied))
	for _, name := range []string{"http_proxy", "https_proxy", "NO_PROXY", "no_proxy"} {
		_ = os.Unsetenv(name)
	}
	_ = os.Setenv("HTTP_PROXY", proxy.URL)
	_ = os.Setenv("HTTPS_PROXY", proxy.URL)
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent())
}

// A recorder serves answers and keeps what was asked.
type recorder struct {
	*httptest.Server
	mu   sync.Mutex
	seen []*http.Request
	body []string
}

// serve starts a server that answers with h and records every request.
func serve(t *testing.T, h http.HandlerFunc) *recorder {
	t.Helper()
	rec := &recorder{}
	rec.Server = httptest.NewServer(rec.handler(h))
	t.Cleanup(rec.Close)
	return rec
}

func (rec *recorder) handler(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		rec.mu.Lock()
		rec.seen = append(rec.seen, r.Clone(context.Background()))
		rec.body = append(rec.body, string(b))
		rec.mu.Unlock()
		h(w, r)
	})
}

// requests returns what came so far.
func (rec *recorder) requests() []*http.Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return append([]*http.Request(nil), rec.seen...)
}

func parse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// dial makes a client for o, with the default convention.
func dial(t *testing.T, o client.Options) *client.Client {
	t.Helper()
	if o.Dialect == nil {
		o.Dialect = convention.RFC9110
	}
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// is reports whether err is a T, and returns it.
func is[T error](t *testing.T, err error) T {
	t.Helper()
	var e T
	if !errors.As(err, &e) {
		t.Fatalf("error is %T (%v), want %T", err, err, e)
	}
	return e
}

func TestAReadAsksAfreshUnencodedAndForJSON(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"a b"`)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Accept-Patch", `application/merge-patch+json, text/x;p="a,b"`)
		io.WriteString(w, `{"a":1}`)
	})
	rep, err := dial(t, client.Options{}).Fetch(t.Context(), parse(t, srv.URL+"/x%2Fy?q=1#part"))
	if err != nil {
		t.Fatal(err)
	}
	r := srv.requests()[0]
	for name, want := range map[string]string{
		"Accept": "application/json, */*;q=0.5", "Accept-Encoding": "identity",
		"Cache-Control": "no-cache", "Pragma": "no-cache", "User-Agent": "etch",
		"Content-Type": "", "Prefer": "", "If-Match": "",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.RequestURI != "/x%2Fy?q=1" {
		t.Errorf("asked for %s", r.RequestURI)
	}
	if string(rep.Body) != `{"a":1}` || rep.MediaType != "application/json; charset=utf-8" ||
		!rep.Validator.Equal(client.Validator{Values: []string{`W/"a b"`}}) || rep.Validator.Strength != client.Weak ||
		rep.URL.String() != srv.URL+"/x%2Fy?q=1" || len(rep.Patches) != 2 || rep.Decoded != "" {
		t.Errorf("%+v", rep)
	}
}

// What an API asks for on every request stands below what the user asks for.
func TestDefaultHeaders(t *testing.T) {
	srv := serve(t, func(http.ResponseWriter, *http.Request) {})
	u := parse(t, srv.URL)
	o := client.Options{Default: http.Header{"Accept": {"a/b"}, "X-Kind": {"default"}}, Header: http.Header{"X-Kind": {"the user's"}}, Origin: u}
	if _, err := dial(t, o).Fetch(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	h := srv.requests()[0].Header
	if h.Get("Accept") != "a/b" || h.Get("X-Kind") != "the user's" {
		t.Errorf("%v", h)
	}
}

// A header that net/http cannot read is named, and its value, which may be anything, is not.
func TestHeaderThatCannotBeRead(t *testing.T) {
	for line, name := range map[string]string{
		"ETag: \"a\x01b\"":    "Etag",
		"x-note: a\x00b":      "X-Note",
		"no colon in here":    "",
		" a line that begins": "",
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			_, _ = http.ReadRequest(bufio.NewReader(c))
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n"+line+"\r\nContent-Length: 0\r\n\r\n")
		}()
		c, err := client.New(client.Options{Dialect: convention.RFC9110})
		if err != nil {
			t.Fatal(err)
		}
		u := &url.URL{Scheme: "http", Host: l.Addr().String(), Path: "/"}
		_, err = c.Fetch(t.Context(), u)
		var bad *client.LineError
		if !errors.As(err, new(*client.UnreachableError)) || !errors.As(err, &bad) || bad.Name != name || strings.ContainsAny(err.Error(), "\x00\x01") {
			t.Errorf("%q: %v", line, err)
		}
		c.Close()
		l.Close()
	}
}

// Both words that keep a cache away are on the wire: a server of net/http adds one where
// it sees the other, and so cannot tell.
func TestPastEveryCacheOnTheWire(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	lines := make(chan []string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		var all []string
		for in := bufio.NewScanner(c); in.Scan() && in.Text() != ""; {
			all = append(all, in.Text())
		}
		lines <- all
	}()
	_, _ = dial(t, client.Options{}).Fetch(t.Context(), parse(t, "http://"+l.Addr().String()))
	got := strings.Join(<-lines, "\n") + "\n"
	for _, want := range []string{"Cache-Control: no-cache\n", "Pragma: no-cache\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
