package cmd

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/manual"
	"github.com/etch-http/etch/editor/prompt"
	"github.com/etch-http/etch/editor/show"
)

// person is who sits at the terminal; there must be one.
func (j *job) person() *prompt.Prompt {
	if j.prompt != nil {
		return j.prompt
	}
	width, _, err := term.GetSize(int(j.terminal.Fd()))
	if err != nil {
		width = 0
	}
	j.prompt = &prompt.Prompt{
		In: j.terminal, Out: j.terminal,
		Style: show.Style{Color: j.color(j.output.color, true), Width: width},
		Merge: j.mergeOptions(), Versions: j.write.merge.versions,
		Beside: j.beside,
		Edit:   j.editValue,
	}
	return j.prompt
}

// manual is the Modifier that is a person with an editor.
func (j *job) manual() *manual.Modifier {
	if j.modifier != nil {
		return j.modifier
	}
	j.modifier = &manual.Modifier{
		Command:  j.editorCommand(j.write.editor, j.terminal),
		Terminal: j.terminal,
		File:     j.store.File,
		Diff:     j.write.merge.options().Diff,
		Notify:   func(line string) { j.note("%s", foreign(line)) },
	}
	if j.terminal != nil {
		j.modifier.Ask = j.person().WhatNow
	}
	return j.modifier
}

// editorCommand is the editor to open, flag being what --editor says; "" where there is
// none that needs no terminal.
func (a *app) editorCommand(flag string, t *launch.Terminal) string {
	command := launch.LookupEditor(flag, a.env)
	if command == "vi" && t == nil { // the last resort: without a terminal it only makes a mess
		return ""
	}
	return command
}

// fetched tells the editor what it has before it, for the extension of the file.
func (j *job) fetched(s editor.State) {
	if j.modifier != nil {
		j.modifier.MediaType = s.Representation.MediaType
	}
}

// mayPut asks before a PUT replaces a resource of which only PATCH was refused; nil
// where nobody can be asked.
func (j *job) mayPut() func(context.Context) (bool, error) {
	if j.terminal == nil || j.write.yes {
		return nil
	}
	return func(ctx context.Context) (bool, error) {
		defer j.budget.pause()()
		return j.person().Confirm(ctx, "the server takes no PATCH; PUT replaces the whole resource, hidden members too. PUT?")
	}
}

// besideFor is how long a text that was put beside another one is kept.
const besideFor = 30 * 24 * time.Hour

// beside keeps a text that the person may want to look at while editing another one.
// It outlives the draft, in which the other text has taken its place; those of past
// months go when a new one comes.
func (j *job) beside(name string, text []byte) (string, error) {
	dir := filepath.Join(stateDir(), "beside")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	forget(dir, besideFor)
	f, err := os.CreateTemp(dir, "*-"+filepath.Base(name)) // 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return f.Name(), err
}

// forget removes the files in dir that nobody has written to for so long. What cannot
// be removed stays: it is in nobody's way.
func forget(dir string, age time.Duration) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > age {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// editValue opens the editor on one value, in a file that goes when it is read.
func (j *job) editValue(ctx context.Context, name string, text []byte) ([]byte, error) {
	path, err := j.beside(name, text)
	if err != nil {
		return nil, err
	}
	defer os.Remove(path)
	if err := launch.Editor(ctx, j.manual().Command, path, j.terminal); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
