package cmd

import (
	"fmt"
	"os"

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

// newConfigCheck is "etch config check".
func newConfigCheck(a *app) *cobra.Command {
	var o outputFlags
	c := &cobra.Command{
		Use:   "check [flags]",
		Short: "say all that is wrong with the configuration",
		Long: `check says all that is wrong with the configuration, each with its line, and ends with
status 2 if there is anything. What is missing on this machine, such as an environment
variable that is not set, is only a note.`,
		Example: `  etch config check`,
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return a.checkConfig(&o) },
	}
	outputFlag(c, &o.format)
	c.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "print errors only")
	return c
}

// A configFault is what "config check -o json" prints of one error.
type configFault struct {
	File  string `json:"file"`
	Line  int    `json:"line,omitempty"`
	Place string `json:"place,omitempty"`
	Error string `json:"error"`
	Meant string `json:"meant,omitempty"`
}

// checkConfig says what is wrong with the file, and what is missing here.
func (a *app) checkConfig(o *outputFlags) error {
	c, err := a.configuration()
	if err != nil {
		return err
	}
	for _, e := range c.errs {
		if o.format == "json" {
			if err := a.printJSON(configFault{e.File, e.Line, e.Place, e.Reason, e.Meant}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.err, "error: %s\n", foreign(e.Error()))
	}
	if len(c.errs) > 0 {
		if o.format == "text" {
			fmt.Fprintln(a.err, "hint: etch config edit opens it")
		}
		return &reported{statusUsage}
	}
	if o.quiet || o.format == "json" {
		return nil
	}
	for _, e := range c.Entries() {
		for _, missing := range a.missing(c, e) {
			fmt.Fprintf(a.err, "note: %s: %s\n", foreign(c.at(e)), foreign(missing))
		}
	}
	if c.absent {
		fmt.Fprintf(a.out, "no configuration: %s\n", foreign(c.path))
		return nil
	}
	entries := "1 entry"
	if n := len(c.Entries()); n != 1 {
		entries = fmt.Sprintf("%d entries", n)
	}
	fmt.Fprintf(a.out, "ok: %s (%s)\n", foreign(c.path), entries)
	return nil
}

// readableFile says what keeps a file from being read; "" for nothing, and for none.
func readableFile(path string) string {
	if path == "" {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return "cannot read " + path + ": " + plainCause(err).Error()
	}
	_ = f.Close()
	return ""
}
