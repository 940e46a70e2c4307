//go:build unix

package cmd

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// A lure is a way in which a server points to another origin.
type lure struct {
	name string
	// answer answers r itself, where it returns true; else the mock server does, with the
	// headers that were set.
	answer func(w http.ResponseWriter, r *http.Request, elsewhere string) bool
	args   []string // of a run of update, beside the change
}

// redirects is a lure that redirects reads or writes.
func redirects(name string, status int, write bool) lure {
	return lure{name: name, answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) bool {
		if (r.Method != http.MethodGet && r.Method != http.MethodHead) != write {
			return false
		}
		w.Header().Set("Location", elsewhere+r.URL.Path)
		w.WriteHeader(status)
		return true
	}}
}

// says is a lure of headers.
func says(name string, h map[string]string) lure {
	return lure{name: name, answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) bool {
		for k, v := range h {
			w.Header().Set(k, strings.ReplaceAll(v, "@", elsewhere+r.URL.Path))
		}
		return false
	}}
}

// refuses is a lure of a write that is refused with headers.
func refuses(name string, status int, h map[string]string) lure {
	set := says("", h).answer
	return lure{name: name, answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) bool {
		set(w, r, elsewhere)
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			return false
		}
		w.WriteHeader(status)
		return true
	}}
}

// lures are all that the tests know.
var lures = []lure{
	redirects("a read is moved for good", http.StatusMovedPermanently, false),
	redirects("a read is found elsewhere", http.StatusFound, false),
	redirects("a read sees another", http.StatusSeeOther, false),
	redirects("a read goes elsewhere as it is", http.StatusTemporaryRedirect, false),
	redirects("a read stays elsewhere", http.StatusPermanentRedirect, false),
	redirects("a write is moved for good", http.StatusMovedPermanently, true),
	redirects("a write is found elsewhere", http.StatusFound, true),
	redirects("a write sees another", http.StatusSeeOther, true),
	redirects("a write goes elsewhere as it is", http.StatusTemporaryRedirect, true),
	redirects("a write stays elsewhere", http.StatusPermanentRedirect, true),
	redirects("a write was made elsewhere", http.StatusCreated, true),
	redirects("a write is accepted elsewhere", http.StatusAccepted, true),
	says("the representation is elsewhere", map[string]string{"Content-Location": "@"}),
	says("links", map[string]string{"Link": `<@>; rel="self", <@>; rel="edit", <@>; rel="latest-version"`, "Refresh": "0; url=@", "Alt-Svc": `h2="@"`}),
	refuses("a digest that asks elsewhere", http.StatusUnauthorized, map[string]string{"WWW-Authenticate": `Digest realm="x", nonce="y", domain="@"`}),
	refuses("a conflict with the state elsewhere", http.StatusPreconditionFailed, map[string]string{"Content-Location": "@", "Location": "@"}),
	refuses("several statuses elsewhere", http.StatusMultiStatus, map[string]string{"Location": "@"}),
	{name: "the write's link is elsewhere", args: []string{"--api", "versioned-link"}, answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) bool {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"n": 1, "_links": {"self": {"href": "`+elsewhere+r.URL.Path+`"}, "edit": {"href": "`+elsewhere+r.URL.Path+`"}}, "links": [{"rel": "edit", "href": "`+elsewhere+r.URL.Path+`"}]}`)
		return true
	}},
}

// TestNothingCrossesAnOrigin: what a server points to on another origin is never asked
// for, so that no credentials, no header of the user's, no cookie and no precondition get
// there; and no cookie that it sets comes back to itself.
func TestNothingCrossesAnOrigin(t *testing.T) {
	for _, l := range lures {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			var heard, asked, cookies atomic.Int64
			elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				heard.Add(1)
				w.Header().Set("ETag", `"e"`)
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, `{"n": 1}`)
			}))
			defer elsewhere.Close()
			s := mockserver.New(mockserver.Options{})
			s.Put("/page", []byte(`{"n": 1}`))
			url := server(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1); r.Header.Get("Cookie") != "" {
					cookies.Add(1)
				}
				w.Header().Set("Set-Cookie", "session=x; Path=/; Domain=127.0.0.1")
				if !l.answer(w, r, elsewhere.URL) {
					s.Handler().ServeHTTP(w, r)
				}
			}))
			d := newDesk(t)
			base := strings.TrimSuffix(url, "/page")
			d.configure(t, "urls:\n  "+base+":\n    headers: {X-Api-Key: k}\n    query: {page: x}\n    auth:\n      bearer: {command: echo token}\n")
			edits := d.edits(t, `{"n": 2}`)
			for _, args := range [][]string{
				append([]string{"update", url, "--set", "/n=7", "--timeout", "500ms"}, l.args...),
				append([]string{"update", url, "--set", "/n=8", "--timeout", "500ms", "--method", "PUT", "-u", "ann"}, l.args...),
				append([]string{"edit", url, "-y", "--editor", edits, "--timeout", "500ms", "-H", "X-Own: x"}, l.args...),
				{"get", url, "-H", "Authorization: x"},
				{"probe", url, "--write", "-y"},
				{"create", base + "/new", "--from", edits + ".text", "--timeout", "500ms"},
				{"delete", url, "-y", "--timeout", "500ms"},
			} {
				c := d.etch(args...)
				c.Env = append(c.Env, "ETCH_PASSWORD=p")
				if r := end(t, c); r.status < 0 || r.status == 2 {
					t.Errorf("%v: %d: %s", args, r.status, r.said)
				}
			}
			if heard.Load() > 0 || cookies.Load() > 0 || asked.Load() < 7 {
				t.Errorf("the other origin heard %d requests, and %d of %d had a cookie", heard.Load(), cookies.Load(), asked.Load())
			}
		})
	}
}
