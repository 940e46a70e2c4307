package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
)

// Bearer are credentials of one token (RFC 6750), which cannot be renewed.
func Bearer(token string) Credentials { return bearer(token) }

type bearer string

// Apply implements Credentials. Control characters would be an error of net/http
// after the request was prepared; here it can be said what is wrong.
func (b bearer) Apply(r *http.Request) error {
	if b == "" || hasControl(string(b)) {
		return errors.New("the token is empty or has control characters in it")
	}
	r.Header.Set("Authorization", "Bearer "+string(b))
	return nil
}

// Renew implements Credentials.
func (bearer) Renew(context.Context, int) (bool, error) { return false, nil }

// BearerFile are credentials of the token that stands in a file. It is read with
// the first request and when it is refused: another process may have put a fresh
// one there.
func BearerFile(path string) Credentials { return &bearerFile{path: path} }

type bearerFile struct {
	path  string
	mu    sync.Mutex
	token bearer
}

// Apply implements Credentials.
func (f *bearerFile) Apply(r *http.Request) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.token == "" {
		if err := f.read(); err != nil {
			return err
		}
	}
	if err := f.token.Apply(r); err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	return nil
}

// Renew implements Credentials. The same token again is no reason to ask again.
func (f *bearerFile) Renew(context.Context, int) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.token
	if err := f.read(); err != nil {
		return false, err
	}
	return f.token != old, nil
}

// read takes the token, without the line end that editors put behind it.
func (f *bearerFile) read() error {
	b, err := os.ReadFile(f.path)
	if err == nil {
		f.token = bearer(bytes.TrimSpace(b))
	}
	return err
}

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
