package cmd

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client/config"
)

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

// missing lists what an entry needs and this machine does not have.
func (a *app) missing(c *configuration, e *config.Entry) (all []string) {
	variable := func(name string) {
		if name != "" && a.env(name) == "" {
			all = append(all, "the environment variable "+name+" is not set here, or is empty")
		}
	}
	file := func(path string) {
		if why := readableFile(c.where(path)); why != "" {
			all = append(all, why)
		}
	}
	for _, texts := range []map[string]config.Text{e.Headers, e.Query} {
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			for _, v := range texts[name].Variables() {
				variable(v)
			}
		}
	}
	secret := func(s *config.Secret) { variable(s.Env); file(s.File) }
	switch auth := e.Auth; {
	case auth == nil:
	case auth.Bearer != nil:
		secret(auth.Bearer)
	case auth.Basic != nil:
		for _, v := range auth.Basic.User.Variables() {
			variable(v)
		}
		secret(&auth.Basic.Password)
	case auth.Netrc.Path != "":
		file(auth.Netrc.Path)
	default:
		file(a.netrcPath())
	}
	for _, path := range []string{e.TLS.CACert, e.TLS.Cert, e.TLS.Key} {
		file(path)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
