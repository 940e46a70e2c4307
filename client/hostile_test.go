package client_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
)

// floods writes first and then more, again and again, until the client goes away, and
// counts the bytes.
func floods(sent *atomic.Int64, first, more string) func(net.Conn, *http.Request) {
	return func(c net.Conn, _ *http.Request) {
		_, _ = io.WriteString(c, first)
		_ = c.SetWriteDeadline(time.Now().Add(10 * time.Second)) // a client that takes no more and stays is caught
		block := []byte(strings.Repeat(more, 1+(64<<10)/len(more)))
		for {
			n, err := c.Write(block)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
}

// drips writes first at once and the rest a byte at a time.
func drips(first, rest string) func(net.Conn, *http.Request) {
	return func(c net.Conn, _ *http.Request) {
		_, _ = io.WriteString(c, first)
		for i := 0; ; i++ {
			if _, err := c.Write([]byte{rest[i%len(rest)]}); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// A server that means harm: what it sends is bounded in bytes and in time, and of a write
// nothing is believed. Every read ends with an error that says why.
func TestHostileServers(t *testing.T) {
	log.SetOutput(io.Discard) // net/http writes down what nobody asked for, as package cmd keeps it from doing
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	const (
		ok      = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
		most    = 8 << 20 // the kernel's buffers on both sides included
	)
	for _, c := range []struct {
		name        string
		first, more string // and more for ever, where there is more
		drip        bool
		write, read string // "": see the case
	}{
		{name: "a head without an end", first: ok + "X-A: ", more: "a", write: "lost", read: "unreachable"},
		{name: "headers without an end", first: ok, more: "X-A: b\r\n", write: "lost", read: "unreachable"},
		{name: "names without an end", first: ok, more: "X-", write: "lost", read: "unreachable"},
		{name: "a status line without an end", first: "HTTP/1.1 200 ", more: "O", write: "lost", read: "unreachable"},
		{name: "early hints without an end", more: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", write: "lost", read: "unreachable"},
		{name: "100 without an end", more: "HTTP/1.1 100 Continue\r\n\r\n", write: "lost", read: "unreachable"},
		{name: "102 without an end", more: "HTTP/1.1 102 Processing\r\n\r\n", write: "lost", read: "unreachable"},
		{name: "a body without an end", first: ok + "\r\n", more: "[1,2,3],", write: "lost", read: "body 100000"},
		{name: "chunks without an end", first: chunked, more: "1\r\n[\r\n", write: "lost", read: "body 100000"},
		{name: "chunks that say nothing", first: chunked, more: "1;" + strings.Repeat("x", 2000) + "\r\na\r\n", write: "lost", read: "unreachable"},
		{name: "a chunk's size without an end", first: chunked, more: "0", write: "lost", read: "unreachable"},
		{name: "trailers without an end", first: chunked + "2\r\n{}\r\n0\r\n", more: "X-A: b\r\n", write: "lost", read: "unreachable"},
		{name: "a body far longer than it says", first: ok + "Content-Length: 2\r\n\r\n{}", more: "{}", write: "done", read: "done"},
		{name: "a body far shorter than it says", first: ok + "Content-Length: 9223372036854775807\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a refusal without an end", first: "HTTP/1.1 412 No\r\n\r\n", more: "no", write: "lost", read: "body 100000"},

		{name: "two lengths", first: ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a length below nothing", first: ok + "Content-Length: -2\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a length that is none", first: ok + "Content-Length: 2x\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a length beyond all bounds", first: ok + "Content-Length: 99999999999999999999\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "an unknown transfer coding", first: ok + "Transfer-Encoding: magic\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a chunk of a negative size", first: chunked + "-2\r\n{}\r\n0\r\n\r\n", write: "lost", read: "unreachable"},
		{name: "a chunk of a huge size", first: chunked + "fffffffffffffffff\r\n{}\r\n0\r\n\r\n", write: "lost", read: "unreachable"},
		{name: "a status of five digits", first: "HTTP/1.1 20000 OK\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a status of none", first: "HTTP/1.1 000 OK\r\n\r\n{}", write: "lost", read: "refused"},
		{name: "a status below nothing", first: "HTTP/1.1 -20 OK\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a status that HTTP does not know", first: "HTTP/1.1 999 OK\r\nContent-Length: 2\r\n\r\n{}", write: "lost", read: "refused"},
		{name: "another version of HTTP", first: "HTTP/9.9 200 OK\r\n\r\n{}", write: "done", read: "done"},
		{name: "a header without a colon", first: ok + "Etag \"a\"\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "a header with a NUL in its name", first: ok + "E\x00tag: \"a\"\r\n\r\n{}", write: "lost", read: "unreachable"},
		{name: "an answer to nobody", first: "\x00\x01\x02\x03", write: "lost", read: "unreachable"},
		{name: "HTTP/2 that nobody asked for", first: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", write: "lost", read: "unreachable"},

		{name: "a head that drips", first: ok, more: "X-A: b\r\n", drip: true, write: "lost late", read: "unreachable"},
		{name: "a body that drips", first: ok + "\r\n", more: "[", drip: true, write: "lost late", read: "unreachable"},
		{name: "chunks that drip", first: chunked, more: "1\r\n[\r\n", drip: true, write: "lost late", read: "unreachable"},
		{name: "hints that drip", more: "HTTP/1.1 103 Early Hints\r\n\r\n", drip: true, write: "lost late", read: "unreachable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			server := says(c.first)
			switch {
			case c.drip:
				server = drips(c.first, c.more)
			case c.more != "":
				server = floods(&sent, c.first, c.more)
			}
			o := client.Options{Timeout: 5 * time.Second, MaxBody: 100_000}
			if c.drip {
				o.Timeout = 300 * time.Millisecond
			}
			to, requests := script(t, server, server)
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
			if took := time.Since(began); took > 2*o.Timeout+5*time.Second {
				t.Errorf("both took %s", took)
			}
			if n := sent.Load(); n > 2*most {
				t.Errorf("it was let send %d bytes", n)
			}
		})
	}
}

// A bomb in a bomb: what comes out of the first one is not decoded again, and what comes
// out of a large one stops at the limit, whatever it would come to.
func TestABombIsNotOpened(t *testing.T) {
	inner := packed("gzip", strings.Repeat("0", 100<<20))
	for name, bomb := range map[string][]byte{
		"one":          inner,
		"one in one":   packed("gzip", string(inner)),
		"many members": bytes.Repeat(packed("gzip", strings.Repeat("0", 1<<20)), 100),
	} {
		t.Run(name, func(t *testing.T) {
			answer := func(c net.Conn, _ *http.Request) {
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", len(bomb))
				_, _ = c.Write(bomb)
			}
			to, _ := script(t, answer)
			rep, err := dial(t, client.Options{MaxBody: 1 << 20}).Fetch(t.Context(), parse(t, to))
			switch {
			case name == "one in one" && err == nil && bytes.Equal(rep.Body, inner): // it is a document like any other
			case kind(err) != "body 1048576":
				t.Errorf("%v, %d bytes", err, len(rep.Body))
			}
		})
	}
}
