package target_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
)

// A rawServer answers the first read with the page, and all else with raw bytes, each
// on a connection of its own. Nothing that is asked of it is ever done.
type rawServer struct {
	socket       string
	write, again atomic.Pointer[[]byte] // what a write gets, and what the reads after it get; empty: the page
	written      atomic.Bool
}

const rawPage = `{"title":"Home","n":1}`

// serveRaw listens on a socket in a folder of its own.
func serveRaw(tb testing.TB) *rawServer {
	tb.Helper()
	dir, err := os.MkdirTemp("", "raw") // the path of a socket must be short
	if err != nil {
		tb.Fatal(err)
	}
	s := &rawServer{socket: filepath.Join(dir, "s")}
	l, err := net.Listen("unix", s.socket)
	if err != nil {
		tb.Skip("no socket is to be had here: ", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.answer(c)
		}
	}()
	tb.Cleanup(func() {
		l.Close()
		<-ended
		os.RemoveAll(dir)
	})
	return s
}

// answer answers one request, and goes.
func (s *rawServer) answer(c net.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(2 * time.Second))
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	raw := []byte{}
	switch {
	case r.Method != http.MethodGet:
		s.written.Store(true)
		raw = *s.write.Load()
	case s.written.Load():
		raw = *s.again.Load()
	}
	if len(raw) == 0 {
		raw = fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(rawPage), rawPage)
	}
	_, _ = c.Write(raw)
}

// shows reports whether raw is an answer that shows the change, read by other code than
// the client's.
func shows(raw []byte) bool {
	r := bufio.NewReader(bytes.NewReader(raw))
	for {
		resp, err := http.ReadResponse(r, &http.Request{Method: http.MethodGet})
		if err != nil {
			return false
		}
		body, _ := io.ReadAll(resp.Body)
		if resp.StatusCode >= 200 {
			return resp.StatusCode < 300 && (changed(body) || changed(unpacked(body)))
		}
	}
}

// changed reports whether a body has the title that was wanted.
func changed(body []byte) bool {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return false
	}
	n, ok := d.At("/title")
	return ok && n.Kind() == document.String && n.Text() == "New"
}

// unpacked undoes a coding; nil where there is none.
func unpacked(body []byte) []byte {
	if z, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
		b, _ := io.ReadAll(io.LimitReader(z, 1<<20))
		return b
	}
	if z, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
		b, _ := io.ReadAll(io.LimitReader(z, 1<<20))
		return b
	}
	return nil
}

// FuzzAnswers: whatever bytes a server answers a write and the reads after it with, the
// client comes to an end in time, and success is said only where one of them shows the change.
func FuzzAnswers(f *testing.F) {
	log.SetOutput(io.Discard) // see package cmd
	const (
		head  = "HTTP/1.1 200 OK\r\nETag: \"v2\"\r\nContent-Type: application/json\r\n"
		there = `{"title":"New","n":1}`
	)
	sized := func(head, body string) string {
		return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body)
	}
	for _, s := range [][2]string{
		{sized(head+"Preference-Applied: return=representation\r\n", there), ""},
		{sized(head, there), ""},
		{sized(head, rawPage), sized(head, there)},
		{"HTTP/1.1 204 No Content\r\nETag: \"v2\"\r\n\r\n", sized(head, there)},
		{"HTTP/1.1 204 No Content\r\n\r\n", ""},
		{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", sized(head, rawPage)},
		{"HTTP/1.1 202 Accepted\r\n\r\n", sized(head, there)},
		{"HTTP/1.1 207 Multi-Status\r\n\r\n", ""},
		{sized("HTTP/1.1 412 Precondition Failed\r\nETag: \"v2\"\r\nPreference-Applied: return=representation\r\nContent-Type: application/json\r\n", there), ""},
		{"HTTP/1.1 103 Early Hints\r\n\r\n" + sized(head, there), ""},
		{head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"tit\r\n10\r\nle\":\"New\",\"n\":1}\r\n0\r\n\r\n", ""},
		{"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\n\r\n", ""},
		{"HTTP/1.1 303 See Other\r\nLocation: /x\r\n\r\n", sized(head, there)},
		{"HTTP/1.1 405 No\r\nAllow: GET, PUT\r\n\r\n", ""},
		{"HTTP/1.1 415 No\r\nAccept-Patch: application/json-patch+json\r\n\r\n", ""},
		{"HTTP/1.1 503 Later\r\nRetry-After: 99999999999\r\n\r\n", ""},
		{head + "Content-Length: 99\r\n\r\n" + there, "HTTP/1.1 404 Not Found\r\n\r\n"},
		{sized("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "<html>"), sized(head, there)},
		{"\x00", "HTTP/2 200\r\n\r\n"},
	} {
		f.Add([]byte(s[0]), []byte(s[1]))
	}
	server := serveRaw(f)
	f.Fuzz(func(t *testing.T, write, again []byte) {
		if len(write) == 0 {
			t.Skip("an answer to the write is the page: see the seeds")
		}
		server.write.Store(&write)
		server.again.Store(&again)
		server.written.Store(false)
		began := time.Now()
		err := rawEdit(t, server.socket)
		if took := time.Since(began); took > 10*time.Second {
			t.Fatalf("it took %s: %v", took, err)
		}
		if err == nil && !shows(write) && !shows(again) {
			t.Fatalf("success, though nothing shows it: %q, and then %q", write, again)
		}
	})
}

// rawEdit sets the title. Its error is Send's.
func rawEdit(t *testing.T, socket string) error {
	t.Helper()
	c, err := client.New(client.Options{Dialect: convention.RFC9110, UnixSocket: socket, Timeout: 500 * time.Millisecond, MaxBody: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	o := target.New(target.Options{
		Client: c, URL: &url.URL{Scheme: "http", Host: "raw.test", Path: "/page"},
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	base, err := o.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wanted, err := document.Parse([]byte(strings.Replace(rawPage, "Home", "New", 1)), document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	w, err := o.Prepare(base, wanted)
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Send(t.Context(), w)
	return err
}
