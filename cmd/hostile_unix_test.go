//go:build unix

package cmd

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/etch-http/etch/client/mockserver"
)

// What a terminal would obey, or show in another order than it stands there: a title, a
// cleared screen, a colour by a C1 control, a bell, an override and an isolate.
const (
	obeyed  = "\x1b]0;owned\x07\x1b[2J"
	hidden  = "a\u202eb\u009b31m\u2066c\x7f"
	inHead  = "a\u202eb\u009b31m\u2066c-owned" // net/http lets no other controls through
	inNames = "k\u202ey\u009b31m"
)

// harmful are the bytes of those that must not reach a terminal as they are.
var harmful = []string{"\x1b]0", "\x1b[2J", "\x07", "\u202e", "\u2066", "\u009b", "\x9b31", "\x7f"}

// A foe is a server whose every word is meant for the terminal.
type foe struct {
	refuses int  // the status of every write; 0: they are carried out
	rival   bool // another writer is faster, in the same place
	text    bool // the resource is a text
}

// serve serves it.
func (f foe) serve(t *testing.T) (url string) {
	t.Helper()
	s := mockserver.New(mockserver.Options{})
	t.Cleanup(func() { _ = s.Close() })
	kind, body := "application/json", func(n int) string {
		return fmt.Sprintf(`{"%s": "%s%d", "n": 1}`, inNames, hidden, n)
	}
	if f.text {
		kind, body = "text/plain", func(n int) string { return fmt.Sprintf("%s\none%s %d\nmore\n", obeyed, hidden, n) }
	}
	s.PutAs("/page", kind, []byte(body(1)))
	met := false
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && f.refuses != 0 {
			raw, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				return
			}
			defer raw.Close()
			word := strings.NewReplacer("\x1b", `\u001b`, "\x07", `\u0007`, "\x7f", `\u007f`).Replace(obeyed + hidden)
			problem := fmt.Sprintf(`{"title": "%s", "detail": "%s", "type": "%s"}`, word, word, word)
			fmt.Fprintf(raw, "HTTP/1.1 %d No %s\r\nContent-Type: application/problem+json; x=%s\r\nLocation: /x%s\r\nAllow: %s\r\nAccept-Patch: %s\r\n"+
				"Retry-After: 0%s\r\nWWW-Authenticate: Basic realm=\"%s\"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s",
				f.refuses, inHead, inHead, inHead, inHead, inHead, inHead, inHead, len(problem), problem)
			return
		}
		if r.Method != http.MethodGet && f.rival && !met {
			met = true
			s.PutAs("/page", kind, []byte(body(7)))
		}
		w.Header().Set("X-Note", inHead)
		s.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	return web.URL + "/page"
}

// shownBy runs c with everything at a pseudo-terminal, types answers, each in turn to whatever
// is asked, and returns all that it showed.
func shownBy(t *testing.T, c *exec.Cmd, answers string) string {
	t.Helper()
	terminal, tty, err := pty.Open()
	if err != nil {
		t.Skip("no pseudo-terminal is to be had here: ", err)
	}
	defer terminal.Close()
	c.Stdin, c.Stdout, c.Stderr = tty, tty, tty
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.Env = append(c.Env, "NO_COLOR=1", "TERM=dumb", "PAGER=cat")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	kill := time.AfterFunc(30*time.Second, func() { _ = c.Process.Kill() })
	defer kill.Stop()
	var shown bytes.Buffer
	b := make([]byte, 4096)
	for {
		n, err := terminal.Read(b)
		shown.Write(b[:n])
		if err != nil { // it has gone
			break
		}
		if text := bytes.TrimRight(b[:n], " "); len(text) > 0 && answers != "" && (bytes.HasSuffix(text, []byte("]o")) || bytes.HasSuffix(text, []byte("?")) || bytes.HasSuffix(b[:n], []byte(" "))) {
			_, _ = terminal.Write([]byte{answers[0], '\n'})
			answers = answers[1:]
		}
	}
	_ = c.Wait()
	return shown.String()
}

