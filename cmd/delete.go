package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/editor/transform"
)

// newDelete is "etch delete".
func newDelete(a *app) *cobra.Command {
	var f sessionFlags
	c := &cobra.Command{
		Use:     "delete URL [flags]",
		Short:   "delete a resource, and exactly the version that was shown",
		GroupID: groupEdit,
		Long: `delete fetches a resource, shows what would go, asks, and deletes that version and no
other (If-Match). When somebody has written meanwhile it shows what changed and asks
again; without a terminal that is a conflict, status 4.

Success is said only when a read finds nothing. What was there stays in a draft, and
"etch resume" creates it again.`,
		Example: `  etch delete https://api.example.com/pages/7
  etch delete https://api.example.com/pages/7 -y --if-match '"v7"'`,
		Args:              oneURL,
		ValidArgsFunction: completeURL,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return a.remove(c.Context(), args[0], &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	f.write.set, f.write.patchType = c.Flags(), "auto"
	f.write.addConflict(c)
	f.write.addBudget(c, 0)
	f.write.addIfMatch(c)
	f.write.addSending(c)
	f.output.add(c)
	f.connect.add(c)
	formFlag(c, &f.connect.form)
	return c
}

// remove deletes one resource.
func (a *app) remove(ctx context.Context, rawURL string, f *sessionFlags) error {
	j, err := a.job("etch delete", rawURL, f)
	if err != nil {
		return err
	}
	j.purpose, j.asks, j.given = target.Delete, true, true
	if err := j.open(); err != nil {
		return j.fail(err, "")
	}
	defer j.close()
	return j.run(ctx, transform.Nothing{}, nil)
}
