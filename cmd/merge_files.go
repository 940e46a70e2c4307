package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/etch-http/etch/merge/document"
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

// A fileSyntaxError is a file that is not what it was said to be.
type fileSyntaxError struct {
	name string
	err  *document.SyntaxError
}

// Error names the file, the line, the column, the place and the reason.
func (e *fileSyntaxError) Error() string {
	s := fmt.Sprintf("%s:%d:%d: ", e.name, e.err.Line, e.err.Column)
	if e.err.Pointer != "" {
		s += "in " + place(e.err.Pointer) + ": "
	}
	return s + e.err.Reason
}

// fileSyntaxEnding is the ending of a file that was said to be JSON.
func fileSyntaxEnding(e *fileSyntaxError, f facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "syntax", say: e.Error(),
		hint: "correct it there; " + f.command + " --format text takes files as lines",
	}
}

// parseSources parses files as format says: "json", "text", or "auto", which is JSON
// where all that are there are JSON. Of "json" the error is a *fileSyntaxError; of
// "auto", why is the one that made it text, where that is worth a word.
func parseSources(format string, all []source) (docs []*document.Document, why *fileSyntaxError, err error) {
	if format == "text" {
		docs, err = parsePresent(document.Text, all)
		return docs, nil, err
	}
	docs, err = parsePresent(document.JSON, all)
	broken := firstBroken(all, err)
	switch {
	case err == nil && anyPresent(docs):
		return docs, nil, nil
	case format == "json" && broken != nil:
		return nil, nil, broken
	case format == "json":
		return docs, nil, nil
	}
	if !meantAsJSON(docs, all) {
		broken = nil
	}
	docs, err = parsePresent(document.Text, all)
	return docs, broken, err
}

// parsePresent parses what is not absent; what is has a nil document.
func parsePresent(f document.Format, all []source) ([]*document.Document, error) {
	var sources [][]byte
	var at []int
	for i, s := range all {
		if !s.absent {
			sources, at = append(sources, s.data), append(at, i)
		}
	}
	parsed, err := document.ParseAll(f, sources...)
	docs := make([]*document.Document, len(all))
	for k, d := range parsed {
		docs[at[k]] = d
	}
	return docs, err
}

// firstBroken is the first file in which err found something.
func firstBroken(all []source, err error) *fileSyntaxError {
	var broken document.SourceErrors
	if !errors.As(err, &broken) {
		return nil
	}
	k := 0
	for _, s := range all {
		if s.absent {
			continue
		}
		var e *document.SyntaxError
		if errors.As(broken[k], &e) {
			name := s.name
			if s.side != "" {
				name += " (" + s.side + ")"
			}
			return &fileSyntaxError{name: name, err: e}
		}
		k++
	}
	return nil
}

// anyPresent reports whether there is a document at all.
func anyPresent(docs []*document.Document) bool {
	for _, d := range docs {
		if d != nil {
			return true
		}
	}
	return false
}

// meantAsJSON reports whether files that are merged by line were perhaps meant to be
// JSON: one of them is, or is named so.
func meantAsJSON(docs []*document.Document, all []source) bool {
	for i, s := range all {
		if docs[i] != nil || strings.EqualFold(filepath.Ext(s.name), ".json") {
			return true
		}
	}
	return false
}

// binary reports whether a file is none of lines: it has a NUL where git, too, looks
// for one.
func (s source) binary() bool {
	return bytes.IndexByte(s.data[:min(len(s.data), 8000)], 0) >= 0
}

// isText reports whether documents are merged and compared by line.
func isText(docs []*document.Document) bool {
	for _, d := range docs {
		if d != nil && d.Format() == document.Text {
			return true
		}
	}
	return false
}

// absentAsEmpty puts a text without lines in the place of one that is absent.
func absentAsEmpty(docs []*document.Document) {
	if !isText(docs) {
		return
	}
	for i, d := range docs {
		if d == nil {
			docs[i], _ = document.Parse([]byte{}, document.Text) // any bytes are a text
		}
	}
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
