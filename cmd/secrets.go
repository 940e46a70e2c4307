package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/editor/launch"
)

// secretTime is how long a command that prints a secret may take.
const secretTime = 30 * time.Second

// A secretError says that something that the configuration asks for cannot be had.
// Nothing was sent with it. It holds no secret, nor the command that prints one.
type secretError struct {
	what string // "the bearer token"
	from string // where it should come from; "" where err says it
	at   string // the entry, as file and line
	err  error
}

// Error gives the sentence.
func (e *secretError) Error() string {
	s := "cannot have " + e.what + ": "
	if e.from != "" {
		s += e.from + ": "
	}
	return s + e.err.Error()
}

// Unwrap returns the cause.
func (e *secretError) Unwrap() error { return e.err }

func secretEnding(e *secretError, _ facts) ending {
	r := ending{outcome: outcomeFailed, reason: "secret", say: e.Error(), hint: "change the entry: etch config edit (" + e.at + ")"}
	if errors.As(e.err, new(*config.UnsetError)) {
		r.hint = "set it, or " + r.hint
	}
	return r
}

func credentialsEnding(e *client.CredentialsError, f facts) ending {
	if errors.Is(e, context.DeadlineExceeded) { // a command that is slow, but not too slow by itself
		return timeUp(f)
	}
	return ending{outcome: outcomeFailed, reason: "secret", say: causeText(e), hint: "nothing was sent with them; etch config show URL says where they come from"}
}

// secret makes what fetches the secret s of an entry; what names it.
func (a *app) secret(c *configuration, e *config.Entry, what string, s *config.Secret) client.TokenFunc {
	fail := func(from string, err error) (string, error) {
		return "", &secretError{what: what, from: from, at: c.at(e), err: err}
	}
	switch {
	case s.Env != "":
		return func(context.Context) (string, error) {
			if v := strings.TrimSpace(a.env(s.Env)); v != "" {
				return v, nil
			}
			return fail("", &config.UnsetError{Name: s.Env})
		}
	case s.File != "":
		path := c.where(s.File)
		return func(context.Context) (string, error) {
			v, err := secretFile(path)
			if err != nil {
				return fail("the file "+path, err)
			}
			return v, nil
		}
	}
	return func(ctx context.Context) (string, error) {
		v, err := launch.Secret(ctx, s.Command, secretTime)
		switch {
		case ctx.Err() != nil:
			return "", context.Cause(ctx)
		case err == nil && v == "":
			err = errors.New("it printed nothing")
		case err != nil:
			err = withoutCommand(err)
		}
		if err != nil {
			return fail("the command in "+c.at(e), err)
		}
		return v, nil
	}
}

// secretFile is the text of a file, without the line end that editors put behind it.
func secretFile(path string) (string, error) {
	const most = 64 << 10
	if info, err := os.Stat(path); err == nil && (!info.Mode().IsRegular() || info.Size() > most) {
		return "", errors.New("it is no file of a few lines")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return "", err
	}
	v := strings.TrimSpace(string(b))
	if v == "" {
		return "", errors.New("it is empty")
	}
	return v, nil
}

// withoutCommand says how a command failed without repeating it: there may be a secret
// in it.
func withoutCommand(err error) error {
	var exit *launch.ExitError
	var limit *launch.LimitError
	var slow *launch.SlowError
	switch {
	case errors.As(err, &exit) && exit.Signal != "":
		return errors.New("it was ended by a signal: " + exit.Signal)
	case errors.As(err, &exit):
		return fmt.Errorf("it exited with status %d", exit.Status)
	case errors.As(err, &limit):
		return fmt.Errorf("it printed more than %d bytes", limit.Limit)
	case errors.As(err, &slow):
		return slow
	case errors.As(err, new(*launch.NotFoundError)):
		return errors.New("there is no such program")
	}
	return errors.New("it could not be run")
}
