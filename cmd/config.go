package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client/strict"
)

// newConfig is "etch config".
func newConfig(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "config path|show|check|edit",
		Short:   "the configuration: APIs, headers and credentials by URL",
		GroupID: groupMore,
		Long: `config is about the file that says, for the URLs below a prefix, which API convention
holds there, which headers go with each request, where the credentials are, and more.
For a URL the entry with the longest prefix holds, by whole segments of the path;
entries do not add up. Flags come before it.

Secrets are not in the file: it names an environment variable, a file or a command. They
go to the origin of their entry only, and over plain http to this machine only, unless
the entry says allow_http: true. "etch config edit" shows all that can be said.`,
		Example: `  etch config edit
  etch config show https://api.example.com/v1/pages/7
  etch config check`,
		Args: a.noSuchPart,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	for _, part := range []func(*app) *cobra.Command{newConfigPath, newConfigShow, newConfigCheck, newConfigEdit} {
		made := part(a)
		made.DisableFlagsInUseLine = true
		c.AddCommand(made)
	}
	return c
}

// noSuchPart refuses what is no part of "etch config".
func (a *app) noSuchPart(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := &usageError{say: fmt.Sprintf("unknown command %q", "config "+redact(args[0])), hint: "etch config has path, show, check and edit"}
	if like := strict.Nearest(args[0], []string{"path", "show", "check", "edit"}); like != "" {
		err.hint = "did you mean etch config " + like + "?"
	}
	return err
}

// newConfigPath is "etch config path".
func newConfigPath(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "print where the configuration is",
		Example: `  etch config path`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.out, foreign(configPath()))
			return nil
		},
	}
}
