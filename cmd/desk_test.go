//go:build unix

package cmd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// A desk is one person's machine: processes that share a home folder, and with it
// the drafts and what is remembered of servers.
type desk struct{ home string }

// newDesk is a desk on which nothing was done yet.
func newDesk(t testing.TB) desk { return desk{t.TempDir()} }

// etch is a process of this program at the desk, without a terminal.
func (d desk) etch(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Args[0] = "etch"                                                             // TestMain runs etch under this name
	c.Env = []string{"HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "EDITOR=true"} // who changes nothing
	if v := os.Getenv("GORACE"); v != "" {
		c.Env = append(c.Env, "GORACE="+v)
	}
	for _, v := range []string{"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"} {
		c.Env = append(c.Env, v+"="+filepath.Join(d.home, v))
	}
	return c
}

// A ran is a process that has ended.
type ran struct {
	status    int
	out, said string
	report    report // what it printed, where that was one
}

// run runs etch with args to its end.
func (d desk) run(t testing.TB, args ...string) ran { return end(t, d.etch(args...)) }

// end runs c to its end; it is not waited for longer than a minute.
func end(t testing.TB, c *exec.Cmd) ran { return endAfter(t, c, time.Minute, os.Kill) }

// endAfter runs c, and sends it the signal after that time.
func endAfter(t testing.TB, c *exec.Cmd, after time.Duration, s os.Signal) ran {
	t.Helper()
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Start(); err != nil {
		t.Error(err)
		return ran{status: -1}
	}
	timer := time.AfterFunc(after, func() { _ = c.Process.Signal(s) })
	defer timer.Stop()
	_ = c.Wait()
	r := ran{status: c.ProcessState.ExitCode(), out: out.String(), said: said.String()}
	_ = json.Unmarshal(out.Bytes(), &r.report)
	return r
}

// drafts are the drafts as "etch resume -o json" lists them.
func (d desk) drafts(t testing.TB) (list []draftLine) {
	t.Helper()
	r := d.run(t, "resume", "-o", "json")
	if r.status != 0 {
		t.Errorf("etch resume: %d %s", r.status, r.said)
	}
	for line := range strings.Lines(r.out) {
		var l draftLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		list = append(list, l)
	}
	return list
}

// draft is the one draft that there is.
func (d desk) draft(t testing.TB) draftLine {
	t.Helper()
	list := d.drafts(t)
	if len(list) != 1 {
		t.Fatalf("%d drafts: %+v", len(list), list)
	}
	return list[0]
}

// path is the place of a draft's text, and of what is beside it.
func (d desk) path(t testing.TB, id, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(d.home, "XDG_STATE_HOME", "etch", "drafts", id, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d files %s in draft %s (%v)", len(found), pattern, id, err)
	}
	return found[0]
}

// mocked is a mock server with /page in it, that listens by itself.
func mocked(t testing.TB, o mockserver.Options, page string) (s *mockserver.Server, url string) {
	t.Helper()
	s = mockserver.New(o)
	s.Put("/page", []byte(page))
	base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, base + "/page"
}

// page is what /page holds.
func page(t testing.TB, s *mockserver.Server) string {
	t.Helper()
	body, ok := s.Get("/page")
	if !ok {
		return ""
	}
	return string(body)
}

// edits writes an editor that puts text in place of whatever it is shown.
func (d desk) edits(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(d.home, "editor")
	if err := os.WriteFile(path+".text", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\ncp "+path+".text \"$1\"\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	return path
}

// server is a server of h alone.
func server(t testing.TB, h http.Handler) (url string) {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
	})
	return web.URL + "/page"
}

// configure makes text the desk's configuration.
func (d desk) configure(t testing.TB, text string) {
	t.Helper()
	dir := filepath.Join(d.home, "XDG_CONFIG_HOME", "etch")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
