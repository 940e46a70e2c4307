package client

import "context"

// Ask sends a request that changes no representation, such as LOCK, UNLOCK, PROPFIND or
// OPTIONS, once and as it is: no precondition is put on it, and no answer is judged. It
// does not ask for other credentials: a person may have the editor open meanwhile.
// Its errors: *UnreachableError (no usable answer), *BodyError, *CredentialsError.
func (c *Client) Ask(ctx context.Context, r Request) (Response, error) {
	q, err := c.prepare(ctx, r, false)
	if err != nil {
		return Response{URL: r.URL}, err
	}
	return c.exchange(ctx, q)
}
