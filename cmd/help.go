package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// helpCommand is "etch help [COMMAND]". Cobra's own answers an unknown topic with status 0.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "help about a command, or exit-status",
		RunE: func(c *cobra.Command, args []string) error {
			topic, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return &usageError{
					say:  fmt.Sprintf("no help about %q", strings.Join(args, " ")),
					hint: "etch help lists the commands",
				}
			}
			topic.InitDefaultHelpFlag()
			topic.InitDefaultVersionFlag()
			return topic.Help()
		},
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			if topic, _, err := c.Root().Find(args); err == nil {
				for _, sub := range topic.Commands() {
					if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
						names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// exitStatusTopic is "etch help exit-status".
func exitStatusTopic() *cobra.Command {
	topic := &cobra.Command{
		Use:   "exit-status",
		Short: "what the exit statuses mean",
	}
	topic.SetHelpFunc(func(c *cobra.Command, _ []string) { fmt.Fprint(c.OutOrStdout(), statusHelp()) })
	return topic
}
