package launch

import (
	"context"
	"errors"
	"strings"
	"time"
)

// maxSecret bounds what a command may print as a secret, in bytes.
const maxSecret = 64 << 10

// A SlowError is a command that did not end in time.
type SlowError struct{ After time.Duration }

// Error says how long was waited.
func (e *SlowError) Error() string { return "it did not end within " + e.After.String() }

// Secret runs command, which prints a secret, and returns what it prints without the
// white space around it. The command is read as an editor's is; it has no terminal and
// no stdin, and gets the environment without etch's own variables, but with those that
// are withheld from others: it may need them. What it says on stderr goes to etch's,
// made harmless. After limit it is killed with all that it started; a program that it
// leaves behind on purpose (an agent) stays.
//
// Errors: *SlowError, *NotFoundError, *ExitError, *LimitError, the cause of ctx. They
// may repeat the command, which may hold a secret itself.
func Secret(ctx context.Context, command string, limit time.Duration) (string, error) {
	argv, err := commandArgv(command)
	if err != nil {
		return "", &NotFoundError{Command: command, Err: err}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, &SlowError{After: limit})
	defer cancel()
	env := without(func(string) bool { return false })
	out, err := capture(ctx, argv, env, nil, maxSecret)
	if errors.As(err, new(*heldError)) {
		err = nil
	}
	var exit *ExitError
	if errors.As(err, &exit) && !direct(command) && (exit.Status == 126 || exit.Status == 127) { // as the shell says it
		err = &NotFoundError{Command: command}
	}
	return strings.TrimSpace(string(out)), err
}
