package client

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync"

	"github.com/go-resty/resty/v2"
)

// A wire is one request on its way through resty and net/http, and what is seen
// of it there. It travels in the request's context.
type wire struct {
	call *call
	stop context.CancelCauseFunc // ends the request

	mu       sync.Mutex
	conn     *countedConn // the connection that the request is on
	begun    int64        // bytes written to conn before this request
	tries    int          // connections that it was put on
	reused   bool         // conn had carried another request
	sent     bool         // part of the request may have left
	heard    bool         // an answer has begun
	location []string     // of a redirect, kept from net/http
}

// wireKey is the key of a wire in a context.
type wireKey struct{}

// wireOf finds the wire of a request.
func wireOf(ctx context.Context) *wire {
	w, _ := ctx.Value(wireKey{}).(*wire)
	return w
}

// watch returns a context that carries w and reports its connections to it.
func (w *wire) watch(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, wireKey{}, w)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: w.gotConn})
}

// gotConn notes the connection. It may come several times: net/http takes another
// one by itself as long as nothing was written. A write that may have left already, and a
// read that has left too often, is ended here: net/http looks once more before it sends.
func (w *wire) gotConn(info httptrace.GotConnInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	switch w.tries++; {
	case w.call.write && w.sent:
		w.stop(errAgain)
	case w.tries > mostReads:
		w.stop(errOften)
	}
	w.conn, w.reused = underneath(info.Conn), info.Reused
	if w.conn == nil { // nobody counts there
		w.sent = true
		return
	}
	w.begun = w.conn.written.Load()
}

// settle notes whether bytes have left on conn since the request got it. Those of
// other requests on the same HTTP/2 connection count too: that errs towards sent.
func (w *wire) settle() {
	w.sent = w.sent || w.conn != nil && w.conn.written.Load() > w.begun
}

// left reports whether part of the request may have left.
func (w *wire) left() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	return w.sent
}

// answered notes that an answer came: whatever was counted, the request was sent.
func (w *wire) answered() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent, w.heard = true, true
}

// ignored reports whether the server has done nothing with the request but say so by err.
func (w *wire) ignored(err error) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.heard && unprocessed(err)
}

// stale reports whether the request met a kept connection that was dead before
// the first byte of the request.
func (w *wire) stale() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	return !w.sent && w.conn != nil && w.reused
}

// A tripper is the round tripper between resty and the transport.
type tripper struct {
	base  http.RoundTripper
	trace *tracer
}

// RoundTrip implements http.RoundTripper. It takes the Location off every 3xx
// answer, so that net/http cannot follow one, nor stumble over one that does not
// parse; attempt puts it back.
func (t *tripper) RoundTrip(req *http.Request) (*http.Response, error) {
	w := wireOf(req.Context())
	t.trace.request(req, w.call)
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	w.answered()
	t.trace.response(resp, w.call)
	if resp.StatusCode/100 == 3 {
		w.location = resp.Header["Location"]
		resp.Header.Del("Location")
	}
	return resp, nil
}

// newResty makes the client that carries the requests: without its retries,
// redirects, cookies, log and limits, all of which this package has its own of.
func newResty(rt http.RoundTripper) *resty.Client {
	rc := resty.NewWithClient(&http.Client{
		Transport:     rt,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	rc.SetRetryCount(0).SetDisableWarn(true).SetLogger(silent{})
	rc.SetPreRequestHook(func(_ *resty.Client, raw *http.Request) error {
		wireOf(raw.Context()).call.finish(raw)
		return nil
	})
	return rc
}

// finish makes raw exactly the request that was asked for, and a write one that
// net/http cannot repeat: it repeats what has a body to rewind (GetBody), and any
// request with an Idempotency-Key, which it knows by its usual spelling only. What has
// no body it may repeat over HTTP/2 even so: see gotConn.
func (q *call) finish(raw *http.Request) {
	raw.Header = q.header.Clone() // resty guesses a Content-Type
	if !q.write {
		return
	}
	raw.GetBody = nil
	if len(q.body) == 0 { // Content-Length: 0, and not a body of no chunks
		raw.Body, raw.ContentLength = nil, 0
	}
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		if vs, ok := raw.Header[name]; ok {
			delete(raw.Header, name)
			raw.Header[lower(name)] = vs
		}
	}
}

// silent is resty's logger: it would write to standard error.
type silent struct{}

// Errorf says nothing.
func (silent) Errorf(string, ...any) {}

// Warnf says nothing.
func (silent) Warnf(string, ...any) {}

// Debugf says nothing.
func (silent) Debugf(string, ...any) {}
