package cmd

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/draft"
)

// stateDir is where etch keeps what must outlive it: on Linux ~/.local/state/etch.
func stateDir() string { return filepath.Join(xdg.StateHome, "etch") }

// drafts opens the store of drafts.
func (a *app) drafts() (*draft.Store, error) {
	s, err := draft.Open(filepath.Join(stateDir(), "drafts"))
	if err != nil {
		return nil, err
	}
	s.Program = build().Version
	return s, nil
}

// guardedDrafts keep with every draft how its write is to be guarded.
type guardedDrafts struct {
	*draft.Store
	guarding editor.Guarding
	deletes  bool
}

// Keep implements editor.Drafts. What a deletion leaves behind, to be created again, is
// guarded as any other: the user's word was about the deletion.
func (g guardedDrafts) Keep(d *editor.Draft) error {
	d.Guarding = g.guarding
	if g.deletes && !d.Absent {
		d.Guarding = ""
	}
	return g.Store.Keep(d)
}

// guarding is what the flags say of it, or else what the draft says that was taken up.
func (f *writeFlags) guarding() editor.Guarding {
	switch {
	case f.unguarded:
		return editor.ByNothing
	case f.guard != "":
		return editor.ByTests
	}
	return f.begun
}

// keepGuarding takes over how a draft's write was to be guarded, where the flags say
// nothing else and go with it. It returns what was taken over.
func (f *writeFlags) keepGuarding(g editor.Guarding) editor.Guarding {
	if f.guarding() != "" {
		return ""
	}
	f.begun = g
	kept := *f
	switch g {
	case editor.ByTests:
		kept.guard = "test"
	case editor.ByNothing:
		kept.unguarded = true
	}
	if kept.check() != nil {
		return ""
	}
	f.guard, f.unguarded = kept.guard, kept.unguarded
	return g
}

// A draftLine is what "resume -o json" prints of a draft.
type draftLine struct {
	ID    string    `json:"id"`
	URL   string    `json:"url,omitempty"`
	Saved time.Time `json:"saved"`
	Sent  bool      `json:"sent"`
	Error string    `json:"error,omitempty"`
}

// listDrafts prints the drafts that are older than age, the oldest first.
func (a *app) listDrafts(s *draft.Store, age time.Duration, o *outputFlags) error {
	entries, err := s.List()
	if err != nil {
		return err
	}
	shown := 0
	for _, e := range entries {
		if time.Since(e.Saved) < age {
			continue
		}
		shown++
		last := e.Last
		if e.Err != nil {
			last = e.Err.Error()
		}
		last = foreign(last)
		if o.format == "json" {
			if err := a.printJSON(draftLine{e.ID, e.URL, e.Saved, e.Sent, last}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.out, "%s  %s  %s%s\n", e.ID, e.Saved.Local().Format("2006-01-02 15:04"), foreign(e.URL), draftNotes(e, last))
	}
	if o.format == "text" && !o.quiet {
		switch {
		case shown == 0:
			fmt.Fprintln(a.err, "no drafts")
		default:
			fmt.Fprintln(a.err, "hint: etch resume ID takes one up, etch resume ID --drop removes it")
		}
	}
	return nil
}

// draftNotes says in what state a draft is.
func draftNotes(e draft.Entry, last string) string {
	var notes []string
	switch {
	case e.Deletes:
		notes = append(notes, "to be deleted")
	case e.Creates:
		notes = append(notes, "to be created")
	}
	if e.InUse {
		notes = append(notes, "in use")
	}
	if e.Sent {
		notes = append(notes, "sent, outcome unknown")
	}
	if last != "" {
		notes = append(notes, last)
	}
	if len(notes) == 0 {
		return ""
	}
	return "  (" + strings.Join(notes, "; ") + ")"
}

// dropDrafts removes a draft, or all that are older than age.
func (a *app) dropDrafts(s *draft.Store, args []string, age time.Duration, o *outputFlags) error {
	ids := args
	if len(args) == 0 {
		var err error
		if ids, err = s.DropOlder(age); err != nil {
			return err
		}
	} else if err := s.Remove(args[0]); err != nil {
		return err
	}
	if !o.quiet && o.format == "text" {
		for _, id := range ids {
			fmt.Fprintf(a.out, "dropped: %s\n", id)
		}
		if len(ids) == 0 {
			fmt.Fprintln(a.err, "no drafts as old as that")
		}
	}
	return nil
}

// completeDrafts completes the ID of a draft.
func (a *app) completeDrafts(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	s, err := a.drafts()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	entries, err := s.List()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var ids []cobra.Completion
	for _, e := range entries {
		ids = append(ids, cobra.CompletionWithDesc(e.ID, foreign(e.URL)))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}
