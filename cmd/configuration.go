package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/strict"
	"github.com/etch-http/etch/editor/launch"
)

// A configuration is the file of settings by URL prefix, as it was found.
type configuration struct {
	*config.File
	path   string
	absent bool            // there is no such file
	errs   []*strict.Error // what is wrong with it
}

// configPath is where the configuration is: on Linux ~/.config/etch/config.yaml.
func configPath() string { return filepath.Join(xdg.ConfigHome, "etch", "config.yaml") }

// configuration reads the file, once. What it names as secrets is withheld from all
// children from then on, also where something is wrong with the file.
func (a *app) configuration() (*configuration, error) {
	if a.settings != nil {
		return a.settings, nil
	}
	path := configPath()
	data, err := os.ReadFile(path)
	absent := errors.Is(err, fs.ErrNotExist)
	if err != nil && !absent {
		return nil, &localError{say: "cannot read the configuration " + path, err: err}
	}
	file, errs := config.Load(path, data)
	launch.Withhold(file.Variables()...)
	a.settings = &configuration{File: file, path: path, absent: absent, errs: errs}
	return a.settings, nil
}

// withhold keeps what the configuration names as secrets from the children of a command
// that has no other use for it. A file that cannot be read names none.
func (a *app) withhold() { _, _ = a.configuration() }

// entry is what the configuration says of u; nil where that is nothing. A file with
// something wrong in it is not used in part: what it says of u may not be all.
func (a *app) entry(u *url.URL) (*config.Entry, error) {
	c, err := a.configuration()
	if err != nil {
		return nil, err
	}
	if len(c.errs) > 0 {
		return nil, c.wrong()
	}
	return c.Lookup(u), nil
}

// wrong is the error of a command that needs the file: the first thing that is wrong.
func (c *configuration) wrong() error {
	e := &usageError{say: "the configuration is wrong: " + c.errs[0].Error(), hint: "etch config edit opens it, etch config check says all that is wrong"}
	if n := len(c.errs) - 1; n > 0 {
		e.hint = fmt.Sprintf("and %s: %s", plural(n, "more error"), e.hint)
	}
	return e
}

// where is a path that the configuration names: ~ is home, and what is relative is so
// to the file's folder.
func (c *configuration) where(path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.path), path)
}

// at names the line of an entry.
func (c *configuration) at(e *config.Entry) string { return fmt.Sprintf("%s:%d", c.path, e.Line) }
