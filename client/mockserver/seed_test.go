package mockserver_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

func TestSeedJSONKeepsTheBytes(t *testing.T) {
	s := mockserver.New(mockserver.Options{StaleReads: 0})
	file := filepath.Join(t.TempDir(), "seed.json")
	write(t, file, "\ufeff{\"/a/b\": { \"id\": 12345678901234567890, \"price\":1.0,\n\"x\":\"\\u003c\" } , \"/n\":1e2}")
	if err := s.Seed(file); err != nil {
		t.Fatal(err)
	}
	content(t, s, "/a/b", "{ \"id\": 12345678901234567890, \"price\":1.0,\n\"x\":\"\\u003c\" }")
	content(t, s, "/n", `1e2`)
	if got := call(t, s, "GET", "/a/b", "", "").Header().Get("Content-Type"); got != "application/json" {
		t.Error(got)
	}
}

func TestSeedJSONRefuses(t *testing.T) {
	for name, source := range map[string]string{
		"no JSON": `{"/a":1`, "more than one value": `{"/a":1} {}`, "no object": `[1]`, "no path": `{"a":1}`,
		"twice": `{"/a":1,"/a":2}`, "a path that goes up": `{"/x/../a":1}`, "the log": `{"/_log":1}`, "nothing": ``,
	} {
		s := mockserver.New(mockserver.Options{})
		var bad *mockserver.SeedError
		if err := s.SeedJSON([]byte(source)); !errors.As(err, &bad) {
			t.Errorf("%s: %v", name, err)
		}
		if ps := s.Paths(); len(ps) > 0 {
			t.Errorf("%s: put in %v", name, ps)
		}
	}
}

func TestSeedDir(t *testing.T) {
	dir := t.TempDir()
	files := map[string][2]string{ // content, media type
		"pages/1":      {`{"a":1}`, "application/json"},
		"pages/2.JSON": {"{\n}", "application/json"},
		"a b.md":       {"# x\n", "text/markdown; charset=utf-8"},
		"note":         {"hello", "text/plain; charset=utf-8"},
		"x.ics":        {"BEGIN:VCALENDAR", "text/calendar; charset=utf-8"},
		"x.bin":        {"\xff", "application/octet-stream"},
		"empty.yaml":   {"", "application/yaml"},
	}
	for name, f := range files {
		write(t, filepath.Join(dir, name), f[0])
	}
	s := mockserver.New(mockserver.Options{})
	if err := s.Seed(dir); err != nil {
		t.Fatal(err)
	}
	if got := len(s.Paths()); got != len(files) {
		t.Errorf("%d resources: %v", got, s.Paths())
	}
	for name, f := range files {
		content(t, s, "/"+name, f[0])
	}
	if w := call(t, s, "GET", "/a%20b.md", "", ""); w.Code != 200 || w.Header().Get("Content-Type") != files["a b.md"][1] {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for name, f := range files {
		if name == "a b.md" {
			continue
		}
		if got := call(t, s, "GET", "/"+name, "", "").Header().Get("Content-Type"); got != f[1] {
			t.Errorf("%s is %s", name, got)
		}
	}
}

func TestSeedDirFollowsNoLinkOutside(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secret"), "secret")
	for name, c := range map[string]struct {
		target string
		paths  []string // nil: refused
	}{
		"inside":          {"in/a", []string{"/in/a", "/link"}},
		"a folder inside": {"in", []string{"/in/a"}},
		"absolute":        {filepath.Join(outside, "secret"), nil},
		"upwards":         {"../" + filepath.Base(outside) + "/secret", nil},
		"a whole folder":  {outside, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "in", "a"), "a")
			if err := os.Symlink(c.target, filepath.Join(dir, "link")); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			s := mockserver.New(mockserver.Options{})
			err := s.Seed(dir)
			var bad *mockserver.SeedError
			if refused := errors.As(err, &bad); refused != (c.paths == nil) {
				t.Fatalf("%v", err)
			}
			if c.paths != nil && !slices.Equal(s.Paths(), c.paths) {
				t.Errorf("%v", s.Paths())
			}
		})
	}
}

func TestSeedOfNothing(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	if err := s.Seed(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
