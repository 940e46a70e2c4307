// Package manual is the Modifier that is a person: it shows a document in the
// person's own editor until what comes back can be used.
//
// The terms: the base is what was fetched; the view is the base as it is shown, which
// is the base itself, byte for byte, or its indented form where it came in one line;
// the text is what the person has made of it so far. A sitting is one run of the
// editor. White space that the view added is no change; the person's own is.
//
// The package runs no question of its own (see Ask), sends nothing and merges
// nothing. Where a text is kept is the business of who made the file.
package manual

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// reopenings is how often a text that cannot be used is shown again where nobody
// can be asked: an editor that is a script would be run for ever.
const reopenings = 5

// atOnce is a sitting too short for a person to have read anything.
const atOnce = 700 * time.Millisecond

// A Modifier opens the editor. It is for one Session. File is required.
type Modifier struct {
	Command  string           // the editor, as launch.Editor takes it; "": there is none to be had
	Terminal *launch.Terminal // for the editor; nil: there is none
	// MediaType of the representation, which chooses the file's extension. It may
	// be set as late as the first fetch.
	MediaType string
	// File returns the path of the draft's own file of that name, 0600 in a folder
	// 0700, which may exist or not.
	File func(draft, name string) (path string, err error)
	// Ask asks what to do about a text that cannot be used: Again, Keep or Drop.
	// Nil, or no Terminal: nobody can be asked.
	Ask func(ctx context.Context, problem error) (editor.Verdict, error)
	// Notify tells the person something, in one line. Nil: nobody listens.
	Notify func(line string)
	// Diff says how array elements are told apart, where the view is not the base itself.
	Diff diff.Options
	// Straight uses a first Task.Start as it is, without the editor, where it can be used.
	Straight bool

	begun bool // a first Task has come
}

var _ editor.Modifier = (*Modifier)(nil)

// A FileError is a file that is not, after a sitting, what it must be.
type FileError struct {
	Path   string
	Reason string // "the editor removed it", ...
	Err    error  // the cause, where there is one
}

