package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"
)

// updateFlags are the flags of "etch update".
type updateFlags struct {
	sessionFlags
	several severalFlags
	changes changes
}

// newUpdate is "etch update".
func newUpdate(a *app) *cobra.Command {
	var f updateFlags
	c := &cobra.Command{
		Use:     "update URL... CHANGE... [flags] [-- COMMAND ARG...]",
		Short:   "change a resource from a script",
		GroupID: groupEdit,
		Long: `update fetches a resource, changes it as the flags say, in the order in which they
are given, and writes the smallest request that the server takes, guarded by the
version that was changed (If-Match). When somebody else was faster it fetches again
and makes the change again, or merges it: never over another writer's change unseen.

A command after -- is a filter: it gets the document on standard input and gives the
new one on standard output. It and --jq may run several times.

Several URLs are changed side by side, each with a report of its own, and the status is
the most serious one. Those of the same resource take turns. What -H, -u and the like
say of credentials, and -k and the like of the connection, is for the origin of the
first URL; others need an entry in the configuration.`,
		Example: `  etch update https://api.example.com/pages/7 --set /status=open --unset /draft
  etch update https://api.example.com/pages/7 --jq '.n += $by' --argjson by=1
  etch update https://api.example.com/pages/7 --merge-patch '{"tags":["new"]}'
  etch update https://api.example.com/pages/7 --from page.json --base page.orig.json
  etch update https://api.example.com/notes -- sed s/colour/color/
  etch update --urls pages.txt --jobs 16 --keep-going --set /status=archived -o json`,
		Args:              f.several.arguments,
		ValidArgsFunction: completeURL,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.changes.finish(c, args, &f.write); err != nil {
				return err
			}
			if err := f.check(); err != nil {
				return err
			}
			urls, err := a.urls(c, args, &f.several, f.changes.readInput())
			if err != nil {
				return err
			}
			if len(urls) > 1 {
				return a.updateAll(c.Context(), urls, &f)
			}
			return a.update(c.Context(), urls[0], &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	f.changes.add(c)
	f.several.add(c)
	f.write.add(c, time.Minute)
	f.output.add(c)
	f.connect.add(c)
	formFlag(c, &f.connect.form)
	return c
}

// update makes one edit by a script.
func (a *app) update(ctx context.Context, rawURL string, f *updateFlags) error {
	j, err := a.job("etch update", rawURL, &f.sessionFlags)
	if err != nil {
		return err
	}
	j.lazy = true
	if err := j.open(); err != nil {
		return j.fail(err, "")
	}
	defer j.close()
	m, err := j.program(&f.changes)
	if err != nil {
		return j.fail(err, "")
	}
	return j.run(ctx, m, nil)
}
