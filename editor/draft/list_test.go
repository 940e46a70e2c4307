package draft

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

func TestListAndDrop(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.Program = "v1"
	now := time.Now().Add(-48 * time.Hour)
	s.Now = func() time.Time { return now }
	var ids []string
	for i := range 3 {
		d := editor.Draft{Base: base(t, "1"), Sent: i == 1, Last: "why"}
		keep(t, s, &d)
		ids = append(ids, d.ID)
		now = now.Add(time.Hour)
	}
	s.Release(ids[0])
	other := open(t, dir)
	es, err := other.List()
	if err != nil || len(es) != 3 {
		t.Fatal(es, err)
	}
	for i, e := range es {
		if e.ID != ids[i] || e.InUse != (i > 0) || e.Sent != (i == 1) || e.Last != "why" || e.Program != "v1" || e.Err != nil {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
	if _, err := other.Load(ids[1]); !isError[*InUseError](err) {
		t.Errorf("a draft in use was loaded: %v", err)
	}
	if err := other.Remove(ids[1]); !isError[*InUseError](err) {
		t.Errorf("a draft in use was dropped: %v", err)
	}
	s.Close()
	if gone, err := other.DropOlder(47*time.Hour + 30*time.Minute); err != nil || !slices.Equal(gone, ids[:1]) {
		t.Errorf("dropped %v, %v; want %v", gone, err, ids[:1])
	}
	if err := other.Remove(ids[1]); err != nil {
		t.Error(err)
	}
	if es, _ := other.List(); len(es) != 1 || es[0].ID != ids[2] {
		t.Errorf("left: %+v", es)
	}
	if _, err := os.Stat(filepath.Join(dir, ids[1])); err == nil {
		t.Error("the folder of a dropped draft is there")
	}
}

func TestPrefixes(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	keep(t, s, &d)
	s.Release(d.ID)
	for _, id := range []string{"ab010000", "ab020000"} {
		os.Rename(filepath.Join(s.dir, d.ID), filepath.Join(s.dir, id))
		keep(t, s, func() *editor.Draft { d.ID = ""; return &d }())
		s.Release(d.ID)
	}
	s.Remove(d.ID)
	tests := []struct {
		typed, want string
		err         error
	}{
		{typed: "AB01", want: "ab010000"},
		{typed: "abOl", want: "ab010000"},
		{typed: "ab02", want: "ab020000"},
		{typed: "ab", err: &AmbiguousError{}},
		{typed: "zz", err: &NotFoundError{}},
		{typed: "", err: &NotFoundError{}},
		{typed: "..", err: &NotFoundError{}},
		{typed: "ab0100000", err: &NotFoundError{}},
	}
	for _, tt := range tests {
		got, err := s.Load(tt.typed)
		switch tt.err.(type) {
		case nil:
			if err != nil || got.ID != tt.want {
				t.Errorf("%q: %q, %v; want %q", tt.typed, got.ID, err, tt.want)
			}
		case *AmbiguousError:
			if !isError[*AmbiguousError](err) {
				t.Errorf("%q: %v", tt.typed, err)
			}
		case *NotFoundError:
			if !isError[*NotFoundError](err) {
				t.Errorf("%q: %v", tt.typed, err)
			}
		}
	}
}

func TestBrokenDraftsAreListedAndStay(t *testing.T) {
	for name, breakIt := range map[string]func(t *testing.T, dir string){
		"no meta":     func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, metaName)) },
		"empty meta":  func(t *testing.T, dir string) { write(t, filepath.Join(dir, metaName), "") },
		"half a meta": func(t *testing.T, dir string) { write(t, filepath.Join(dir, metaName), `{"format": 1, "gen`) },
		"of a newer program": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, metaName), `{"format": 2, "generation": 1}`)
		},
		"a way out": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, metaName), `{"format": 1, "generation": 1, "text": "../../x"}`)
		},
		"a huge meta": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, metaName), `{"format": 1}`+string(make([]byte, maxMeta)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			d := editor.Draft{Base: base(t, "1"), Text: []byte("typed")}
			keep(t, s, &d)
			s.Close()
			breakIt(t, filepath.Join(s.dir, d.ID))
			es, err := s.List()
			if err != nil || len(es) != 1 || !isError[*BrokenError](es[0].Err) {
				t.Fatalf("listed: %+v, %v", es, err)
			}
			if _, err := s.Load(d.ID); !isError[*BrokenError](err) {
				t.Errorf("loaded: %v", err)
			}
			if gone, _ := s.DropOlder(-time.Hour); len(gone) != 0 {
				t.Errorf("dropped unasked: %v", gone)
			}
			if got := read(t, filepath.Join(s.dir, d.ID, "1", "text.json")); got != "typed" {
				t.Errorf("text %q", got)
			}
			if err := s.Remove(d.ID); err != nil {
				t.Error(err)
			}
			if es, _ := s.List(); len(es) != 0 {
				t.Errorf("left: %+v", es)
			}
		})
	}
}