// Error names the file and the reason.
func (e *FileError) Error() string {
	return fmt.Sprintf("cannot read the text from %s: %s", e.Path, e.Reason)
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// A KeepError is a text that could not be kept. It is still in the file.
type KeepError struct {
	Path string
	Err  error
}

// Error names the file that has the text, and the cause.
func (e *KeepError) Error() string {
	return fmt.Sprintf("cannot keep the draft: %v (the text is in %s)", e.Err, e.Path)
}

// Unwrap returns the cause.
func (e *KeepError) Unwrap() error { return e.Err }

// Repeats implements editor.Modifier: a person is not run again.
func (m *Modifier) Repeats() bool { return false }

// Modify implements editor.Modifier. It returns t.Base itself where nothing was
// changed.
//
// Errors: *editor.AbortedError (the file was emptied, or the person stopped; Kept says
// whether there is text that must outlive it), *editor.InvalidError (a text that cannot
// be used, and nobody to ask), *FileError, *KeepError, those of launch.Editor, File
// and Ask. Whatever the error, t.Save has what was typed before it.
func (m *Modifier) Modify(ctx context.Context, t editor.Task) (*document.Document, error) {
	s := newSitting(m, t)
	straight := m.Straight && !m.begun && t.Start != nil
	m.begun = true
	if straight && s.problem == nil {
		return s.read(s.text)
	}
	for opened := 1; ; opened++ {
		if err := s.sit(ctx); err != nil {
			return nil, err
		}
		if s.empties(s.text) {
			return nil, s.emptied()
		}
		doc, err := s.read(s.text)
		if err == nil {
			return doc, nil
		}
		s.problem = err
		if err := m.again(ctx, opened, s.located()); err != nil {
			return nil, err
		}
	}
}

// again decides whether a text that cannot be used is shown again; nil is yes.
func (m *Modifier) again(ctx context.Context, opened int, problem error) error {
	if m.Terminal == nil || m.Ask == nil {
		if opened > reopenings {
			return &editor.InvalidError{Err: problem}
		}
		return context.Cause(ctx)
	}
	v, err := m.Ask(ctx, problem)
	switch {
	case err != nil:
		return err
	case v == editor.Again:
		return nil
	case v == editor.Drop:
		return &editor.AbortedError{}
	}
	return &editor.AbortedError{Kept: true}
}

// notify tells the person.
func (m *Modifier) notify(line string) {
	if m.Notify != nil {
		m.Notify(line)
	}
}

// A sitting is a text on its way through the editor, as often as it takes.
type sitting struct {
	*Modifier
	task    editor.Task
	view    view
	text    []byte // without a header
	typed   bool   // there is text that a person has made
	problem error  // why text cannot be used
}

// newSitting begins at t.Start, else at the view of t.Base.
func newSitting(m *Modifier, t editor.Task) *sitting {
	s := &sitting{Modifier: m, task: t, view: newView(t.Base, t.Format, m.Diff)}
	s.text = s.view.from.Source()
	if t.Start != nil {
		s.typed = true
		start := t.Start
		if s.view.commented() { // a file that a killed etch left behind
			start = CutHeader(start)
		}
		s.text = s.view.show(start)
		_, s.problem = s.read(s.text)
	}
	return s
}

// read makes the wanted document of a text.
func (s *sitting) read(text []byte) (*document.Document, error) {
	if s.task.Start == nil && bytes.Equal(text, s.view.from.Source()) {
		return s.task.Base, nil
	}
	return s.view.read(text, s.task.Start)
}

// located returns the problem with its line in the file as it will be shown.
func (s *sitting) located() error {
	var e *document.SyntaxError
	if !errors.As(s.problem, &e) {
		return s.problem
	}
	shifted := *e
	shifted.Line += len(s.header().lines)
	return &shifted
}

// header returns what stands above the text: the server's refusal, and the problem.
func (s *sitting) header() header {
	if !s.view.commented() {
		return header{}
	}
	return newHeader(s.task.Refused, s.problem)
}

// sit shows the text once and takes back what the person made of it, which is kept
// before anything else is done about it.
func (s *sitting) sit(ctx context.Context) error {
	if s.Command == "" {
		return &editor.AbortedError{Kept: s.task.Start != nil, Why: editor.NoEditor}
	}
	path, err := s.File(s.task.Draft, "edit"+Extension(s.MediaType, s.view.format))
	if err != nil {
		return err
	}
	if s.task.Refused != nil && !s.view.commented() {
		s.notify("the server refused it: " + show.Error(s.task.Refused))
	}
	head := s.header()
	if err := writeFile(path, head.above(s.text)); err != nil {
		return err
	}
	begin := time.Now()
	failed := launch.Editor(ctx, s.Command, path, s.Terminal)
	saved, err := readFile(path)
	switch {
	case err == nil:
		err = s.take(head.cut(saved), path)
	case errors.Is(err, fs.ErrNotExist): // the last text stays
		err = errors.Join(err, writeFile(path, s.text))
	}
	if failed != nil || err != nil {
		return errors.Join(failed, err)
	}
	if s.Terminal != nil && time.Since(begin) < atOnce && bytes.Equal(saved, head.above(s.text)) && !s.typed {
		s.notify("the editor returned at once and nothing was changed; an editor with its own window needs its option to wait, as in --editor 'code --wait'")
	}
	return nil
}

// take makes text the sitting's, and keeps it where it is new. An emptied file does
// not replace what was typed before.
func (s *sitting) take(text []byte, path string) error {
	if bytes.Equal(text, s.text) {
		return nil
	}
	if s.empties(text) {
		last := s.text
		s.text = text
		return writeFile(path, last) // the file, too, is a place where a text is kept
	}
	s.text, s.typed = text, true
	if s.task.Save == nil {
		return nil
	}
	if err := s.task.Save(text); err != nil {
		return &KeepError{Path: path, Err: err}
	}
	return nil
}

// emptied is the person's way to say no. What was typed before it stays.
func (s *sitting) emptied() error {
	if s.typed {
		return &editor.AbortedError{Kept: true, Why: editor.Emptied}
	}
	return &editor.AbortedError{Why: editor.Emptied}
}

// empties reports whether text says that the person wants none of it.
func (s *sitting) empties(text []byte) bool {
	base := s.task.Base
	return blank(text) && (base == nil || !blank(base.Source()))
}

// blank reports whether a text has nothing but white space.
func blank(text []byte) bool { return len(bytes.TrimSpace(bytes.TrimPrefix(text, bom))) == 0 }
