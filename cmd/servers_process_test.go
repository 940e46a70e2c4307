//go:build unix

package cmd_test

import (
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A foreignHost is a running server: where it listens, where its files are, and
// what every request to it carries.
type foreignHost struct {
	*foreignServer
	base   string // "http://127.0.0.1:PORT"
	port   string
	dir    string // its configuration and its data, made for this run
	header http.Header
	env    []string // for etch: a token, where the server wants one
	row    *row     // what was seen of it
}

// guardian runs the server in a process group of its own, and ends the group as soon
// as its standard input is closed: by the test, or by the end of the test process,
// whatever ended it.
const guardian = `exec 3<&0; "$@" </dev/null 3<&- & server=$!; (cat <&3 >/dev/null; kill 0) & wait $server`

// startForeign starts s and waits until it answers.
func startForeign(t *testing.T, s *foreignServer, folder string) *foreignHost {
	t.Helper()
	h := &foreignHost{foreignServer: s, port: freePort(t), dir: openTempDir(t), header: http.Header{}, row: newRow(s)}
	h.base = "http://127.0.0.1:" + h.port

	log, err := os.Create(filepath.Join(h.dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	c := exec.Command("sh", append([]string{"-c", guardian, "sh"}, s.command(t, h, folder)...)...)
	c.Dir, c.Stdout, c.Stderr = h.dir, log, log
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if s.environment != nil {
		c.Env = append(os.Environ(), s.environment(h, folder)...)
	}
	if s.unprivileged {
		dropPrivileges(t, c, h.dir)
	}
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = stdin.Close()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
		}
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) // what did not listen to SIGTERM
		if t.Failed() {
			t.Logf("the log of %s ends:\n%s", s.name, tail(filepath.Join(h.dir, "log"), 20))
		}
	})
	awaitAnswer(t, h, ended)
	onlyLoopback(t, h.port)
	if s.prepare != nil {
		s.prepare(t, h)
	}
	return h
}

// awaitAnswer returns when the server answers anything at all. The limit is far
// above what the slowest of them needs on a busy machine.
func awaitAnswer(t *testing.T, h *foreignHost, ended <-chan struct{}) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); {
		if resp, err := http.Get(h.base + "/"); err == nil {
			resp.Body.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended at once", h.name)
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatalf("%s does not answer", h.name)
}

// onlyLoopback fails where port is open on an address of this machine other than 127.0.0.1.
func onlyLoopback(t *testing.T, port string) {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.IsLinkLocalUnicast() || n.IP.Equal(net.IPv4(127, 0, 0, 1)) {
			continue
		}
		if c, err := net.DialTimeout("tcp", net.JoinHostPort(n.IP.String(), port), time.Second); err == nil {
			c.Close()
			t.Fatalf("the server listens on %s too", n.IP)
		}
	}
}

// taken are the ports that freePort has given out: servers start side by side.
var taken sync.Map

// freePort returns a port of 127.0.0.1 that nobody listens on. It is none of those that
// outgoing connections get, which come and go all the time.
func freePort(t *testing.T) string {
	t.Helper()
	const first, count = 20000, 12000
	for range 100 {
		port := strconv.Itoa(first + rand.IntN(count))
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err != nil {
			continue
		}
		l.Close()
		if _, given := taken.LoadOrStore(port, true); !given {
			return port
		}
	}
	t.Fatal("there is no free port")
	return ""
}

// openTempDir is t.TempDir, open to other users: Apache does not run as root.
func openTempDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// dropPrivileges makes c run as nobody where the test runs as root, and gives it dir.
func dropPrivileges(t *testing.T, c *exec.Cmd, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const nobody = 65534
	c.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tail returns the last lines of a file.
func tail(path string, lines int) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
