//go:build unix

package cmd_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// Twenty processes, each with a home folder of its own, add one to the same number
// ten times each. No lock of this machine joins them, only the server's
// preconditions: the number is that of the runs that said ok, and with the default
// settings all of them do.
func TestCountingTogether(t *testing.T) {
	if testing.Short() {
		t.Skip("two hundred processes: not with -short")
	}
	const processes, runs = 20, 10
	etch := buildEtch(t)
	server := mockserver.New(mockserver.Options{})
	t.Cleanup(func() { server.Close() })
	base, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server.Put("/counter", []byte(`{"n": 0}`))

	begin := time.Now()
	var mu sync.Mutex
	var all sync.WaitGroup
	ok := 0
	for range processes {
		environment := bareEnvironment(t.TempDir())
		all.Go(func() {
			for range runs {
				c := exec.Command(etch, "update", base+"/counter", "--jq", ".n += 1")
				c.Env = environment
				var said bytes.Buffer
				c.Stdout, c.Stderr = &said, &said
				err := c.Run()
				mu.Lock()
				if err == nil {
					ok++
				} else {
					t.Errorf("%v: %s", err, said.String())
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()

	writes, refused := guardedWrites(t, server.Log())
	t.Logf("%d of %d runs ok in %s: %d requests, %d writes, %d of them met a rival's",
		ok, processes*runs, time.Since(begin).Round(time.Millisecond), len(server.Log()), writes, refused)
	if body, _ := server.Get("/counter"); string(body) != fmt.Sprintf(`{"n": %d}`, ok) {
		t.Errorf("%d runs said ok, and the counter is %s", ok, body)
	}
	if refused == 0 {
		t.Error("no run met another one: this proves nothing")
	}
}

// guardedWrites counts the writes in a log and the refused ones among them. Each
// must have named exactly one version.
func guardedWrites(t *testing.T, log []mockserver.Entry) (writes, refused int) {
	t.Helper()
	for _, e := range log {
		if e.Method == "GET" {
			continue
		}
		writes++
		if e.Status == 412 {
			refused++
		}
		if !strings.HasPrefix(e.IfMatch, `"`) || strings.Count(e.IfMatch, `"`) != 2 {
			t.Errorf("request %d: %s with If-Match %q", e.N, e.Method, e.IfMatch)
		}
	}
	return writes, refused
}
