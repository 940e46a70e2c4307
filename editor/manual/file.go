package manual

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile puts text into the draft's file, for its owner only, in one step: the
// file may be the only place that holds what was typed before, so that at no moment
// it is empty or half written, not on a full disk either. It never writes through a
// link that somebody has put there.
func writeFile(path string, text []byte) error {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return &FileError{Path: path, Reason: "it is no regular file"}
	}
	next := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".next")
	_ = os.Remove(next) // of a process that was killed
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(next, path)
	}
	if err != nil {
		_ = os.Remove(next)
	}
	return err
}

// readFile reads what the editor has left at path. Many editors write a new file and
// rename it, so its mode is set anew. The error is a *FileError where there is no
// regular file any more.
func readFile(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &FileError{Path: path, Reason: "the editor removed it", Err: err}
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, &FileError{Path: path, Reason: "a directory is in its place"}
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, &FileError{Path: path, Reason: "a symbolic link is in its place"}
	case !info.Mode().IsRegular():
		return nil, &FileError{Path: path, Reason: "it is no regular file any more"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if opened, err := f.Stat(); err != nil || !os.SameFile(info, opened) {
		return nil, &FileError{Path: path, Reason: "another file came into its place"}
	}
	if info.Mode().Perm() != 0o600 {
		_ = f.Chmod(0o600) // the folder around it is closed already
	}
	return io.ReadAll(f)
}
