package draft

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/gofrs/flock"

	"github.com/etch-http/etch/editor"
)

// patience is how long a lock is waited for: a List of another process may hold it
// for a moment, an edit holds it for minutes.
const patience = 100 * time.Millisecond

// Release gives up the lock of a draft, which stays as it is.
func (s *Store) Release(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.release(id)
}

// Close gives up every lock. The drafts stay.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.held {
		s.release(id)
	}
	return nil
}

// take returns the draft that d names, locked, and makes it where it has no ID yet.
func (s *Store) take(d *editor.Draft) (*held, error) {
	if d.ID != "" {
		return s.hold(d.ID)
	}
	if err := s.room(); err != nil {
		return nil, err
	}
	for {
		id := newID(s.now())
		err := s.disk.mkdir(s.path(id))
		if os.IsExist(unwrap(err)) {
			continue
		}
		if err != nil {
			return nil, err
		}
		h, err := s.lock(id)
		if err == nil {
			d.ID = id
		}
		return h, err
	}
}

// hold returns a draft that is on disk, locked and with its meta read.
func (s *Store) hold(id string) (*held, error) {
	if h := s.held[id]; h != nil {
		return h, nil
	}
	if !isID(id) {
		return nil, &NotFoundError{ID: id}
	}
	if _, err := os.Stat(s.path(id)); err != nil {
		return nil, &NotFoundError{ID: id}
	}
	h, err := s.lock(id)
	if err != nil {
		return nil, err
	}
	h.meta, err = s.meta(id)
	if err != nil {
		s.release(id)
		if _, gone := os.Stat(s.path(id)); os.IsNotExist(gone) { // dropped while the lock was waited for
			return nil, &NotFoundError{ID: id}
		}
		return nil, &BrokenError{ID: id, Path: s.path(id), Err: err}
	}
	h.kept = true
	return h, nil
}

// lock takes the lock of a folder that is there. After the wait the folder may have
// been dropped: whoever goes on reads meta.json, and does not find it.
func (s *Store) lock(id string) (*held, error) {
	if h := s.held[id]; h != nil {
		return h, nil
	}
	l := flock.New(s.path(id, lockName), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	switch ok, err := l.TryLockContext(ctx, patience/10); {
	case errors.Is(err, context.DeadlineExceeded), err == nil && !ok:
		return nil, &InUseError{ID: id}
	case os.IsNotExist(err):
		return nil, &NotFoundError{ID: id}
	case err != nil:
		return nil, storage(s.path(id), err)
	}
	h := &held{lock: l}
	s.held[id] = h
	return h, nil
}

// release gives up a lock. The lock's file stays: were it removed and made anew,
// two processes could each hold "the" lock.
func (s *Store) release(id string) {
	if h := s.held[id]; h != nil {
		h.lock.Close()
		delete(s.held, id)
	}
}

// inUse reports whether a process, perhaps this one, works on a draft.
func (s *Store) inUse(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[id] != nil {
		return true
	}
	path := s.path(id, lockName)
	if _, err := os.Stat(path); err != nil {
		return false
	}
	l := flock.New(path)
	defer l.Close()
	ok, err := l.TryRLock()
	return err == nil && !ok
}

// finishDrop reports whether a draft was dropped by a process that did not get to the
// end of it, and finishes. It touches nothing that was not dropped.
func (s *Store) finishDrop(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, noMeta := os.Stat(s.path(id, metaName))
	_, noMark := os.Stat(s.path(id, droppedName))
	if !os.IsNotExist(noMeta) || noMark != nil {
		return false
	}
	if _, err := s.lock(id); err != nil {
		return true // the other process is still at it
	}
	s.erase(id)
	s.release(id)
	return true
}

// erase removes the files of a draft, the mark of the drop after all others.
func (s *Store) erase(id string) error {
	entries, err := os.ReadDir(s.path(id))
	if err != nil {
		return storage(s.path(id), err)
	}
	for _, e := range entries {
		if name := e.Name(); name != droppedName && name != lockName {
			if err := os.RemoveAll(s.path(id, name)); err != nil {
				return storage(s.path(id), err)
			}
		}
	}
	// Windows removes no open file. An ID is never given twice, so that a lock that
	// somebody waits for may go with its draft.
	s.release(id)
	os.Remove(s.path(id, lockName)) // before the mark
	return storage(s.path(id), os.RemoveAll(s.path(id)))
}

// room makes the drafts' folder, for the user alone.
func (s *Store) room() error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return storage(s.dir, err)
	}
	info, err := os.Stat(s.dir)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = os.Chmod(s.dir, 0o700)
	}
	return storage(s.dir, err)
}
