package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// statusDriver is how git's merge driver fails: up to 128 is a conflict to git, and
// what is above is an error.
const statusDriver status = 129

// driverCommand is the name of the merge driver where errors are explained.
const driverCommand = "etch merge --git"

// A driverFile is what git hands to its merge driver.
type driverFile struct {
	base, ours, theirs string // temporary files; the result goes into that of ours
	path               string // the file's name in the repository
}

// driverArgs reads %O %A %B %P [%L [%S %X %Y]] into the flags. A git that does not
// know a placeholder leaves it as it is; one that has no label gives nothing.
func (f *joinFlags) driverArgs(args []string) driverFile {
	d := driverFile{base: args[0], ours: args[1], theirs: args[2], path: args[3]}
	if len(args) > 4 {
		if n, err := strconv.Atoi(args[4]); err == nil && n >= 1 && n <= maxMarker {
			f.size = n
		}
	}
	ours, base, theirs := f.names()
	names := []string{ours, base, theirs}
	for i, to := range []int{1, 0, 2} { // %S is base, %X ours, %Y theirs
		if k := 5 + i; k < len(args) && args[k] != "" && !strings.HasPrefix(args[k], "%") {
			names[to] = args[k]
		}
	}
	f.labels = names
	return d
}

// mergeForGit is the merge driver. Whatever goes wrong, git is told: by status 4 of a
// conflict, by 129 of a failure, and then the file is one conflict of the whole.
func (a *app) mergeForGit(ctx context.Context, args []string, f *joinFlags) (err error) {
	d := f.driverArgs(args)
	var all []source
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("a bug: %v", bug)
		}
		var said *reported
		if err != nil && !errors.As(err, &said) {
			err = a.driverFailed(d, all, f, err)
		}
	}()
	all, err = a.readSources(ctx, []string{d.base, d.ours, d.theirs})
	if err != nil {
		return err
	}
	for i, side := range []string{"base", "ours", "theirs"} {
		all[i].name, all[i].side = d.path, side // the temporary file's name says nothing
	}
	defer boundMemory(all)()
	m, err := unlessInterrupted(ctx, func() (merged, error) { return a.join(all, f) })
	switch {
	case err != nil:
		return err
	case m.Document == nil && m.Clean():
		return errors.New("no side has a document")
	case !m.Clean() && slices.ContainsFunc(all, source.binary) && m.format == document.Text:
		a.sayEnding(ending{
			outcome: outcomeConflict, say: foreign(d.path) + ": not a file of lines: ours is left as it is",
			hint: "git checkout --theirs -- " + shellWord(foreign(d.path)) + " takes the other",
		}, "")
		return &reported{statusConflict}
	}
	if err := replaceFile(d.ours, m.text(f)); err != nil {
		return &localError{say: "cannot write " + d.ours, err: err}
	}
	if m.Clean() && !m.doubtful {
		return nil
	}
	e := m.ending(d.path)
	a.sayEnding(e, "")
	return &reported{e.status}
}

// driverFailed says err and makes the file one conflict of the whole: ours alone in
// it would look like a merge.
func (a *app) driverFailed(d driverFile, all []source, f *joinFlags, err error) error {
	e := explain(err, facts{command: driverCommand})
	e.outcome, e.say = outcomeFailed, foreign(d.path)+": "+e.say
	if e.hint == "" {
		e.hint = "settle the file by hand, then git add it"
	}
	if all == nil { // whoever interrupts a merge has not asked for ours alone
		all, _ = a.readSources(context.Background(), []string{d.base, d.ours, d.theirs})
	}
	if len(all) == 3 && all[1].data != nil {
		whole := f.wholeConflict(all[1].data, all[0].data, all[2].data)
		if err := replaceFile(d.ours, whole); err != nil {
			e.say += "; the file could not be marked as a conflict either: " + plainCause(err).Error()
		}
	} else {
		e.say += "; the file is left as it is"
	}
	a.sayEnding(e, "")
	return &reported{statusDriver}
}

// replaceFile puts data in the place of a file, in one step where the folder may be
// written to, so that no crash leaves half of it. The file keeps its mode, and a
// symbolic link its target.
func replaceFile(path string, data []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	t, err := os.CreateTemp(filepath.Dir(path), ".etch-merge-*")
	if errors.Is(err, fs.ErrPermission) { // the file may be open to us where its folder is not
		return os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		return err
	}
	defer os.Remove(t.Name()) // after the rename there is nothing to remove
	if info, err := os.Stat(path); err == nil {
		if err := t.Chmod(info.Mode().Perm()); err != nil && runtime.GOOS != "windows" {
			_ = t.Close()
			return err
		}
	}
	_, err = t.Write(data)
	if closed := t.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(t.Name(), path)
}
