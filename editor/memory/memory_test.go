package memory

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func at(t testing.TB) string { return filepath.Join(t.TempDir(), "state", "memory.json") }

func patchTaken(f *Facts) {
	f.Method, f.MediaType, f.Patches = "PATCH", "application/merge-patch+json", true
}

func TestLearnedIsKnownToTheNextProcess(t *testing.T) {
	path := at(t)
	m := Open(path)
	if got := m.Lookup("k"); got != (Facts{}) {
		t.Errorf("known of nothing: %+v", got)
	}
	m.Learn("k", patchTaken)
	m.Learn("k", func(f *Facts) { f.Prove("PATCH", Enforced) })
	got := Open(path).Lookup("k")
	if got.Method != "PATCH" || got.MediaType != "application/merge-patch+json" || !got.Patches || got.Guard("PATCH") != Enforced {
		t.Errorf("%+v", got)
	}
	if time.Since(got.Patch.Seen) > time.Minute {
		t.Errorf("proved at %v", got.Patch.Seen)
	}
	if other := Open(path).Lookup("other"); other != (Facts{}) {
		t.Errorf("of another key: %+v", other)
	}
	for _, p := range []string{path, path + ".lock"} {
		if info, err := os.Stat(p); err != nil || os.PathSeparator == '/' && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", p, info, err)
		}
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 2 {
		t.Errorf("left behind: %v", files)
	}
}

func TestNothingNewWritesNothing(t *testing.T) {
	path := at(t)
	now := time.Unix(1e9, 0)
	m := Open(path)
	m.Now = func() time.Time { return now }
	m.Learn("k", func(*Facts) {})
	if _, err := os.Stat(path); err == nil {
		t.Fatal("a file about nothing")
	}
	learn := func(f *Facts) { patchTaken(f); f.Prove("PATCH", Enforced) }
	m.Learn("k", learn)
	os.Remove(path)
	m.Learn("k", learn)
	if _, err := os.Stat(path); err == nil {
		t.Error("written again although nothing was new")
	}
	now = now.Add(freshFor + time.Second)
	m.Learn("k", learn)
	if got := Open(path).Lookup("k"); !got.Patch.Seen.Equal(now) {
		t.Errorf("proved again at %v, kept %v", now, got.Patch.Seen)
	}
}

// Servers check methods apart, and a newer proof counts, whoever saw it.
func TestProofs(t *testing.T) {
	path := at(t)
	a, b := Open(path), Open(path)
	a.Lookup("k")
	b.Lookup("k") // both have read the empty file
	a.Learn("k", func(f *Facts) { f.Prove("PUT", Enforced); f.Prove("PATCH", Ignored) })
	b.Learn("k", func(f *Facts) { f.Prove("PATCH", Enforced); f.Prove("TRACE", Ignored) })
	for name, m := range map[string]*Memory{"the last": b, "the next": Open(path)} {
		got := m.Lookup("k")
		for method, want := range map[string]Guard{"PATCH": Enforced, "PUT": Enforced, "POST": Unproven, "DELETE": Unproven, "TRACE": Unproven} {
			if got.Guard(method) != want {
				t.Errorf("%s process, %s: %v, want %v", name, method, got.Guard(method), want)
			}
		}
	}
	Open(path).Learn("k", func(f *Facts) { f.Prove("PUT", Refused) })
	if got := Open(path).Lookup("k"); got.Guard("PUT") != Refused || got.Guard("PATCH") != Enforced {
		t.Errorf("%+v", got)
	}
}

func TestTwoProcessesLearn(t *testing.T) {
	path := at(t)
	a, b := Open(path), Open(path)
	a.Lookup("a")
	b.Lookup("b") // both have read the empty file
	a.Learn("a", patchTaken)
	b.Learn("b", patchTaken)
	for _, k := range []string{"a", "b"} {
		if !Open(path).Lookup(k).Patches {
			t.Errorf("%s was forgotten", k)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	m := Open(at(t))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			m.Learn(fmt.Sprint(i), patchTaken)
			m.Lookup("0")
		})
	}
	wg.Wait()
	for i := range 8 {
		if !Open(m.path).Lookup(fmt.Sprint(i)).Patches {
			t.Errorf("%d was forgotten", i)
		}
	}
}

func TestBounds(t *testing.T) {
	path := at(t)
	m := Open(path)
	now := time.Unix(1e9, 0)
	m.Now = func() time.Time { now = now.Add(time.Second); return now }
	for i := range most + 2 {
		m.Learn(fmt.Sprint(i), patchTaken)
	}
	fresh := Open(path)
	fresh.Lookup("")
	if len(fresh.all) != most || fresh.Lookup("0").Patches || !fresh.Lookup("2").Patches {
		t.Errorf("%d entries, the oldest known: %v", len(fresh.all), fresh.Lookup("0").Patches)
	}
	m.Learn(strings.Repeat("k", maxKey+1), patchTaken)
	m.Learn("long", func(f *Facts) { f.MediaType = strings.Repeat("x", maxField+1) })
	m.Learn("control", func(f *Facts) { f.Method = "PATCH\r\nX: y" })
	for _, k := range []string{strings.Repeat("k", maxKey+1), "long", "control"} {
		if got, kept := m.Lookup(k), Open(path).Lookup(k); got != (Facts{}) || kept != (Facts{}) {
			t.Errorf("%.10s...: %+v, in the file %+v", k, got, kept)
		}
	}
	data, err := os.ReadFile(path)
	if n := strings.Count(string(data), `"learned"`); err != nil || n != most {
		t.Errorf("%d entries in the file, %v", n, err)
	}
}

