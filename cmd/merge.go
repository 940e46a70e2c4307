package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// joinFlags are the flags of "etch merge".
type joinFlags struct {
	merge  mergeFlags
	format string // auto, json or text
	output string // text or json
	style  string // of markers
	size   int    // of markers, in characters
	labels []string
	git    bool
}

// newMerge is "etch merge".
func newMerge(a *app) *cobra.Command {
	var f joinFlags
	c := &cobra.Command{
		Use:     "merge BASE OURS THEIRS [flags]",
		Short:   "merge two edits of one file; also for git",
		GroupID: groupFiles,
		Long: `merge joins the changes that OURS and THEIRS have made to BASE and prints the result:
JSON by its structure, anything else by line. What nobody changed comes out byte for
byte. Where both changed one place differently, the conflict stands between markers
in the lines that hold it, and the status is 4; without conflicts it is 0.

One of the files may be - (standard input). An empty BASE, or ` + "/dev/null" + `, is no base:
both sides have added the file.

As git's merge driver (--git) it puts the result into the file of OURS. What is not
JSON is merged by line; if merging fails, the file becomes one conflict of the whole,
with status 129. Tell git once, and name the files in .gitattributes:

  git config --global merge.etch.name 'etch: JSON by structure'
  git config --global merge.etch.driver 'etch merge --git %O %A %B %P %L %S %X %Y'
  echo '*.json merge=etch' >>.gitattributes

-o json prints {"clean", "merged", "conflicts"}: of JSON, merged is the document, with
THEIRS' value at each place in conflict; of text, the text with markers.`,
		Example: `  etch merge base.json ours.json theirs.json >merged.json
  etch merge base.json ours.json theirs.json -o json
  etch merge base.json ours.json theirs.json --array-key /items=sku
  git show main:config.json | etch merge base.json config.json - --conflict-style diff3`,
		Args: func(c *cobra.Command, args []string) error { return f.checkArgs(args) },
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			if f.git {
				return a.mergeForGit(c.Context(), args, &f)
			}
			return a.merge(c.Context(), args, &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	f.add(c)
	return c
}

// add adds the flags to c.
func (f *joinFlags) add(c *cobra.Command) {
	fs := c.Flags()
	enumFlag(c, &f.output, "output", "o", "what to print", "text", "json")
	enumFlag(c, &f.format, "format", "", "what the files are; auto: JSON where all of them are", "auto", "json", "text")
	f.merge.add(c)
	enumFlag(c, &f.style, "conflict-style", "", "what stands between markers", "diff3", "merge", "zdiff3")
	fs.IntVar(&f.size, "marker-size", 0, "markers of `N` characters; 0: 7, or more where a line of the files looks like one")
	fs.StringArrayVarP(&f.labels, "label", "L", nil, "`NAME` behind the markers, up to three times: for ours, base, theirs")
	fs.BoolVar(&f.git, "git", false, "be git's merge driver: the arguments are %O %A %B %P [%L [%S %X %Y]], the result goes into %A")
	must(c.RegisterFlagCompletionFunc("label", cobra.NoFileCompletions))
	must(c.RegisterFlagCompletionFunc("marker-size", cobra.NoFileCompletions))
}

// checkArgs counts the files.
func (f *joinFlags) checkArgs(args []string) error {
	const order = "the order is BASE OURS THEIRS: what both began with, and the two edits of it"
	switch n := len(args); {
	case f.git && (n < 4 || n > 8):
		return &usageError{say: "etch merge --git needs %O %A %B %P", hint: "git config merge.etch.driver 'etch merge --git %O %A %B %P %L %S %X %Y'"}
	case f.git:
		return nil
	case n < 3:
		return &usageError{say: fmt.Sprintf("etch merge needs three files, but %s given", were(n)), hint: order}
	case n > 3:
		return &usageError{say: fmt.Sprintf("etch merge takes three files, and %q is one argument too many", foreign(args[3])), hint: order}
	}
	return nil
}

// were counts what was given.
func were(n int) string {
	switch n {
	case 0:
		return "none was"
	case 1:
		return "one was"
	}
	return "two were"
}

// check looks at the values that pflag could not judge.
func (f *joinFlags) check() error {
	switch {
	case f.size < 0 || f.size > maxMarker:
		return usagef("--marker-size %d: a marker has at most %d characters", f.size, maxMarker)
	case len(f.labels) > 3:
		return usagef("--label can be given three times: for ours, base and theirs")
	case f.git && f.output == "json":
		return usagef("--git puts the result into a file, and -o json prints it: one of the two")
	}
	for _, l := range f.labels {
		if strings.ContainsAny(l, "\r\n") {
			return usagef("--label: a name has one line")
		}
	}
	return nil
}

// maxMarker is the length of the longest marker, in characters.
const maxMarker = 1000

// A merged is the merge of three files.
type merged struct {
	merge.Result
	format   document.Format
	doubtful bool     // by line, after a merge by structure failed its own check
	notes    []string // what was settled, and which keys do not hold
}

// join merges three sources. It says on standard error why files that look like JSON
// are merged by line.
func (a *app) join(all []source, f *joinFlags) (merged, error) {
	base := &all[0]
	base.absent = base.absent || len(base.data) == 0
	docs, why, err := parseSources(f.format, all)
	if err != nil {
		return merged{}, err
	}
	if why != nil {
		fmt.Fprintf(a.err, "note: merged by line, since not all is JSON: %s\n", foreign(why.Error()))
	}
	m, err := f.joinDocuments(docs)
	var failed *merge.CheckError
	if m.format == document.JSON && f.format == "auto" && errors.As(err, &failed) {
		fmt.Fprintf(a.err, "note: merged by line: %s; please report this\n", foreign(err.Error()))
		if docs, err = parsePresent(document.Text, all); err == nil {
			m, err = f.joinDocuments(docs)
			m.doubtful = true
		}
	}
	for _, line := range m.notes {
		fmt.Fprintf(a.err, "note: %s\n", line)
	}
	return m, err
}

// joinDocuments merges base, ours and theirs, and settles what the flags settle.
func (f *joinFlags) joinDocuments(docs []*document.Document) (merged, error) {
	m := merged{format: document.JSON}
	if isText(docs) {
		m.format = document.Text
	}
	absentAsEmpty(docs)
	m.notes = f.merge.keys.misfits(true, docs...)
	var err error
	m.Result, err = merge.Merge(merge.Revisions{Base: docs[0], Ours: docs[1], Theirs: docs[2]}, f.merge.options())
	if err == nil {
		var settled []string
		m.Result, settled, err = f.merge.settle(m.Result)
		m.notes = append(m.notes, settled...)
	}
	return m, err
}

// joinFiles merges three files that are read that way.
func (a *app) joinFiles(ctx context.Context, names []string, f *joinFlags, read func(name string) (source, error)) ([]source, merged, error) {
	all, err := a.openSources(ctx, names, read)
	if err != nil {
		return nil, merged{}, err
	}
	defer boundMemory(all)()
	m, err := unlessInterrupted(ctx, func() (merged, error) { return a.join(all, f) })
	return all, m, err
}

// merge prints the merge of three files.
func (a *app) merge(ctx context.Context, names []string, f *joinFlags) error {
	if f.output == "json" {
		_, m, err := a.joinFiles(ctx, names, f, a.readSource)
		if err == nil {
			err = a.printMerged(m, f)
		}
		if err != nil || m.Clean() && !m.doubtful {
			return err
		}
		return a.endMerge(m.conclusion(f, 0))
	}
	all, m, err := a.joinFiles(ctx, names, f, a.mapSource)
	if ctx.Err() == nil && !steady(all) {
		release(all)
		all, m, err = a.joinFiles(ctx, names, f, a.readSource)
	}
	if err != nil {
		return err
	}
	marks := f.markers()
	if !m.Clean() {
		marks = m.Fit(marks)
	}
	parts, e := m.MarkedParts(marks), m.conclusion(f, marks.Size)
	release(all) // who reads what is printed may be about to write to one of the files
	a.printParts(parts)
	if m.Clean() && !m.doubtful {
		return nil
	}
	return a.endMerge(e)
}

// endMerge says how a merge with conflicts has ended.
func (a *app) endMerge(e ending) error {
	a.sayEnding(e, "")
	return &reported{e.status}
}

// conclusion is the ending of a merge that is printed, with markers of that size.
func (m merged) conclusion(f *joinFlags, size int) ending {
	if m.Clean() && !m.doubtful {
		return ending{}
	}
	e := m.ending("")
	e.hint = "each stands between " + strings.Repeat("<", size) + " and " + strings.Repeat(">", size) + "; -o json lists them"
	if f.output == "json" {
		e.hint = `"conflicts" lists them; without -o json they stand between markers`
	}
	e.hint = hintVersions(m.Conflicts, f.merge.versions, e.hint)
	if n := len(m.Suggestions()); n > 0 && f.output != "json" {
		e.hint += "; --resolve versions settles " + fmt.Sprint(n)
	}
	return e
}

// ending is that of a merge with conflicts, of the file of that name.
func (m merged) ending(name string) ending {
	e := ending{outcome: outcomeConflict, status: statusConflict}
	if name != "" {
		e.say = foreign(name) + ": "
	}
	if m.doubtful && m.Clean() {
		e.say += "merged by line only; look at it before you use it"
		return e
	}
	var places []string
	for _, c := range m.Conflicts {
		places = append(places, whereOf(c.Change))
	}
	e.say += "both changed " + plural(len(places), "place") + " differently" + at(places)
	return e
}

// whereOf names the place of a change.
func whereOf(c merge.Change) string {
	switch {
	case c.Line > 0:
		return fmt.Sprintf("line %d of theirs", c.Line)
	case c.Pointer == "":
		return "the whole document"
	}
	return place(c.Pointer)
}
