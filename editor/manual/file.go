package manual

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// writeFile puts text into the draft's file, for its owner only. It never writes
// through a link that somebody has put there.
func writeFile(path string, text []byte) error {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return &FileError{Path: path, Reason: "it is no regular file"}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
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
