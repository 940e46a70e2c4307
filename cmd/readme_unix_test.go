//go:build unix

package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/etch-http/etch/client/mockserver"
)

// A typist is a person at a terminal: it waits for a question, and answers it.
type typist struct {
	t    *testing.T
	tty  *os.File
	seen chan string
	all  string
}

// sit runs a command at a terminal of 100 columns.
func sit(t *testing.T, c *exec.Cmd) *typist {
	t.Helper()
	tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: 50, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	p := &typist{t: t, tty: tty, seen: make(chan string, 64)}
	go func() {
		defer close(p.seen)
		b := make([]byte, 4096)
		for {
			n, err := tty.Read(b)
			if n > 0 {
				p.seen <- string(b[:n])
			}
			if err != nil { // a terminal without a process
				return
			}
		}
	}()
	t.Cleanup(func() { _ = tty.Close(); _ = c.Wait() })
	return p
}

// answer waits for a question and types a line.
func (p *typist) answer(question, line string) {
	p.t.Helper()
	late := time.After(20 * time.Second)
	for from := len(p.all); !strings.Contains(p.all[from:], question); {
		select {
		case s, ok := <-p.seen:
			if !ok {
				p.t.Fatalf("%q was not asked:\n%s", question, p.all)
			}
			p.all += s
		case <-late:
			p.t.Fatalf("%q was not asked in time:\n%s", question, p.all)
		}
	}
	if _, err := p.tty.WriteString(line + "\n"); err != nil {
		p.t.Fatal(err)
	}
}

// end returns everything that the terminal showed.
func (p *typist) end() string {
	for s := range p.seen {
		p.all += s
	}
	return strings.ReplaceAll(p.all, "\r\n", "\n")
}

// program makes one of the test binary's programs (see TestMain) callable by its name.
func program(t *testing.T, dir, name string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// The README opens with what a person sees when somebody else was faster. This is
// that conversation, held at a real terminal with the bundled server.
func TestReadmeTranscript(t *testing.T) {
	dir := t.TempDir()
	s := mockserver.New(mockserver.Options{})
	defer s.Close()
	if err := s.SeedJSON([]byte(demoSeed)); err != nil {
		t.Fatal(err)
	}
	url, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	before, _ := s.Get("/orders/7")
	rivals := strings.Replace(string(before), `"quantity": 4`, `"quantity": 5`, 1)
	for name, text := range map[string]string{
		"rival.json": rivals,
		"edit":       "s/\"open\"/\"shipped\"/\nrival /orders/7 " + filepath.Join(dir, "rival.json") + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(program(t, dir, "etch"), "edit", url+"/orders/7")
	c.Env = []string{
		"HOME=" + dir, "XDG_STATE_HOME=" + dir + "/state", "XDG_CACHE_HOME=" + dir + "/cache", "XDG_CONFIG_HOME=" + dir + "/config",
		"PATH=" + os.Getenv("PATH"), "TERM=xterm", "NO_COLOR=1", "URL=" + url, "EDIT=" + filepath.Join(dir, "edit"),
		"EDITOR=" + program(t, dir, "fake-editor"),
	}
	p := sit(t, c)
	p.answer("[n]o", "y")
	p.answer("[Q]uit", "m")
	shown := p.end()

	port := regexp.MustCompile(`127\.0\.0\.1:\d+`)
	hold(t, "transcript", "```console\n$ etch edit http://127.0.0.1:8080/orders/7\n"+port.ReplaceAllString(shown, "127.0.0.1:8080")+"```\n")

	after, _ := s.Get("/orders/7")
	if want := strings.Replace(rivals, "open", "shipped", 1); string(after) != want {
		t.Errorf("on the server is\n%s\nnot\n%s", after, want)
	}
}
