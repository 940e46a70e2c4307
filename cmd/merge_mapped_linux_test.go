package cmd

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// largeFiles writes three revisions of a large file.
func largeFiles(t *testing.T) (names []string, merged []byte) {
	t.Helper()
	dir := t.TempDir()
	text := func(head, tail string) []byte {
		return []byte(head + string(bytes.Repeat([]byte("as it was\n"), leastMapped/8)) + tail)
	}
	for name, data := range map[string][]byte{"base": text("1\n", "1\n"), "ours": text("2\n", "1\n"), "theirs": text("1\n", "2\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"base", "ours", "theirs"} {
		names = append(names, filepath.Join(dir, name))
	}
	return names, text("2\n", "2\n")
}

// openMapped opens files as "etch merge" does; the test is none where the file system
// grants no leases.
func openMapped(t *testing.T, a *app, names []string) []source {
	t.Helper()
	all, err := a.openSources(context.Background(), names, a.mapSource)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { release(all) })
	for _, s := range all {
		if s.mapped == nil {
			t.Skip("no leases on the file system of " + s.name)
		}
	}
	return all
}

// openToWrite opens a file as who wants to write to it and does not wait.
func openToWrite(name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC|syscall.O_NONBLOCK, 0)
	if err == nil {
		err = f.Close()
	}
	return err
}

// Nobody can write to a file, or truncate it, while its bytes are mapped; who tried
// is noticed.
func TestMappedFilesHoldStill(t *testing.T) {
	names, _ := largeFiles(t)
	all := openMapped(t, &app{}, names)
	if !steady(all) {
		t.Error("a lease that nobody has broken is gone")
	}
	if err := openToWrite(names[1]); !errors.Is(err, syscall.EAGAIN) {
		t.Fatalf("opening it for writing gives %v", err)
	}
	if steady(all) {
		t.Error("nobody noticed that another wants to write")
	}
	release(all)
	if err := openToWrite(names[1]); err != nil {
		t.Errorf("opening it for writing afterwards: %v", err)
	}
}

// A file that somebody has open for writing is read, not mapped, and so is a small one.
func TestUnsteadyFilesAreRead(t *testing.T) {
	names, _ := largeFiles(t)
	writer, err := os.OpenFile(names[0], os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	if err := os.WriteFile(names[2], []byte("small"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{}
	for _, name := range []string{names[0], names[2]} {
		s, err := a.mapSource(name)
		if err != nil || s.mapped != nil {
			t.Errorf("%s: mapped %v, error %v", name, s.mapped != nil, err)
		}
		if want, _ := os.ReadFile(name); !bytes.Equal(s.data, want) {
			t.Errorf("%s: other bytes", name)
		}
	}
}

// The merge of mapped files is that of their bytes, it holds once the files are gone,
// and whoever reads it may write to them.
func TestMergeOfMappedFiles(t *testing.T) {
	names, want := largeFiles(t)
	release(openMapped(t, &app{}, names)) // or there is nothing to see
	var out truncating
	out.name = names[1]
	a := &app{out: &latch{w: &out}, err: &latch{w: &bytes.Buffer{}}}
	if err := a.merge(context.Background(), names, &joinFlags{format: "auto", output: "text", style: "diff3"}); err != nil {
		t.Fatal(err)
	}
	if out.err != nil {
		t.Errorf("writing to a file while the result is printed: %v", out.err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%d bytes, not the %d of the merge", out.Len(), len(want))
	}
}

// A truncating writer empties a file before it writes.
type truncating struct {
	bytes.Buffer
	name string
	err  error
}

func (w *truncating) Write(p []byte) (int, error) {
	w.err = openToWrite(w.name)
	return w.Buffer.Write(p)
}
