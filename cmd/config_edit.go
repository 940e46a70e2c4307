package cmd

import (
	"bytes"
	"context"
	_ "embed" // the text of a new configuration
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/strict"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/prompt"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/editor/workcopy"
)

// configTemplate is where a configuration begins: all that can be said, as comments.
//
//go:embed templates/config.yaml
var configTemplate []byte

// configRule ends what stands above a text with something wrong in it.
const configRule = "#---- the configuration begins below; the lines above it are removed again ----"

// configSittings is how often a text with something wrong in it is shown where nobody
// can be asked: an editor that is a script would be run for ever.
const configSittings = 5

// newConfigEdit is "etch config edit".
func newConfigEdit(a *app) *cobra.Command {
	e := configEdit{app: a}
	c := &cobra.Command{
		Use:   "edit [flags]",
		Short: "edit the configuration in your editor",
		Long: `edit opens the configuration in your editor; where there is none, one that says in
comments all that can be said. What you save is checked before it takes the old one's
place, and shown again with what is wrong above it. A text that is not taken over is
kept, and --from begins with it.`,
		Example: `  etch config edit
  etch config edit --editor 'code --wait'`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return e.run(c.Context()) },
	}
	c.Flags().StringVar(&e.command, "editor", "", "the editor `CMD` (else ETCH_EDITOR, VISUAL, EDITOR, vi)")
	c.Flags().StringVar(&e.from, "from", "", "begin with the text of this `FILE`")
	c.Flags().BoolVarP(&e.quiet, "quiet", "q", false, "print errors only")
	must(c.MarkFlagFilename("from"))
	return c
}

// A configEdit is one edit of the configuration by a person.
type configEdit struct {
	*app
	command, from string
	quiet         bool

	terminal *launch.Terminal // nil: nobody is there
	path     string           // of the configuration
	base     []byte           // what is there
	file     string           // that the editor gets
	above    []string         // the lines above the text in it
}

// run makes the edit.
func (e *configEdit) run(ctx context.Context) error {
	text, err := e.open()
	if err != nil {
		return err
	}
	if e.terminal != nil {
		defer e.terminal.Close()
	}
	text, err = e.sit(ctx, text)
	if err == nil {
		err = e.take(text)
	}
	if kept, _ := os.ReadFile(e.file); err != nil && e.worthKeeping(kept) {
		return &keptConfigError{path: e.file, config: e.path, err: err}
	}
	_ = os.RemoveAll(filepath.Dir(e.file)) // if it stays, it is only in the way
	return err
}

// open finds the editor and the text to begin with, and makes the file.
func (e *configEdit) open() (text []byte, err error) {
	c, err := e.configuration()
	if err != nil {
		return nil, err
	}
	if t, err := e.openTerminal(); err == nil {
		e.terminal = t
	}
	e.command = e.editorCommand(e.command, e.terminal)
	if e.command == "" {
		return nil, &editor.AbortedError{Why: editor.NoEditor}
	}
	e.path = c.path
	if !c.absent {
		if e.base, err = os.ReadFile(e.path); err != nil {
			return nil, &localError{say: "cannot read the configuration " + e.path, err: err}
		}
	}
	switch {
	case e.from != "":
		if text, err = os.ReadFile(e.from); err != nil {
			return nil, &localError{say: "cannot read --from " + e.from, err: err}
		}
		text = e.cut(text)
	case c.absent:
		text = configTemplate
	default:
		text = e.base
	}
	dir := filepath.Join(stateDir(), "config")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &localError{say: "cannot make a folder for the text", err: err}
	}
	forget(dir, besideFor)
	if dir, err = os.MkdirTemp(dir, "edit-*"); err != nil { // 0700
		return nil, &localError{say: "cannot make a folder for the text", err: err}
	}
	e.file = filepath.Join(dir, "config.yaml")
	return text, nil
}

