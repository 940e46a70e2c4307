//go:build unix

package cmd_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A relay stands between etch and the server and passes everything on as it is, but
// for what its fields say. A rival behind it writes at a moment that no timing can miss.
type relay struct {
	before func() error // once, when the first write has come and before it goes on
	after  func() error // once, when the first write is answered and before etch hears of it
	bare   bool         // answers to writes have no body and no version, as many servers do it
	hides  []string     // header fields that do not pass
}

// start returns the URL of the stage's resource behind the relay.
func (r relay) start(t *testing.T, s *stage) string {
	t.Helper()
	target, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	before, after := onceReported(t, r.before), onceReported(t, r.after)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(target)
			for _, name := range r.hides {
				p.Out.Header.Del(name)
			}
			if isWrite(p.In.Method) {
				whole(t, p.Out)
				before()
			}
		},
		// Some servers end connections as they like, and a write on one that has just ended
		// cannot be sent again.
		Transport: &http.Transport{DisableKeepAlives: true},
		ModifyResponse: func(resp *http.Response) error {
			if !isWrite(resp.Request.Method) {
				return nil
			}
			after()
			if r.bare && resp.StatusCode/100 == 2 {
				resp.Body.Close()
				resp.Body, resp.ContentLength = http.NoBody, 0
				resp.StatusCode = http.StatusNoContent
				for _, name := range []string{"Content-Length", "Content-Type", "ETag", "Last-Modified"} {
					resp.Header.Del(name)
				}
			}
			return nil
		},
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL + s.path
}

// whole reads the body of r, so that it goes on in one piece with the header: a server
// that answers after the header, and then ends the connection, would break it off else.
func whole(t *testing.T, r *http.Request) {
	if r.Body == nil {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Errorf("the relay: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
}

// isWrite leaves out what only asks, or locks.
func isWrite(method string) bool {
	return !slices.Contains([]string{"GET", "HEAD", "OPTIONS", "PROPFIND", "LOCK", "UNLOCK"}, method)
}

// onceReported runs do the first time it is called. Its error fails the test.
func onceReported(t *testing.T, do func() error) func() {
	var once sync.Once
	return func() {
		once.Do(func() {
			if do == nil {
				return
			}
			if err := do(); err != nil {
				t.Errorf("the rival: %v", err)
			}
		})
	}
}

// editor returns the environment of a person who changes one text by another, while
// the rival writes: the program that etch starts does not return before both are done.
func (s *stage) editor(t *testing.T, change swap, rival func() error) []string {
	t.Helper()
	once := onceReported(t, rival)
	bell := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		once()
		_, _ = io.WriteString(w, "done\n")
	}))
	t.Cleanup(bell.Close)
	script := filepath.Join(t.TempDir(), "editor")
	text := strings.Join([]string{
		"#!/bin/sh",
		"set -e",
		"sed '" + change.command() + `' "$1" >"$0.new"`,
		`cat "$0.new" >"$1"`,
		"curl -fsS " + bell.URL + " >/dev/null",
		"",
	}, "\n")
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return []string{"EDITOR=" + script}
}
