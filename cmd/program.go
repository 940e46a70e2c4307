package cmd

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/editor/workcopy"
	"github.com/etch-http/etch/merge/diff"
)

// program is the Modifier that makes the changes in their order. It reads the files
// that they name, before anything is sent.
func (j *job) program(ch *changes) (*transform.Program, error) {
	var list []transform.Change
	for _, x := range ch.list {
		made, err := j.make(x, ch)
		if err != nil {
			return nil, err
		}
		list = append(list, made)
	}
	p := transform.New(list...)
	p.Person, p.Diff = j.manual(), j.write.merge.options().Diff
	p.Once = j.write.onConflict == "fail" // a script that runs again meets no Resolver
	return p, nil
}

// make is one change, ready to be run.
func (j *job) make(x change, ch *changes) (transform.Change, error) {
	switch x.kind {
	case changeJQ:
		c, err := transform.NewJQ(x.text, ch.variables()...)
		return c, asUsage(x, err)
	case changeFilter:
		return &transform.Filter{Argv: x.command, Run: j.filter, Rounded: j.rounded(x.command[0])}, nil
	case changeFrom:
		return j.from(x.text, ch)
	}
	if x.made != nil {
		return x.made, nil
	}
	text, err := j.read(strings.TrimPrefix(x.text, "@"))
	if err != nil {
		return nil, err
	}
	c, err := transform.MergePatch(text)
	if x.kind == changeJSON {
		c, err = transform.JSONPatch(text)
	}
	return c, asUsage(x, err)
}

// asUsage makes a mistake in a change one in the command line.
func asUsage(x change, err error) error {
	if err == nil {
		return nil
	}
	return &usageError{say: "--" + string(x.kind) + " " + shorten(x.text) + ": " + plainUsage(err), hint: hints[x.kind]}
}

// read reads a file, or standard input where it is "-".
func (j *job) read(path string) ([]byte, error) {
	if path == "-" {
		text, err := io.ReadAll(j.in)
		if err != nil {
			return nil, &localError{say: "cannot read standard input", err: err}
		}
		return text, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &localError{say: "cannot read " + path, err: err}
	}
	return text, nil
}

// from is --from: merged from a base, or written onto one version only, or in place of
// whatever is there. The last is asked, or said by --replace.
func (j *job) from(path string, ch *changes) (transform.Change, error) {
	text, err := j.read(path)
	if err != nil {
		return nil, err
	}
	c := &transform.From{Text: text, Resolver: j.resolver(), Merge: j.mergeOptions()}
	switch {
	case ch.base != "":
		c.Base, err = j.read(ch.base)
		j.misfitsIn(c.Base, text)
		return c, err
	case j.write.ifMatch != "":
		j.write.onConflict = "fail" // that version and no other
		return c, nil
	case ch.replace:
		return c, nil
	}
	if path != "-" {
		copied, err := workcopy.Load(path)
		switch {
		case err == nil:
			c.Base = append([]byte{}, copied.Base.Body...)
			j.misfitsIn(c.Base, text)
			return c, nil
		case !errors.Is(err, fs.ErrNotExist):
			return nil, &localError{say: causeText(err), hint: "--base FILE names what " + path + " was made from"}
		}
	}
	if j.terminal == nil {
		return nil, &usageError{
			say:  "--from would replace whatever is there, and there is no terminal to ask at",
			hint: "--base FILE merges, --if-match TAG writes onto that version only, --replace replaces",
		}
	}
	j.asks = true
	return c, nil
}

// filter runs a program of the user's on the document.
func (j *job) filter(ctx context.Context, argv []string, stdin []byte) ([]byte, error) {
	return launch.Filter(ctx, argv, stdin, int64(j.connect.maxBody))
}

// rounded says which numbers a filter gave back as a 64-bit float makes them.
func (j *job) rounded(command string) func([]diff.Change) {
	return func(cs []diff.Change) {
		var where []string
		for _, c := range cs {
			where = append(where, string(c.Pointer))
		}
		j.note("%s rounds large numbers; they stay as they were%s", foreign(command), at(where))
	}
}
