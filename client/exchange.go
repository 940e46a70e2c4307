package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A call is one request as it will leave.
type call struct {
	method string
	url    *url.URL   // may hold a user and password: they are put in header, not sent in the URL
	query  url.Values // added to url on the wire alone
	header http.Header
	body   []byte
	write  bool
	secret map[string]bool // names of headers whose values are never shown
}

// exchange sends q and reads its answer. Its errors: of a write *LostError, *BusyError
// where the server says that it has not looked at it, or, when nothing of it left,
// *UnreachableError; of a read *UnreachableError or *BodyError.
func (c *Client) exchange(ctx context.Context, q *call) (Response, error) {
	resp, w, err := c.attempt(ctx, q)
	if err != nil && q.write && w.stale() && ctx.Err() == nil {
		// Not one byte was written: this is still the first sending.
		c.transport.CloseIdleConnections()
		resp, w, err = c.attempt(ctx, q)
	}
	if err == nil {
		return resp, nil
	}
	return resp, classify(q, w, err)
}

// classify sorts a failure by what may have happened at the server.
func classify(q *call, w *wire, err error) error {
	var body *BodyError
	switch {
	case q.write && w.ignored(err):
		return &BusyError{Problem: Problem{Title: "the server did not take the request: it goes away, or has no room for it"}, Sure: true}
	case q.write && w.left():
		return &LostError{Err: err, Timeout: isTimeout(err)}
	case !q.write && errors.As(err, &body) && !errors.Is(err, errCut):
		return body
	}
	if name, ok := garbled(err); ok {
		err = &LineError{name}
	}
	return &UnreachableError{err}
}

// garbled names the header of an answer that net/http could not read for what is in its
// line; "" where not even the name can be read.
func garbled(err error) (name string, ok bool) {
	var bad textproto.ProtocolError
	if !errors.As(err, &bad) {
		return "", false
	}
	line, found := strings.CutPrefix(bad.Error(), "malformed MIME header line: ")
	if line, uerr := strconv.Unquote(line); uerr == nil && found {
		name, _, _ = strings.Cut(line, ":")
	}
	return http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.HasPrefix(bad.Error(), "malformed MIME header")
}

// attempt is one request on the network, and its whole answer.
func (c *Client) attempt(ctx context.Context, q *call) (resp Response, w *wire, err error) {
	start := time.Now()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	w = &wire{call: q, stop: stop}
	resp.URL, resp.asked = q.url, q
	defer func() {
		took := time.Since(start)
		c.trace.end(len(resp.Body), took, err)
		if c.opts.OnExchange != nil {
			c.opts.OnExchange(Exchange{Method: q.method, URL: q.url, Status: resp.Status, Took: took, Err: err})
		}
	}()
	ctx, cancel := context.WithTimeoutCause(ctx, c.opts.Timeout, &timeoutError{c.opts.Timeout})
	defer cancel()
	raw, err := c.send(w.watch(ctx), q)
	if err != nil {
		return resp, w, cause(ctx, err)
	}
	defer raw.Body.Close()
	if w.location != nil {
		raw.Header["Location"] = w.location
	}
	resp.Status, resp.Header = raw.StatusCode, raw.Header
	if raw.StatusCode == http.StatusSwitchingProtocols {
		return resp, w, nil // what follows is no HTTP
	}
	resp.Body, resp.Decoded, err = readBody(raw, c.opts.MaxBody)
	return resp, w, cause(ctx, err)
}

// send hands q to resty and returns the answer with its body unread.
func (c *Client) send(ctx context.Context, q *call) (*http.Response, error) {
	// The user is in the header already, and net/http repeats the URL in its errors.
	u := *withQuery(q.url, q.query, url.QueryEscape)
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	r := c.rest.R().SetContext(ctx).SetDoNotParseResponse(true)
	r.Header = q.header.Clone()
	if len(q.body) > 0 {
		r.SetBody(q.body)
	}
	got, err := r.Execute(q.method, u.String())
	if err != nil {
		return nil, err
	}
	return got.RawResponse, nil
}

// cause finds what an error is about. When the context has ended, that is why.
// The URL that net/http repeats in its errors may hold secrets: it goes.
func cause(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// A timeoutError is the end of the time for one request.
type timeoutError struct{ after time.Duration }

// Error says how long was waited. For others it is what the context says by itself:
// a time-out, and the end of a deadline.
func (e *timeoutError) Error() string { return fmt.Sprintf("no answer within %s", e.after) }

// Timeout implements net.Error.
func (e *timeoutError) Timeout() bool { return true }

// Is makes it a context.DeadlineExceeded.
func (e *timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// isTimeout reports whether time ran out, ours, the caller's or the network's.
func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}
