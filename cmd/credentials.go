package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/prompt"
)

// bearerVariable holds a bearer token, passwordVariable the password of -u. Child
// processes (the editor, filters) do not see them.
const (
	bearerVariable   = "ETCH_BEARER_TOKEN"
	passwordVariable = "ETCH_PASSWORD"
)

// credentials returns what the flags and the environment say; nil is none. Whoever
// names a file or a user on the command line means that one: the environment's token
// comes last. They are for the origin of u; the client sends them nowhere else.
//
// A file that cannot be read is said at once, before any request.
func (a *app) credentials(f *connectFlags, u *url.URL) (client.Credentials, error) {
	switch {
	case f.bearerFile != "":
		if err := readable("--bearer-file", f.bearerFile); err != nil {
			return nil, err
		}
		return client.BearerFile(f.bearerFile), nil
	case f.user != "":
		return client.Basic(f.user, a.passwordOf(u)), nil
	case f.netrc:
		path := a.netrcPath()
		if err := readable("--netrc", path); err != nil {
			return nil, err
		}
		return client.Netrc(path), nil
	case a.env(bearerVariable) != "" && !f.beyond:
		return client.Bearer(a.env(bearerVariable)), nil
	}
	return nil, nil
}

// readable opens and closes a file that a flag names.
func readable(flag, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return &localError{say: "cannot read " + flag + " " + path, err: err}
	}
	return f.Close()
}

// netrcPath is where ~/.netrc is: $NETRC, else .netrc (on Windows _netrc) at home.
func (a *app) netrcPath() string {
	name := ".netrc"
	if runtime.GOOS == "windows" {
		name = "_netrc"
	}
	if p := a.env("NETRC"); p != "" {
		return p
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return name
	}
	return filepath.Join(home, name)
}

// passwordOf gives the password of -u: the environment's, else what is typed at the
// terminal. The environment's is not offered a second time.
func (a *app) passwordOf(u *url.URL) client.PasswordFunc {
	return func(ctx context.Context, user string, again bool) (string, error) {
		if p := a.env(passwordVariable); p != "" && !again {
			return p, nil
		}
		question := fmt.Sprintf("password of %s at %s", user, u.Host)
		if again {
			question = "refused; " + question
		}
		typed, err := a.askPassword(ctx, question)
		if p := a.env(passwordVariable); p != "" && errors.As(err, new(*editor.AbortedError)) {
			return p, nil // nobody there: the same again, so that the server's refusal stands
		}
		return typed, err
	}
}

// askPassword reads a password from the terminal, which does not show it.
func (a *app) askPassword(ctx context.Context, question string) (string, error) {
	t, err := a.openTerminal()
	if err != nil {
		return "", &editor.AbortedError{Why: editor.NoPassword}
	}
	defer t.Close()
	return (&prompt.Prompt{In: t, Out: t}).Password(ctx, question)
}

// requestHeaders joins the headers of -H, those in -H @FILE included.
func requestHeaders(f *connectFlags) (http.Header, error) {
	all := http.Header{}
	for _, h := range f.headersFromFlag {
		all.Add(h.name, h.value)
	}
	for _, given := range f.headers {
		path, ok := strings.CutPrefix(given, "@")
		if !ok {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, &localError{say: "cannot read the headers in " + path, err: err}
		}
		for n, line := range bytes.Split(text, []byte("\n")) {
			l := strings.TrimSpace(string(line))
			if l == "" || strings.HasPrefix(l, "#") {
				continue
			}
			h, err := parseHeader(l)
			if err != nil { // the line is not shown: it may hold a secret
				return nil, &usageError{say: fmt.Sprintf("%s:%d: %v", path, n+1, err)}
			}
			all.Add(h.name, h.value)
		}
	}
	return all, nil
}
