package memory

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// The bounds of the file and of what is in it.
const (
	maxFile  = 1 << 20 // bytes
	maxKey   = 1 << 10
	maxField = 200
)

// format is the version of the file. A file of another one is not read.
const format = 1

// patience is how long the lock is waited for: a hint is not worth more.
const patience = 50 * time.Millisecond

type file struct {
	Format int              `json:"format"`
	Facts  map[string]Facts `json:"facts"`
}

// parse returns what is in the file; nothing where it is not what it must be.
func parse(path string) map[string]Facts {
	f, err := os.Open(path)
	if err != nil {
		return map[string]Facts{}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil || len(data) > maxFile {
		return map[string]Facts{}
	}
	return decode(data)
}

// decode is parse of the bytes.
func decode(data []byte) map[string]Facts {
	var f file
	if json.Unmarshal(data, &f) != nil || f.Format != format {
		return map[string]Facts{}
	}
	all := make(map[string]Facts, len(f.Facts))
	for k, facts := range f.Facts {
		if k != "" && len(k) <= maxKey && facts.valid() {
			all[k] = facts
		}
	}
	forget(all)
	return all
}

// valid reports whether f is something that Learn may have written.
func (f Facts) valid() bool {
	for _, p := range f.proofs() {
		if p.Guard < Unproven || p.Guard > Refused {
			return false
		}
	}
	return plain(f.Method) && plain(f.MediaType)
}

// plain reports whether s is short visible ASCII, as methods and media types are.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= maxField
}

// update replaces what is in the file by what f makes of it, as one step among all
// processes. Whatever hinders it, nothing happens.
func update(path string, f func(map[string]Facts) map[string]Facts) {
	if os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return
	}
	l := flock.New(path+".lock", flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if ok, err := l.TryLockContext(ctx, time.Millisecond); err != nil || !ok {
		return
	}
	defer l.Close() // the lock's file stays: a second one would exclude nobody
	data, err := json.MarshalIndent(file{format, f(parse(path))}, "", "  ")
	if err != nil || len(data) > maxFile {
		return
	}
	replace(path, data)
}

// replace puts data at path in one step. It is not flushed to the medium: after a
// power cut an old hint does, or none.
func replace(path string, data []byte) {
	t, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return
	}
	_, err = t.Write(data)
	if cerr := t.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(t.Name(), path)
	}
	if err != nil {
		os.Remove(t.Name())
	}
}