func TestMissingFiles(t *testing.T) {
	tests := map[string]struct {
		sent   bool
		file   string
		broken bool
	}{
		"the base":                {file: baseName, broken: true},
		"a text not sent":         {file: "text.json"},
		"the text that was sent":  {sent: true, file: "text.json", broken: true},
		"the base of a sent text": {sent: true, file: baseName, broken: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			d := editor.Draft{Base: base(t, "1"), Text: []byte("x"), Sent: tt.sent}
			keep(t, s, &d)
			s.Close()
			os.Remove(filepath.Join(s.dir, d.ID, "1", tt.file))
			got, err := s.Load(d.ID)
			if isError[*BrokenError](err) != tt.broken || got.Text != nil {
				t.Errorf("text %q, error %v", got.Text, err)
			}
		})
	}
}

func TestAnotherBaseThanTheOneKept(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	keep(t, s, &d)
	s.Close()
	write(t, filepath.Join(s.dir, d.ID, "1", baseName), "{}")
	if _, err := s.Load(d.ID); !isError[*BrokenError](err) {
		t.Errorf("a text was paired with another base: %v", err)
	}
}

// A drop that was cut short is a drop: the user's word or the success came before.
func TestADropThatWasCutShortIsFinished(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	keep(t, s, &d)
	s.Close()
	os.Rename(filepath.Join(s.dir, d.ID, metaName), filepath.Join(s.dir, d.ID, droppedName))
	if es, err := s.List(); err != nil || len(es) != 0 {
		t.Errorf("listed: %+v, %v", es, err)
	}
	if _, err := os.Stat(filepath.Join(s.dir, d.ID)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder: %v", err)
	}
}

func TestNoFolderNoDrafts(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "none"))
	if es, err := s.List(); err != nil || es != nil {
		t.Errorf("%v, %v", es, err)
	}
	if _, err := s.Load("abc"); !isError[*NotFoundError](err) {
		t.Error(err)
	}
}

func TestIDs(t *testing.T) {
	seen := map[string]bool{}
	now := time.Now()
	for range 200 {
		id := newID(now)
		if !isID(id) {
			t.Errorf("%q is no ID", id)
		}
		seen[id[:4]] = true
	}
	if len(seen) < 190 {
		t.Errorf("200 drafts of one minute have %d beginnings of four characters", len(seen))
	}
	if a, b := newID(now), newID(now.Add(time.Minute)); a[4:] == b[4:] {
		t.Error("the time is not in the ID")
	}
}

// A list tells what would be created and deleted, and what was removed here becomes a
// text of its own, on the absent resource.
func TestListOfAbsence(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Absent: true, Sent: true}
	keep(t, s, &d)
	entry := func() Entry {
		es, err := s.List()
		if err != nil || len(es) != 1 {
			t.Fatal(es, err)
		}
		return es[0]
	}
	if e := entry(); !e.Deletes || e.Creates || !e.Sent || e.Err != nil {
		t.Errorf("%+v", e)
	}
	source := d.Base.Document.Source()
	d = editor.Draft{ID: d.ID, Base: editor.State{Representation: d.Base.Representation, New: d.Base.Format()}, Text: source}
	keep(t, s, &d)
	if e := entry(); e.Deletes || !e.Creates || e.Sent || e.Err != nil {
		t.Errorf("%+v", e)
	}
	if got := reload(t, s, d.ID); got.Absent || got.Base.Document != nil || got.Base.New != document.JSON || string(got.Text) != string(source) {
		t.Errorf("%+v", got)
	}
}
