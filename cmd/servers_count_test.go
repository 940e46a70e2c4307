//go:build unix

package cmd_test

import (
	"encoding/json"
	"sync"
	"testing"
)

// countTogether lets twenty processes, each with a home folder of its own, add one
// to the same number ten times each. Only the server's preconditions join them.
func countTogether(t *testing.T, s *stage) {
	const processes, runs = 20, 10
	s.put(t, page)
	var mu sync.Mutex
	var all sync.WaitGroup
	ok, conflicts := 0, 0
	for range processes {
		alone := *s
		alone.home = t.TempDir()
		all.Go(func() {
			for range runs {
				f, err := alone.try(nil, "update", s.base+s.path, "--jq", ".n += 1")
				mu.Lock()
				conflicts += f.report.ConflictsMet
				if err == nil && f.status == 0 {
					ok++
				} else {
					t.Errorf("status %d, %v: %s%s", f.status, err, f.stdout, f.stderr)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	var stored struct{ N int }
	if err := json.Unmarshal([]byte(s.stored(t)), &stored); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d runs, %d ok, %d conflicts met, the number is %d", processes*runs, ok, conflicts, stored.N)
	if stored.N != ok || ok != processes*runs {
		t.Errorf("the number is %d after %d runs of %d said ok", stored.N, ok, processes*runs)
	}
	if conflicts == 0 {
		t.Error("no run met another: this proves nothing")
	}
}
