package client

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
)

// Write sends r if p holds at the server, once; after a 401 or 403 whose credentials
// could be renewed, once more. With Options.IdempotencyKey it carries a key. A nil error is an accepted 2xx (200, 201, 204, 205).
// The Response is returned beside an error too, where there was one.
// Its errors, besides those of the Dialect's Guard:
//   - nothing was sent: *UnreachableError, *CredentialsError, ErrNoPrecondition;
//   - nothing was written: *PreconditionError, *GoneError, *UnsupportedError,
//     *UnguardedError, and *BusyError, *RefusedError, *RedirectError that are Sure;
//   - perhaps written: *LostError, and those three where they are not.
func (c *Client) Write(ctx context.Context, r Request, p Precondition) (Response, error) {
	if !p.Valid() {
		return Response{}, ErrNoPrecondition
	}
	guarded, err := c.opts.Dialect.Guard(r, p)
	if err != nil {
		return Response{}, err
	}
	if p.Sent() && !guarded.Carried && sameRequest(r, guarded) { // a guard that is nowhere guards nothing
		return Response{}, ErrNoPrecondition
	}
	var key *keyed
	if name := c.opts.IdempotencyKey; name != "" && c.opts.Header.Get(name) == "" {
		guarded, key = c.keys.put(guarded, name)
	}
	resp, err := c.judged(ctx, guarded, p)
	if key != nil {
		err = key.judge(resp, err)
		c.keys.answered(key, err)
	}
	return resp, err
}

// judged sends a guarded request, and judges its answer.
func (c *Client) judged(ctx context.Context, guarded Request, p Precondition) (Response, error) {
	resp, err := c.write(ctx, guarded)
	if err != nil {
		return resp, err
	}
	renewed, err := c.renew(ctx, resp)
	if err != nil {
		return resp, err
	}
	if renewed { // a refusal of credentials is final: nothing was written
		if resp, err = c.write(ctx, guarded); err != nil {
			return resp, err
		}
	}
	resp.Guard = p
	err = c.opts.Dialect.Judge(resp)
	var unguarded *UnguardedError
	if errors.As(err, &unguarded) && unguarded.Why == PreconditionUnseen && !p.Sent() {
		return resp, &RefusedError{unguarded.Problem} // none was sent: the server is right
	}
	return resp, err
}

// write is one request of a Write.
func (c *Client) write(ctx context.Context, r Request) (Response, error) {
	q, err := c.prepare(ctx, r, true)
	if err != nil {
		return Response{URL: r.URL}, err
	}
	return c.exchange(ctx, q)
}

// sameRequest reports whether a Dialect left a request as it was.
func sameRequest(a, b Request) bool {
	return a.Method == b.Method && a.URL.String() == b.URL.String() && bytes.Equal(a.Body, b.Body) &&
		maps.EqualFunc(a.Header, b.Header, slices.Equal)
}
