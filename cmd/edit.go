package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

// newEdit is "etch edit".
func newEdit(a *app) *cobra.Command {
	var f sessionFlags
	c := &cobra.Command{
		Use:     "edit URL [flags]",
		Short:   "edit a resource in your editor",
		GroupID: groupEdit,
		Long: `edit fetches a resource, opens it in your editor, shows what you changed, asks, and
writes the smallest request that the server takes, guarded by the version that you
edited (If-Match). When somebody else wrote meanwhile, it fetches again, shows who
changed what, merges and goes on.

Nothing that you typed is lost: until it is written it is in a draft, and
"etch resume" takes it up again.`,
		Example: `  etch edit https://api.example.com/pages/7
  etch edit https://api.example.com/pages/7 --editor 'code --wait'
  etch edit https://dav.example.com/team.ics -u ann --method PUT`,
		Args:              oneURL,
		ValidArgsFunction: completeURL,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return a.edit(c.Context(), args[0], &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	f.write.add(c, 0)
	f.output.add(c)
	f.connect.add(c)
	formFlag(c, &f.connect.form)
	return c
}

// edit makes one edit with a person.
func (a *app) edit(ctx context.Context, rawURL string, f *sessionFlags) error {
	j, err := a.job("etch edit", rawURL, f)
	if err != nil {
		return err
	}
	j.asks = true
	if err := j.open(); err != nil {
		return j.fail(err, "")
	}
	defer j.close()
	return j.run(ctx, j.manual(), nil)
}
