package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/etch-http/etch/merge/document"
)

// A Path is a place in a document, written as flags take it: a JSON Pointer or a dotted
// path, and "." for the whole document.
type Path document.Pointer

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Path) UnmarshalText(text []byte) error {
	s := string(text)
	if s == "." {
		s = ""
	}
	at, err := document.ParsePath(s)
	*p = Path(at)
	return err
}

// A Text is a text in which ${NAME} stands for the value of an environment variable,
// and $${ for ${ itself.
type Text struct {
	text  string
	parts []part
}

// A part is literal text, or the name of a variable.
type part struct{ literal, variable string }

// An UnsetError says that an environment variable is not set, or is empty. It holds
// no value.
type UnsetError struct{ Name string }

// Error names the variable.
func (e *UnsetError) Error() string {
	return fmt.Sprintf("the environment variable %s is not set, or is empty", e.Name)
}

// isVariable reports whether s is what may stand in ${}.
func isVariable(s string) bool {
	for i, c := range []byte(s) {
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *Text) UnmarshalText(text []byte) error {
	*t = Text{text: string(text)}
	rest := t.text
	for rest != "" {
		i := strings.Index(rest, "${")
		switch {
		case i < 0:
			t.literal(rest)
			return nil
		case i > 0 && rest[i-1] == '$':
			t.literal(rest[:i-1] + "${")
			rest = rest[i+2:]
			continue
		}
		t.literal(rest[:i])
		name, after, closed := strings.Cut(rest[i+2:], "}")
		switch {
		case !closed:
			return errors.New("a ${ without its }; $${ is a plain ${")
		case !isVariable(name):
			return errors.New("what stands in ${} is no name of an environment variable; $${ is a plain ${")
		}
		t.parts = append(t.parts, part{variable: name})
		rest = after
	}
	return nil
}

// literal appends text.
func (t *Text) literal(s string) {
	if s != "" {
		t.parts = append(t.parts, part{literal: s})
	}
}

// String is the text as it is written, its variables by their names. Without variables
// it may be a secret.
func (t Text) String() string { return t.text }

// Variables are the names in it, in order.
func (t Text) Variables() (names []string) {
	for _, p := range t.parts {
		if p.variable != "" {
			names = append(names, p.variable)
		}
	}
	return names
}

// Expand puts in the variables' values. The error is an *UnsetError.
func (t Text) Expand(getenv func(string) string) (string, error) {
	var b strings.Builder
	for _, p := range t.parts {
		if p.variable == "" {
			b.WriteString(p.literal)
			continue
		}
		value := getenv(p.variable)
		if value == "" {
			return "", &UnsetError{Name: p.variable}
		}
		b.WriteString(value)
	}
	return b.String(), nil
}

// A Netrc says that a netrc file is asked.
type Netrc struct {
	On   bool
	Path string // "": where netrc files are
}

// UnmarshalScalar implements strict.Scalar: true, or a path.
func (n *Netrc) UnmarshalScalar(tag, text string) error {
	switch {
	case tag == "!!bool" && text == "true":
		n.On = true
	case tag == "!!str" && text != "":
		*n = Netrc{On: true, Path: text}
	default:
		return errors.New("it takes true, or the path of a netrc file")
	}
	return nil
}

// A Key is the header in which each write carries an idempotency key; "" for none.
type Key string

// UnmarshalScalar implements strict.Scalar: true, or the name of a header.
func (k *Key) UnmarshalScalar(tag, text string) error {
	switch {
	case tag == "!!bool" && text == "true":
		*k = "Idempotency-Key" // draft-ietf-httpapi-idempotency-key-header
	case tag == "!!str" && text != "":
		*k = Key(text)
	default:
		return errors.New("it takes true, or the name of a header")
	}
	return nil
}

// A Duration is a length of time as Go writes it: 90s, 1h30m.
type Duration time.Duration

// UnmarshalScalar implements strict.Scalar.
func (d *Duration) UnmarshalScalar(_, text string) error {
	v, err := time.ParseDuration(text)
	if err != nil || v < 0 {
		return errors.New("it takes a duration such as 30s, 5m or 2h")
	}
	*d = Duration(v)
	return nil
}

// blank reports whether a file says nothing: white space and comments.
func blank(data []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}
