package cmd

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/probe"
	"github.com/etch-http/etch/editor/target"
)

// probeFlags are the flags of "etch probe".
type probeFlags struct {
	sessionFlags // of those to write with, method, patch type and -y alone
	try          bool
	create       bool
}

// newProbe is "etch probe".
func newProbe(a *app) *cobra.Command {
	var f probeFlags
	c := &cobra.Command{
		Use:     "probe URL [flags]",
		Short:   "find out whether the server guards writes",
		GroupID: groupEdit,
		Long: `probe says what the server tells of a resource: its version (validator) and how
strong that is, the methods and patch formats that it takes, and what its answers
depend on (Vary). That sends GET and OPTIONS, and changes nothing.

With --write it also sends a write that changes nothing, under a version that the
resource never has. A server that guards writes refuses it. The write is an empty
merge patch, or a JSON Patch that only tests; where the server takes neither, what
was just read is written (PUT). That is asked before (-y agrees): where nothing
guards it, it would undo what somebody else writes in the same moment. A server may
still note that somebody was there, or call its webhooks.

With --create it is about creating: does the server refuse a create where something
is? URL is a resource that is there, and with --write it is sent as it was just read,
as one that must find nothing (PUT; that is asked before, too).

What is found is remembered for resources of the same kind (origin, path but for
identifiers, media type, method). It makes the guard in later reports "enforced",
and lets --require-guard write.

The status is 0 where writes are guarded, 5 where they are not, and 6 where that
is not known, also because it was not tried.`,
		Example: `  etch probe https://api.example.com/pages/7
  etch probe --write https://api.example.com/pages/7
  etch probe --write -y https://dav.example.com/team.ics --method PUT -o json
  etch probe --write --create https://dav.example.com/team.ics`,
		Args:              oneURL,
		ValidArgsFunction: completeURL,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			if f.create && (f.write.method == "PATCH" || f.write.patchType != "auto") {
				return usagef("--create is about a whole resource, and no patch is one")
			}
			return a.probe(c.Context(), args[0], &f)
		},
	}
	fs := c.Flags()
	fs.SortFlags = false // they stand in groups
	fs.BoolVar(&f.try, "write", false, "try it, with a write that changes nothing under a version that never was")
	fs.BoolVar(&f.create, "create", false, "find out whether the server refuses a create where something is")
	fs.BoolVarP(&f.write.yes, "yes", "y", false, "agree to write what was just read, where no patch without a change is taken")
	f.write.addFormat(c)
	outputFlag(c, &f.output.format)
	fs.BoolVarP(&f.output.quiet, "quiet", "q", false, "print errors only (and what -o json prints)")
	f.connect.add(c)
	formFlag(c, &f.connect.form)
	return c
}

// rememberedAt opens the memory of what servers have shown.
func rememberedAt() *memory.Memory {
	return memory.Open(filepath.Join(xdg.CacheHome, "etch", "memory.json"))
}

// probe looks at one resource, and tries its guard where that is asked for.
func (a *app) probe(ctx context.Context, rawURL string, f *probeFlags) error {
	j, err := a.job("etch probe", rawURL, &f.sessionFlags)
	if err != nil {
		return err
	}
	if f.create {
		j.purpose = target.Create
	}
	if j.conn, err = a.connect(j.connect, j.origin); err != nil {
		return j.fail(err, "")
	}
	j.warn(j.conn, j.output)
	j.write = j.write.below(j.conn.entry)
	if t, err := j.openTerminal(); err == nil {
		j.terminal = t
		defer t.Close()
	}
	p := &probe.Probe{Client: j.conn.client, URL: j.origin, Memory: rememberedAt(), MayReplace: j.mayReplace(), Before: j.warnUnproven}
	speak := func() {
		p.Method, p.PatchType = j.format()
		p.Managed = managedBy(j.conn.api, j.conn.entry)
		p.Adds = j.conn.api.Write.Append != ""
		if f.create {
			m := j.manner()
			p.Create = &m
		}
	}
	speak()
	j.conn.taken = func() {
		j.note("%s", takenNote(j.conn.api))
		speak()
	}
	found, err := p.Look(ctx)
	known := memory.Unproven
	if err == nil {
		known = p.Recall(found)
		if f.try {
			found, err = p.Try(ctx, found)
		}
	}
	if err != nil || interruption(ctx) != nil {
		e := explain(err, facts{signal: interruption(ctx), command: j.command, url: j.url})
		return a.finish(newReport(j.url, editor.Report{}, e, j.conn.tally), e, j.output)
	}
	return j.found(found, known)
}

