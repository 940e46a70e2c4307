// Package workcopy keeps a resource as a file that a person edits, and beside it what
// the file was made from.
//
// Beside page.json stands page.json.etch, its sidecar: one JSON object with the
// members
//
//	etch        the version of this format, 1
//	url         where the resource was read from, after redirects: where it is written
//	media_type  its Content-Type, verbatim; left out where the server named none
//	validator   {"values": ["\"v1\""], "strength": "strong|weak|date"}; left out where there was none
//	patches     its Accept-Patch; left out where the server did not say
//	saved       when it was read (RFC 3339, UTC)
//	base        its bytes, exactly, in base64
//
// Base and validator are one pair and are replaced together, by one rename, after the
// file. The file itself is the person's: nothing here changes it once it differs from the base.
// Both are written 0600, since what a server says may not be for everybody. A sidecar
// holds no credentials: neither headers nor what is secret in the URL (see client.Blank).
//
// The package knows no server, and does not merge.
package workcopy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/etch-http/etch/client"
)

// Suffix is what the name of a sidecar has behind that of its file.
const Suffix = ".etch"

// format is the version of the sidecar that this package writes and reads.
const format = 1

// A Copy is what a file was made from.
type Copy struct {
	Base  client.Representation // Header is not kept
	Saved time.Time
}

// A ChangedError: the file holds something that is not its sidecar's base, or has no
// sidecar. To write over it could lose what a person typed.
type ChangedError struct{ File string }

// Error names the file.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s is there already, and is not an unchanged copy", e.File)
}

// A BrokenError: a sidecar is not what it must be.
type BrokenError struct {
	Path string
	Err  error
}

// Error names the sidecar and the reason.
func (e *BrokenError) Error() string { return fmt.Sprintf("%s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *BrokenError) Unwrap() error { return e.Err }

// sidecar is the file as it is written.
type sidecar struct {
	Etch      int        `json:"etch"`
	URL       string     `json:"url"`
	MediaType string     `json:"media_type,omitempty"`
	Validator *validator `json:"validator,omitempty"`
	Patches   []string   `json:"patches,omitempty"`
	Saved     time.Time  `json:"saved"`
	Base      []byte     `json:"base"`
}

// validator is client.Validator as it is written.
type validator struct {
	Values   []string `json:"values"`
	Strength string   `json:"strength"`
}

// strengths are the names of client's.
var strengths = map[client.Strength]string{
	client.Strong: "strong", client.Weak: "weak", client.Date: "date", client.DateYet: "date-yet",
}

// Save writes c's base to file, and its sidecar. An unchanged copy is brought up to
// date; anything else that is there stays, with a *ChangedError: also what stands at
// the sidecar's place and is none. Other errors are of the file system.
func Save(file string, c Copy) error {
	if err := mayReplace(file); err != nil {
		return err
	}
	if err := mayReplaceSidecar(file); err != nil {
		return err
	}
	// In this order: a new file beside an old base is a change that is there already,
	// but an old file beside a new base would undo what others wrote.
	if err := Replace(file, c.Base.Body); err != nil {
		return err
	}
	return saveSidecar(file, c)
}

// mayReplace looks whether file is absent or an unchanged copy.
func mayReplace(file string) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	old, err := Load(file)
	if err != nil || !bytes.Equal(old.Base.Body, text) {
		return &ChangedError{File: file}
	}
	return nil
}

// mayReplaceSidecar looks whether the sidecar of file is absent or one of this
// package's. Nobody chose its name: what is there may be somebody's own file, or a
// link that somebody laid there.
func mayReplaceSidecar(file string) error {
	path := file + Suffix
	if _, err := os.Lstat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	info, err := os.Stat(path)
	if err == nil && info.Mode().IsRegular() {
		if _, err = Load(file); err == nil {
			return nil
		}
	}
	return &ChangedError{File: path}
}

// saveSidecar writes the sidecar of file.
func saveSidecar(file string, c Copy) error {
	s := sidecar{
		Etch: format, MediaType: c.Base.MediaType, Patches: c.Base.Patches,
		Saved: c.Saved.UTC().Truncate(time.Second), Base: c.Base.Body,
	}
	if c.Base.URL != nil {
		s.URL = client.Blank(c.Base.URL).String()
	}
	if v := c.Base.Validator; !v.IsZero() {
		s.Validator = &validator{v.Values, strengths[v.Strength]}
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return Replace(file+Suffix, append(b, '\n'))
}

// Load reads the sidecar of file. Without one the error is fs.ErrNotExist; one that
// cannot be understood is a *BrokenError.
func Load(file string) (Copy, error) {
	path := file + Suffix
	text, err := os.ReadFile(path)
	if err != nil {
		return Copy{}, err
	}
	var s sidecar
	if err := json.Unmarshal(text, &s); err != nil {
		return Copy{}, &BrokenError{path, err}
	}
	if s.Etch != format {
		return Copy{}, &BrokenError{path, fmt.Errorf("format %d is not one that this version knows", s.Etch)}
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" {
		return Copy{}, &BrokenError{path, fmt.Errorf("%q is no URL of a resource", s.URL)}
	}
	c := Copy{Saved: s.Saved, Base: client.Representation{URL: u, MediaType: s.MediaType, Patches: s.Patches, Body: s.Base}}
	if s.Validator == nil {
		return c, nil
	}
	for strength, name := range strengths {
		if name == s.Validator.Strength {
			c.Base.Validator = client.Validator{Values: s.Validator.Values, Strength: strength}
			return c, nil
		}
	}
	return Copy{}, &BrokenError{path, fmt.Errorf("unknown strength %q", s.Validator.Strength)}
}

// Replace puts data into path by a rename. A file that is there keeps its mode, and a
// symbolic link its target; a new one is its owner's alone.
func Replace(path string, data []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	if info, err := os.Stat(path); err == nil {
		if err := f.Chmod(info.Mode().Perm()); err != nil && runtime.GOOS != "windows" {
			return err
		}
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
