//go:build unix

package cmd

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/etch-http/etch/client/mockserver"
)

// A screen is a process of etch at a pseudo-terminal.
type screen struct {
	t    *testing.T
	tty  *os.File
	mu   sync.Mutex
	text bytes.Buffer
}

// answer waits until the screen shows what, and types answer.
func (s *screen) answer(what, answer string) {
	s.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		s.mu.Lock()
		shown := s.text.String()
		i := strings.Index(shown, what)
		if i >= 0 {
			s.text.Next(i + len(what))
		}
		s.mu.Unlock()
		if i >= 0 {
			break
		}
		if time.Now().After(end) {
			s.t.Fatalf("the screen does not show %q: %s", what, shown)
		}
	}
	if _, err := io.WriteString(s.tty, answer+"\n"); err != nil {
		s.t.Fatal(err)
	}
}

// collect keeps what is shown.
func (s *screen) collect() {
	b := make([]byte, 4096)
	for {
		n, err := s.tty.Read(b)
		s.mu.Lock()
		s.text.Write(b[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// seat starts c at a pseudo-terminal of its own.
func seat(t *testing.T, c *exec.Cmd) *screen {
	t.Helper()
	terminal, tty, err := pty.Open()
	if err != nil {
		t.Skip("no pseudo-terminal is to be had here: ", err)
	}
	t.Cleanup(func() { terminal.Close() })
	c.Stderr = tty
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 2}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	s := &screen{t: t, tty: terminal}
	go s.collect()
	return s
}

// TestEditAtATerminal: the change is shown and asked about, and so is a rival's write
// in the same place. The answers come from the terminal although standard input is a
// pipe, and the report goes to standard output alone.
func TestEditAtATerminal(t *testing.T) {
	var server *mockserver.Server
	server = mockserver.New(mockserver.Options{BeforeWrite: func(n int, _ *http.Request) {
		if n == 1 {
			server.Put("/page", []byte(`{"name": "rival", "n": 2}`))
		}
	}})
	server.Put("/page", []byte(`{"name": "orig", "n": 1}`))
	web := httptest.NewServer(server.Handler())
	defer web.Close()

	steps := filepath.Join(t.TempDir(), "steps")
	if err := os.WriteFile(steps, []byte("s/orig/typed/\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := etch(t, "edit", web.URL+"/page", "-o", "json", "--editor", "fake-editor", "--color", "never")
	c.Env = append(c.Env, "EDIT="+steps, "TERM=xterm")
	var out bytes.Buffer
	c.Stdin, c.Stdout = strings.NewReader("nobody reads this\n"), &out
	s := seat(t, c)
	s.answer("Send?", "y")
	s.answer("1 conflict.", "c")
	s.answer("Take", "o")
	s.answer("[m]erge", "m")
	if err := c.Wait(); err != nil {
		t.Fatalf("%v: %s", err, s.text.String())
	}
	if body, _ := server.Get("/page"); string(body) != `{"name": "typed", "n": 2}` {
		t.Errorf("the server holds %s", body)
	}
	if !strings.HasPrefix(out.String(), `{"url":`) || !strings.Contains(out.String(), `"merge":"resolved"`) {
		t.Errorf("the report is %s", &out)
	}
}

// TestVersionsAtATerminal: the higher of two versions is suggested, and taken at one
// key; with --resolve it is taken before anything is asked.
func TestVersionsAtATerminal(t *testing.T) {
	for name, talk := range map[string]func(*screen){
		"suggested": func(s *screen) {
			s.answer("suggested: theirs (1.4.0 is higher than 1.3.2)", "")
			s.answer("1 conflict. higher [v]ersions", "v")
			s.answer("settled: /v is theirs", "")
			s.answer("[m]erge", "m")
		},
		"resolved": func(s *screen) {
			s.answer("settled: /v is theirs (1.4.0 is higher than 1.3.2)", "")
			s.answer("All conflicts are settled. [m]erge", "m")
		},
	} {
		t.Run(name, func(t *testing.T) {
			var server *mockserver.Server
			server = mockserver.New(mockserver.Options{BeforeWrite: func(n int, _ *http.Request) {
				if n == 1 {
					server.Put("/p", []byte(`{"v": "1.4.0", "n": 1}`))
				}
			}})
			server.Put("/p", []byte(`{"v": "1.3.1", "n": 1}`))
			web := httptest.NewServer(server.Handler())
			defer web.Close()
			steps := filepath.Join(t.TempDir(), "steps")
			if err := os.WriteFile(steps, []byte("s/1.3.1/1.3.2/\ns/\"n\": 1/\"n\": 2/\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			args := []string{"edit", web.URL + "/p", "-y", "--editor", "fake-editor", "--color", "never"}
			if name == "resolved" {
				args = append(args, "--resolve", "versions")
			}
			c := etch(t, args...)
			c.Env = append(c.Env, "EDIT="+steps, "TERM=xterm")
			s := seat(t, c)
			talk(s)
			if err := c.Wait(); err != nil {
				t.Fatalf("%v: %s", err, s.text.String())
			}
			if body, _ := server.Get("/p"); string(body) != `{"v": "1.4.0", "n": 2}` {
				t.Errorf("the server holds %s", body)
			}
		})
	}
}
