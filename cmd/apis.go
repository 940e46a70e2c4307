package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client/convention"
)

// newAPIs is "etch apis".
func newAPIs(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:     "apis [NAME] [flags]",
		Short:   "the conventions for versions of various APIs, for --api",
		GroupID: groupMore,
		Long: `apis lists the conventions that --api takes: where an API has the version of a
resource, how it goes back with a write, and what its answers mean. With a NAME it
shows one in full; -o yaml prints its description, whose fields can be changed one by
one under "overrides" in the configuration.

One that is unproven rests on documents alone: it was not tried on the real thing.
etch says so before the first write.`,
		Example: `  etch apis
  etch apis kubernetes
  etch apis kubernetes -o yaml
  etch edit https://api.example.com/shipments/7 --api milmove`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("etch apis takes one name, and %q is one argument too many", args[1])
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return apiNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 1:
				return a.showAPI(args[0], format)
			case format == "yaml":
				return usagef("-o yaml is for one of them: etch apis NAME -o yaml")
			}
			return a.listAPIs(format)
		},
	}
	enumFlag(c, &format, "output", "o", "what to print", "text", "json", "yaml")
	return c
}

// An apiLine is what "apis -o json" prints of a convention.
type apiLine struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Source string `json:"source"`
	Proven bool   `json:"proven"`
	Tried  string `json:"tried,omitempty"`
	*apiFull
}

// listAPIs prints all of them.
func (a *app) listAPIs(format string) error {
	for _, name := range convention.Names() {
		c, err := convention.Lookup(name)
		if err != nil {
			return err
		}
		if format == "json" {
			if err := a.printJSON(describeAPI(c, false)); err != nil {
				return err
			}
			continue
		}
		proven := "unproven"
		if !c.Unproven {
			proven = "proven"
		}
		fmt.Fprintf(a.out, "%-15s %-9s %s (%s)\n", name, proven, c.Title, c.Source)
	}
	return nil
}

// showAPI prints one in full.
func (a *app) showAPI(name, format string) error {
	c, err := lookupAPI(name)
	if err != nil {
		return err
	}
	line := describeAPI(c, true)
	switch format {
	case "json":
		return a.printJSON(line)
	case "yaml":
		_, _ = a.out.Write(convention.Source(c.Name)) // the latch keeps the error
		return nil
	}
	proven := "yes"
	if line.Tried != "" {
		proven = "yes, on " + line.Tried
	}
	if !line.Proven {
		proven = "no: it rests on documents, not on a trial"
	}
	a.row("name", line.Name)
	a.row("what", line.Title)
	a.row("source", line.Source)
	a.row("proven", proven)
	a.row("notes", line.Notes)
	a.row("read", line.Read)
	a.row("edited", string(line.Body))
	for _, v := range line.Version {
		a.row("version", v.text())
	}
	a.row("write", strings.Join(strings.Fields(line.Method+" "+line.Patch+" "+line.Media+" "+line.URL), " "))
	a.row("keeps", line.Keeps)
	a.row("adds only", line.Adds)
	a.row("locks", line.Locks)
	a.row("creates", line.Creates)
	a.row("deletes", line.Deletes)
	a.row("the server's", strings.Join(line.Managed, ", "))
	for _, x := range line.Answers {
		a.row("answer", x.text())
	}
	return nil
}

// row prints one property, where there is something to say.
func (a *app) row(name, text string) {
	if text != "" {
		fmt.Fprintf(a.out, "%-13s %s\n", name+":", fold(text, 80, 14))
	}
}
