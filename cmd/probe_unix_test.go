//go:build unix

package cmd

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// TestProbeAtATerminal: before what was just read is written, somebody is asked; no is no.
func TestProbeAtATerminal(t *testing.T) {
	for answer, want := range map[string]string{"y": `"verdict":"guarded"`, "n": `"verdict":"inconclusive"`} {
		server := mockserver.New(mockserver.Options{NoPatch: true})
		server.Put("/page", []byte(`{"n": 1}`))
		web := httptest.NewServer(server.Handler())
		c := etch(t, "probe", "--write", web.URL+"/page", "-o", "json")
		c.Env = append(c.Env, "TERM=xterm")
		var out bytes.Buffer
		c.Stdout = &out
		s := seat(t, c)
		s.answer("write it?", answer)
		_ = c.Wait()
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s: %s%s", answer, &out, s.text.String())
		}
		puts := 0
		for _, e := range server.Log() {
			if e.Method == "PUT" {
				puts++
			}
		}
		if (puts == 1) != (answer == "y") {
			t.Errorf("%s: %d writes", answer, puts)
		}
		web.Close()
	}
}
