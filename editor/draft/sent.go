package draft

import (
	"fmt"
	"os"

	"github.com/etch-http/etch/editor"
)

// A sent is what meta.json says of an editor.Sent. Its bytes are in the folder sent.
type sent struct {
	baseMeta
	Text  string   `json:"sent"` // SHA-256 of what was sent, or sentAbsent
	Marks []string `json:"marks,omitempty"`
}

// newSent describes s.
func newSent(s editor.Sent) sent {
	return sent{newBaseMeta(s.Base), sentSum(&editor.Draft{Text: s.Text, Sent: true}), s.Marks}
}

// keepEarlier puts the bytes of d's earlier writes on disk. They never change under their name.
func (s *Store) keepEarlier(d *editor.Draft) error {
	folder := s.path(d.ID, sentName)
	if _, err := os.Lstat(folder); len(d.Earlier) > 0 && os.IsNotExist(err) {
		if err := s.disk.mkdir(folder); err != nil {
			return err
		}
	}
	for _, e := range d.Earlier {
		for _, b := range [][]byte{e.Base.Document.Source(), e.Text} {
			path := s.path(d.ID, sentName, sum(b))
			if _, err := os.Lstat(path); b == nil || err == nil {
				continue
			}
			if err := s.disk.replace(path, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// earlier reads the writes in doubt that m names.
func (s *Store) earlier(id string, m meta) (all []editor.Sent, err error) {
	for _, e := range m.Earlier {
		base, err := s.sentBytes(id, e.BaseSum)
		if err != nil {
			return nil, err
		}
		state, err := e.state(base)
		if err != nil {
			return nil, err
		}
		text, err := s.sentBytes(id, e.Text)
		if err != nil {
			return nil, err
		}
		all = append(all, editor.Sent{Base: state, Text: text, Marks: e.Marks})
	}
	return all, nil
}

// sentBytes reads what has this sum; nil where that is of nothing.
func (s *Store) sentBytes(id, name string) ([]byte, error) {
	if name == "" || name == sentAbsent {
		return nil, nil
	}
	path := s.path(id, sentName, cleanName(name))
	b, err := os.ReadFile(path)
	switch {
	case err != nil:
		return nil, storage(path, err)
	case sum(b) != name:
		return nil, fmt.Errorf("%s is not what was sent", path)
	}
	return append([]byte{}, b...), nil
}
