package config_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/config"
)

// Whatever bytes stand for a configuration: errors with their lines, or entries that
// can be asked for.
func FuzzLoad(f *testing.F) {
	f.Add([]byte("urls:\n  https://a.example/v1: {api: cosmos, overrides: {write: {method: PUT}}, auth: {bearer: {env: A}}}\n"), "https://a.example/v1/x")
	f.Add([]byte("urls:\n  http://a.example/%7e: {headers: {X: '$${a}${B}'}, query: {k: v}, timeout: 1s, idempotency_key: true}\n"), "http://A.example:80/~/%2e%2E/")
	f.Add([]byte("urls: {b: {}, https://c: null}"), "x")
	f.Fuzz(func(t *testing.T, data []byte, at string) {
		c, errs := config.Load("config.yaml", data)
		for _, err := range errs {
			if !strings.HasPrefix(err.Error(), "config.yaml") || err.Reason == "" {
				t.Errorf("%v", err)
			}
		}
		_ = c.Variables()
		u, err := url.Parse(at)
		if len(errs) > 0 || err != nil {
			return
		}
		e := c.Lookup(u)
		if e == nil {
			return
		}
		p, err := url.Parse(e.Prefix)
		if err != nil || !strings.EqualFold(p.Scheme, u.Scheme) || !strings.EqualFold(p.Hostname(), u.Hostname()) {
			t.Errorf("%s is said to be below %s", at, e.Prefix)
		}
		if _, err := e.Convention(); err != nil {
			t.Error(err)
		}
	})
}
