package launch

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// ErrPagerGone is a write to a pager that the person has left: no failure.
var ErrPagerGone = errors.New("the pager has ended")

// LookupPager returns the pager's command: PAGER where it is set, else "less". A PAGER
// that is set to nothing or to cat is none, and so is any at a terminal that is dumb.
func LookupPager(lookup func(string) (string, bool)) string {
	if t, _ := lookup("TERM"); t == "dumb" {
		return ""
	}
	command, set := lookup("PAGER")
	switch command = strings.TrimSpace(command); {
	case !set:
		return "less"
	case command == "cat":
		return ""
	}
	return command
}

// A Pager shows what is written to it, a screen at a time.
type Pager struct {
	in   io.WriteCloser
	cmd  *exec.Cmd
	stop func()
}

// StartPager starts a pager that writes to out; nil where command is "". The command
// is read as an editor's is. A less without options of its own (LESS) gets -FRX: it
// ends by itself where all fits on the screen, shows colours, and leaves them there.
// While it runs, SIGINT is its own. The error is a *NotFoundError.
func StartPager(ctx context.Context, command string, out *os.File) (*Pager, error) {
	if command == "" {
		return nil, nil
	}
	argv, err := commandArgv(command)
	if err != nil {
		return nil, &NotFoundError{Command: command, Err: err}
	}
	p := &Pager{cmd: exec.CommandContext(ctx, argv[0], argv[1:]...)}
	p.cmd.Env = environment()
	if _, own := os.LookupEnv("LESS"); !own {
		p.cmd.Env = append(p.cmd.Env, "LESS=FRX")
	}
	p.cmd.Stdout, p.cmd.Stderr = out, os.Stderr
	p.cmd.Cancel = func() error { return terminate(p.cmd.Process) }
	p.cmd.WaitDelay = grace
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	p.stop = lendSignals()
	if err := p.cmd.Start(); err != nil {
		p.stop()
		return nil, failure(command, false, err)
	}
	return p, nil
}

// Write gives more to the pager. The error is ErrPagerGone once the person has left it.
func (p *Pager) Write(b []byte) (int, error) {
	n, err := p.in.Write(b)
	if err != nil && (errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed)) {
		err = ErrPagerGone
	}
	return n, err
}

// Close waits until the person has left the pager. How it ended is not its caller's
// concern.
func (p *Pager) Close() error {
	_ = p.in.Close()
	_ = p.cmd.Wait()
	p.stop()
	return nil
}
