package draft

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// base returns the state of a page at a version. Its body is not ASCII alone, and
// ends without a newline.
func base(t testing.TB, version string) editor.State {
	t.Helper()
	u, err := url.Parse("https://alice:secret@api.test/pages/7?q=a%2Fb&page=k#top")
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"v": "` + version + `", "n": 1.0, "s": "ü"}`)
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return editor.State{Document: d, Representation: client.Representation{
		URL: u, MediaType: "application/json", Body: body, Kept: map[string][]string{"X-Meta-A": {"1", "b"}}, Patches: []string{"application/merge-patch+json"},
		Validator: client.Validator{Values: []string{`"` + version + `"`}, Strength: client.Strong},
		Header:    map[string][]string{"Set-Cookie": {"session=secret"}},
	}}
}

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func keep(t testing.TB, s *Store, d *editor.Draft) {
	t.Helper()
	if err := s.Keep(d); err != nil {
		t.Fatal(err)
	}
}

// reload reads a draft as another process would after this one has ended.
func reload(t testing.TB, s *Store, id string) editor.Draft {
	t.Helper()
	s.Close()
	d, err := open(t, s.dir).Load(id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestDraftComesBackAsItWasKept(t *testing.T) {
	weak := base(t, "1")
	weak.Representation.Validator = client.Validator{Values: []string{"W/\"\xff\xfe\"", "term 2"}, Strength: client.Weak}
	date := base(t, "1")
	date.Representation.Validator = client.Validator{Values: []string{"Sun, 06 Nov 1994 08:49:37 GMT"}, Strength: client.DateYet}
	date.Representation.Patches = []string{}
	none := base(t, "1")
	none.Representation.Validator, none.Representation.Patches = client.Validator{}, nil
	absent := base(t, "1")
	absent.Document, absent.Representation.Body, absent.New = nil, nil, document.JSON
	text := base(t, "1")
	text.Representation.Body = []byte("BEGIN:VCARD\r\n\x00\xff")
	text.Document, _ = document.Parse(text.Representation.Body, document.Text)
	for name, d := range map[string]editor.Draft{
		"nothing typed yet":    {Base: base(t, "1")},
		"an empty text":        {Base: base(t, "1"), Text: []byte{}},
		"sent, with an error":  {Base: base(t, "1"), Text: []byte("x\r\n\xff"), Sent: true, Adds: true, Last: "no answer", Keys: map[document.Pointer]string{"": "id", "/a~1b/*": "\xff"}},
		"sent, with marks":     {Base: base(t, "1"), Text: []byte("x"), Sent: true, Marker: "/meta/\xff", Marks: []string{"one", "two"}},
		"unsent, to be marked": {Base: base(t, "1"), Text: []byte("x"), Marker: "/meta"},
		"two writes in doubt": {Base: base(t, "3"), Text: []byte("x"), Sent: true, Earlier: []editor.Sent{
			{Base: base(t, "1"), Text: []byte("first\xff"), Marks: []string{"one"}}, {Base: weak, Text: []byte("first\xff")}, {Base: base(t, "2")},
		}},
		"guarded by tests":            {Base: none, Text: []byte("x"), Guarding: editor.ByTests},
		"two values, not UTF-8":       {Base: weak, Text: []byte("x")},
		"a date, no patches":          {Base: date, Text: []byte("x")},
		"no validator":                {Base: none, Text: []byte("x")},
		"a resource to be created":    {Base: absent, Text: []byte("x")},
		"a deletion":                  {Base: base(t, "1"), Absent: true},
		"a deletion that was sent":    {Base: base(t, "1"), Absent: true, Sent: true},
		"a resource as it was sent":   {Base: absent, Text: []byte("x"), Sent: true},
		"a text that is not a format": {Base: text, Text: []byte("x\x00")},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, filepath.Join(t.TempDir(), "drafts"))
			keep(t, s, &d)
			got := reload(t, s, d.ID)
			d.Base.Representation.URL.User = nil
			d.Base.Representation.Header = nil
			for i := range d.Earlier {
				d.Earlier[i].Base.Representation.URL.User, d.Earlier[i].Base.Representation.Header = nil, nil
			}
			validators := cmp.Comparer(func(a, b client.Validator) bool { // Equal of two that name nothing is false
				return a.Strength == b.Strength && slices.Equal(a.Values, b.Values)
			})
			if diff := cmp.Diff(d, got, validators, cmp.Comparer((*document.Document).Equal)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNoSecretsOnDisk(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	d.Base.Representation.URL.RawQuery += "&api_key=secret"
	keep(t, s, &d)
	got := read(t, filepath.Join(s.dir, d.ID, metaName))
	if strings.Contains(got, "secret") || strings.Contains(got, "alice") {
		t.Errorf("credentials in %s", got)
	}
	if !strings.Contains(got, "?q=a%2Fb&page=k&api_key=***#top") {
		t.Errorf("the query, which is part of the identity, is not as it was in %s", got)
	}
}

func TestWhatTheEditorSavedIsTheText(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1")}
	keep(t, s, &d)
	path, err := s.File(d.ID, "page.json")
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, "saved by the editor") // and etch is killed
	if got := reload(t, s, d.ID); string(got.Text) != "saved by the editor" {
		t.Errorf("text %q", got.Text)
	}
}

// The session keeps its draft once more when it ends with an error, with the text that
// it knows. What the editor saved since then is newer.
func TestAKnownTextDoesNotReplaceANewerOne(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("known")}
	keep(t, s, &d)
	path, _ := s.File(d.ID, "page.json")
	write(t, path, "newer")
	d.Last = "the editor ended with status 3"
	keep(t, s, &d)
	got := reload(t, s, d.ID)
	if string(got.Text) != "newer" || got.Last != d.Last {
		t.Errorf("text %q, last error %q", got.Text, got.Last)
	}
}

func TestATextThatNobodyKeptIsSetAside(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("one")}
	keep(t, s, &d)
	path, _ := s.File(d.ID, "page.json")
	for _, unseen := range []string{"typed meanwhile", "typed again"} {
		write(t, path, unseen)
		d.Text = []byte("after " + unseen)
		keep(t, s, &d)
	}
	d.Text = []byte("derived from the last")
	keep(t, s, &d)
	want := map[string]string{"": "derived from the last", ".1": "typed meanwhile", ".2": "typed again"}
	for suffix, text := range want {
		if got := read(t, path+suffix); got != text {
			t.Errorf("%s: %q, want %q", filepath.Base(path)+suffix, got, text)
		}
	}
	if _, err := os.Stat(path + ".3"); err == nil {
		t.Error("a text that a newer one derives from was set aside")
	}
}

func TestATextStaysWhenItsBaseGoes(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("on 1")}
	keep(t, s, &d)
	first, _ := s.File(d.ID, "page.json")
	d.Base, d.Text = base(t, "2"), []byte("on 2")
	keep(t, s, &d)
	second, _ := s.File(d.ID, "page.json")
	if first == second {
		t.Fatal("two bases share a text file")
	}
	if got := read(t, first); got != "on 1" {
		t.Errorf("the text on the first base is %q", got)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(first), baseName)); err == nil {
		t.Error("the first base is still there")
	}
	got := reload(t, s, d.ID)
	if string(got.Text) != "on 2" || !got.Base.Document.Equal(d.Base.Document) {
		t.Errorf("text %q on %s", got.Text, got.Base.Document.Source())
	}
}

// An old text beside a new base would undo the rival's change.
func TestANewBaseWithoutATextHasNone(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("on 1")}
	keep(t, s, &d)
	d.Base, d.Text = base(t, "2"), nil
	keep(t, s, &d)
	if got := reload(t, s, d.ID); got.Text != nil {
		t.Errorf("text %q", got.Text)
	}
}

// The same words on another base are another text.
func TestTheSameTextOnANewBase(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("same")}
	keep(t, s, &d)
	d.Base, d.Text = base(t, "2"), nil
	keep(t, s, &d)
	d.Text = []byte("same")
	keep(t, s, &d)
	if got := reload(t, s, d.ID); string(got.Text) != "same" {
		t.Errorf("text %q", got.Text)
	}
}

func TestALoadedTextDoesNotReplaceANewerOne(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("known")}
	keep(t, s, &d)
	path, _ := s.File(d.ID, "page.json")
	s.Close()
	d, err := s.Load(d.ID)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, "newer")
	d.Last = "killed"
	keep(t, s, &d)
	if got := reload(t, s, d.ID); string(got.Text) != "newer" {
		t.Errorf("text %q", got.Text)
	}
}

func TestSentIsSaidOfTheTextThatWasSent(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("sent"), Sent: true, Marks: []string{"m"}}
	keep(t, s, &d)
	path, _ := s.File(d.ID, "text.json")
	write(t, path, "edited since")
	if got := reload(t, s, d.ID); got.Sent || got.Marks != nil || string(got.Text) != "edited since" {
		t.Errorf("text %q, sent %v", got.Text, got.Sent)
	}
	os.Remove(path)
	if _, err := open(t, s.dir).Load(d.ID); !isError[*InUseError](err) {
		t.Errorf("two Stores on one draft: %v", err)
	}
}

func TestTextFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"page.json": "page.json", "": "text-", "../../etc/passwd": "etc-passwd", ".bashrc": "bashrc",
		"a b$(x).json": "a-b--x-.json", "-rf": "rf", "base": "text-base", "CON.json": "text-CON.json", "x.": "x",
		"ü.json": "text-", strings.Repeat("x", 200) + ".json": strings.Repeat("x", 95) + ".json",
	} {
		if name == "ü.json" {
			want = "json" // the dash and the dot are taken off
		}
		if got := cleanName(name); got != want {
			t.Errorf("cleanName(%q) = %q, want %q", name, got, want)
		}
		if again := cleanName(want); again != want {
			t.Errorf("cleanName(%q) = %q: a clean name must stay", want, again)
		}
	}
}

func TestFileKeepsTheTextUnderItsNewName(t *testing.T) {
	s := open(t, t.TempDir())
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	keep(t, s, &d)
	path, err := s.File(d.ID, "page.yaml")
	if err != nil {
		t.Fatal(err)
	}
	again, _ := s.File(d.ID, "page.yaml")
	if filepath.Base(path) != "page.yaml" || path != again || read(t, path) != "x" {
		t.Errorf("path %s, then %s", path, again)
	}
	if got := reload(t, s, d.ID); string(got.Text) != "x" {
		t.Errorf("text %q", got.Text)
	}
	if _, err := s.File("zzzzzzzz", "x"); !isError[*NotFoundError](err) {
		t.Errorf("unknown draft: %v", err)
	}
}

// A folder that was there, and open to others, is closed.
func TestAFolderThatOthersCouldRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("it has no such modes")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	keep(t, open(t, dir), &editor.Draft{Base: base(t, "1"), Text: []byte("x")})
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "drafts")
	s := open(t, dir)
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	keep(t, s, &d)
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		want := os.FileMode(0o600)
		if e.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want && os.PathSeparator == '/' {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLazyWritesWhenARequestLeaves(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "drafts")).Lazy()
	d := editor.Draft{Base: base(t, "1")}
	keep(t, s, &d)
	d.Text = []byte("made by a script")
	keep(t, s, &d)
	if _, err := os.Stat(s.dir); err == nil || d.ID != "" {
		t.Fatalf("draft %q on disk before the request leaves", d.ID)
	}
	if err := s.Drop(&d); err != nil {
		t.Error("dropping what was never written:", err)
	}
	d.Sent = true
	keep(t, s, &d)
	d.Base, d.Text = base(t, "2"), []byte("made again")
	keep(t, s, &d)
	if _, err := os.Stat(filepath.Join(s.dir, d.ID, "1")); err == nil {
		t.Error("a script's text on an earlier base was kept")
	}
	if got := reload(t, s, d.ID); string(got.Text) != "made again" || !got.Sent {
		t.Errorf("text %q, sent %v", got.Text, got.Sent)
	}
	failed := editor.Draft{Base: base(t, "1"), Text: []byte("x"), Last: "rounds used up"}
	keep(t, s, &failed)
	if failed.ID == "" {
		t.Error("an unsent draft with an error was not kept")
	}
}

func TestStorageErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	if _, err := Open(file); !isError[*StorageError](err) {
		t.Errorf("a file where the folder should be: %v", err)
	}
	if os.Getuid() == 0 || os.PathSeparator != '/' {
		return // root may write anywhere
	}
	dir := filepath.Join(t.TempDir(), "read-only")
	os.Mkdir(dir, 0o500)
	err := open(t, filepath.Join(dir, "drafts")).Keep(&editor.Draft{Base: base(t, "1")})
	if e, ok := errors.AsType[*StorageError](err); !ok || e.Why != Denied {
		t.Errorf("no permission: %v", err)
	}
}

func TestAFirstKeepThatFailsLeavesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	full := errors.New("full")
	steps := 0
	s.disk.step = func(op, path string) error {
		if steps++; op == "write" {
			return storage(path, full)
		}
		return nil
	}
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	if err := s.Keep(&d); !errors.Is(err, full) || d.ID != "" {
		t.Errorf("ID %q, error %v", d.ID, err)
	}
	s.disk.step = nil
	if es, _ := s.List(); len(es) != 0 {
		t.Errorf("left: %+v", es)
	}
	keep(t, s, &d)
	s.disk.step = func(op, path string) error { return storage(path, full) }
	d.Text = []byte("y")
	if err := s.Keep(&d); !errors.Is(err, full) || d.ID == "" {
		t.Errorf("ID %q, error %v", d.ID, err)
	}
	s.disk.step = nil
	if got := reload(t, s, d.ID); string(got.Text) != "x" {
		t.Errorf("text %q after a Keep that failed", got.Text)
	}
}

func TestSavedIsTheEditorsTimeToo(t *testing.T) {
	s := open(t, t.TempDir())
	s.Now = func() time.Time { return time.Now().Add(-time.Hour) }
	d := editor.Draft{Base: base(t, "1"), Text: []byte("x")}
	keep(t, s, &d)
	es, _ := s.List()
	if len(es) != 1 || time.Since(es[0].Saved) > time.Minute {
		t.Errorf("%+v", es)
	}
}

func isError[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
