package history

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/etch-http/etch/editor"
)

// drafts keep the drafts of one edit in memory.
type drafts struct {
	mu   sync.Mutex
	n    int
	kept map[string]editor.Draft
}

// Keep implements editor.Drafts.
func (s *drafts) Keep(d *editor.Draft) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string]editor.Draft{}
	}
	if d.ID == "" {
		s.n++
		d.ID = fmt.Sprint(s.n)
	}
	next := *d
	if next.Text == nil {
		next.Text = s.kept[d.ID].Text
	}
	next.Text = bytes.Clone(next.Text)
	s.kept[d.ID] = next
	return nil
}

// Drop implements editor.Drafts.
func (s *drafts) Drop(d *editor.Draft) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, d.ID)
	return nil
}

// one is the draft that there is; ok is false where there is none.
func (s *drafts) one() (d editor.Draft, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d = range s.kept {
		ok = true
	}
	return d, ok
}

// stray says what is wrong with what is left after an edit; "" where nothing is.
func (s *drafts) stray(r *Record) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	written := r.Outcome == OK || r.Outcome == Unchanged
	switch {
	case written && len(s.kept) > 0:
		return "a draft is left of what was written"
	case len(s.kept) > 1:
		return fmt.Sprintf("%d drafts of one edit", len(s.kept))
	case written || !r.Kind.person() || r.Wanted == "":
		return ""
	}
	for _, d := range s.kept {
		if bytes.Contains(d.Text, []byte(r.Token)) {
			return ""
		}
	}
	return "what was typed is not kept"
}
