package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
)

// guarded serves only those whose Authorization is want.
func guarded(t *testing.T, want *string, status int) *recorder {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != *want {
			w.WriteHeader(status)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		_, _ = io.WriteString(w, "{}")
	})
}

func write(t *testing.T, name, s string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestATokenFileIsReadAgainWhenItIsRefused(t *testing.T) {
	for _, status := range []int{401, 403} {
		want := "Bearer old"
		srv := guarded(t, &want, status)
		path := write(t, "token", "old\n")
		c := dial(t, client.Options{Auth: client.BearerFile(path), Origin: parse(t, srv.URL)})
		if _, err := c.Fetch(t.Context(), parse(t, srv.URL)); err != nil {
			t.Fatal(err)
		}
		want = "Bearer new"
		if err := os.WriteFile(path, []byte("new\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write(t.Context(), patch(t, srv.URL), v1); err != nil {
			t.Errorf("write after %d: %v", status, err)
		}
		if srv.body[1] != srv.body[2] || srv.requests()[2].Header.Get("If-Match") != `"v1"` {
			t.Error("the second request is another one")
		}
		want = "Bearer newer" // and the file has none: once refused, it is refused
		_, err := c.Write(t.Context(), patch(t, srv.URL), v1)
		if e := is[*client.RefusedError](t, err); e.Status != status {
			t.Error(e)
		}
		_, err = c.Fetch(t.Context(), parse(t, srv.URL))
		is[*client.RefusedError](t, err)
		if n := len(srv.requests()); n != 5 {
			t.Errorf("%d requests", n)
		}
	}
}

// restless has other credentials every time, all of them wrong.
type restless struct{ renewed int }

func (*restless) Apply(r *http.Request) error                { r.Header.Set("X-Pass", "wrong"); return nil }
func (c *restless) Renew(context.Context, int) (bool, error) { c.renewed++; return true, nil }

func TestCredentialsAreRenewedOnce(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) })
	auth := &restless{}
	c := dial(t, client.Options{Auth: auth, Origin: parse(t, srv.URL)})
	_, err := c.Write(t.Context(), patch(t, srv.URL), v1)
	is[*client.RefusedError](t, err)
	_, err = c.Fetch(t.Context(), parse(t, srv.URL))
	is[*client.RefusedError](t, err)
	if n := len(srv.requests()); n != 4 || auth.renewed != 2 {
		t.Errorf("%d requests, renewed %d times", n, auth.renewed)
	}
}

func TestOnlyTheirOwnOriginRenewsCredentials(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) })
	auth := &restless{}
	c := dial(t, client.Options{Auth: auth, Origin: parse(t, "http://h.test")})
	_, err := c.Write(t.Context(), patch(t, srv.URL), v1)
	is[*client.RefusedError](t, err)
	if n := len(srv.requests()); n != 1 || auth.renewed != 0 {
		t.Errorf("%d requests, renewed %d times", n, auth.renewed)
	}
}

func TestAPasswordIsAskedForAgainAfter401Only(t *testing.T) {
	want := "Basic dTpnb29k" // u:good
	srv := guarded(t, &want, 401)
	var asked []bool
	ask := func(_ context.Context, user string, again bool) (string, error) {
		asked = append(asked, again)
		if user != "u" {
			t.Error(user)
		}
		return []string{"bad", "good", "worse"}[len(asked)-1], nil
	}
	c := dial(t, client.Options{Auth: client.Basic("u", ask), Origin: parse(t, srv.URL)})
	if _, err := c.Fetch(t.Context(), parse(t, srv.URL)); err != nil {
		t.Error(err)
	}
	if len(asked) != 2 || asked[0] || !asked[1] {
		t.Error(asked)
	}
	forbidden := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) })
	asked = nil
	c = dial(t, client.Options{Auth: client.Basic("u", ask), Origin: parse(t, forbidden.URL)})
	_, err := c.Fetch(t.Context(), parse(t, forbidden.URL))
	is[*client.RefusedError](t, err)
	if len(asked) != 1 {
		t.Error(asked)
	}
}

