package cmd

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Texts put aside do not pile up for ever, and none goes before its time.
func TestForget(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"old.json": 31 * 24 * time.Hour, "new.json": 29 * 24 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	forget(dir, besideFor)
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "new.json" {
		t.Errorf("left %v, err %v", left, err)
	}
}
