package draft

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

var errCut = errors.New("the process was killed")

// cut makes the disk of s end the process at the n-th step from now: that step and all
// after it do nothing, but that half of what was being written is there.
func cut(s *Store, n int) {
	dead := func(string, string) error {
		if n--; n < 0 {
			return errCut
		}
		return nil
	}
	s.disk.step = dead
	s.disk.torn = func(path string, data []byte) {
		if n == -1 {
			os.WriteFile(path, data[:len(data)/2], 0o600)
		}
	}
}

// version returns a base that names its version, with a validator of the same.
func version(v int) editor.State {
	body := fmt.Appendf(nil, `{"version": %d}`, v)
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		panic(err)
	}
	return editor.State{Document: d, Representation: client.Representation{
		Body: body, Validator: client.Validator{Values: []string{fmt.Sprint(v)}},
	}}
}

// A model is what must be true of a draft, whenever the process ends.
type model struct {
	dir      string
	store    *Store
	draft    editor.Draft
	base     int
	texts    int
	sent     map[string]bool // texts that were on their way when they were kept
	doubt    map[string]int  // texts that are in doubt, and what they were made on
	unseen   map[string]bool // texts of the editor that no Keep and no Load has met
	hasDraft bool
}

// newText is a text that says which base it was made on.
func (m *model) newText() string {
	m.texts++
	return fmt.Sprintf("text %d on base %d", m.texts, m.base)
}

// inFile reports whether the draft's text is what its file holds.
func (m *model) inFile() bool {
	h, err := m.store.hold(m.draft.ID)
	if err != nil {
		return false
	}
	there, ok, err := m.store.text(m.draft.ID, h.meta)
	return err == nil && ok && string(there) == string(m.draft.Text)
}

// keep keeps the draft, perhaps with a process that is killed at some step.
func (m *model) keep(t *rapid.T, killed bool) {
	steps := 1 << 20
	if killed {
		steps = rapid.IntRange(0, 12).Draw(t, "steps")
	}
	if m.draft.Sent {
		m.sent[string(m.draft.Text)] = true
	}
	cut(m.store, steps)
	err := m.store.Keep(&m.draft)
	if err != nil && !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	if killed {
		m.reload(t)
	}
}

