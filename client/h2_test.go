package client_test

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
)

// The frames of RFC 9113 section 6 that are used here, and their flags.
const (
	frameData     = 0
	frameHeaders  = 1
	frameReset    = 3
	frameSettings = 4
	frameGoAway   = 7

	flagEndStream  = 1
	flagAck        = 1
	flagEndHeaders = 4
)

// An h2 is one connection of an HTTP/2 server that does as it is told, frame by frame.
type h2 struct{ net.Conn }

// frame writes one frame.
func (c h2) frame(kind, flags byte, stream uint32, payload []byte) {
	head := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags, 0, 0, 0, 0}
	binary.BigEndian.PutUint32(head[5:], stream)
	_, _ = c.Write(append(head, payload...))
}

// reset ends a stream with an error code (section 7).
func (c h2) reset(stream, code uint32) {
	c.frame(frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
}

// goAway says that nothing above last is finished.
func (c h2) goAway(last, code uint32) {
	b := binary.BigEndian.AppendUint32(nil, last)
	c.frame(frameGoAway, 0, 0, binary.BigEndian.AppendUint32(b, code))
}

// answer answers with a status, and with a body unless that is nil.
func (c h2) answer(stream uint32, status string, body []byte, end bool) {
	var flags byte = flagEndHeaders
	if body == nil && end {
		flags |= flagEndStream
	}
	c.frame(frameHeaders, flags, stream, append([]byte{0x08, 3}, status...)) // :status, literal (RFC 7541 section 6.2.2)
	if body != nil {
		flags = 0
		if end {
			flags = flagEndStream
		}
		c.frame(frameData, flags, stream, body)
	}
}

// next reads up to the end of the next request, and returns its stream; ok is false at
// the end of the connection.
func (c h2) next() (stream uint32, ok bool) {
	for {
		head := make([]byte, 9)
		if _, err := io.ReadFull(c, head); err != nil {
			return 0, false
		}
		payload := make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
		if _, err := io.ReadFull(c, payload); err != nil {
			return 0, false
		}
		kind, flags := head[3], head[4]
		switch {
		case kind == frameSettings && flags&flagAck == 0:
			c.frame(frameSettings, flagAck, 0, nil)
		case (kind == frameHeaders || kind == frameData) && flags&flagEndStream != 0:
			return binary.BigEndian.Uint32(head[5:]), true
		}
	}
}

// speaks starts a server that has do treat every request, and counts them. do returns
// false where the connection is to be closed.
func speaks(t *testing.T, do func(c h2, stream uint32) bool) (url string, requests func() int) {
	t.Helper()
	certified := httptest.NewTLSServer(nil)
	defer certified.Close()
	conf := &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}}
	l, err := tls.Listen("tcp", "127.0.0.1:0", conf)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var work sync.WaitGroup
	n := 0
	work.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() {
				defer conn.Close()
				_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
				c := h2{conn}
				_, _ = io.ReadFull(c, make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")))
				c.frame(frameSettings, 0, 0, nil)
				for {
					stream, ok := c.next()
					if !ok {
						return
					}
					mu.Lock()
					n++
					mu.Unlock()
					if !do(c, stream) {
						return
					}
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); work.Wait() })
	return "https://" + l.Addr().String(), func() int { mu.Lock(); defer mu.Unlock(); return n }
}

