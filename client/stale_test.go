package client

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"syscall"
	"testing"
)

// plainDialect is the least that a write needs.
type plainDialect struct{}

func (plainDialect) Represent(r Response) (Representation, error) {
	return Representation{URL: r.URL, Body: r.Body}, nil
}

func (plainDialect) Guard(r Request, p Precondition) (Request, error) {
	r.Header = http.Header{"If-Match": p.Validator().Values}
	return r, nil
}

func (plainDialect) Written(Response) Validator { return Validator{} }

func (plainDialect) Impossible(Validator) (Validator, bool) { return Validator{}, false }

func (plainDialect) Judge(r Response) error { return JudgeWrite(r) }

// A dyingConn fails every write once it is told to, after taking some bytes.
type dyingConn struct {
	net.Conn
	dead  *atomic.Bool
	takes int
}

func (c *dyingConn) Write(p []byte) (int, error) {
	if !c.dead.Load() {
		return c.Conn.Write(p)
	}
	n, _ := c.Conn.Write(p[:min(c.takes, len(p))])
	c.Conn.Close()
	return n, syscall.ECONNRESET
}

// A kept connection that is dead when the write comes: if not one byte of it was
// taken, the write goes out on a fresh connection; after one byte it is lost.
func TestAStaleConnection(t *testing.T) {
	for _, c := range []struct {
		name   string
		takes  int
		method string
		writes int32
		lost   bool
	}{
		{"nothing written", 0, "PATCH", 1, false},
		{"nothing written, no body", 0, "DELETE", 1, false},
		{"one byte written", 1, "PATCH", 0, true},
		{"one byte written, no body", 1, "DELETE", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var writes atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet {
					writes.Add(1)
				}
				_, _ = io.WriteString(w, "{}")
			}))
			defer srv.Close()
			cl, err := New(Options{Dialect: plainDialect{}})
			if err != nil {
				t.Fatal(err)
			}
			defer cl.Close()
			dials, dead := 0, new(atomic.Bool)
			cl.transport.DialContext = counted(func(ctx context.Context, network, addr string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, addr)
				if dials++; dials == 1 {
					conn = &dyingConn{conn, dead, c.takes}
				}
				return conn, err
			})
			u, _ := url.Parse(srv.URL)
			if _, err := cl.Fetch(t.Context(), u); err != nil {
				t.Fatal(err)
			}
			dead.Store(true)
			r := Request{Method: c.method, URL: u}
			if c.method == "PATCH" {
				r.Body, r.MediaType = []byte("{}"), "application/json"
			}
			_, err = cl.Write(t.Context(), r, IfUnchanged(Validator{Values: []string{`"1"`}}))
			var lost *LostError
			if errors.As(err, &lost) != c.lost || !c.lost && err != nil {
				t.Errorf("error %v", err)
			}
			if writes.Load() != c.writes {
				t.Errorf("%d writes came", writes.Load())
			}
		})
	}
}

// A fresh connection that takes nothing: nothing was sent, and it is not tried again.
func TestAFreshConnectionThatTakesNothing(t *testing.T) {
	cl, err := New(Options{Dialect: plainDialect{}})
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	dials, dead := 0, new(atomic.Bool)
	dead.Store(true)
	cl.transport.DialContext = counted(func(context.Context, string, string) (net.Conn, error) {
		dials++
		a, b := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, b); b.Close() }()
		return &dyingConn{a, dead, 0}, nil
	})
	u, _ := url.Parse("http://server.test/")
	_, err = cl.Write(t.Context(), Request{Method: "PUT", URL: u, Body: []byte("x")}, IfUnchanged(Validator{Values: []string{`"1"`}}))
	var unreachable *UnreachableError
	if !errors.As(err, &unreachable) || dials != 1 {
		t.Errorf("%d dials: %v", dials, err)
	}
}
