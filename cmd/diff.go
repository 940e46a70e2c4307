package cmd

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/spf13/cobra"
)

// The statuses of "etch diff" are those of diff(1).
const (
	diffSame      status = 0
	diffDifferent status = 1
	diffTrouble   status = 2
)

// diffFlags are the flags of "etch diff".
type diffFlags struct {
	merge   mergeFlags // its --array-key alone
	format  string     // auto, json or text
	output  string     // text, unified, json or merge-patch
	color   string
	test    bool
	quiet   bool
	noPager bool
}

// newDiff is "etch diff".
func newDiff(a *app) *cobra.Command {
	var f diffFlags
	c := &cobra.Command{
		Use:     "diff A B | BASE OURS THEIRS [flags]",
		Short:   "what changed between two files, or who changed what in three",
		GroupID: groupFiles,
		Long: `diff compares files: JSON by its structure, place by place, anything else by line.
White space, escapes and the order of members are no difference in JSON; the text of
a number is: 1.0 is not 1. With three files it shows who changed what since BASE, and
where both changed one place differently.

  -o text         for people: places of JSON, lines of anything else
  -o unified      lines, as diff -u prints them
  -o json         an RFC 6902 patch from A to B; of three files, a list of
                  {"path", "who": "ours|theirs|both|conflict", "base", "ours", "theirs"}
  -o merge-patch  an RFC 7396 patch from A to B

The status is that of diff(1): 0 no difference, 1 differences, 2 anything else.
At a terminal the output goes through PAGER, or less.`,
		Example: `  etch diff old.json new.json
  etch diff old.json new.json -o json >change.json
  etch diff base.json ours.json theirs.json
  etch diff old.json new.json -o json --test --array-key /items=sku`,
		Args: func(_ *cobra.Command, args []string) error { return f.checkArgs(args) },
		RunE: func(c *cobra.Command, args []string) error {
			return a.diff(c.Context(), args, &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	fs := c.Flags()
	enumFlag(c, &f.output, "output", "o", "what to print", "text", "unified", "json", "merge-patch")
	enumFlag(c, &f.format, "format", "", "what the files are; auto: JSON where all of them are", "auto", "json", "text")
	f.merge.addKeys(c)
	fs.BoolVar(&f.test, "test", false, "guard the patch of -o json: a test before what removes or replaces a value")
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing: the status says whether there is a difference")
	enumFlag(c, &f.color, "color", "", "colours", "auto", "always", "never")
	fs.BoolVar(&f.noPager, "no-pager", false, "print at a terminal without a pager")
	return c
}

// checkArgs counts the files, and looks at what two or three of them go with.
func (f *diffFlags) checkArgs(args []string) error {
	switch n := len(args); {
	case n < 2:
		return &usageError{say: "etch diff needs two files, or three", hint: "etch diff A B compares two; etch diff BASE OURS THEIRS says who changed what"}
	case n > 3:
		return usagef("etch diff takes two or three files, and %q is one argument too many", foreign(args[3]))
	case n == 3 && (f.output == "unified" || f.output == "merge-patch"):
		return &usageError{say: "-o " + f.output + " is for two files", hint: "three files: -o text or -o json"}
	case f.test && (n == 3 || f.output != "json"):
		return &usageError{say: "--test goes with -o json of two files", hint: "a test is an operation of a JSON patch: etch diff A B -o json --test"}
	}
	return nil
}

// diff compares files.
func (a *app) diff(ctx context.Context, names []string, f *diffFlags) error {
	all, err := a.readSources(ctx, names)
	if err != nil {
		return err
	}
	out, err := unlessInterrupted(ctx, func() (*comparison, error) { return a.compare(all, f) })
	if err != nil {
		return err
	}
	if !f.quiet {
		if err := a.printComparison(ctx, out, f); err != nil {
			return err
		}
	}
	if out.differs {
		return &reported{diffDifferent}
	}
	return nil
}

// compare parses files and finds what differs.
func (a *app) compare(all []source, f *diffFlags) (*comparison, error) {
	format := f.format
	if f.output == "unified" { // lines are lines, also those of JSON
		format = "text"
	}
	docs, why, err := parseSources(format, all)
	if err != nil {
		return nil, err
	}
	if why != nil {
		if f.output == "json" || f.output == "merge-patch" {
			return nil, why // what was asked for is about JSON
		}
		fmt.Fprintf(a.err, "note: compared by line, since not all is JSON: %s\n", foreign(why.Error()))
	}
	for _, line := range f.merge.keys.misfits(true, docs...) {
		fmt.Fprintf(a.err, "note: %s\n", line)
	}
	if len(docs) == 3 {
		return a.diffThree(docs, f)
	}
	return a.diffTwo(all, docs, f)
}

// A comparison is what a diff found, and how it is printed.
type comparison struct {
	differs bool
	print   func(*sheet) error
}

// keptStatus maps a status to what a command promises to its callers: diff(1)'s of
// "etch diff", and what git understands of a merge driver.
func (a *app) keptStatus(command string, s status) status {
	ended := s == statusInterrupted || s == statusTerminated
	switch {
	case s == statusOK || ended && !a.driver:
		return s
	case command == "etch diff":
		return diffTrouble
	case command == "etch merge" && a.driver:
		return statusDriver
	}
	return s
}

// readerGone reports whether err of the standard output is only that nobody reads on,
// which is how "etch diff | head" ends.
func readerGone(command string, err error) bool {
	return command == "etch diff" && errors.Is(err, syscall.EPIPE)
}
