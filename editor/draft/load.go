package draft

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// maxMeta bounds meta.json, in bytes.
const maxMeta = 1 << 20

// An Entry is a draft in a list.
type Entry struct {
	ID        string
	Path      string // of its folder
	URL       string // without user information; foreign text
	MediaType string // foreign text
	Saved     time.Time
	Sent      bool   // a request with this text has left, its outcome may be unknown
	Creates   bool   // nothing was there when the draft was begun
	Deletes   bool   // what is wanted is that nothing be there; there is no text
	Last      string // the last error; foreign text
	Program   string // the version of etch that wrote it
	InUse     bool   // a process works on it
	Err       error  // why it cannot be taken up (a *BrokenError); the rest may be empty then
}

// List returns every draft, the oldest first, also those that cannot be read. It
// locks none. The error is a *StorageError.
func (s *Store) List() ([]Entry, error) {
	ids, err := s.ids("")
	if err != nil {
		return nil, err
	}
	var es []Entry
	for _, id := range ids {
		if s.finishDrop(id) {
			continue
		}
		es = append(es, s.entry(id))
	}
	slices.SortStableFunc(es, func(a, b Entry) int { return a.Saved.Compare(b.Saved) })
	return es, nil
}

// Load takes a draft up by its ID or a prefix that no other draft has, and locks
// it until Release, Close or the end of the process. Its Text is what the text file
// holds; nil where there is none. Sent is true only if it is that text that was sent.
// The errors are *NotFoundError, *AmbiguousError, *InUseError, *BrokenError and *StorageError.
func (s *Store) Load(prefix string) (editor.Draft, error) {
	id, err := s.find(prefix)
	if err != nil {
		return editor.Draft{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h, err := s.hold(id)
	if err != nil {
		return editor.Draft{}, err
	}
	d, err := s.read(id, h)
	if err != nil {
		s.release(id)
	}
	return d, err
}

// Drop removes d for good; a draft that never came to disk is gone already.
func (s *Store) Drop(d *editor.Draft) error {
	if d.ID == "" {
		return nil
	}
	err := s.Remove(d.ID)
	if _, gone := errors.AsType[*NotFoundError](err); gone {
		return nil
	}
	return err
}

// Remove drops a draft by its ID or a prefix of it, broken ones too. The errors
// are those of Load but for *BrokenError.
func (s *Store) Remove(prefix string) error {
	id, err := s.find(prefix)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.lock(id); err != nil {
		return err
	}
	defer s.release(id)
	// From this rename on it is no draft any more; a List finishes what is cut short here.
	err = s.disk.rename(s.path(id, metaName), s.path(id, droppedName))
	if err != nil && !os.IsNotExist(unwrap(err)) {
		return err
	}
	return s.erase(id)
}

// DropOlder drops what was saved longer than age ago and returns the IDs. Drafts in
// use stay, and so do those that cannot be read: one has to be dropped by its name.
func (s *Store) DropOlder(age time.Duration) ([]string, error) {
	es, err := s.List()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range es {
		if e.Err != nil || e.InUse || s.now().Sub(e.Saved) <= age {
			continue
		}
		err := s.Remove(e.ID)
		if _, busy := errors.AsType[*InUseError](err); busy {
			continue
		}
		if err != nil {
			return ids, err
		}
		ids = append(ids, e.ID)
	}
	return ids, nil
}

// read returns the draft that h holds the lock of.
func (s *Store) read(id string, h *held) (editor.Draft, error) {
	broken := func(err error) (editor.Draft, error) {
		return editor.Draft{}, &BrokenError{ID: id, Path: s.path(id), Err: err}
	}
	base, err := s.base(id, h.meta)
	if err != nil {
		return broken(err)
	}
	state, err := h.meta.state(base)
	if err != nil {
		return broken(err)
	}
	text, ok, err := s.text(id, h.meta)
	if err != nil {
		return broken(err)
	}
	d := editor.Draft{
		ID: id, Base: state, Adds: h.meta.Adds, Last: h.meta.Last, Keys: h.meta.keys(), Marker: document.Pointer(h.meta.Marker),
		Absent: h.meta.Wanted == wantedAbsent, Guarding: h.meta.guarding(),
	}
	h.text = ""
	if ok {
		d.Text, h.text = text, sum(text)
	}
	switch h.meta.Sent {
	case "":
	case sentAbsent:
		d.Sent = !ok
	default:
		if !ok {
			return broken(errors.New("the text that was sent is missing"))
		}
		d.Sent = h.meta.Sent == h.text
	}
	if d.Earlier, err = s.earlier(id, h.meta); err != nil {
		return broken(err)
	}
	if d.Sent { // else they are those of another text
		d.Marks = h.meta.Marks
	}
	return d, nil
}

// base returns the base's bytes; nil where the base is the absent resource.
func (s *Store) base(id string, m meta) ([]byte, error) {
	if m.BaseSum == "" {
		return nil, nil
	}
	b, err := os.ReadFile(s.path(id, m.folder(), baseName))
	if err == nil && sum(b) != m.BaseSum {
		err = errors.New("the base is not the one that was kept")
	}
	return b, err
}

// text returns what is in the text file, and whether there is one.
func (s *Store) text(id string, m meta) ([]byte, bool, error) {
	if m.Text == "" {
		return nil, false, nil
	}
	path := s.path(id, m.folder(), m.Text)
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return nil, false, nil
	case err != nil:
		return nil, false, storage(path, err)
	case !info.Mode().IsRegular():
		return nil, false, storage(path, errors.New("not a regular file"))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false, storage(path, err)
	}
	return append([]byte{}, text...), true, nil
}

// meta reads meta.json of a draft.
func (s *Store) meta(id string) (meta, error) {
	f, err := os.Open(s.path(id, metaName))
	if err != nil {
		return meta{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxMeta+1))
	if err != nil {
		return meta{}, err
	}
	if len(data) > maxMeta {
		return meta{}, fmt.Errorf("%s is larger than %d bytes", metaName, maxMeta)
	}
	return decode(bytes.TrimSpace(data))
}

// entry describes a draft without locking it.
func (s *Store) entry(id string) Entry {
	e := Entry{ID: id, Path: s.path(id), InUse: s.inUse(id)}
	m, err := s.meta(id)
	if err != nil {
		if info, err := os.Stat(e.Path); err == nil {
			e.Saved = info.ModTime()
		}
		e.Err = &BrokenError{ID: id, Path: e.Path, Err: err}
		return e
	}
	e.URL, e.MediaType, e.Saved = string(m.URL), string(m.MediaType), m.Saved
	e.Last, e.Program = m.Last, m.Program
	e.Creates, e.Deletes = m.BaseSum == "" && m.Text != "", m.Wanted == wantedAbsent
	text, ok, err := s.text(id, m)
	if err == nil && !e.InUse { // a process may be at a new base
		_, err = s.base(id, m)
	}
	switch {
	case err != nil:
		e.Err = &BrokenError{ID: id, Path: e.Path, Err: err}
	case ok:
		e.Sent = m.Sent == sum(text)
		// The editor may have saved after the last Keep.
		if info, err := os.Stat(s.path(id, m.folder(), m.Text)); err == nil && info.ModTime().After(e.Saved) {
			e.Saved = info.ModTime()
		}
	default:
		e.Sent = m.Sent == sentAbsent
	}
	return e
}

// ids returns the drafts whose ID begins with prefix. Folders of other names are not drafts.
func (s *Store) ids(prefix string) ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !os.IsNotExist(err) {
		return nil, storage(s.dir, err)
	}
	var ids []string
	for _, e := range entries {
		if e.IsDir() && isID(e.Name()) && strings.HasPrefix(e.Name(), prefix) {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

// find returns the one draft that was meant.
func (s *Store) find(typed string) (string, error) {
	prefix, ok := cleanID(typed)
	if !ok {
		return "", &NotFoundError{ID: typed}
	}
	ids, err := s.ids(prefix)
	switch {
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", &NotFoundError{ID: typed}
	case len(ids) > 1:
		slices.SortFunc(ids, cmp.Compare[string])
		return "", &AmbiguousError{Prefix: typed, IDs: ids}
	}
	return ids[0], nil
}
