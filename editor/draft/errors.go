package draft

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

var errNotFolder = errors.New("not a folder")

// A NotFoundError: no draft has an ID that begins so.
type NotFoundError struct{ ID string }

// An AmbiguousError: several drafts have an ID that begins so.
type AmbiguousError struct {
	Prefix string
	IDs    []string
}

// An InUseError: another process works on the draft.
type InUseError struct{ ID string }

// A BrokenError: the folder of a draft does not hold what it must. It is left as it is.
type BrokenError struct {
	ID   string
	Path string // of the folder, for a person to look into
	Err  error
}

// A StorageError: the file system refuses. What was kept before is still there.
type StorageError struct {
	Path string
	Why  Refusal
	Err  error
}

// A Refusal is why a file system refuses.
type Refusal int

// The reasons.
const (
	Other    Refusal = iota
	Full             // no space, or none within the quota or the limit on files
	ReadOnly         // a read-only file system
	Denied           // no permission
)

// Error names the ID.
func (e *NotFoundError) Error() string { return fmt.Sprintf("no draft %q", e.ID) }

// Error names the IDs.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("draft %q is one of %s", e.Prefix, strings.Join(e.IDs, ", "))
}

// Error names the ID.
func (e *InUseError) Error() string {
	return fmt.Sprintf("draft %s is in use by another process", e.ID)
}

// Error names the ID and what is wrong.
func (e *BrokenError) Error() string { return fmt.Sprintf("draft %s is broken: %s", e.ID, e.Err) }

// Unwrap returns the cause.
func (e *BrokenError) Unwrap() error { return e.Err }

// Error names the path and the reason.
func (e *StorageError) Error() string {
	cause := e.Err
	if pe, ok := errors.AsType[*fs.PathError](cause); ok {
		cause = pe.Err // the path is said already
	}
	return fmt.Sprintf("cannot keep drafts in %s: %s", e.Path, cause)
}

// Unwrap returns the cause.
func (e *StorageError) Unwrap() error { return e.Err }

// storage wraps what the file system said about path; nil stays nil.
func storage(path string, err error) error {
	if err == nil {
		return nil
	}
	why := Other
	switch {
	case isFull(err):
		why = Full
	case isReadOnly(err):
		why = ReadOnly
	case errors.Is(err, fs.ErrPermission):
		why = Denied
	}
	return &StorageError{Path: path, Why: why, Err: err}
}

// unwrap returns what the file system said, for os.IsExist and its like.
func unwrap(err error) error {
	if e, ok := errors.AsType[*StorageError](err); ok {
		return e.Err
	}
	return err
}
