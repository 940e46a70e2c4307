//go:build unix

package cmd

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// TestIdempotencyKey: where the configuration names a header for it, every write carries a
// key of its own there; one that was lost is sent again under the same, and one that is
// made anew after a rival's write under another.
func TestIdempotencyKey(t *testing.T) {
	var mu sync.Mutex
	var keys []string
	var s *mockserver.Server
	s, url := mocked(t, mockserver.Options{
		Fault: func(write int, r *http.Request) mockserver.Fault {
			if write == 0 {
				return mockserver.Fault{}
			}
			mu.Lock()
			defer mu.Unlock()
			if keys = append(keys, r.Header.Get("Idempotency-Key")); len(keys) == 1 {
				return mockserver.Fault{Kind: mockserver.CutBefore}
			}
			return mockserver.Fault{}
		},
		BeforeWrite: func(int, *http.Request) {
			mu.Lock()
			second := len(keys) == 2
			mu.Unlock()
			if second {
				s.Put("/page", []byte(`{"n": 1, "a": 9}`))
			}
		},
	}, `{"n": 1, "a": 1}`)
	d := newDesk(t)
	dir := filepath.Join(d.home, "XDG_CONFIG_HOME", "etch")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("urls:\n  %s:\n    idempotency_key: Idempotency-Key\n", strings.TrimSuffix(url, "/page"))
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := d.run(t, "update", url, "--jq", ".n += 1")
	if r.status != 0 || page(t, s) != `{"n": 2, "a": 9}` {
		t.Fatalf("%d %s%s; there is %s", r.status, r.out, r.said, page(t, s))
	}
	mu.Lock()
	defer mu.Unlock()
	if len(keys) != 3 || keys[0] == "" || keys[0] != keys[1] || keys[2] == keys[0] || keys[2] == "" {
		t.Error(keys)
	}
	if r := d.run(t, "config", "show", url); !strings.Contains(r.out, "Idempotency-Key") {
		t.Errorf("%d %s%s", r.status, r.out, r.said)
	}
}