// What is known after each end of an HTTP/2 stream or connection; and however it ends,
// a write leaves once. net/http by itself sends those without a body up to seven times.
func TestOutcomesOverHTTP2(t *testing.T) {
	reset := func(code uint32) func(h2, uint32) bool {
		return func(c h2, s uint32) bool { c.reset(s, code); return true }
	}
	for _, c := range []struct {
		name   string
		do     func(c h2, stream uint32) bool
		want   string
		delete string // where a DELETE, which has no body, is told less
	}{
		{name: "done", do: func(c h2, s uint32) bool { c.answer(s, "204", nil, true); return true }, want: "done"},
		{name: "another version", do: func(c h2, s uint32) bool { c.answer(s, "412", []byte("no"), true); return true }, want: "precondition"},
		{name: "REFUSED_STREAM", do: reset(7), want: "busy", delete: "lost"},
		{name: "NO_ERROR", do: reset(0), want: "lost"},
		{name: "PROTOCOL_ERROR, which proves nothing", do: reset(1), want: "lost"},
		{name: "INTERNAL_ERROR", do: reset(2), want: "lost"},
		{name: "CANCEL", do: reset(8), want: "lost"},
		{name: "ENHANCE_YOUR_CALM", do: reset(11), want: "lost"},
		{name: "HTTP_1_1_REQUIRED", do: reset(13), want: "lost"},
		{name: "GOAWAY before it", do: func(c h2, _ uint32) bool { c.goAway(0, 0); return true }, want: "busy", delete: "lost"},
		{name: "GOAWAY after it, and its answer", do: func(c h2, s uint32) bool { c.goAway(s, 0); c.answer(s, "204", nil, true); return true }, want: "done"},
		{name: "GOAWAY after it, and the end", do: func(c h2, s uint32) bool { c.goAway(s, 0); return false }, want: "lost"},
		{name: "GOAWAY with an error, and the end", do: func(c h2, s uint32) bool { c.goAway(s, 2); return false }, want: "lost"},
		{name: "the end", do: func(h2, uint32) bool { return false }, want: "lost"},
		{name: "silence", do: func(h2, uint32) bool { return true }, want: "lost late"},
		{name: "the head, and the end", do: func(c h2, s uint32) bool { c.answer(s, "200", nil, false); return false }, want: "lost"},
		{name: "half of the body, and a reset", do: func(c h2, s uint32) bool { c.answer(s, "200", []byte("{"), false); c.reset(s, 2); return true }, want: "lost"},
		{name: "half of the body, and REFUSED_STREAM, which is too late", do: func(c h2, s uint32) bool { c.answer(s, "200", []byte("{"), false); c.reset(s, 7); return true }, want: "lost"},
		{name: "early hints first", do: func(c h2, s uint32) bool {
			c.frame(frameHeaders, flagEndHeaders, s, append([]byte{0x08, 3}, "103"...))
			c.answer(s, "204", nil, true)
			return true
		}, want: "done"},
	} {
		for _, method := range []string{"PATCH", "PUT", "POST", "DELETE"} {
			t.Run(method+" "+c.name, func(t *testing.T) {
				t.Parallel()
				to, requests := speaks(t, c.do)
				r := client.Request{Method: method, URL: parse(t, to+"/x"), MediaType: "application/json", Body: []byte("{}")}
				want := c.want
				if method == "DELETE" {
					r.Body, r.MediaType = nil, ""
					if c.delete != "" {
						want = c.delete
					}
				}
				patience := 20 * time.Second
				if want == "lost late" {
					patience = 4 * time.Second
				}
				cl := dial(t, client.Options{Insecure: true, Timeout: patience})
				_, err := cl.Write(t.Context(), r, v1)
				if got := kind(err); got != want {
					t.Errorf("%s (%v), want %s", got, err, want)
				}
				if n := requests(); n != 1 {
					t.Errorf("it left %d times", n)
				}
			})
		}
	}
}

// A read is sent again, but not for ever.
func TestAReadThatIsResetForEver(t *testing.T) {
	for _, code := range []uint32{1, 7} {
		to, requests := speaks(t, func(c h2, s uint32) bool { c.reset(s, code); return true })
		_, err := dial(t, client.Options{Insecure: true}).Fetch(t.Context(), parse(t, to))
		if got := kind(err); got != "unreachable" || requests() > 5 {
			t.Errorf("%v after %d requests", err, requests())
		}
	}
}

// A read may be sent again, and is.
func TestReadsOverHTTP2(t *testing.T) {
	first := true
	to, requests := speaks(t, func(c h2, s uint32) bool {
		if first {
			first = false
			c.reset(s, 7)
		} else {
			c.answer(s, "200", []byte("{}"), true)
		}
		return true
	})
	rep, err := dial(t, client.Options{Insecure: true}).Fetch(t.Context(), parse(t, to))
	if err != nil || string(rep.Body) != "{}" || requests() != 2 {
		t.Errorf("%q, %v, %d requests", rep.Body, err, requests())
	}
}
