package cmd

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// A file that may be written to is, also in a folder that may not.
func TestReplaceFileInLockedFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "current")
	if err := os.WriteFile(file, []byte("ours, which is longer"), 0o666); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{file: 0o666, dir: 0o555, filepath.Dir(dir): 0o755} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	defer func() { _ = os.Chmod(dir, 0o700) }()
	if os.Geteuid() == 0 { // whom no mode stops
		const nobody = 65534
		runtime.LockOSThread() // the thread that is somebody else is not used again
		if err := syscall.Setfsuid(nobody); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = syscall.Setfsuid(0) }()
	}
	if err := replaceFile(file, []byte("merged")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "merged" {
		t.Errorf("%v: %s", err, got)
	}
}
