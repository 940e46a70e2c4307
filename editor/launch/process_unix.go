//go:build unix

package launch

import (
	"os"
	"os/exec"
	"syscall"
)

// editorSignals are what the keys ^C and ^\ send.
var editorSignals = []os.Signal{syscall.SIGINT, syscall.SIGQUIT}

// editorArgv returns what to run, and whether that is a shell.
func editorArgv(command, file string) (argv []string, shell bool, err error) {
	if direct(command) {
		return []string{command, file}, false, nil
	}
	return []string{"sh", "-c", command + ` "$@"`, command, file}, true, nil
}

// terminate asks p to end.
func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }

// ownGroup starts cmd in a process group of its own, which is killed as a whole.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { killGroup(cmd.Process); return nil }
}

// killGroup ends p and everything that it started.
func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// endedBy names the signal that ended a process; "" where none did.
func endedBy(s *os.ProcessState) string {
	if ws, ok := s.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return ws.Signal().String()
	}
	return ""
}

// openTerminal opens the controlling terminal. It is opened as a blocking file,
// since children share it and expect one.
func openTerminal() (*Terminal, error) {
	fd, err := syscall.Open("/dev/tty", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: "/dev/tty", Err: err}
	}
	f := os.NewFile(uintptr(fd), "/dev/tty")
	return &Terminal{In: f, Out: f}, nil
}

// commandArgv returns what to run.
func commandArgv(command string) ([]string, error) {
	if direct(command) {
		return []string{command}, nil
	}
	return []string{"sh", "-c", command}, nil
}
