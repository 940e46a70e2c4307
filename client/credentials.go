package client

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"sync"
)

// Bearer are credentials of one token (RFC 6750), which cannot be renewed.
func Bearer(token string) Credentials { return bearer(token) }

type bearer string

// Apply implements Credentials. Control characters would be an error of net/http
// after the request was prepared; here it can be said what is wrong.
func (b bearer) Apply(r *http.Request) error {
	if err := b.check(); err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+string(b))
	return nil
}

// check reports why there can be no such token.
func (b bearer) check() error {
	if b == "" || hasControl(string(b)) {
		return errors.New("the token is empty or has control characters in it")
	}
	return nil
}

// Renew implements Credentials.
func (bearer) Renew(context.Context, int) (bool, error) { return false, nil }

// A PasswordFunc asks for the password of user. again says that the last one was refused.
type PasswordFunc func(ctx context.Context, user string, again bool) (string, error)

// Basic are credentials of a user whose password is asked for (RFC 7617): with the
// first request, and again after a 401. After a 403 nobody is asked: the server
// knows who it is.
func Basic(user string, ask PasswordFunc) Credentials { return &basic{user: user, ask: ask} }

// A basic holds its lock while it asks: requests side by side wait for one answer.
type basic struct {
	user string
	ask  PasswordFunc

	mu       sync.Mutex
	asked    bool
	password string
}

// Apply implements Credentials.
func (b *basic) Apply(r *http.Request) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.asked {
		if err := b.renew(r.Context(), false); err != nil {
			return err
		}
	}
	r.Header.Set("Authorization", basicAuth(b.user, b.password))
	return nil
}

// Renew implements Credentials.
func (b *basic) Renew(ctx context.Context, status int) (bool, error) {
	if status != http.StatusUnauthorized {
		return false, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.password
	err := b.renew(ctx, true)
	return err == nil && b.password != old, err
}

// renew asks; a question that fails leaves the password as it was.
func (b *basic) renew(ctx context.Context, again bool) error {
	p, err := b.ask(ctx, b.user, again)
	if err == nil {
		b.password, b.asked = p, true
	}
	return err
}

// basicAuth gives the header of a user and a password (RFC 7617 section 2).
func basicAuth(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}
