package cmd

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// etch is a process of this program, with a home of its own and no terminal.
func etch(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	c := exec.Command(os.Args[0], args...)
	c.Args[0] = "etch" // TestMain runs etch under this name
	c.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}
	for _, v := range []string{"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"} {
		c.Env = append(c.Env, v+"="+filepath.Join(home, v))
	}
	return c
}

// serve starts a mock server with /page in it.
func serve(t *testing.T, o mockserver.Options) (url string) {
	t.Helper()
	s := mockserver.New(o)
	s.Put("/page", []byte(`{"n": 1}`))
	web := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
	})
	return web.URL + "/page"
}

// lastLine is the last line of what was said.
func lastLine(b *bytes.Buffer) string {
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	return lines[len(lines)-1]
}

// interrupt runs c, sends it the signal once ready is closed, and returns its status.
func interrupt(t *testing.T, c *exec.Cmd, ready <-chan struct{}, s os.Signal) (status int, took time.Duration, out, said *bytes.Buffer) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot send signals to another one on Windows")
	}
	// Under nohup a signal is ignored here and so in the child, which is right for etch. A
	// signal that is handled here is at its default in the child.
	handled := make(chan os.Signal, 1)
	signal.Notify(handled, s)
	defer signal.Stop(handled)
	out, said = &bytes.Buffer{}, &bytes.Buffer{}
	c.Stdout, c.Stderr = out, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-ready
	time.Sleep(50 * time.Millisecond) // it is waiting for the answer now
	begin := time.Now()
	if err := c.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	return c.ProcessState.ExitCode(), time.Since(begin), out, said
}

// TestSignalBeforeTheWrite: nothing was sent, nothing was written, at once.
func TestSignalBeforeTheWrite(t *testing.T) {
	for s, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			ready := make(chan struct{})
			url := serve(t, mockserver.Options{Latency: 10 * time.Second})
			time.AfterFunc(500*time.Millisecond, func() { close(ready) })
			status, took, out, said := interrupt(t, etch(t, "update", url, "--set", "/n=2"), ready, s)
			if status != want || took > 2*time.Second || out.Len() > 0 || !strings.HasPrefix(said.String(), "aborted: interrupted by SIG") {
				t.Errorf("status %d after %s\nstdout: %s\nstderr: %s", status, took, out, said)
			}
		})
	}
}

// TestSignalDuringTheWrite: an answer that comes within two seconds is read; one that
// does not leaves the outcome unknown, which the last line says.
func TestSignalDuringTheWrite(t *testing.T) {
	for _, test := range []struct {
		name     string
		answer   time.Duration
		status   int
		lastLine string
	}{
		{"the answer comes", 700 * time.Millisecond, 0, ""},
		{"no answer comes", time.Minute, 130, "outcome unknown, draft "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			arrived := make(chan struct{})
			url := serve(t, mockserver.Options{
				BeforeWrite: func(_ int, r *http.Request) {
					close(arrived)
					select {
					case <-r.Context().Done():
					case <-time.After(test.answer):
					}
				},
			})
			status, took, _, said := interrupt(t, etch(t, "update", url, "--set", "/n=2"), arrived, syscall.SIGINT)
			if status != test.status || took > 4*time.Second || !strings.HasPrefix(lastLine(said), test.lastLine) {
				t.Errorf("status %d after %s\nstderr: %s", status, took, said)
			}
		})
	}
}

// TestClosedOutput: what cannot be printed is an error, and a write that was made stays made.
func TestClosedOutput(t *testing.T) {
	url := serve(t, mockserver.Options{})
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	for name, out := range map[string]*os.File{"a full disk": full, "a closed pipe": w} {
		for _, args := range [][]string{{"get", url}, {"update", url, "--jq", ".n += 1"}, {"version"}, {"help", "exit-status"}, {"help"}} {
			c := etch(t, args...)
			var said bytes.Buffer
			c.Stdout, c.Stderr = out, &said
			_ = c.Run()
			if c.ProcessState.ExitCode() != 1 || !strings.HasPrefix(lastLine(&said), "error: cannot write to standard output: ") {
				t.Errorf("%s, etch %s: %s: %s", name, args[0], c.ProcessState, &said)
			}
		}
	}
}
