package client_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
)

// script listens, and has the handlers treat one connection each, in order; each
// gets the connection after it has read one request.
func script(t *testing.T, handlers ...func(c net.Conn, r *http.Request)) (url string, requests func() int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	n := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, h := range handlers {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if r, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
				mu.Lock()
				n++
				mu.Unlock()
				h(c, r)
			}
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String(), func() int { mu.Lock(); defer mu.Unlock(); return n }
}

// says answers with raw bytes.
func says(s string) func(net.Conn, *http.Request) {
	return func(c net.Conn, _ *http.Request) { _, _ = io.WriteString(c, s) }
}

// resets ends the connection with a reset.
func resets(c net.Conn, _ *http.Request) { _ = c.(*net.TCPConn).SetLinger(0) }

func hangs(d time.Duration, first string) func(net.Conn, *http.Request) {
	return func(c net.Conn, _ *http.Request) {
		_, _ = io.WriteString(c, first)
		_ = c.SetReadDeadline(time.Now().Add(d))
		_, _ = c.Read(make([]byte, 1)) // until the client goes away
	}
}

// What a write and a read know when the network fails.
func TestBrokenAnswers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	for _, c := range []struct {
		name   string
		server func(net.Conn, *http.Request)
		write  string
		read   string
	}{
		{"closed before the answer", says(""), "lost", "unreachable"},
		{"reset before the answer", resets, "lost", "unreachable"},
		{"cut in the head", says("HTTP/1.1 200 OK\r\nConte"), "lost", "unreachable"},
		{"cut before the body", says(ok + "Content-Length: 10\r\n\r\n"), "lost", "unreachable"},
		{"cut in the body", says(ok + "Content-Length: 10\r\n\r\n{\"a\":"), "lost", "unreachable"},
		{"cut in a chunk", says(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\""), "lost", "unreachable"},
		{"cut between chunks", says(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"), "lost", "unreachable"},
		{"a refusal that breaks off", says("HTTP/1.1 412 No\r\nContent-Length: 10\r\n\r\nx"), "lost", "unreachable"},
		{"two lengths", says(ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), "lost", "unreachable"},
		{"a length that is none", says(ok + "Content-Length: -1\r\n\r\n{}"), "lost", "unreachable"},
		{"less than the length", says(ok + "Content-Length: 3\r\n\r\n{}"), "lost", "unreachable"},
		{"a length, and chunks that count", says(ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), "done", "done"},
		{"no HTTP", says("220 mail.example ESMTP\r\n"), "lost", "unreachable"},
		{"silence", hangs(5*time.Second, ""), "lost late", "unreachable"},
		{"silence in the head", hangs(5*time.Second, "HTTP/1.1 200 OK\r\n"), "lost late", "unreachable"},
		{"silence in the body", hangs(5*time.Second, ok+"Content-Length: 10\r\n\r\n{"), "lost late", "unreachable"},
		{"too large", says(ok + "Content-Length: 2000\r\n\r\n" + strings.Repeat("x", 2000)), "lost", "body 1000"},
		{"too large, in chunks", says(ok + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + strings.Repeat("x", 2000) + "\r\n0\r\n\r\n"), "lost", "body 1000"},
		{"another protocol", says("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), "lost", "refused"},
		{"another protocol, and silence", hangs(5*time.Second, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), "lost", "refused"},
		{"early hints first", says("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 2\r\n\r\n{}"), "done", "done"},
		{"up to the end of the connection", says("HTTP/1.0 200 OK\r\n\r\n{}"), "done", "done"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := client.Options{Timeout: 300 * time.Millisecond, MaxBody: 1000}
			to, requests := script(t, c.server, c.server)
			began := time.Now()
			_, err := dial(t, o).Write(t.Context(), patch(t, to), v1)
			if got := kind(err); got != c.write {
				t.Errorf("write: %s (%v), want %s", got, err, c.write)
			}
			if n := requests(); n != 1 {
				t.Errorf("%d requests for one write", n)
			}
			_, err = dial(t, o).Fetch(t.Context(), parse(t, to))
			if got := kind(err); got != c.read {
				t.Errorf("read: %s (%v), want %s", got, err, c.read)
			}
			if took := time.Since(began); took > 4*time.Second { // the server hangs for five at each
				t.Errorf("it took %s", took)
			}
			if late := strings.HasPrefix(c.name, "silence"); late != errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("read: a time-out is %v: %v", late, err)
			}
		})
	}
}

func TestNothingIsSentWhereNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to := "http://" + l.Addr().String() + "/x?token=hush"
	l.Close()
	_, err = dial(t, client.Options{}).Write(t.Context(), patch(t, to), v1)
	is[*client.UnreachableError](t, err)
	if strings.Contains(err.Error(), "hush") {
		t.Error("the error repeats the URL:", err)
	}
	_, err = dial(t, client.Options{}).Fetch(t.Context(), parse(t, to))
	is[*client.UnreachableError](t, err)
}

func TestAnUntrustedServerGetsNothing(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	srv.Config.ErrorLog = quiet
	srv.StartTLS()
	defer srv.Close()
	_, err := dial(t, client.Options{}).Write(t.Context(), patch(t, srv.URL), v1)
	is[*client.UnreachableError](t, err)
}