// mayReplace asks before a PUT that changes nothing; nil where nobody can be asked.
func (j *job) mayReplace() func(context.Context) (bool, error) {
	switch {
	case j.write.yes:
		return func(context.Context) (bool, error) { return true, nil }
	case j.terminal == nil:
		return nil
	}
	return func(ctx context.Context) (bool, error) {
		return j.person().Confirm(ctx, "what is left is to write what was just read; unless the server guards it, that undoes what somebody else writes in the same moment. write it?")
	}
}

// A probeLine is what "probe -o json" prints.
type probeLine struct {
	URL         string        `json:"url"`
	Verdict     probe.Verdict `json:"verdict"`
	Validator   string        `json:"validator,omitempty"`
	Strength    string        `json:"strength"`
	Allow       []string      `json:"allow,omitempty"`
	AcceptPatch []string      `json:"accept_patch,omitempty"`
	Vary        []string      `json:"vary,omitempty"`
}

// strength names what a validator tells apart.
func strength(v client.Validator) string {
	switch {
	case v.IsZero():
		return "none"
	case v.Strength == client.Weak:
		return "weak"
	case v.Strength == client.Date, v.Strength == client.DateYet:
		return "date"
	}
	return "strong"
}

// found prints what was found, and gives the status. known is what was known before.
func (j *job) found(f probe.Finding, known memory.Guard) error {
	v := f.Representation.Validator
	line := probeLine{
		URL: j.url, Verdict: f.Verdict, Validator: validatorText(v), Strength: strength(v),
		Allow: f.Allow, AcceptPatch: f.Patches, Vary: f.Vary,
	}
	switch {
	case j.output.format == "json":
		if err := j.printJSON(line); err != nil {
			return err
		}
	case !j.output.quiet:
		j.printFinding(line, known)
	}
	for _, w := range probeWarnings(f) { // even with -q: it is about somebody else's work
		fmt.Fprintf(j.err, "warning: %s\n", w)
	}
	e := probeEnding(f, known, facts{command: j.command, url: j.url, purpose: j.purpose}).complete(facts{})
	if e.status == statusOK {
		return nil
	}
	fmt.Fprintf(j.err, "%s: %s\nhint: %s\n", f.Verdict, e.say, e.hint)
	return &reported{e.status}
}

// printFinding prints a finding for people.
func (j *job) printFinding(line probeLine, known memory.Guard) {
	version := "none"
	if line.Validator != "" {
		version = foreign(line.Validator) + ", " + line.Strength
	}
	verdict := strings.ReplaceAll(string(line.Verdict), "-", " ")
	if word, ok := guardWords[known]; ok && line.Verdict == probe.NotTried {
		verdict += "; known from before: " + word
	}
	j.row("url", foreign(line.URL))
	j.row("validator", version)
	j.row("allow", foreign(strings.Join(line.Allow, ", ")))
	j.row("accept-patch", foreign(strings.Join(line.AcceptPatch, ", ")))
	j.row("vary", foreign(strings.Join(line.Vary, ", ")))
	j.row("verdict", verdict)
}

// guardWords say what was known before.
var guardWords = map[memory.Guard]string{memory.Enforced: "guarded", memory.Ignored: "unguarded", memory.Refused: "refuses"}
