package cmd

import "github.com/spf13/cobra"

// noArgs refuses arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but %q was given", c.CommandPath(), args[0])
	}
	return nil
}

// outputFlag adds -o to a command that prints text or JSON.
func outputFlag(c *cobra.Command, p *string) {
	enumFlag(c, p, "output", "o", "what to print", "text", "json")
}