// Time that runs out before a byte of the request is on its way: nothing was sent.
func TestTimeUpBeforeSending(t *testing.T) {
	mute, _ := script(t, func(net.Conn, *http.Request) {}) // it waits for a request, and gets the beginning of TLS
	cl := dial(t, client.Options{Timeout: 200 * time.Millisecond, Insecure: true})
	_, err := cl.Write(t.Context(), patch(t, strings.Replace(mute, "http:", "https:", 1)), v1)
	is[*client.UnreachableError](t, err)

	ended, stop := context.WithCancel(t.Context())
	stop()
	srv := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err = dial(t, client.Options{}).Write(ended, patch(t, srv.URL), v1)
	is[*client.UnreachableError](t, err)
	if n := len(srv.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// Time that runs out, or a connection that ends, while the body is on its way: what came
// of it may have been enough for somebody.
func TestCutInTheMiddleOfTheRequest(t *testing.T) {
	large := client.Request{Method: "PUT", MediaType: "text/plain", Body: make([]byte, 32<<20)}
	for name, do := range map[string]func(net.Conn){
		"reset":  func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) },
		"closed": func(net.Conn) {},
		"silent": func(c net.Conn) { // until the client goes away
			_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
			time.Sleep(2 * time.Second)
			_, _ = io.Copy(io.Discard, c)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				c, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = io.ReadFull(c, make([]byte, 1000)) // the head, and a little more
				do(c)
				c.Close()
			}()
			r := large
			r.URL = parse(t, "http://"+l.Addr().String())
			patience := 20 * time.Second
			if name == "silent" {
				patience = 2 * time.Second
			}
			_, err = dial(t, client.Options{Timeout: patience}).Write(t.Context(), r, v1)
			is[*client.LostError](t, err)
			l.Close()
			<-done
		})
	}
}

func TestTheEndOfTheContextAfterSendingLeavesDoubt(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	why := errors.New("interrupted")
	to, _ := script(t, func(c net.Conn, _ *http.Request) {
		stop(why)
		hangs(time.Second, "")(c, nil)
	})
	_, err := dial(t, client.Options{}).Write(ctx, patch(t, to), v1)
	if e := is[*client.LostError](t, err); e.Timeout || !errors.Is(err, why) {
		t.Error(err)
	}
	_, err = dial(t, client.Options{}).Write(ctx, patch(t, to), v1) // ended before
	is[*client.UnreachableError](t, err)
}

// A kept connection that the server closes just as the write leaves: the write is
// not sent again, whatever headers and body it has.
func TestTheTransportNeverRepeatsAWrite(t *testing.T) {
	for _, c := range []struct{ method, body, key string }{
		{"PATCH", `{}`, ""},
		{"PUT", `{}`, ""},
		{"POST", `{}`, ""},
		{"DELETE", "", ""},
		{"PUT", "", ""},
		{"PATCH", `{}`, "Idempotency-Key"},
		{"PUT", `{}`, "X-Idempotency-Key"},
		{"DELETE", "", "Idempotency-Key"},
	} {
		t.Run(c.method+" "+c.key+" "+c.body, func(t *testing.T) {
			to, writes := closing(t)
			o := client.Options{Timeout: 5 * time.Second}
			if c.key != "" {
				o.Origin, o.Header = parse(t, to), http.Header{c.key: {"k"}}
			}
			cl := dial(t, o)
			if _, err := cl.Fetch(t.Context(), parse(t, to)); err != nil {
				t.Fatal(err)
			}
			r := client.Request{Method: c.method, URL: parse(t, to), MediaType: "application/json", Body: []byte(c.body)}
			_, err := cl.Write(t.Context(), r, v1)
			is[*client.LostError](t, err)
			if n, key := writes(); n != 1 || (c.key != "") != (key == "k") {
				t.Errorf("%d writes, key %q", n, key)
			}
		})
	}
}

// closing serves one read on each connection, and closes it on a write, unanswered.
func closing(t *testing.T) (url string, writes func() (n int, key string)) {
	var mu sync.Mutex
	n, key := 0, ""
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, "{}")
			return
		}
		mu.Lock()
		n++
		key = r.Header.Get("Idempotency-Key") + r.Header.Get("X-Idempotency-Key")
		mu.Unlock()
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			c.Close()
		}
	})
	return srv.URL, func() (int, string) { mu.Lock(); defer mu.Unlock(); return n, key }
}

// reuse counts the connections that requests under ctx were put on.
func reuse(ctx context.Context, conns *[]string) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		*conns = append(*conns, fmt.Sprint(i.Conn.LocalAddr(), " "))
	}})
}

func TestACycleUsesOneConnection(t *testing.T) {
	for _, status := range []int{200, 204, 205, 412} {
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				_, _ = io.WriteString(w, `{"a":1}`)
				return
			}
			w.WriteHeader(status)
		})
		var conns []string
		ctx := reuse(t.Context(), &conns)
		c := dial(t, client.Options{})
		for range 2 {
			if _, err := c.Fetch(ctx, parse(t, srv.URL)); err != nil {
				t.Fatal(err)
			}
			if resp, _ := c.Write(ctx, patch(t, srv.URL), v1); resp.Status != status {
				t.Fatal(resp.Status)
			}
		}
		if len(conns) != 4 || conns[0] != conns[1] || conns[1] != conns[2] || conns[2] != conns[3] {
			t.Errorf("%d: %v", status, conns)
		}
	}
}

func TestExchangesAreCounted(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(412) })
	var got []client.Exchange
	c := dial(t, client.Options{OnExchange: func(e client.Exchange) { got = append(got, e) }})
	_, _ = c.Write(t.Context(), patch(t, srv.URL), v1)
	srv.Close()
	_, _ = c.Fetch(t.Context(), parse(t, srv.URL))
	if len(got) != 2 || got[0].Status != 412 || got[0].Err != nil || got[0].Method != "PATCH" || got[0].Took <= 0 ||
		got[1].Status != 0 || got[1].Err == nil || got[1].URL.String() != srv.URL {
		t.Errorf("%+v", got)
	}
}
