package cmd

import (
	"context"
	"errors"
	"testing"
	"time"
)

// Whoever presses ^C in the middle of a large merge does not wait for its end; a bug in
// the work is one of who waits for it, where the merge driver can still mark the file.
func TestUnlessInterrupted(t *testing.T) {
	if n, err := unlessInterrupted(context.Background(), func() (int, error) { return 7, nil }); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	stop := errors.New("stop")
	time.AfterFunc(10*time.Millisecond, func() { cancel(stop) })
	hang := make(chan struct{})
	defer close(hang)
	if _, err := unlessInterrupted(ctx, func() (int, error) { <-hang; return 7, nil }); !errors.Is(err, stop) {
		t.Errorf("%v, not %v", err, stop)
	}
	defer func() {
		if recover() == nil {
			t.Error("a bug went unseen")
		}
	}()
	_, _ = unlessInterrupted(context.Background(), func() (int, error) { panic("bug") })
}