func TestCredentialsThatCannotBeHad(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) })
	no := errors.New("nobody answers")
	for name, auth := range map[string]client.Credentials{
		"asked":        client.Basic("u", func(context.Context, string, bool) (string, error) { return "", no }),
		"no file":      client.BearerFile(filepath.Join(t.TempDir(), "none")),
		"an empty one": client.BearerFile(write(t, "t", " \n")),
		"two lines":    client.BearerFile(write(t, "t", "a\nb")),
		"no netrc":     client.Netrc(filepath.Join(t.TempDir(), "none")),
		"empty token":  client.Bearer(""),
	} {
		_, err := dial(t, client.Options{Auth: auth, Origin: parse(t, srv.URL)}).Write(t.Context(), patch(t, srv.URL), v1)
		is[*client.CredentialsError](t, err)
		if name == "asked" && !errors.Is(err, no) {
			t.Error(err)
		}
	}
	if n := len(srv.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestSecretsStayWithTheirOrigin(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "{}") })
	headers := http.Header{"X-Api-Key": {"hush"}, "Accept": {"application/yaml"}, "Host": {"virtual.test"}}
	away := parse(t, srv.URL)
	away.Host = strings.Replace(away.Host, "127.0.0.1", "localhost", 1)
	for name, c := range map[string]struct {
		origin string
		given  bool
	}{
		"its own": {srv.URL + "/any/path", true}, "another port": {"http://127.0.0.1:1", false},
		"another host": {away.String(), false}, "another scheme": {strings.Replace(srv.URL, "http", "https", 1), false},
	} {
		o := client.Options{Origin: parse(t, c.origin), Header: headers, Auth: client.Bearer("t")}
		if _, err := dial(t, o).Fetch(t.Context(), parse(t, srv.URL)); err != nil {
			t.Fatal(err)
		}
		r := srv.requests()[len(srv.requests())-1]
		if got := r.Header.Get("X-Api-Key") != ""; got != c.given || got != (r.Header.Get("Authorization") != "") ||
			got != (r.Header.Get("Accept") == "application/yaml") || got != (r.Host == "virtual.test") {
			t.Errorf("%s: %v %s", name, r.Header, r.Host)
		}
	}
}

func TestTheUserInAURL(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "http://else:where@"+r.Host+"/new", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "{}")
	})
	u := parse(t, srv.URL+"/old")
	u.User = url.UserPassword("u", "good")
	rep, err := dial(t, client.Options{}).Fetch(t.Context(), u)
	if err != nil || rep.URL.User.String() != "u:good" {
		t.Error(rep.URL, err)
	}
	for _, r := range srv.requests() {
		if r.Header.Get("Authorization") != "Basic dTpnb29k" {
			t.Error(r.URL, r.Header)
		}
	}
}

func TestHeadersThatAUserMayNotSet(t *testing.T) {
	origin := parse(t, "http://h.test")
	for _, h := range []http.Header{
		{"if-match": {"*"}},
		{"If-None-Match": {"x"}},
		{"If-Unmodified-Since": {"x"}},
		{"Range": {"bytes=0-1"}},
		{"Accept-Encoding": {"gzip"}},
		{"Content-Length": {"1"}},
		{"Transfer-Encoding": {"chunked"}},
		{"Upgrade": {"x"}},
		{"": {"x"}},
		{"A b": {"x"}},
		{"A:": {"x"}},
		{"X-Key": {"hush\r\nIf-Match: *"}},
		{"X-Key": {"hush\x00"}},
	} {
		_, err := client.New(client.Options{Dialect: unguarding{}, Origin: origin, Header: h})
		if e := is[*client.HeaderError](t, err); strings.Contains(e.Error(), "hush") {
			t.Error(e)
		}
	}
}

func TestOptionsThatMakeNoClient(t *testing.T) {
	junk := write(t, "junk.pem", "no certificate")
	for name, o := range map[string]client.Options{
		"no dialect":         {},
		"no origin":          {Dialect: unguarding{}, Header: http.Header{"A": {"b"}}},
		"no origin for auth": {Dialect: unguarding{}, Auth: client.Bearer("x")},
		"no CA file":         {Dialect: unguarding{}, CACert: junk + "x"},
		"no CA in it":        {Dialect: unguarding{}, CACert: junk},
		"no pair":            {Dialect: unguarding{}, Cert: junk},
		"a key alone":        {Dialect: unguarding{}, Key: junk},
	} {
		if _, err := client.New(o); err == nil {
			t.Error(name)
		}
	}
}

// A token that is asked for is asked for again after a 401, once; another answer, or
// the same token, is the server's last word.
func TestATokenIsAskedForAgain(t *testing.T) {
	want, status := "Bearer old", 401
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != want {
			w.WriteHeader(status)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		_, _ = io.WriteString(w, "{}")
	})
	tokens, asked := []string{"old", "new", "new", "\n"}, 0
	c := dial(t, client.Options{Origin: parse(t, srv.URL), Auth: client.BearerFunc(func(context.Context) (string, error) {
		if asked == len(tokens) {
			return "", errors.New("no more")
		}
		asked++
		return tokens[asked-1], nil
	})})
	fetch := func() error { _, err := c.Fetch(t.Context(), parse(t, srv.URL)); return err }
	if err := errors.Join(fetch(), fetch()); err != nil || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	want = "Bearer new"
	if _, err := c.Write(t.Context(), patch(t, srv.URL), v1); err != nil || asked != 2 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	status, want = 403, "Bearer newer"
	if is[*client.RefusedError](t, fetch()); asked != 2 {
		t.Errorf("after a 403, asked %d times", asked)
	}
	status = 401
	if is[*client.RefusedError](t, fetch()); asked != 3 {
		t.Errorf("the same token again, asked %d times", asked)
	}
	before := len(srv.requests())
	is[*client.CredentialsError](t, fetch()) // "\n": one refusal, and nothing is sent with it
	if n := len(srv.requests()) - before; n != 1 || asked != 4 {
		t.Errorf("%d requests, asked %d times", n, asked)
	}
	is[*client.CredentialsError](t, fetch())
}
