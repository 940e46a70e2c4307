//go:build unix

package cmd

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// hush marks every secret of these tests.
const hush = "hush"

// A secretKind is one way in which etch is given a secret.
type secretKind struct {
	name  string
	args  []string
	env   []string
	files map[string]string // below home; @URL@ is the server
	query string            // of the URL
}

// secretKinds are all ways.
var secretKinds = []secretKind{
	{name: "header", args: []string{"-H", "X-Team-Thing: hush-header"}},
	{name: "authorization", args: []string{"-H", "Authorization: Token hush-authorization"}},
	{name: "cookie", args: []string{"-H", "Cookie: a=hush-cookie; b=hush-cookie2"}},
	{name: "header file", args: []string{"-H", "@headers"}, files: map[string]string{"headers": "X-Api-Key: hush-file\n"}},
	{name: "bearer file", args: []string{"--bearer-file", "token"}, files: map[string]string{"token": "hush-bearer\n"}},
	{name: "environment", env: []string{"ETCH_BEARER_TOKEN=hush-env"}},
	{name: "password", args: []string{"-u", "ann"}, env: []string{"ETCH_PASSWORD=hush-password"}},
	{name: "netrc", args: []string{"--netrc"}, files: map[string]string{".netrc": "machine 127.0.0.1 login ann password hush-netrc\n"}},
	{name: "URL", query: "?api_key=hush-url&page=2"},
	{name: "configured variable", env: []string{"OUR_TOKEN=hush-variable"}, files: map[string]string{
		configured: "urls:\n  @URL@:\n    auth:\n      bearer: {env: OUR_TOKEN}\n",
	}},
	{name: "configured file", files: map[string]string{
		configured: "urls:\n  @URL@:\n    auth:\n      basic: {user: ann, password: {file: pw}}\n", filepath.Dir(configured) + "/pw": "hush-pw\n",
	}},
	{name: "configured command", files: map[string]string{
		configured: "urls:\n  @URL@:\n    auth:\n      bearer: {command: cat pw}\n", "pw": "hush-command\n",
	}},
	{name: "configured header", env: []string{"OUR_KEY=hush-value"}, files: map[string]string{
		configured: "urls:\n  @URL@:\n    headers:\n      Accept-Language: ${OUR_KEY}\n      X-Literal-Key: hush-literal\n",
	}},
	{name: "configured query", env: []string{"OUR_KEY=hush/query&x"}, files: map[string]string{
		configured: "urls:\n  @URL@:\n    query:\n      page: ${OUR_KEY}\n",
	}},
}

const configured = "XDG_CONFIG_HOME/etch/config.yaml"

// A parrot is a server that repeats what it was told wherever it can: in headers, in
// errors of every form, in where it redirects to.
type parrot struct {
	*mockserver.Server
	heard atomic.Int64 // requests that had a secret in them
}

// ServeHTTP implements http.Handler.
func (p *parrot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	said := r.Header.Get("Authorization") + " " + r.Header.Get("Cookie") + " " + r.Header.Get("X-Team-Thing") + " " +
		r.Header.Get("X-Api-Key") + " " + r.Header.Get("X-Literal-Key") + " " + r.Header.Get("Accept-Language") + " " + r.URL.RawQuery
	if b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")); err == nil {
		said += " " + string(b)
	}
	if strings.Contains(said, hush) {
		p.heard.Add(1)
	}
	w.Header().Set("Set-Cookie", "session=hush-session; Path=/")
	w.Header().Set("X-Refresh-Token", "hush-refresh")
	w.Header().Set("X-Said", said)
	write := r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
	fail := func(status int, mediaType, body string) {
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
	quoted, _ := json.Marshal("you said " + said)
	switch dir := strings.Split(r.URL.Path, "/")[1]; {
	case dir == "moved":
		http.Redirect(w, r, "http://localhost:1/"+said+"?next="+said, http.StatusFound)
	case dir == "denied":
		w.Header().Set("WWW-Authenticate", `Bearer error="`+said+`"`)
		fail(http.StatusUnauthorized, "text/plain", "you said "+said)
	case dir == "problem" && write:
		fail(http.StatusBadRequest, "application/problem+json", fmt.Sprintf(`{"type": %s, "title": %s, "detail": %s}`, quoted, quoted, quoted))
	case dir == "text" && write:
		fail(http.StatusForbidden, "text/html", "<p>"+strings.Repeat("x", 390)+said+"</p>")
	case dir == "json" && write:
		fail(http.StatusConflict, "application/json", fmt.Sprintf(`{"errors": [{"field": "x", "message": %s}]}`, quoted))
	case dir == "busy" && write:
		w.Header().Set("Retry-After", "0")
		fail(http.StatusTooManyRequests, "application/json", fmt.Sprintf(`{"message": %s}`, quoted))
	case dir == "lost" && write:
		panic(http.ErrAbortHandler)
	default:
		p.Handler().ServeHTTP(w, r)
	}
}

