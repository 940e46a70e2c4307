//go:build unix

package cmd

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// A count whose answer was lost cannot be told from a rival's. At a terminal the
// person is shown what is there, and asked; nothing is counted twice.
func TestJudgeAtATerminal(t *testing.T) {
	for answer, want := range map[string]struct{ said, body string }{
		"y": {"unchanged: ", `{"n": 2}`},
		"n": {"applied: PATCH ", `{"n": 3}`},
		"s": {"outcome unknown, draft ", `{"n": 2}`},
	} {
		t.Run(answer, func(t *testing.T) {
			dir := t.TempDir()
			s := mockserver.New(mockserver.Options{Fault: func(write int, _ *http.Request) mockserver.Fault {
				if write == 1 {
					return mockserver.Fault{Kind: mockserver.CutAfter}
				}
				return mockserver.Fault{}
			}})
			defer s.Close()
			s.Put("/counter", []byte(`{"n": 1}`))
			url, err := s.Listen("127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			c := exec.Command(program(t, dir, "etch"), "update", url+"/counter", "--jq", ".n += 1")
			c.Env = []string{
				"HOME=" + dir, "XDG_STATE_HOME=" + dir + "/state", "XDG_CACHE_HOME=" + dir + "/cache", "XDG_CONFIG_HOME=" + dir + "/config",
				"PATH=" + os.Getenv("PATH"), "TERM=xterm", "NO_COLOR=1",
			}
			p := sit(t, c)
			p.answer("Is your change there?", answer)
			if shown := p.end(); !strings.Contains(shown, want.said) || !strings.Contains(shown, "/n\n") {
				t.Errorf("shown:\n%s", shown)
			}
			if body, _ := s.Get("/counter"); string(body) != want.body {
				t.Errorf("on the server is %s, not %s", body, want.body)
			}
		})
	}
}
