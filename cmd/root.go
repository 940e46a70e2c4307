package cmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/etch-http/etch/client/strict"
)

// commands are all commands, in the order of the help.
func commands() []command {
	return []command{
		{"edit", newEdit},
		{"update", newUpdate},
		{"create", newCreate},
		{"delete", newDelete},
		{"get", newGet},
		{"resume", newResume},
		{"probe", newProbe},
		{"merge", newMerge},
		{"diff", newDiff},
		{"demo", newDemo},
		{"mock", newMock},
		{"apis", newAPIs},
		{"config", newConfig},
		{"version", newVersion},
	}
}

// A command is made when it is needed.
type command struct {
	name string
	make func(*app) *cobra.Command
}

// needed returns the commands that args may be about: the one that the first of them
// names, so that no start-up pays for the flags of the others, else all.
func needed(args []string) (list []command, all bool) {
	for _, c := range commands() {
		if len(args) > 0 && args[0] == c.name {
			return []command{c}, false
		}
	}
	return commands(), true
}

// The groups of the help.
const (
	groupEdit  = "edit"
	groupFiles = "files"
	groupTry   = "try"
	groupMore  = "more"
)

// root builds the command line anew for one run.
func (a *app) root(args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "etch",
		Short: "edit resources of HTTP APIs, safely",
		Long: `etch edits resources of HTTP APIs the way "kubectl edit" edits Kubernetes objects:
fetch, open in the editor, review, write. A write carries the version it was made
on (If-Match); when somebody else was faster, etch fetches again, merges both
changes and writes the result.`,
		Example: `  etch edit https://api.example.com/pages/7
  etch update https://api.example.com/pages/7 --set /status='"open"'
  etch demo`,
		Args:          a.knownCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       build().Version,
	}
	root.SuggestionsMinimumDistance = 2
	root.SetVersionTemplate("etch {{.Version}}\n")
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(
		&cobra.Group{ID: groupEdit, Title: "Edit:"},
		&cobra.Group{ID: groupFiles, Title: "Files:"},
		&cobra.Group{ID: groupTry, Title: "Try it:"},
		&cobra.Group{ID: groupMore, Title: "More:"},
	)
	root.SetArgs(args)
	list, all := needed(args)
	for _, c := range list {
		made := c.make(a)
		made.DisableFlagsInUseLine = true // behind "-- COMMAND" they would be the command's
		root.AddCommand(made)
	}
	root.CompletionOptions.DisableDefaultCmd = !all
	if all {
		root.AddCommand(exitStatusTopic())
		root.SetHelpCommand(helpCommand())
		root.SetHelpCommandGroupID(groupMore)
		root.SetCompletionCommandGroupID(groupMore)
		root.InitDefaultCompletionCmd()
		checkShell(root)
		completeNoFiles(root)
	}
	return root
}

// knownCommand refuses what is no command, and names the ones that look like it.
func (a *app) knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := &usageError{say: fmt.Sprintf("unknown command %q", redact(args[0])), hint: "etch help lists the commands"}
	if strings.Contains(args[0], "://") {
		err.hint = "to edit it: etch edit " + redact(args[0])
	} else if like := c.SuggestionsFor(args[0]); len(like) > 0 {
		err.hint = "did you mean etch " + strings.Join(like, ", etch ") + "?"
	}
	return err
}

// A usageError is wrong flags or arguments: status 2.
type usageError struct {
	say  string
	hint string
}

// Error gives the sentence.
func (e *usageError) Error() string { return e.say }

// usagef makes a usageError without a hint of its own: explain adds the command's help.
func usagef(format string, args ...any) *usageError {
	return &usageError{say: fmt.Sprintf(format, args...)}
}

// flagError turns pflag's errors into usage errors, with the flag that was perhaps meant.
func flagError(c *cobra.Command, err error) error {
	var own *usageError
	if errors.As(err, &own) { // from a flag's value
		return own
	}
	e := &usageError{say: err.Error(), hint: c.CommandPath() + " --help lists the flags"}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		if why := ofAnother(c, unknown.GetSpecifiedName()); why != nil {
			return why
		}
		if like := similarFlag(c.Flags(), unknown.GetSpecifiedName()); like != "" {
			e.hint = "did you mean --" + like + "?"
		}
	}
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		e.say = fmt.Sprintf("--%s %s: %v", invalid.GetFlag().Name, invalid.GetValue(), plainValueCause(invalid))
	}
	return e
}

// plainValueCause returns what is wrong with a flag's value, without strconv's and time's own prefixes.
func plainValueCause(e *pflag.InvalidValueError) error {
	var own *usageError
	if errors.As(e, &own) {
		return own
	}
	switch e.GetFlag().Value.Type() {
	case "int":
		return errors.New("not a whole number")
	}
	return errors.Unwrap(e)
}

// similarFlag returns the flag of fs whose name is nearest to name, or "" where none is near.
func similarFlag(fs *pflag.FlagSet, name string) string {
	var names []string
	fs.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	return strict.Nearest(name, names)
}
