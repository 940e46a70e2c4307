package draft

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/etch-http/etch/editor"
)

// The writes in doubt stay on disk as long as one of them is in doubt, and no longer.
func TestWritesInDoubtStayOnDisk(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "drafts"))
	d := editor.Draft{Base: base(t, "2"), Text: []byte("second"), Sent: true, Earlier: []editor.Sent{{Base: base(t, "1"), Text: []byte("first")}}}
	keep(t, s, &d)
	keep(t, s, &d)
	d.Earlier = append(d.Earlier, editor.Sent{Base: base(t, "2"), Text: []byte("second")})
	d.Base, d.Text = base(t, "3"), []byte("third")
	keep(t, s, &d)
	s.Close()
	if got, err := s.Load(d.ID); err != nil || len(got.Earlier) != 2 || string(got.Earlier[0].Text) != "first" || string(got.Earlier[1].Text) != "second" {
		t.Fatalf("%+v, %v", got.Earlier, err)
	}
	d.Earlier, d.Sent = nil, false
	keep(t, s, &d)
	if _, err := os.Stat(s.path(d.ID, sentName)); !os.IsNotExist(err) {
		t.Errorf("what is in doubt no more is still there: %v", err)
	}
}

// What this very process works on is not dropped for its age.
func TestADraftAtWorkIsNotOld(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "drafts"))
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	keep(t, s, &d)
	s.Now = func() time.Time { return time.Now().Add(time.Hour) }
	if ids, err := s.DropOlder(time.Minute); err != nil || len(ids) > 0 {
		t.Fatalf("dropped %v, %v", ids, err)
	}
	s.Release(d.ID)
	if ids, err := s.DropOlder(time.Minute); err != nil || len(ids) != 1 {
		t.Errorf("dropped %v, %v", ids, err)
	}
}

// A text never stands beside the URL of another resource, though version and bytes are
// the same there.
func TestATextOfAnotherResource(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "drafts"))
	d := editor.Draft{Base: base(t, "1"), Text: []byte("here")}
	keep(t, s, &d)
	s.disk.step = func(op, path string) error {
		if op == "rename" && filepath.Base(path) == metaName {
			return errors.New("the process was killed")
		}
		return nil
	}
	d.Base, d.Text = base(t, "1"), []byte("there")
	u := *d.Base.Representation.URL
	u.Path = "/pages/8"
	d.Base.Representation.URL = &u
	if err := s.Keep(&d); err == nil {
		t.Fatal("nothing was cut")
	}
	if got := reload(t, s, d.ID); string(got.Text) != "here" || got.Base.Representation.URL.Path != "/pages/7" {
		t.Errorf("%q stands beside %s", got.Text, got.Base.Representation.URL)
	}
}

// What was sent and is not what is in its file any more, nobody can find out about.
func TestASentTextThatWasChanged(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "drafts"))
	d := editor.Draft{Base: base(t, "2"), Text: []byte("second"), Earlier: []editor.Sent{{Base: base(t, "1"), Text: []byte("first")}}}
	keep(t, s, &d)
	s.Close()
	write(t, s.path(d.ID, sentName, sum([]byte("first"))), "other")
	if _, err := s.Load(d.ID); !isError[*BrokenError](err) {
		t.Errorf("%v (%T)", err, err)
	}
}
