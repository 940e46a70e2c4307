// Package draft keeps edits that have not landed yet on disk: for each one the
// base, its validator and URL, the text as it stands, and whether a request has
// left. It implements [editor.Drafts].
//
// A draft is a folder of its own (0700, files 0600), named by its ID:
//
//	3f9k2m7x/
//	  meta.json         what is known of the draft; its rename is the commit
//	  lock              held (flock) by the process that works on the draft
//	  2/base            the base's bytes, exactly
//	  2/page.json       the text: the file that the editor opens
//	  1/page.json       the text as it stood on an earlier base
//	  sent/             bases and texts of the writes that are in doubt from before, by their SHA-256
//
// What is in the text file is the draft's text, whoever wrote it there: when etch
// is killed while the editor is open, what the editor saved is what a later Load
// returns. The numbered folder is a generation: one base and the text made on it.
// A new base makes a new generation, and the one rename of meta.json switches both
// at once, since an old text beside a new base would undo a rival's change. Within
// a generation the text stays at its path.
//
// What a reader sees when the process ends between any two steps of a Keep:
//   - new base: the old pair until the rename of meta.json, the new one from then on;
//   - same base, new text: the old text until its rename. Then the new text with
//     the old meta.json, which is the same but for the time, the last error and
//     what was sent; since it names the sent text by its SHA-256, the new text is
//     not taken for one that was sent.
//
// A newer text never erases an older one. The text of an earlier generation stays
// in its folder, and a text that somebody else wrote to the file and no Keep has
// seen is moved to NAME.1, NAME.2, ... when another one takes its place; both
// until the draft is dropped. What derives from the last kept text on the same base
// replaces it.
//
// What is not kept: the answer's headers but for those that go back, credentials, and what is secret in the URL: its
// user information, and the values of those members of its query whose names say so (see
// client.Blank). The rest of the query is part of the resource's identity.
//
// The package does not merge, send or decide when a draft has served its time.
package draft

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/etch-http/etch/editor"
)

// A Store is the drafts in one folder. Several processes may use the folder, and
// several goroutines one Store; each draft is worked on by one Store at a time.
type Store struct {
	Program string           // the version of etch, written into every draft
	Now     func() time.Time // the clock; nil: time.Now

	dir  string
	lazy bool
	disk disk
	mu   sync.Mutex
	held map[string]*held
}

// held is a draft that this Store works on.
type held struct {
	lock *flock.Flock
	meta meta
	kept bool   // meta is on disk
	text string // sum of the text that this Store last kept or read; "" for none
}

var _ editor.Drafts = (*Store)(nil)

// Open returns the drafts in dir. It makes nothing: dir comes into being with the
// first draft. The error is a *StorageError, where dir is something else than a folder.
func Open(dir string) (*Store, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		return nil, &StorageError{Path: dir, Err: errNotFolder}
	}
	return &Store{dir: dir, disk: disk{sync: true}, held: map[string]*held{}}, nil
}

// Lazy makes the Store one for scripts, whose text can be made again, and returns
// it. A draft comes into being when a request is about to leave or an error is to be
// kept, and has no ID until then. Nothing is flushed to the medium: a draft outlives
// the end of the process, kill -9 included, but not a power cut right after it was
// written. Texts on earlier bases are not kept.
func (s *Store) Lazy() *Store {
	s.lazy, s.disk.sync = true, false
	return s
}

// Keep returns when d is on disk, and gives a Draft without an ID one. A nil Text
// leaves the text that is there. So does a Text that this Store has kept or read
// before: the file may hold a newer one from the editor. The errors are
// *StorageError, *InUseError and *BrokenError.
func (s *Store) Keep(d *editor.Draft) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lazy && d.ID == "" && !d.Sent && d.Last == "" {
		return nil
	}
	h, err := s.take(d)
	if err != nil {
		return err
	}
	next := s.describe(d)
	if h.kept && h.meta.same(next.baseMeta) {
		next.Generation, next.Text = h.meta.Generation, h.meta.Text
		err = s.replace(d, h, &next)
	} else {
		next.Generation = h.meta.Generation + 1
		err = s.advance(d, h, &next)
	}
	if err == nil {
		err = s.keepEarlier(d)
	}
	if err == nil {
		next.Sent = sentSum(d)
		err = s.commit(d.ID, h, next)
	}
	if err != nil && !h.kept { // it never was a draft: nothing is to be taken up
		s.disk.discardAll(s.path(d.ID))
		s.release(d.ID)
		d.ID = ""
	}
	return err
}

