package convention

import (
	"regexp"

	"github.com/etch-http/etch/client"
)

// maxLooked is how much of an answer's body is searched, in bytes.
const maxLooked = 256 << 10

// A Pattern is a regular expression as a description spells it (Go's syntax, RE2),
// compiled when the description is loaded.
type Pattern struct {
	text string
	exp  *regexp.Regexp
}

// String returns the expression.
func (p Pattern) String() string { return p.text }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Pattern) UnmarshalText(text []byte) error {
	exp, err := regexp.Compile(string(text))
	if err == nil {
		*p = Pattern{string(text), exp}
	}
	return err
}

// fits reports whether a is about this answer.
func (a Answer) fits(r client.Response) bool {
	if a.Status != r.Status || a.Header != "" && len(r.Header.Values(a.Header)) == 0 {
		return false
	}
	return a.Body.exp == nil || a.Body.exp.Match(r.Body[:min(len(r.Body), maxLooked)])
}

// meanings are the errors that the meanings come to.
var meanings = map[Meaning]func(client.Response, client.Problem) error{
	Conflict: func(r client.Response, p client.Problem) error {
		return &client.PreconditionError{Problem: p, Response: &r}
	},
	MissingGuard: func(_ client.Response, p client.Problem) error {
		return &client.UnguardedError{Problem: p, Why: client.PreconditionUnseen}
	},
	Refuses: func(_ client.Response, p client.Problem) error {
		return &client.UnguardedError{Problem: p, Why: client.PreconditionsRefused}
	},
	Locked: func(_ client.Response, p client.Problem) error { return &client.LockedError{Problem: p} },
	Retry: func(r client.Response, p client.Problem) error {
		return &client.BusyError{Problem: p, After: client.RetryAfter(r.Header), Sure: true}
	},
	NoAnswer: func(_ client.Response, p client.Problem) error { return &client.LostError{Err: p} },
	Refused:  func(_ client.Response, p client.Problem) error { return &client.RefusedError{Problem: p} },
	Gone:     func(_ client.Response, p client.Problem) error { return &client.GoneError{Problem: p} },
}

// err is what m comes to.
func (m Meaning) err(r client.Response) error { return meanings[m](r, client.ProblemOf(r)) }