// A hint that cannot be read or written is no error, and a broken file is replaced.
func TestTrouble(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "not JSON": "{", "an array": "[]", "of another format": `{"format": 2, "facts": {"k": {"patches": true}}}`,
		"an unknown guard": `{"format": 1, "facts": {"k": {"put": {"guard": 7}}}}`, "a line break": `{"format": 1, "facts": {"k": {"method": "A\nB"}}}`,
		"huge": `{"format": 1, "facts": {"k": {"patches": true}}}` + strings.Repeat(" ", maxFile),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "memory.json")
			os.WriteFile(path, []byte(content), 0o600)
			m := Open(path)
			if got := m.Lookup("k"); got != (Facts{}) {
				t.Errorf("%+v", got)
			}
			m.Learn("k", patchTaken)
			if !Open(path).Lookup("k").Patches {
				t.Error("not learned")
			}
		})
	}
	folder := t.TempDir()
	m := Open(folder) // no file can be there
	m.Learn("k", patchTaken)
	if !m.Lookup("k").Patches {
		t.Error("forgotten at once")
	}
	if m := Open(filepath.Join(os.DevNull, "x")); m.Lookup("k") != (Facts{}) {
		t.Error("known from nowhere")
	}
}

func TestKey(t *testing.T) {
	tests := []struct{ url, mediaType, want string }{
		{"https://api.test/pages/7?q=1#x", "application/json", "https://api.test/pages/* application/json"},
		{"https://API.test:443/pages/home", "Application/JSON; charset=utf-8", "https://api.test/pages/* application/json"},
		{"http://api.test:80/", "", "http://api.test/ "},
		{"http://api.test", "", "http://api.test "},
		{"http://api.test:443/x", "", "http://api.test:443/* "},
		{"http://[::1]:8080/a/b/c", "text/plain", "http://[::1]:8080/a/b/* text/plain"},
		{"https://bob:pw@api.test/v1/users/12/keys/", "", "https://api.test/v1/users/*/*/ "},
		{"https://api.test/o/123e4567-e89b-12d3-a456-426614174000/x", "", "https://api.test/o/*/* "},
		{"https://api.test/o/deadbeefdeadbeef/x", "", "https://api.test/o/*/* "},
		{"https://api.test/o/deadbeef/cafe-7/x", "", "https://api.test/o/deadbeef/cafe-7/* "},
		{"https://api.test/a%2F7/b%20c/x", "", "https://api.test/a%2F7/b%20c/* "},
		{"https://api.test/x", "no/media type", "https://api.test/* no/media type"},
	}
	for _, tt := range tests {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := Key(u, tt.mediaType); got != tt.want {
			t.Errorf("Key(%s, %q) = %q, want %q", tt.url, tt.mediaType, got, tt.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"format": 1, "facts": {"k": {"method": "PATCH", "guard": 1, "learned": "2026-01-02T03:04:05Z"}}}`))
	f.Add([]byte(`{"format": 1, "facts": {"": {}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all := decode(data)
		if all == nil || len(all) > most {
			t.Fatalf("%d entries", len(all))
		}
		for k, facts := range all {
			if k == "" || !facts.valid() {
				t.Errorf("%q: %+v", k, facts)
			}
		}
	})
}

// The query and the user information may hold secrets: they are in no key.
func FuzzKey(f *testing.F) {
	f.Add("https://bob:secret@api.test/a/b?token=secret#secret")
	f.Fuzz(func(t *testing.T, s string) {
		u, err := url.Parse(s)
		if err != nil {
			return
		}
		bare := *u
		bare.User, bare.RawQuery, bare.Fragment, bare.RawFragment, bare.ForceQuery = nil, "", "", "", false
		if Key(u, "") != Key(&bare, "") {
			t.Errorf("%q and %q", Key(u, ""), Key(&bare, ""))
		}
	})
}

// What is proven of changing says nothing of creating, though both are a PUT.
func TestCreatingHasItsOwnProof(t *testing.T) {
	path := at(t)
	Open(path).Learn("k", func(f *Facts) { f.Prove("PUT", Enforced) })
	Open(path).Learn("k", func(f *Facts) { f.Prove(Creating, Ignored) })
	got := Open(path).Lookup("k")
	if got.Guard("PUT") != Enforced || got.Guard(Creating) != Ignored || got.Guard("DELETE") != Unproven || got.Create.Seen.IsZero() {
		t.Errorf("%+v", got)
	}
}
