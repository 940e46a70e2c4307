package cmd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A merge driver that is interrupted leaves a conflict of the whole file: ours alone
// in it would look like a merge.
func TestDriverInterrupted(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, side := range []string{"base", "ours", "theirs"} {
		name := filepath.Join(dir, side)
		if err := os.WriteFile(name, []byte(side+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(&signalError{signal: syscall.SIGTERM})
	var said bytes.Buffer
	a := &app{out: &latch{w: io.Discard}, err: &said, env: func(string) string { return "" }, driver: true}
	err := a.mergeForGit(ctx, append(names, "app.json"), &joinFlags{format: "auto"})
	var r *reported
	if !errors.As(err, &r) || r.status != statusDriver {
		t.Errorf("%v", err)
	}
	const want = "<<<<<<< ours\nours\n||||||| base\nbase\n=======\ntheirs\n>>>>>>> theirs\n"
	if got, err := os.ReadFile(names[1]); err != nil || string(got) != want {
		t.Errorf("%v: %s", err, got)
	}
	if s := said.String(); !strings.HasPrefix(s, "error: app.json: interrupted by SIGTERM\nhint: ") {
		t.Errorf("it says %s", s)
	}
}
