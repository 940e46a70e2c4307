package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/bulk"
	"github.com/etch-http/etch/editor/launch"
)

// severalFlags are the flags of a command that takes several URLs.
type severalFlags struct {
	list      string // --urls: a file; "-" is standard input
	jobs      int
	keepGoing bool
}

// add adds the flags to c.
func (f *severalFlags) add(c *cobra.Command) {
	fs := c.Flags()
	fs.StringVar(&f.list, "urls", "", "more URLs, one a line, from this `FILE` (- is standard input)")
	fs.IntVar(&f.jobs, "jobs", 8, "with several URLs: so many at a time, `N`")
	fs.BoolVar(&f.keepGoing, "keep-going", false, "with several URLs: go on after one has failed")
	must(c.MarkFlagFilename("urls"))
}

// arguments checks the URLs of the command line.
func (f *severalFlags) arguments(c *cobra.Command, args []string) error {
	if n := c.ArgsLenAtDash(); n >= 0 {
		args = args[:n]
	}
	if len(args) == 0 && f.list == "" {
		return usagef("%s needs a URL", c.CommandPath())
	}
	if f.jobs < 1 {
		return usagef("--jobs %d: one at a time is the least", f.jobs)
	}
	for _, arg := range args {
		if _, err := parseURL(arg); err != nil {
			if len(args) > 1 && !strings.Contains(arg, ":") { // a word of the command that was meant to follow
				return usagef("%s takes URLs, and %q is none", c.CommandPath(), redact(arg))
			}
			return err
		}
	}
	return nil
}

// urls are those of the command line, and then those of --urls. reads says whether
// something else reads standard input.
func (a *app) urls(c *cobra.Command, args []string, f *severalFlags, reads bool) ([]string, error) {
	if n := c.ArgsLenAtDash(); n >= 0 {
		args = args[:n]
	}
	if f.list == "" {
		return args, nil
	}
	if f.list == "-" && reads {
		return nil, usagef("standard input can be read once, and both --urls - and a change read it")
	}
	text, err := a.listed(f.list)
	if err != nil {
		return nil, &usageError{say: "cannot read " + f.list + ": " + plainCause(err).Error(), hint: "--urls takes a file with one URL a line"}
	}
	all := slices.Clone(args)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if _, err := parseURL(line); err != nil {
			return nil, err
		}
		all = append(all, line)
	}
	if len(all) == 0 {
		return nil, usagef("%s names no URL", f.list)
	}
	return all, nil
}

// listed reads the file of --urls.
func (a *app) listed(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(a.in)
	}
	return os.ReadFile(path)
}

// forOne refuses what is about one resource, where there are several.
func (f *updateFlags) forOne() error {
	why := "run it once for each URL"
	switch {
	case f.write.onConflict == "ask":
		return &usageError{say: "with several URLs nobody can be asked", hint: "--on-conflict merge, ours, theirs or fail decides"}
	case f.write.ifMatch != "":
		return &usageError{say: "--if-match is for one URL", hint: why}
	case slices.ContainsFunc(f.changes.list, func(x change) bool { return x.kind == changeFrom }):
		return &usageError{say: "--from is for one URL", hint: why}
	}
	return nil
}

// A crowd is one change of several resources under way.
type crowd struct {
	*app
	flags  *updateFlags
	queue  bulk.Queue
	budget bulk.Budget
	first  *url.URL               // whose origin gets what the command line says of credentials
	input  func() ([]byte, error) // standard input, read once

	mu     sync.Mutex // of what is printed, and what follows
	worst  status
	begun  int
	opened sync.Mutex // one connection is made at a time: they share the configuration, which was read before
}

// updateAll makes the change on every one of the URLs, --jobs at a time. Each has a report
// of its own; the status is the most serious one.
func (a *app) updateAll(ctx context.Context, urls []string, f *updateFlags) error {
	if err := f.forOne(); err != nil {
		return err
	}
	first, err := parseURL(urls[0])
	if err != nil {
		return err
	}
	a.withhold() // reads the configuration before several ask for it; what is wrong with it each of them says
	c := &crowd{app: a, flags: f, first: first, input: sync.OnceValues(func() ([]byte, error) { return io.ReadAll(a.in) })}
	next := make(chan string)
	var workers sync.WaitGroup
	for range min(f.several.jobs, len(urls)) {
		workers.Go(func() {
			for u := range next {
				if c.goesOn(ctx) {
					c.one(ctx, u)
				}
			}
		})
	}
	for _, u := range urls {
		next <- u
	}
	close(next)
	workers.Wait()
	if left := len(urls) - c.begun; left > 0 {
		after := "; --keep-going goes on after a failure"
		if s := interruption(ctx); s != nil { // those that had begun may all have ended well
			after, c.worst = "", s.status()
		}
		fmt.Fprintf(a.err, "%d of %d not tried%s\n", left, len(urls), after)
	}
	if c.worst != statusOK {
		return &reported{c.worst}
	}
	return nil
}

// goesOn reports whether another one is to be begun, and counts it.
func (c *crowd) goesOn(ctx context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.worst != statusOK && !c.flags.several.keepGoing || ctx.Err() != nil {
		return false
	}
	c.begun++
	return true
}

// one makes the change on one of them. What it prints stands together, and what it says
// on the way begins with the URL.
func (c *crowd) one(ctx context.Context, rawURL string) {
	var out bytes.Buffer
	shown := client.ShownText(rawURL)
	alone := *c.app
	alone.out = &latch{w: &out}
	alone.err = &prefixed{w: c.err, mu: &c.mu, prefix: foreign(shown) + ": "}
	alone.in = &replayed{input: c.input}
	alone.openTerminal = func() (*launch.Terminal, error) { return nil, errSeveral }
	err := alone.updateOne(ctx, rawURL, c)

	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = c.out.Write(out.Bytes()) // the latch keeps the error
	var said *reported
	switch {
	case err == nil:
		return
	case errors.As(err, &said):
	default: // its report could not be made
		e := explain(err, facts{command: "etch update", url: shown})
		c.sayEnding(e, "")
		said = &reported{e.status}
	}
	if c.worst == statusOK || seriousness(said.status) < seriousness(c.worst) {
		c.worst = said.status
	}
}

// errSeveral: several edits run side by side, and a person cannot be asked by all of them.
var errSeveral = errors.New("there are several URLs")

// updateOne is update for one of several.
func (a *app) updateOne(ctx context.Context, rawURL string, c *crowd) error {
	flags := c.flags.sessionFlags
	j, err := a.job("etch update", rawURL, &flags)
	if err != nil {
		return err
	}
	j.lazy, j.crowd = true, c
	if j.origin.Scheme != c.first.Scheme || j.origin.Host != c.first.Host {
		flags.connect = flags.connect.elsewhere()
	}
	c.opened.Lock()
	err = j.open()
	c.opened.Unlock()
	if err != nil {
		return j.fail(err, "")
	}
	defer j.close()
	m, err := j.program(&c.flags.changes)
	if err != nil {
		return j.fail(err, "")
	}
	return j.run(ctx, m, nil)
}

// elsewhere is f for another origin than that of the first URL: without what belongs to
// that one, the token in the environment included, which names no server. An entry of the
// configuration that names that variable, or any other, gets it.
func (f connectFlags) elsewhere() connectFlags {
	f.beyond = true
	f.headers, f.headersFromFlag, f.user, f.bearerFile, f.netrc = nil, nil, "", "", false
	f.caCert, f.cert, f.key, f.insecure, f.unixSocket = "", "", "", false, ""
	return f
}

// order lists the statuses from the most serious one on, where several URLs have one each.
var order = []status{
	statusUnknown, statusFailure, statusUnguarded, statusConflict,
	statusRefused, statusInvalid, statusUnreachable, statusAborted,
}

// seriousness is a status' place in that order. A signal comes before all of them.
func seriousness(s status) int {
	if s > 128 {
		return -1
	}
	if i := slices.Index(order, s); i >= 0 {
		return i
	}
	return len(order)
}
