package workcopy

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/etch-http/etch/client"
)

func copyOf(body string) Copy {
	return Copy{
		Saved: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Base: client.Representation{
			URL: &url.URL{Scheme: "https", Host: "api.example.com", Path: "/pages/7"}, MediaType: "application/json; charset=utf-8",
			Body: []byte(body), Validator: client.Validator{Values: []string{`W/"v1"`, "7"}, Strength: client.Weak},
			Patches: []string{"application/json-patch+json"},
		},
	}
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.json")
	for _, body := range []string{`{"a":1}`, "", "\x00\xff text\r\n"} {
		want := copyOf(body)
		if err := Save(file, want); err != nil {
			t.Fatal(err)
		}
		got, err := Load(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("loaded otherwise than saved (-saved +loaded):\n%s", diff)
		}
		if text, _ := os.ReadFile(file); string(text) != body {
			t.Errorf("the file holds %q", text)
		}
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.json")
	if err := Save(file, copyOf("{}")); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{file, file + Suffix} {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
	}
}

func TestCredentialsStayOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.json")
	c := copyOf("{}")
	c.Base.URL.User = url.UserPassword("ann", "sesame")
	c.Base.Header = map[string][]string{"Set-Cookie": {"sesame"}}
	if err := Save(file, c); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(file + Suffix); strings.Contains(string(text), "sesame") || strings.Contains(string(text), "ann") {
		t.Errorf("the sidecar holds a secret: %s", text)
	}
}

func TestTypedTextStays(t *testing.T) {
	for _, test := range []struct {
		name    string
		prepare func(file string) error
	}{
		{"a file without a sidecar", func(file string) error { return os.WriteFile(file, []byte("typed"), 0o600) }},
		{"a copy that was edited", func(file string) error {
			if err := Save(file, copyOf("{}")); err != nil {
				return err
			}
			return os.WriteFile(file, []byte("typed"), 0o600)
		}},
		{"a broken sidecar", func(file string) error {
			if err := os.WriteFile(file+Suffix, []byte("{"), 0o600); err != nil {
				return err
			}
			return os.WriteFile(file, []byte("typed"), 0o600)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "page.json")
			if err := test.prepare(file); err != nil {
				t.Fatal(err)
			}
			var changed *ChangedError
			if err := Save(file, copyOf(`{"new":1}`)); !errors.As(err, &changed) {
				t.Errorf("Save: %v, not a *ChangedError", err)
			}
			if text, _ := os.ReadFile(file); string(text) != "typed" {
				t.Errorf("the file holds %q", text)
			}
		})
	}
}

// What stands at the sidecar's place and is none stays too, and what a link there leads to.
func TestForeignSidecarStays(t *testing.T) {
	for name, prepare := range map[string]func(path, victim string) error{
		"a file":                         func(path, victim string) error { return os.Link(victim, path) },
		"a link to a file":               func(path, victim string) error { return os.Symlink(victim, path) },
		"a link to nothing":              func(path, victim string) error { return os.Symlink(victim+".none", path) },
		"a folder":                       func(path, _ string) error { return os.Mkdir(path, 0o700) },
		"a link to something unreadable": func(path, victim string) error { return os.Symlink(filepath.Dir(victim), path) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file, victim := filepath.Join(dir, "page.json"), filepath.Join(dir, "victim")
			if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := prepare(file+Suffix, victim); err != nil {
				t.Skip("links are not to be had here: ", err)
			}
			var changed *ChangedError
			if err := Save(file, copyOf("{}")); !errors.As(err, &changed) || changed.File != file+Suffix {
				t.Errorf("Save: %v, not a *ChangedError", err)
			}
			if text, _ := os.ReadFile(victim); string(text) != "precious" {
				t.Errorf("the victim holds %q", text)
			}
			for _, path := range []string{file, victim + ".none"} {
				if _, err := os.Lstat(path); err == nil {
					t.Errorf("%s was made", path)
				}
			}
		})
	}
}

func TestSaveGoesThroughALink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "page.json"), filepath.Join(dir, "link.json")
	if err := Save(file, copyOf("{}")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip("symbolic links are not to be had here: ", err)
	}
	if err := os.Symlink(file+Suffix, link+Suffix); err != nil {
		t.Fatal(err)
	}
	if err := Save(link, copyOf(`{"new":1}`)); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(file); string(text) != `{"new":1}` {
		t.Errorf("the target holds %q", text)
	}
}

func TestLoadOfWhatIsNoSidecar(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.json")
	if _, err := Load(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a sidecar: %v", err)
	}
	for _, text := range []string{
		"", "{", `{"etch":2,"url":"https://h/"}`, `{"etch":1,"url":"/relative"}`, `{"etch":1,"url":"https://h/","base":"%"}`,
		`{"etch":1,"url":"https://h/","base":"","validator":{"values":["x"],"strength":"iron"}}`,
	} {
		if err := os.WriteFile(file+Suffix, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var broken *BrokenError
		if _, err := Load(file); !errors.As(err, &broken) {
			t.Errorf("%s: %v, not a *BrokenError", text, err)
		}
	}
}
