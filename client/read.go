package client

import (
	"context"
	"net/http"
	"net/url"
)

// maxRedirects is what browsers allow, halved: an API needs one or two.
const maxRedirects = 10

// Fetch reads u afresh, past every cache, and follows redirects on the same origin;
// the last URL is where the Representation is written to. Where the answer refuses
// the credentials (401, 403) and others can be had, it asks once more.
// Its errors: *UnreachableError (no usable answer; also a time-out, and an answer
// that breaks off), *GoneError (404, 410), *BusyError (408, 429, and every 5xx but
// 501 and 505), *RefusedError (any other status but 200), *RedirectError (another
// origin, or no end), *BodyError (too large, badly encoded), *CredentialsError, and
// what the Dialect's Represent says.
func (c *Client) Fetch(ctx context.Context, u *url.URL) (Representation, error) {
	at := *u
	at.Fragment, at.RawFragment = "", ""
	resp, err := c.follow(ctx, &at)
	if err != nil {
		return Representation{}, err
	}
	return c.opts.Dialect.Represent(resp)
}

// Options asks what u takes (RFC 9110 section 9.3.7): Allow and Accept-Patch are in the
// header of the Response, where the server says so. Redirects are not followed. Its
// errors are those of Fetch, but for the Dialect's; any 2xx is an answer.
func (c *Client) Options(ctx context.Context, u *url.URL) (Response, error) {
	q, err := c.prepare(ctx, Request{Method: http.MethodOptions, URL: u}, false)
	if err != nil {
		return Response{URL: u}, err
	}
	resp, err := c.exchange(ctx, q)
	if err != nil || resp.Status/100 == 2 {
		return resp, err
	}
	return resp, judgeRead(resp)
}

// follow reads u, and where it is redirected to, up to an answer of 200.
func (c *Client) follow(ctx context.Context, u *url.URL) (Response, error) {
	been := map[string]bool{}
	for renewed := false; ; {
		resp, err := c.read(ctx, u)
		if err != nil {
			return resp, err
		}
		if !renewed {
			if renewed, err = c.renew(ctx, resp); err != nil {
				return resp, err
			}
			if renewed {
				continue
			}
		}
		next := target(resp)
		if next == nil {
			return resp, judgeRead(resp)
		}
		been[u.String()] = true
		// Another origin may be another owner: whether to go there is not ours to say.
		if !sameOrigin(u, next) {
			return resp, redirected(resp)
		}
		if been[next.String()] || len(been) > maxRedirects {
			e := redirected(resp)
			e.Loop = true
			return resp, e
		}
		u = next
	}
}

// read is one request of a Fetch.
func (c *Client) read(ctx context.Context, u *url.URL) (Response, error) {
	q, err := c.prepare(ctx, Request{Method: http.MethodGet, URL: u}, false)
	if err != nil {
		return Response{URL: u}, err
	}
	return c.exchange(ctx, q)
}

// target returns where an answer to a read sends the reader; nil for nowhere.
func target(r Response) *url.URL {
	switch r.Status {
	case 301, 302, 303, 307, 308:
		return location(r)
	}
	return nil
}

// location resolves the Location of r; nil where there is none or it does not parse.
// The user and password of the first URL stay on the way: they are the origin's.
// Any that the server names are not taken.
func location(r Response) *url.URL {
	loc := r.Header.Get("Location")
	if loc == "" {
		return nil
	}
	u, err := r.URL.Parse(loc)
	if err != nil || u.Host == "" {
		return nil
	}
	u.User, u.Fragment, u.RawFragment = r.URL.User, "", ""
	return u
}

// redirected makes the error of a redirect that is not followed.
func redirected(r Response) *RedirectError {
	at := r.Header.Get("Location")
	e := &RedirectError{Problem: ProblemOf(r), Location: at, Shown: blankSecrets(r.hide(at))}
	if to := location(r); to != nil {
		e.Upgrade = upgrade(r.URL, to)
	}
	return e
}

// judgeRead says what an answer to a read means; nil is 200.
func judgeRead(r Response) error {
	p := ProblemOf(r)
	switch s := r.Status; {
	case s == 200:
		return nil
	case s == 404, s == 410:
		return &GoneError{p}
	case s == 408, s == 429, s/100 == 5 && s != 501 && s != 505:
		return &BusyError{Problem: p, After: RetryAfter(r.Header), Sure: true}
	case s/100 == 3 && r.Header.Get("Location") != "":
		return redirected(r)
	}
	return &RefusedError{p}
}