// TestAForeignWordIsHarmless: whatever a server says, in a body, a name, a header or an
// error, reaches the terminal as something to look at, in every command.
func TestAForeignWordIsHarmless(t *testing.T) {
	edit := func(d desk) string { return d.edits(t, `{"n": 2, "name": "ours"}`) }
	for name, tc := range map[string]struct {
		foe     foe
		args    []string // URL stands for the resource
		answers string
		needs   string // what must be shown, lest the case prove nothing
	}{
		"get":                  {args: []string{"get", "URL"}, needs: `\u202e`},
		"get, a text":          {foe: foe{text: true}, args: []string{"get", "URL"}, needs: `\x1b`},
		"get as JSON":          {args: []string{"get", "URL", "-o", "json"}, needs: `\u202e`},
		"get, traced":          {args: []string{"get", "URL", "-v"}, needs: `\u202e`},
		"update":               {args: []string{"update", "URL", "--set", "n=2"}},
		"update as JSON":       {args: []string{"update", "URL", "--jq", `.[keys[0]] |= . + "x"`, "-o", "json"}, needs: `\u202e`},
		"update, dry":          {args: []string{"update", "URL", "--jq", `.[keys[0]] |= . + "x"`, "--dry-run"}, needs: `\u202e`},
		"update, dry, as JSON": {args: []string{"update", "URL", "--jq", `.[keys[0]] |= . + "x"`, "--dry-run", "-o", "json"}, needs: `\u202e`},
		"update, refused":      {foe: foe{refuses: 422}, args: []string{"update", "URL", "--set", "n=2"}, needs: `\x1b`},
		"update, refused, JSON": {
			foe: foe{refuses: 422}, args: []string{"update", "URL", "--set", "n=2", "-o", "json"}, needs: "owned",
		},
		"update, refused, traced": {foe: foe{refuses: 422}, args: []string{"update", "URL", "--set", "n=2", "-v"}, needs: `\x1b`},
		"update, redirected":      {foe: foe{refuses: 302}, args: []string{"update", "URL", "--set", "n=2"}, needs: "owned"},
		"update, unauthorized":    {foe: foe{refuses: 401}, args: []string{"update", "URL", "--set", "n=2"}, needs: "owned"},
		"update, no PATCH":        {foe: foe{refuses: 405}, args: []string{"update", "URL", "--set", "n=2"}, answers: "n", needs: "owned"},
		"update, other formats":   {foe: foe{refuses: 415}, args: []string{"update", "URL", "--set", "n=2"}, answers: "n"},
		"update, locked":          {foe: foe{refuses: 423}, args: []string{"update", "URL", "--set", "n=2", "--timeout", "2s"}, needs: "owned"},
		"update, no guards":       {foe: foe{refuses: 428}, args: []string{"update", "URL", "--set", "n=2"}},
		"update, a collision": {
			foe: foe{rival: true}, args: []string{"update", "URL", "--jq", `.[keys[0]] = "ours"`, "--on-conflict", "merge"}, needs: `\u202e`,
		},
		"update, a collision, asked": {
			foe: foe{rival: true}, args: []string{"update", "URL", "--jq", `.[keys[0]] = "ours"`}, answers: "dcsQ", needs: `\u202e`,
		},
		"edit":               {args: []string{"edit", "URL"}, answers: "n", needs: `\u202e`},
		"edit, a text":       {foe: foe{text: true}, args: []string{"edit", "URL"}, answers: "n", needs: `\x1b`},
		"edit, refused":      {foe: foe{refuses: 422}, args: []string{"edit", "URL"}, answers: "yns", needs: `\x1b`},
		"edit, a collision":  {foe: foe{rival: true}, args: []string{"edit", "URL"}, answers: "ydcts", needs: `\u202e`},
		"edit, a text meets": {foe: foe{rival: true, text: true}, args: []string{"edit", "URL"}, answers: "yds", needs: `\x1b`},
		"an unknown path":    {args: []string{"get", "URL/nothing\u202e"}, needs: `\u202e`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			url := tc.foe.serve(t)
			var args []string
			for _, a := range tc.args {
				args = append(args, strings.Replace(a, "URL", url, 1))
			}
			c := d.etch(args...)
			c.Env = append(c.Env, "EDITOR="+edit(d))
			shown := shownBy(t, c, tc.answers)
			for _, rest := range []string{shown, d.run(t, "resume").out} { // the drafts that it left
				for _, h := range harmful {
					if i := strings.Index(rest, h); i >= 0 {
						t.Errorf("%q reaches the terminal: %q", h, rest[max(0, i-60):min(len(rest), i+60)])
					}
				}
			}
			if !strings.Contains(shown, tc.needs) {
				t.Errorf("it does not show %s: %s", tc.needs, shown)
			}
		})
	}
}

// TestNothingUnaskedIsSaid: what a server sends after its answer is no word of etch's.
func TestNothingUnaskedIsSaid(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			body := `{"n": 1}`
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%sHTTP/1.1 200 owned\r\n\r\n", len(body), body)
			time.Sleep(300 * time.Millisecond)
			c.Close()
		}
	}()
	r := newDesk(t).run(t, "update", "http://"+l.Addr().String()+"/page", "--set", "n=2", "--timeout", "3s", "--request-timeout", "1s")
	if strings.Contains(r.said, "owned") || strings.Contains(r.said, "Unsolicited") {
		t.Error(r.said)
	}
}