// File returns the path of the draft's text file, which from now on is called
// name: the caller chooses an extension that the editor knows. Separators and
// other unsafe characters in name become "-". The file is there once a Text has
// been kept; a caller that writes it first makes it 0600. The path holds until a
// Keep with another base. The errors are *NotFoundError, where the ID is
// unknown, and those of Keep.
func (s *Store) File(id, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, err := s.hold(id)
	if err != nil {
		return "", err
	}
	name, old := cleanName(name), h.meta.Text
	path := s.path(id, h.meta.folder(), name)
	if name == old {
		return path, nil
	}
	next := h.meta
	next.Text = name
	if text, ok, err := s.text(id, h.meta); err != nil {
		return "", err
	} else if ok {
		if err := s.disk.write(path, text); err != nil {
			return "", err
		}
	}
	if err := s.commit(id, h, next); err != nil {
		return "", err
	}
	if old != "" {
		s.disk.discard(s.path(id, next.folder(), old))
	}
	return path, nil
}

// replace puts the text in its file, where the base is still the same.
func (s *Store) replace(d *editor.Draft, h *held, next *meta) error {
	if d.Text == nil || sum(d.Text) == h.text {
		return nil // nothing new from the caller: what the file holds stands
	}
	there, ok, err := s.text(d.ID, h.meta)
	if err != nil {
		return err
	}
	if next.Text == "" {
		next.Text = defaultName(next.Document)
	}
	path := s.path(d.ID, next.folder(), next.Text)
	switch {
	case ok && sum(there) == sum(d.Text): // the editor has written it already
	case ok && sum(there) != h.text: // somebody's text that no Keep has seen
		if err := s.setAside(path, there); err != nil {
			return err
		}
		fallthrough
	default: // no text yet, or one that this text derives from
		if err := s.disk.replace(path, d.Text); err != nil {
			return err
		}
	}
	h.text = sum(d.Text)
	return nil
}

// advance writes a base and the text made on it beside those that are there.
func (s *Store) advance(d *editor.Draft, h *held, next *meta) error {
	if err := s.clear(d.ID, next); err != nil {
		return err
	}
	folder := s.path(d.ID, next.folder())
	if err := s.disk.mkdir(folder); err != nil {
		return err
	}
	if next.BaseSum != "" {
		if err := s.disk.write(filepath.Join(folder, baseName), d.Base.Document.Source()); err != nil {
			return err
		}
	}
	h.text = ""
	if next.Text = h.meta.Text; next.Text == "" && d.Text != nil {
		next.Text = defaultName(next.Document)
	}
	if d.Text != nil {
		if err := s.disk.write(filepath.Join(folder, next.Text), d.Text); err != nil {
			return err
		}
		h.text = sum(d.Text)
	}
	return s.disk.flush(folder)
}

// commit makes next what the draft is, and tidies up behind a new generation.
func (s *Store) commit(id string, h *held, next meta) error {
	data, err := next.encode()
	if err != nil {
		return err
	}
	if err := s.disk.replace(s.path(id, metaName), data); err != nil {
		return err
	}
	old := h.meta
	first := !h.kept
	if len(next.Earlier) == 0 && len(old.Earlier) > 0 {
		s.disk.discardAll(s.path(id, sentName))
	}
	h.meta, h.kept = next, true
	switch {
	case first:
		return s.disk.flush(s.dir) // the folder's own entry
	case old.Generation == next.Generation:
		return nil
	case s.lazy || old.Text == "":
		s.disk.discardAll(s.path(id, old.folder()))
	default: // the text stays
		s.disk.discard(s.path(id, old.folder(), baseName))
	}
	return nil
}

// clear takes away what a Keep that was cut short has left of the generation to
// come. A text in it was never the draft's, but it is a text: it stays.
func (s *Store) clear(id string, next *meta) error {
	for {
		_, err := os.Lstat(s.path(id, next.folder()))
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return storage(s.path(id), err)
		}
		next.Generation++
	}
}

// setAside keeps a text under the first free number beside path.
func (s *Store) setAside(path string, text []byte) error {
	for n := 1; ; n++ {
		err := s.disk.write(numbered(path, n), text)
		if !os.IsExist(unwrap(err)) {
			return err
		}
	}
}

// describe returns what meta.json will say of d, but for the generation and the text.
func (s *Store) describe(d *editor.Draft) meta {
	m := newMeta(d)
	m.Program, m.Saved = s.Program, s.now().UTC().Truncate(time.Millisecond)
	return m
}

func (s *Store) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Store) path(elem ...string) string {
	return filepath.Join(append([]string{s.dir}, elem...)...)
}
