package client

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
)

// A TokenFunc gives a bearer token. Its error is the one that a request ends with, in
// a *CredentialsError.
type TokenFunc func(context.Context) (string, error)

// BearerFunc are credentials of a token that is asked for (RFC 6750): with the first
// request, and again after a 401, since tokens expire. After a 403 nobody is asked: the
// server knows who it is.
func BearerFunc(ask TokenFunc) Credentials {
	return &bearerFunc{ask: ask, expires: func(status int) bool { return status == http.StatusUnauthorized }}
}

// BearerFile are credentials of the token that stands in a file, but for the line end
// that editors put behind it. It is read with the first request and when it is refused,
// with a 403, too: another process may have put a fresh one there.
func BearerFile(path string) Credentials {
	ask := func(context.Context) (string, error) {
		b, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		token := bearer(bytes.TrimSpace(b))
		if err := token.check(); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		return string(token), nil
	}
	return &bearerFunc{ask: ask, expires: func(int) bool { return true }}
}

// A bearerFunc holds its lock while it asks: requests side by side wait for one answer.
type bearerFunc struct {
	ask     TokenFunc
	expires func(status int) bool // whether an answer that refuses the token is a reason to ask again

	mu    sync.Mutex
	token bearer
}

// Apply implements Credentials.
func (f *bearerFunc) Apply(r *http.Request) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.token == "" {
		if err := f.renew(r.Context()); err != nil {
			return err
		}
	}
	return f.token.Apply(r)
}

// Renew implements Credentials. The same token again is no reason to ask again.
func (f *bearerFunc) Renew(ctx context.Context, status int) (bool, error) {
	if !f.expires(status) {
		return false, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.token
	err := f.renew(ctx)
	return err == nil && f.token != old, err
}

// renew asks; a question that fails leaves the token as it was.
func (f *bearerFunc) renew(ctx context.Context) error {
	token, err := f.ask(ctx)
	if err == nil {
		f.token = bearer(token)
	}
	return err
}