// sit opens the editor until the text has nothing wrong in it.
func (e *configEdit) sit(ctx context.Context, text []byte) ([]byte, error) {
	for sitting := 1; ; sitting++ {
		if err := os.WriteFile(e.file, e.show(text), 0o600); err != nil {
			return nil, &localError{say: "cannot write the text", err: err}
		}
		err := launch.Editor(ctx, e.command, e.file, e.terminal)
		saved, unread := os.ReadFile(e.file)
		if unread != nil {
			return nil, errors.Join(err, &localError{say: "cannot read the text from " + e.file, err: unread})
		}
		if err != nil {
			return nil, err
		}
		if text = e.cut(saved); len(bytes.TrimSpace(text)) == 0 {
			return nil, &editor.AbortedError{Why: editor.Emptied}
		}
		_, errs := config.Load(e.path, text)
		if len(errs) == 0 {
			return text, nil
		}
		e.say(errs)
		if err := e.again(ctx, sitting, errs[0]); err != nil {
			return nil, err
		}
	}
}

// again decides whether a text with something wrong in it is shown again; nil is yes.
func (e *configEdit) again(ctx context.Context, sitting int, wrong *strict.Error) error {
	problem := wrongConfigError(*wrong)
	if e.terminal == nil {
		if sitting == configSittings {
			return &problem
		}
		return context.Cause(ctx)
	}
	p := &prompt.Prompt{In: e.terminal, Out: e.terminal, Style: show.Style{Color: e.color("auto", true)}}
	fmt.Fprintf(e.err, "%s\n", foreign(wrong.Error()))
	yes, err := p.Confirm(ctx, "This cannot be used yet. Open the editor again?")
	if err == nil && !yes {
		err = &problem
	}
	return err
}

// say puts what is wrong above the text, the lines counted as they are shown.
func (e *configEdit) say(errs []*strict.Error) {
	const most = 20
	e.above = []string{"# this cannot be used yet:"}
	shift := 2 + min(len(errs), most) // this line, theirs and the rule
	if len(errs) > most {
		shift++
	}
	for i, err := range errs {
		if i == most {
			e.above = append(e.above, fmt.Sprintf("#   and %s", plural(len(errs)-most, "more error")))
			break
		}
		shown := *err
		shown.File = "line"
		shown.Line += shift
		e.above = append(e.above, "#   "+strings.Replace(foreign(shown.Error()), "line:", "line ", 1))
	}
	e.above = append(e.above, configRule)
}

// show is a text as the editor gets it.
func (e *configEdit) show(text []byte) []byte {
	if e.above == nil {
		return text
	}
	return append([]byte(strings.Join(e.above, "\n")+"\n"), text...)
}

// cut is a text without what show has put above it: the comments as far as the rule,
// else those of its lines that are still there.
func (e *configEdit) cut(text []byte) []byte {
	rest := text
	for line := range bytes.Lines(text) {
		rest = rest[len(line):]
		switch l := strings.TrimRight(string(line), " \t\r\n"); {
		case l == configRule:
			return rest
		case !strings.HasPrefix(l, "#"):
			return e.cutOwn(text)
		}
	}
	return e.cutOwn(text)
}

// cutOwn is cut where the rule is gone.
func (e *configEdit) cutOwn(text []byte) []byte {
	for _, own := range e.above {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		if strings.TrimRight(string(line), " \t\r") == own {
			text = rest
		}
	}
	return text
}

// take puts the text into the configuration's place, unless another program has changed
// it meanwhile.
func (e *configEdit) take(text []byte) error {
	now, err := os.ReadFile(e.path)
	switch {
	case err == nil && !bytes.Equal(now, e.base), err != nil && e.base != nil:
		return &changedConfigError{}
	case err == nil && bytes.Equal(now, text):
		return e.done("unchanged")
	}
	if err := os.MkdirAll(filepath.Dir(e.path), 0o700); err != nil {
		return &localError{say: "cannot make the folder of the configuration", err: err}
	}
	if err := workcopy.Replace(e.path, text); err != nil {
		return &localError{say: "cannot write the configuration " + e.path, err: err}
	}
	return e.done("saved")
}

// done says how it went.
func (e *configEdit) done(how string) error {
	if !e.quiet {
		fmt.Fprintf(e.out, "%s: %s\n", how, foreign(e.path))
	}
	return nil
}

// worthKeeping reports whether a text is the person's own.
func (e *configEdit) worthKeeping(shown []byte) bool {
	text := e.cut(shown)
	return len(bytes.TrimSpace(text)) > 0 && !bytes.Equal(text, e.base) && !bytes.Equal(text, configTemplate)
}
