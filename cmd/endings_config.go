package cmd

import (
	"errors"
	"strings"

	"github.com/etch-http/etch/client/strict"
)

// What a text that did not become the configuration means to a person.

// A wrongConfigError is a text of the configuration that cannot be used.
type wrongConfigError strict.Error

// Error gives the place and the reason.
func (e *wrongConfigError) Error() string { return (*strict.Error)(e).Error() }

// A changedConfigError says that another program has changed the configuration.
type changedConfigError struct{}

// Error says so.
func (*changedConfigError) Error() string {
	return "another program has changed the configuration meanwhile"
}

// A keptConfigError is a text that did not become the configuration, and where it is.
type keptConfigError struct {
	path, config string
	err          error
}

// Error gives the cause.
func (e *keptConfigError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *keptConfigError) Unwrap() error { return e.err }

func keptConfigEnding(e *keptConfigError, f facts) ending {
	r := explain(e.err, f)
	again := "etch config edit --from " + shellWord(e.path)
	switch {
	case errors.As(e.err, new(*changedConfigError)):
		r = ending{outcome: outcomeConflict, say: e.err.Error() + ", and yours is not saved", hint: "compare the two: etch diff " + shellWord(e.config) + " " + shellWord(e.path) + ", then " + again}
	case errors.As(e.err, new(*wrongConfigError)):
		r = ending{outcome: outcomeInvalid, say: "the configuration is wrong, and is not saved: " + e.err.Error(), hint: "your text is kept: " + again}
	default:
		r.hint = strings.TrimPrefix(r.hint+"; ", "; ") + "your text is kept: " + again
	}
	return r
}
