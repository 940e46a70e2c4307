package launch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"

	"github.com/etch-http/etch/editor/show"
)

// maxComplaint bounds what a filter may say on stderr, in bytes.
const maxComplaint = 64 << 10

// Filter runs argv with stdin and returns what it writes to stdout, at most limit
// bytes. What it says on stderr goes to etch's, made harmless (it may quote the
// document, which is foreign text) and cut after 64 KiB. When ctx ends, or the limit
// is passed, the program is killed with its process group: all that it started. It
// has no terminal.
//
// Errors: *NotFoundError, *ExitError, *LimitError, the cause of ctx, and
// exec.ErrWaitDelay where it has ended but left its stdout open to another program.
func Filter(ctx context.Context, argv []string, stdin []byte, limit int64) (stdout []byte, err error) {
	if len(argv) == 0 {
		return nil, errors.New("run a filter: no command")
	}
	stdout, err = capture(ctx, argv, environment(), stdin, limit)
	if held := (*heldError)(nil); errors.As(err, &held) { // it has ended, and what it started has not
		killGroup(held.process)
		return nil, held.error
	}
	return stdout, err
}

// capture is Filter for a program that may be given another environment.
func capture(ctx context.Context, argv, env []string, stdin []byte, limit int64) (stdout []byte, err error) {
	complaints := show.Writer(os.Stderr)
	defer complaints.Close()

	inner, stop := context.WithCancel(ctx)
	defer stop()
	out := &bounded{room: limit, full: stop}
	cmd := exec.CommandContext(inner, argv[0], argv[1:]...)
	cmd.Env = env
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.Stdout = out
	cmd.Stderr = &bounded{w: complaints, room: maxComplaint, full: func() {}}
	cmd.WaitDelay = grace
	ownGroup(cmd)
	err = cmd.Run()
	held := errors.Is(err, exec.ErrWaitDelay)
	if held && (ctx.Err() != nil || out.over) {
		killGroup(cmd.Process) // it has ended, and what it started has not
	}
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case out.over:
		return nil, &LimitError{Command: argv[0], Limit: limit}
	case held:
		return out.buf.Bytes(), &heldError{err, cmd.Process}
	case err != nil:
		return nil, failure(argv[0], false, err)
	}
	return out.buf.Bytes(), nil
}

// A heldError is a program that has ended well, whose stdout another one still holds.
type heldError struct {
	error
	process *os.Process // its group may be there yet
}

// A bounded writer takes room bytes, and drops the rest after calling full: a
// program that is told to end must not block on a full pipe meanwhile.
type bounded struct {
	w    io.Writer // nil: into buf
	buf  bytes.Buffer
	room int64
	full func()
	over bool
}

// Write never fails for want of room.
func (b *bounded) Write(p []byte) (int, error) {
	n := len(p)
	if int64(n) > b.room {
		p = p[:b.room]
		if !b.over {
			b.over = true
			b.full()
		}
	}
	b.room -= int64(len(p))
	if b.w == nil {
		b.buf.Write(p)
		return n, nil
	}
	if _, err := b.w.Write(p); err != nil {
		return 0, err
	}
	return n, nil
}
