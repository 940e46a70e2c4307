package draft

import (
	"os"
	"path/filepath"
)

// disk makes the changes to the file system, one step a call. Every file is 0600,
// every folder 0700; every error is a *StorageError.
type disk struct {
	sync bool                           // flush to the medium, not only to the kernel
	step func(op, path string) error    // tests: before each step, an error ends the "process" there
	torn func(path string, data []byte) // tests: what a write that was cut short leaves
}

// write makes a new file. It fails where one is there.
func (d disk) write(path string, data []byte) error {
	if err := d.before("write", path); err != nil {
		if d.torn != nil {
			d.torn(path, data)
		}
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return storage(path, err)
	}
	_, err = f.Write(data)
	if err == nil && d.sync {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(path) // half a file helps nobody, and its space is wanted
	}
	return storage(path, err)
}

// replace puts data at path in one step: a reader sees the old file or the new one.
func (d disk) replace(path string, data []byte) error {
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	os.Remove(temp) // of a process that was killed; the draft is locked
	if err := d.write(temp, data); err != nil {
		return err
	}
	if err := d.before("rename", path); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		os.Remove(temp)
		return storage(path, err)
	}
	return d.flush(filepath.Dir(path))
}

// mkdir makes a new folder. It fails where one is there.
func (d disk) mkdir(path string) error {
	if err := d.before("mkdir", path); err != nil {
		return err
	}
	return storage(path, os.Mkdir(path, 0o700))
}

// rename moves a file.
func (d disk) rename(from, to string) error {
	if err := d.before("rename", to); err != nil {
		return err
	}
	return storage(from, os.Rename(from, to))
}

// flush makes new names in a folder durable.
func (d disk) flush(folder string) error {
	if !d.sync {
		return nil
	}
	return storage(folder, syncFolder(folder))
}

// discard removes a file that nothing refers to any more; if it stays, it is only in the way.
func (d disk) discard(path string) {
	if d.before("remove", path) == nil {
		os.Remove(path)
	}
}

// discardAll is discard of a folder.
func (d disk) discardAll(path string) {
	if d.before("remove", path) == nil {
		os.RemoveAll(path)
	}
}

func (d disk) before(op, path string) error {
	if d.step == nil {
		return nil
	}
	return d.step(op, path)
}
