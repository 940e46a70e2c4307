package cmd

import (
	"context"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/draft"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/document"
)

// resumeFlags are the flags of "etch resume".
type resumeFlags struct {
	sessionFlags
	url       string
	drop      bool
	olderThan span
}

// newResume is "etch resume".
func newResume(a *app) *cobra.Command {
	var f resumeFlags
	c := &cobra.Command{
		Use:     "resume [ID] [flags]",
		Short:   "list drafts that were not written, take one up again, or drop it",
		GroupID: groupEdit,
		Long: `resume lists the texts that have not been written, and takes one up again.

It finds out what became of a request that was sent, fetches the resource afresh,
merges what others wrote, and goes on: straight on where the text is valid, in the
editor where it is not. What was to be created or deleted is asked about again, and
what "etch delete" has removed is created again. A draft stays until it is written or
dropped. Its array keys (--array-key), its API (--api), its --marker and how its write
is guarded (--guard test, --unguarded; --require-guard takes that back) are kept with
it. Other flags, such as -u or --on-conflict, are not: give them again; so is a secret
in the URL, such as ?api_key=, which --url gives again.`,
		Example: `  etch resume
  etch resume 7k3p
  etch resume 7k3p --drop
  etch resume --drop --older-than 30d`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("etch resume takes one draft, and %q is one argument too many", args[1])
			}
			return nil
		},
		ValidArgsFunction: a.completeDrafts,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(args); err != nil {
				return err
			}
			store, err := a.drafts()
			switch {
			case err != nil:
				return err
			case f.drop:
				return a.dropDrafts(store, args, time.Duration(f.olderThan), &f.output)
			case len(args) == 0:
				return a.listDrafts(store, time.Duration(f.olderThan), &f.output)
			}
			return a.resume(c.Context(), store, args[0], &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	f.write.add(c, 0)
	f.output.add(c)
	f.connect.add(c)
	formFlag(c, &f.connect.form)
	c.Flags().StringVar(&f.url, "url", "", "the draft's `URL`, where a secret in it was not kept")
	c.Flags().BoolVar(&f.drop, "drop", false, "remove the draft, for good")
	c.Flags().Var(&f.olderThan, "older-than", "list or drop the drafts that are older")
	c.Flags().Lookup("older-than").DefValue = ""
	return c
}

// check looks at what goes together.
func (f *resumeFlags) check(args []string) error {
	switch {
	case f.drop && len(args) == 0 && f.olderThan == 0:
		return &usageError{say: "--drop needs to know what to drop", hint: "etch resume ID --drop, or etch resume --drop --older-than 30d"}
	case f.url != "" && (f.drop || len(args) == 0):
		return usagef("--url goes with the ID of a draft that is taken up")
	case f.olderThan != 0 && len(args) > 0:
		return usagef("--older-than goes without an ID")
	}
	return f.sessionFlags.check()
}

// wholeURL is the URL u of a draft with the secrets that a draft does not keep: those
// of the URL that was given again, or those that the configuration adds to every request.
func (a *app) wholeURL(u *url.URL, given string) (*url.URL, error) {
	names := client.Blanked(u)
	if given != "" {
		whole, err := parseURL(given)
		switch {
		case err != nil:
			return nil, err
		case client.Blank(whole).String() != u.String():
			return nil, usagef("--url %s is not the draft's, which is %s", foreign(redact(given)), foreign(u.String()))
		}
		return whole, nil
	}
	if len(names) == 0 {
		return u, nil
	}
	e, err := a.entry(u)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if e == nil || e.Query[name].String() == "" {
			return nil, &usageError{
				say:  "the draft's URL had a secret in it that is not kept: " + foreign(name),
				hint: "give the URL again: --url " + shellWord(foreign(u.String())) + " with the secret in it, or put it into the configuration, under query",
			}
		}
	}
	return client.WithoutBlanked(u), nil
}

// resume takes a draft up: straight on where its text is valid, else in the editor.
func (a *app) resume(ctx context.Context, store *draft.Store, id string, f *resumeFlags) error {
	j := &job{
		app: a, command: "etch resume", store: store,
		connect: &f.connect, write: &f.write, output: &f.output, asks: true,
	}
	d, err := store.Load(id)
	if err != nil {
		return j.fail(err, "")
	}
	j.url = shownURL(d.Base.Representation.URL)
	fail := func(err error) error {
		store.Release(d.ID)
		return j.fail(err, d.ID)
	}
	if j.origin, err = a.wholeURL(d.Base.Representation.URL, f.url); err != nil {
		return fail(err)
	}
	j.url = shownURL(j.origin)
	d.Base.Representation.URL = j.origin
	switch {
	case d.Absent:
		j.purpose = target.Delete
	case d.Base.Document == nil:
		j.purpose = target.Create
	}
	if err := f.connect.keep(d.Base.Representation.API); err != nil {
		return fail(err)
	}
	f.write.merge.keep(d.Keys)
	if f.write.marker == "" {
		f.write.marker, f.write.unmarked = d.Marker, true // it was begun so
	}
	if f.write.keepGuarding(d.Guarding) == editor.ByNothing {
		j.note("the draft was begun with --unguarded: where there is no version, or none is heeded, nothing guards its write")
	}
	if err := j.open(); err != nil {
		return fail(err)
	}
	defer j.close()
	j.misfits(true, d.Base.Document)
	if d.Absent {
		return j.run(ctx, transform.Nothing{}, &d)
	}
	j.wanted, _ = document.Parse(d.Text, d.Base.Format()) // the person will hear of an error
	m := j.manual()
	m.Straight = true
	j.fetched(d.Base)
	return j.run(ctx, m, &d)
}
