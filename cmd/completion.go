package cmd

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// checkShell has "etch completion" refuse a shell that it does not know; cobra's own
// prints help and status 0.
func checkShell(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Short = "a completion script for your shell"
		c.Args = func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return &usageError{
				say:  fmt.Sprintf("no completion for %q", args[0]),
				hint: "there is one for bash, zsh, fish and powershell",
			}
		}
		c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	}
}

// completeNoFiles has the shell offer no files for flags whose value is none.
func completeNoFiles(root *cobra.Command) {
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if _, done := c.GetFlagCompletionFunc(f.Name); done {
				return
			}
			switch f.Value.Type() {
			case "int", "duration", "size", "P", "P:CODE", "N", "stringSlice":
			default:
				switch f.Name {
				case "user", "if-match", "addr", "auth":
				default:
					return
				}
			}
			must(c.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions))
		})
	}
}

// completeURL completes nothing: which resources a server has is not known here. What
// follows the URL may be a filter, a command like others.
func completeURL(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}