// A secretDesk is where etch runs with one kind of secret, and where everything that
// it writes is looked through.
type secretDesk struct {
	t     *testing.T
	kind  secretKind
	home  string
	url   string // of the server
	elder map[string]bool
}

// TestSecretsAreNowhere: a secret is in the request and nowhere else, whichever way etch
// was given it, whatever it is doing and whatever the server answers: not in what is
// printed, traced or reported, in no draft, working copy or memory, in no file that is
// left, and in no argument or variable of a child.
func TestSecretsAreNowhere(t *testing.T) {
	for _, kind := range secretKinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			p := &parrot{Server: mockserver.New(mockserver.Options{})}
			for _, dir := range []string{"page", "moved", "denied", "problem", "text", "json", "busy", "lost"} {
				p.Put("/"+dir+"/1", []byte(`{"n": 1}`))
			}
			web := httptest.NewServer(p)
			t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
			d := newSecretDesk(t, kind, web.URL)
			d.everything()
			if p.heard.Load() < 20 {
				t.Errorf("the server heard %d secrets: they are not sent", p.heard.Load())
			}
		})
	}
}

// newSecretDesk lays out what the kind needs, and programs that write down how they were
// called.
func newSecretDesk(t *testing.T, kind secretKind, url string) *secretDesk {
	d := &secretDesk{t: t, kind: kind, home: t.TempDir(), url: url, elder: map[string]bool{}}
	files := map[string]string{
		"editor": "#!/bin/sh\n{ echo \"$0\" \"$@\"; env; } >>" + d.home + "/children\nsed 's/\"n\": *[0-9]*/\"n\": 99/' \"$1\" >\"$1.new\" && mv \"$1.new\" \"$1\"\n",
		"filter": "#!/bin/sh\n{ echo \"$0\" \"$@\"; env; } >>" + d.home + "/children\nsed 's/1/7/'\n",
		"body":   `{"new": true}`,
	}
	for name, text := range kind.files {
		files[name] = strings.ReplaceAll(text, "@URL@", url)
	}
	for name, text := range files {
		path := filepath.Join(d.home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil { //nolint:gosec // some are programs
			t.Fatal(err)
		}
		d.elder[path] = true
	}
	return d
}

// everything runs every command, each with the trace.
func (d *secretDesk) everything() {
	at := func(dir string) string { return d.url + "/" + dir + "/1" + d.kind.query }
	d.run("get", at("page"))
	d.run("get", at("page"), "-o", "json")
	d.run("get", at("page"), "--save", "copy.json")
	d.run("update", at("page"), "--set", "/n=2")
	d.run("update", at("page"), "--set", "/n=3", "-o", "json")
	d.run("update", at("page"), "--set", "/n=4", "--dry-run")
	d.run("update", at("page"), "--set", "/n=4", "--dry-run", "-o", "json")
	d.run("update", at("page"), "--", "./filter", "argument")
	d.run("update", at("page"), "--from", "copy.json", "-o", "json")
	d.run("edit", at("page"), "-y")
	d.run("probe", at("page"))
	d.run("probe", at("page"), "--write", "-y", "-o", "json")
	d.run("create", d.url+"/page/2"+d.kind.query, "--from", "body", "-o", "json")
	d.run("delete", d.url+"/page/2"+d.kind.query, "-y")
	for _, dir := range []string{"moved", "denied", "problem", "text", "json", "busy", "lost"} {
		d.run("update", at(dir), "--set", "/n=5", "--timeout", "300ms", "-o", "json")
	}
	for _, dir := range []string{"moved", "denied"} {
		d.run("get", at(dir))
		d.run("probe", at(dir))
	}
	for _, dir := range []string{"problem", "text", "json"} {
		d.run("edit", at(dir), "-y", "--timeout", "300ms") // the refusal stands above the text, and the editor opens again
	}
	d.run("create", at("problem")+"x", "--from", "body")
	d.run("delete", at("json"), "-y")
	d.run("edit", at("page")) // nobody agrees: a draft
	d.run("get", strings.Replace(at("page"), "http:", "htp:", 1))
	d.run("get", strings.Replace(at("page"), "/page", ":99999/page", 1))
	d.run("get", at("page"), at("page"))
	d.run("frobnicate", at("page"))
	for _, id := range d.drafts() {
		d.run("resume", id, "-y", "--timeout", "300ms", "-o", "json")
		d.run("resume", id, "-y", "--timeout", "300ms", "--url", at("page"))
	}
	d.run("config", "show", at("page"))
	d.run("config", "show", "-o", "json", at("page"))
	d.run("config", "check")
	if children, err := os.ReadFile(filepath.Join(d.home, "children")); err != nil || strings.Count(string(children), "PATH=") < 3 {
		d.t.Errorf("the editor and the filter were not run: %v", err)
	}
}

// run is one run of etch, and the search for the mark in all that is there after it.
func (d *secretDesk) run(args ...string) {
	d.t.Helper()
	c := d.command(args...)
	out, said := &bytes.Buffer{}, &bytes.Buffer{}
	c.Stdout, c.Stderr = out, said
	_ = c.Run()
	if c.ProcessState == nil || c.ProcessState.ExitCode() < 0 {
		d.t.Fatalf("%v: %s", args, c.ProcessState)
	}
	name := strings.Join(args, " ")
	d.search(name+": standard output", out.Bytes())
	d.search(name+": standard error", said.Bytes())
	err := filepath.WalkDir(d.home, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || d.elder[path] {
			return err
		}
		text, err := os.ReadFile(path)
		d.search(name+": "+strings.TrimPrefix(path, d.home), text)
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}

// command is etch with the flags of the kind, where the command knows them.
func (d *secretDesk) command(args ...string) *exec.Cmd {
	full := append([]string{}, args...)
	if args[0] != "config" && args[0] != "frobnicate" {
		flags := append([]string{"-v", "--request-timeout", "5s"}, d.kind.args...)
		full = append(append(full[:1:1], flags...), full[1:]...)
	}
	c := exec.Command(os.Args[0], full...)
	c.Args[0] = "etch"
	c.Dir = d.home
	c.Env = append([]string{
		"HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "EDITOR=" + d.home + "/editor", "TMPDIR=" + d.home,
	}, d.kind.env...)
	for _, v := range []string{"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"} {
		c.Env = append(c.Env, v+"="+filepath.Join(d.home, v))
	}
	return c
}

// drafts are the IDs of the drafts that are kept.
func (d *secretDesk) drafts() (ids []string) {
	out, err := d.command("resume", "-o", "json").Output()
	if err != nil {
		d.t.Error(err)
	}
	for line := range strings.Lines(string(out)) {
		var l draftLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			d.t.Error(err)
		}
		ids = append(ids, l.ID)
	}
	if len(ids) < 1 { // that of the edit that nobody agreed to; a slow machine keeps no other
		d.t.Errorf("%d drafts: %s", len(ids), out)
	}
	return ids
}

// search looks for the mark, as it is and as Basic sends it.
func (d *secretDesk) search(where string, text []byte) {
	for _, mark := range []string{hush, "YW5uOmh1c2"} { // base64 of "ann:hus"
		if i := bytes.Index(text, []byte(mark)); i >= 0 {
			d.t.Errorf("%s: ...%s...", where, text[max(0, i-200):min(len(text), i+60)])
			return
		}
	}
}
