package mockserver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a server for one test, with a client of its own.
func serve(t *testing.T, o mockserver.Options) (s *mockserver.Server, base string, c *http.Client) {
	t.Helper()
	s = mockserver.New(o)
	base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{DisableCompression: true}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s, base, &http.Client{Transport: tr, Timeout: 10 * time.Second}
}

// ask sends one request over the network; fields is "Name: value" lines.
func ask(t *testing.T, c *http.Client, method, url, fields, body string) (*http.Response, string) {
	t.Helper()
	res, err := c.Do(newRequest(t, method, url, fields, body))
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: body: %v", method, url, err)
	}
	return res, string(b)
}

// call sends one request past the network.
func call(t *testing.T, s *mockserver.Server, method, path, fields, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, newRequest(t, method, "http://mock"+path, fields, body))
	return w
}

func newRequest(t *testing.T, method, url, fields, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(fields) {
		name, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ":")
		r.Header.Add(name, strings.TrimSpace(value))
	}
	return r
}

// content fails the test where path does not hold want; "" is nothing.
func content(t *testing.T, s *mockserver.Server, path, want string) {
	t.Helper()
	if got, _ := s.Get(path); string(got) != want {
		t.Errorf("%s holds %q, want %q", path, got, want)
	}
}

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }
