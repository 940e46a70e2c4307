package cmd

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// connectFlags say how the server is reached, and as whom: the flags of every
// command that sends a request.
type connectFlags struct {
	api             string
	beyond          bool   // they are of another origin than what the flags say of credentials
	kept            string // the API that a draft was begun with
	form            string // --validator-form; only commands that write have it
	headers         []string
	user            string
	bearerFile      string
	netrc           bool
	caCert          string
	cert, key       string
	insecure        bool
	unixSocket      string
	requestTimeout  span
	maxBody         size
	verbose         bool
	headersFromFlag []header // what --header gave and is no @FILE, parsed
	changed
}

// changed tells which flags were given: what is not is the configuration's to say.
type changed struct{ set *pflag.FlagSet }

// given reports whether the flag of that name was.
func (c changed) given(name string) bool { return c.set != nil && c.set.Changed(name) }

// add adds the flags to c.
func (f *connectFlags) add(c *cobra.Command) {
	fs := c.Flags()
	f.set = fs
	f.requestTimeout, f.maxBody = span(30*time.Second), 64<<20
	apiFlag(c, &f.api)
	fs.StringArrayVarP(&f.headers, "header", "H", nil, "send this `HEADER` ('Name: value'), or those in @FILE")
	fs.StringVarP(&f.user, "user", "u", "", "`USER` name; the password is asked for (or ETCH_PASSWORD)")
	fs.StringVar(&f.bearerFile, "bearer-file", "", "bearer token, read from this `FILE` (or ETCH_BEARER_TOKEN)")
	fs.BoolVar(&f.netrc, "netrc", false, "user name and password from ~/.netrc")
	fs.StringVar(&f.caCert, "cacert", "", "trust the certificates in this `FILE` too (PEM)")
	fs.StringVar(&f.cert, "cert", "", "client certificate, a `FILE` (PEM)")
	fs.StringVar(&f.key, "key", "", "key of the client certificate, a `FILE` (PEM)")
	fs.BoolVarP(&f.insecure, "insecure", "k", false, "do not verify the server's certificate")
	fs.StringVar(&f.unixSocket, "unix-socket", "", "connect to the socket at `PATH` instead of the URL's host")
	fs.Var(&f.requestTimeout, "request-timeout", "give one request this long")
	fs.Var(&f.maxBody, "max-body", "read answers up to this size")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "show requests and answers on standard error, secrets blanked")
	for _, name := range []string{"bearer-file", "cacert", "cert", "key", "unix-socket"} {
		must(c.MarkFlagFilename(name))
	}
}

// check looks at the values that pflag could not judge.
func (f *connectFlags) check() error {
	if _, err := f.convention(); err != nil {
		return err
	}
	for _, h := range f.headers {
		if strings.HasPrefix(h, "@") {
			continue
		}
		parsed, err := parseHeader(h)
		if err != nil {
			return err
		}
		f.headersFromFlag = append(f.headersFromFlag, parsed)
	}
	if name, _, ok := strings.Cut(f.user, ":"); ok {
		return &usageError{
			say:  "-u takes the user name alone: a password on the command line can be seen by others",
			hint: fmt.Sprintf("-u %s asks for the password; ETCH_PASSWORD and --netrc work without asking", name),
		}
	}
	given := []string{}
	for name, set := range map[string]bool{"-u": f.user != "", "--bearer-file": f.bearerFile != "", "--netrc": f.netrc} {
		if set {
			given = append(given, name)
		}
	}
	if len(given) > 1 {
		return usagef("%s: one kind of credentials at a time", strings.Join(sorted(given), " and "))
	}
	if f.cert == "" && f.key != "" {
		return usagef("--key needs --cert")
	}
	if f.requestTimeout == 0 {
		return usagef("--request-timeout 0: one request needs some time")
	}
	return nil
}

// writeFlags are the flags of every command that writes.
type writeFlags struct {
	method       string
	patchType    string
	onConflict   string
	retries      int
	timeout      span
	ifMatch      string
	requireGuard bool
	unguarded    bool
	guard        string // "test" or ""
	yes          bool
	dryRun       bool
	editor       string
	format       string
	merge        mergeFlags
	marker       document.Pointer // --marker; "": none
	unmarked     bool             // and none from the configuration
	begun        editor.Guarding  // that of the draft that is taken up
	changed
}

// add adds the flags to c. timeout is the command's default budget; 0 is none.
func (f *writeFlags) add(c *cobra.Command, timeout time.Duration) {
	f.set = c.Flags()
	f.addFormat(c)
	f.addConflict(c)
	f.merge.add(c)
	f.addBudget(c, timeout)
	f.addIfMatch(c)
	f.addSending(c)
	f.addText(c)
}

// addConflict adds what becomes of a place that a rival changed too.
func (f *writeFlags) addConflict(c *cobra.Command) {
	enumFlag(c, &f.onConflict, "on-conflict", "", "where another writer changed the same place",
		"ask", "merge", "ours", "theirs", "fail")
	c.Flags().Lookup("on-conflict").DefValue = "ask at a terminal, else merge"
	f.onConflict = ""
}

