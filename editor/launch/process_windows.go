package launch

import (
	"os"
	"os/exec"
	"syscall"
)

// editorSignals are what ^C sends.
var editorSignals = []os.Signal{os.Interrupt}

// editorArgv returns what to run: there is no shell to rely on.
func editorArgv(command, file string) (argv []string, shell bool, err error) {
	if _, err := exec.LookPath(command); err == nil { // a path with spaces in it, unquoted
		return []string{command, file}, false, nil
	}
	words, err := split(command)
	if err != nil {
		return nil, false, err
	}
	return append(words, file), false, nil
}

// terminate ends p: a process of another console program cannot be asked.
func terminate(p *os.Process) error { return p.Kill() }

// ownGroup keeps ^C from cmd. Windows has no signal for a group: what cmd starts
// outlives it.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
	cmd.Cancel = func() error { killGroup(cmd.Process); return nil }
}

// killGroup ends p.
func killGroup(p *os.Process) { _ = p.Kill() }

// endedBy is always "": a process ends by its exit code alone.
func endedBy(*os.ProcessState) string { return "" }

// openTerminal opens the console's input and screen buffers.
func openTerminal() (*Terminal, error) {
	in, err := os.OpenFile("CONIN$", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	out, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		in.Close()
		return nil, err
	}
	return &Terminal{In: in, Out: out}, nil
}

// commandArgv returns what to run: there is no shell to rely on.
func commandArgv(command string) ([]string, error) { return split(command) }
