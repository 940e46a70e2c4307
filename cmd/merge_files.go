package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
)

// A source is one of the files that a command compares or merges.
type source struct {
	name   string   // as it was given
	side   string   // base, ours or theirs, where the name alone does not say it
	data   []byte   // nil where it is absent
	absent bool     // the null device: there is no document on this side
	mapped *os.File // the file that data are the bytes of, and no copy; see mapFile
}

// readSources reads files, side by side; "-" is standard input. The null device is
// the absent document, as in what git hands out for a file that one side lacks.
func (a *app) readSources(ctx context.Context, names []string) ([]source, error) {
	return a.openSources(ctx, names, a.readSource)
}

// openSources is readSources by that way to read one.
func (a *app) openSources(ctx context.Context, names []string, read func(name string) (source, error)) ([]source, error) {
	stdins := 0
	for _, name := range names {
		if name == "-" {
			stdins++
		}
	}
	if stdins > 1 {
		return nil, usagef("standard input can be read once only")
	}
	return unlessInterrupted(ctx, func() ([]source, error) {
		all, errs := make([]source, len(names)), make([]error, len(names))
		var readers sync.WaitGroup
		for i, name := range names {
			readers.Go(func() { all[i], errs[i] = read(name) })
		}
		readers.Wait()
		for _, err := range errs {
			if err != nil {
				return all, err // with what could be read
			}
		}
		return all, nil
	})
}

// readSource reads one file. The error is a *localError.
func (a *app) readSource(name string) (source, error) { return a.openSource(name, false) }

// mapSource is readSource for who prints a result and writes to none of the files: a
// large one is mapped where that is safe.
func (a *app) mapSource(name string) (source, error) { return a.openSource(name, true) }

func (a *app) openSource(name string, mayMap bool) (source, error) {
	s := source{name: name}
	var err error
	switch name {
	case os.DevNull:
		s.absent = true
	case "-":
		s.data, err = io.ReadAll(a.in)
		s.name = "standard input"
	default:
		s.data, s.mapped, err = readWhole(name, mayMap)
	}
	if err == nil {
		return s, nil
	}
	e := &localError{say: "cannot read " + name, err: err}
	switch {
	case errors.Is(err, errDirectory):
		e.hint = "name the file in it"
	case errors.Is(err, fs.ErrNotExist):
		e.hint = "is the name right? a side that has no document is " + os.DevNull
	case errors.Is(err, fs.ErrPermission):
		e.hint = "its permissions do not let you read it: ls -l " + shellWord(name)
	}
	return s, e
}

// errDirectory is a directory where a file is needed.
var errDirectory = errors.New("it is a directory")

// readWhole returns the bytes of a file, and the file itself where they are mapped.
func readWhole(name string, mayMap bool) (data []byte, mapped *os.File, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if mapped == nil {
			_ = f.Close()
		}
	}()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, nil, err
	case info.IsDir():
		return nil, nil, errDirectory
	case !info.Mode().IsRegular(): // a pipe has no size
		data, err = io.ReadAll(f)
		return data, nil, err
	}
	if mayMap {
		if data, ok := mapFile(f, info.Size()); ok {
			return data, f, nil
		}
	}
	data, err = readSized(f, info.Size())
	return data, nil, err
}

// readSized reads a file into a buffer of its size: one that grows would, for a
// moment, be more than twice as large.
func readSized(f *os.File, size int64) ([]byte, error) {
	data := make([]byte, size)
	n, err := io.ReadFull(f, data)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) { // it has shrunk meanwhile
		return data[:n], nil
	}
	if err != nil {
		return nil, err
	}
	rest, err := io.ReadAll(f) // it may have grown
	return append(data, rest...), err
}

// unlessInterrupted returns what work gives, or at once the cause of ctx where that
// ends before: large files take their time, and a person who has pressed ^C is not to
// wait for them. Work that goes on meanwhile writes nothing but notes.
func unlessInterrupted[T any](ctx context.Context, work func() (T, error)) (T, error) {
	var result T
	var err error
	var bug any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if bug = recover(); bug != nil {
				bug = fmt.Sprintf("%v\n%s", bug, debug.Stack())
			}
		}()
		result, err = work()
	}()
	select {
	case <-done:
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
	if bug != nil {
		panic(bug) // here, where the merge driver has somebody who waits for it
	}
	return result, err
}