// addBudget adds how long, and how often.
func (f *writeFlags) addBudget(c *cobra.Command, timeout time.Duration) {
	f.timeout = span(timeout)
	fs := c.Flags()
	fs.IntVar(&f.retries, "retries", 10, "rounds after conflicts, at most `N`")
	fs.Var(&f.timeout, "timeout", "give the whole run this long; 0: no limit")
}

// addIfMatch adds the version that there must be.
func (f *writeFlags) addIfMatch(c *cobra.Command) {
	c.Flags().StringVar(&f.ifMatch, "if-match", "", "the resource must still be at the version `TAG` at the start")
}

// addSending adds what must be so before a write is sent.
func (f *writeFlags) addSending(c *cobra.Command) {
	fs := c.Flags()
	fs.BoolVar(&f.requireGuard, "require-guard", false, "write only where the server is proven to enforce preconditions")
	fs.BoolVar(&f.unguarded, "unguarded", false, "allow a write without a precondition: another writer's change may be lost")
	fs.Var((*markerPath)(&f.marker), "marker", "keep the ids of the last writes at `PATH`, so that a lost answer can always be settled")
	must(c.RegisterFlagCompletionFunc("marker", cobra.NoFileCompletions))
	enumFlag(c, &f.guard, "guard", "", "where there is no version, the patch tests every value that it rests on (JSON Patch)", "test")
	fs.Lookup("guard").DefValue, f.guard = "", ""
	fs.BoolVarP(&f.yes, "yes", "y", false, "send without asking")
	fs.BoolVar(&f.dryRun, "dry-run", false, "print the request, send nothing")
}

// addText adds what the text is, and who makes it.
func (f *writeFlags) addText(c *cobra.Command) {
	c.Flags().StringVar(&f.editor, "editor", "", "the editor `CMD` (else ETCH_EDITOR, VISUAL, EDITOR, vi)")
	enumFlag(c, &f.format, "format", "", "what the body is, where its media type does not say", "auto", "json", "text")
}

// addFormat adds only the flags that say how to write.
func (f *writeFlags) addFormat(c *cobra.Command) {
	enumFlag(c, &f.method, "method", "", "how to write", "auto", "PATCH", "PUT", "POST")
	f.patchType = "auto"
	c.Flags().Var((*patchType)(&f.patchType), "patch-type", "format of a patch: auto, merge, json, or a MEDIA-TYPE that means a merge patch")
	must(c.RegisterFlagCompletionFunc("patch-type", cobra.FixedCompletions(
		[]string{"auto", "merge", "json", "application/json"}, cobra.ShellCompDirectiveNoFileComp)))
}

// check looks at the values that pflag could not judge.
func (f *writeFlags) check() error {
	switch {
	case f.retries < 0:
		return usagef("--retries %d: not below 0", f.retries)
	case f.unguarded && f.requireGuard:
		return usagef("--unguarded and --require-guard contradict each other")
	case f.unguarded && f.guard != "":
		return usagef("--unguarded and --guard %s contradict each other", f.guard)
	case f.guard != "" && (f.method == "PUT" || f.method == "POST"):
		return usagef("--guard %s is for PATCH, not for --method %s", f.guard, f.method)
	case f.guard != "" && f.patchType != "auto" && f.patchType != "json":
		return usagef("--guard %s is for JSON Patch, not for --patch-type %s", f.guard, f.patchType)
	case f.patchType != "auto" && (f.method == "PUT" || f.method == "POST"):
		return usagef("--patch-type is for PATCH, not for --method %s", f.method)
	}
	return nil
}

// sessionFlags are the flags of a command that writes: how the server is reached, how it
// is written to, and what is printed.
type sessionFlags struct {
	connect connectFlags
	write   writeFlags
	output  outputFlags
}

// check looks at the values that pflag could not judge.
func (f *sessionFlags) check() error {
	if err := f.connect.check(); err != nil {
		return err
	}
	return f.write.check()
}

// outputFlags say what is printed.
type outputFlags struct {
	format string // text or json
	quiet  bool
	color  string
}

// add adds the flags to c.
func (f *outputFlags) add(c *cobra.Command) {
	outputFlag(c, &f.format)
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "print errors only (and what -o json prints)")
	enumFlag(c, &f.color, "color", "", "colours", "auto", "always", "never")
}

// outputFlag adds -o to a command that prints text or JSON.
func outputFlag(c *cobra.Command, p *string) {
	enumFlag(c, p, "output", "o", "what to print", "text", "json")
}

// noArgs refuses arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but %q was given", c.CommandPath(), args[0])
	}
	return nil
}

// oneURL asks for exactly one URL, checked by parseURL.
func oneURL(c *cobra.Command, args []string) error {
	if n := c.ArgsLenAtDash(); n >= 0 {
		args = args[:n]
	}
	switch len(args) {
	case 0:
		return usagef("%s needs a URL", c.CommandPath())
	case 1:
		_, err := parseURL(args[0])
		return err
	}
	if strings.Contains(args[1], "://") {
		return &usageError{say: c.CommandPath() + " takes one URL", hint: "run it once for each URL"}
	}
	return usagef("%s takes one URL, and %q is one argument too many", c.CommandPath(), redact(args[1]))
}