// reload is the next process.
func (m *model) reload(t *rapid.T) {
	m.store.Close()
	s, err := Open(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	s.disk.sync = false // nobody pulls the plug here
	m.store = s
	es, err := s.List()
	if err != nil || len(es) > 1 {
		t.Fatalf("%d drafts, %v", len(es), err)
	}
	if len(es) == 0 || es[0].Err != nil {
		if m.hasDraft {
			t.Fatalf("the draft is lost: %+v", es)
		}
		os.RemoveAll(m.dir) // a first Keep that was cut short was never a draft
		m.draft = editor.Draft{Base: m.draft.Base}
		return
	}
	d, err := s.Load(es[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	m.draft, m.hasDraft = d, true
	delete(m.unseen, string(d.Text)) // Load has met it
	var v int
	fmt.Sscanf(string(d.Base.Document.Source()), `{"version": %d}`, &v)
	m.base = v
}

// check compares what a reader would find with what must be there.
func (m *model) check(t *rapid.T) {
	if !m.hasDraft {
		return
	}
	d := m.draft
	if d.Base.Representation.Validator.Values[0] != fmt.Sprint(m.base) {
		t.Fatalf("the validator of %v guards base %d", d.Base.Representation.Validator, m.base)
	}
	if d.Text != nil && !strings.HasSuffix(string(d.Text), fmt.Sprintf("on base %d", m.base)) {
		t.Fatalf("%q stands beside base %d", d.Text, m.base)
	}
	if d.Sent && !m.sent[string(d.Text)] {
		t.Fatalf("%q is said to be sent, and was not", d.Text)
	}
	known := map[string]int{}
	if d.Sent {
		known[string(d.Text)] = m.base
	}
	for _, e := range d.Earlier {
		var v int
		fmt.Sscanf(string(e.Base.Document.Source()), `{"version": %d}`, &v)
		known[string(e.Text)] = v
	}
	for text, on := range m.doubt {
		if known[text] != on {
			t.Fatalf("%q on base %d is in doubt, and the draft knows of %v", text, on, known)
		}
	}
	found := map[string]bool{}
	filepath.WalkDir(m.dir, func(path string, e fs.DirEntry, _ error) error {
		if b, err := os.ReadFile(path); err == nil {
			found[string(b)] = true
		}
		return nil
	})
	for text := range m.unseen {
		if !found[text] {
			t.Fatalf("%q, which somebody typed, is nowhere", text)
		}
	}
}

// Whatever is kept, and wherever the process is killed: the text and its base belong
// together, nothing is said to be sent that was not, and nothing typed is lost.
func TestKilledAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "drafts")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		m := &model{dir: filepath.Join(dir, "d"), base: 1, sent: map[string]bool{}, doubt: map[string]int{}, unseen: map[string]bool{}}
		m.store, _ = Open(m.dir)
		m.store.disk.sync = false
		defer func() { m.store.Close() }()
		m.draft = editor.Draft{Base: version(1)}
		done := func() { m.hasDraft = m.hasDraft || m.draft.ID != "" }
		actions := map[string]func(*rapid.T){
			"a new text": func(t *rapid.T) {
				delete(m.doubt, string(m.draft.Text)) // it is known what became of it
				m.draft.Text, m.draft.Sent = []byte(m.newText()), false
				m.keep(t, rapid.Bool().Draw(t, "killed"))
				done()
			},
			"a new base": func(t *rapid.T) {
				delete(m.doubt, string(m.draft.Text)) // it is known what became of it
				m.base++
				m.draft.Base, m.draft.Text, m.draft.Sent = version(m.base), []byte(m.newText()), false
				m.keep(t, rapid.Bool().Draw(t, "killed"))
				done()
			},
			"a new base, and no text yet": func(t *rapid.T) {
				delete(m.doubt, string(m.draft.Text)) // it is known what became of it
				m.base++
				m.draft.Base, m.draft.Text, m.draft.Sent = version(m.base), nil, false
				m.keep(t, rapid.Bool().Draw(t, "killed"))
				done()
			},
			"sent": func(t *rapid.T) {
				if m.draft.Text == nil {
					return // nothing to send
				}
				m.draft.Sent = true
				m.keep(t, rapid.Bool().Draw(t, "killed"))
				done()
				if m.draft.Sent && m.inFile() { // a text that the editor saved over it since was not sent
					m.doubt[string(m.draft.Text)] = m.base
				}
			},
			"a new base, and what was sent stays in doubt": func(t *rapid.T) {
				if !m.draft.Sent {
					return
				}
				m.draft.Earlier = append(slices.Clip(m.draft.Earlier), editor.Sent{Base: m.draft.Base, Text: m.draft.Text})
				m.base++
				m.draft.Base, m.draft.Text, m.draft.Sent = version(m.base), []byte(m.newText()), false
				m.keep(t, rapid.Bool().Draw(t, "killed"))
				done()
			},
			"an end to all doubt": func(t *rapid.T) {
				m.draft.Earlier, m.draft.Sent = nil, false
				clear(m.doubt)
				m.keep(t, rapid.Bool().Draw(t, "killed"))
				done()
			},
			"an error": func(t *rapid.T) {
				m.draft.Last = "an error"
				m.keep(t, rapid.Bool().Draw(t, "killed"))
				done()
			},
			"the editor saves": func(t *rapid.T) {
				if !m.hasDraft {
					return // no file yet
				}
				cut(m.store, 1<<20)
				path, err := m.store.File(m.draft.ID, rapid.SampledFrom([]string{"a.json", "b.json"}).Draw(t, "name"))
				if err != nil {
					t.Fatal(err)
				}
				if old, err := os.ReadFile(path); err == nil {
					delete(m.unseen, string(old)) // the editor may replace its own
				}
				delete(m.doubt, string(m.draft.Text)) // what is in its place now was not sent
				text := m.newText()
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				m.unseen[text] = true
				if rapid.Bool().Draw(t, "seen") {
					m.draft.Text, m.draft.Sent = []byte(text), false
					delete(m.unseen, text)
					m.keep(t, rapid.Bool().Draw(t, "killed"))
				}
			},
			"killed": func(t *rapid.T) { m.reload(t) },
		}
		names := slices.Sorted(maps.Keys(actions))
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 1, 10).Draw(t, "actions") {
			actions[name](t)
			m.check(t)
		}
		m.reload(t)
		m.check(t)
	})
}

func FuzzDecode(f *testing.F) {
	m := newMeta(&editor.Draft{Base: version(1), Last: "\xff", Earlier: []editor.Sent{{Base: version(2), Text: []byte("x")}}})
	m.Generation = 1
	good, _ := m.encode()
	f.Add(good)
	f.Add([]byte(`{"format": 1, "generation": 1, "url": {"base64": "/w=="}, "text": "x", "accept_patch": []}`))
	f.Add([]byte(`{"format": 1, "generation": -1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decode(data)
		if err != nil {
			return
		}
		if m.Text != "" && (m.Text != filepath.Base(m.Text) || m.Text == baseName) {
			t.Errorf("the text is in %q", m.Text)
		}
		if filepath.Base(m.folder()) != m.folder() || m.folder() == "." {
			t.Errorf("the folder is %q", m.folder())
		}
		m.state([]byte("{}")) // an error or a state, no panic
		again, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		if n, err := decode(again); err != nil || !n.same(m.baseMeta) || len(n.Earlier) != len(m.Earlier) || n.Text != m.Text || n.Sent != m.Sent {
			t.Errorf("%s came back as %+v, %v", again, n, err)
		}
	})
}

// BenchmarkScript is what a draft costs a script: kept once before its request
// leaves, and dropped.
func BenchmarkScript(b *testing.B) { bench(b, true) }

// BenchmarkPerson is the same with everything flushed to the medium.
func BenchmarkPerson(b *testing.B) { bench(b, false) }

func bench(b *testing.B, lazy bool) {
	s, _ := Open(b.TempDir())
	if lazy {
		s.Lazy()
	}
	text := []byte(strings.Repeat("x", 2048))
	for b.Loop() {
		d := editor.Draft{Base: version(1)}
		for range 2 {
			if err := s.Keep(&d); err != nil {
				b.Fatal(err)
			}
			d.Text = text
		}
		d.Sent = true
		if err := s.Keep(&d); err != nil {
			b.Fatal(err)
		}
		if err := s.Drop(&d); err != nil {
			b.Fatal(err)
		}
	}
}
