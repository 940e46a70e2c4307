package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client/mockserver"
)

// A mockRun is what the flags of "etch mock" say.
type mockRun struct {
	addr, seed string
	opts       mockserver.Options
	seeded     bool // --random-seed was given
}

// newMock is "etch mock".
func newMock(a *app) *cobra.Command {
	var m mockRun
	c := &cobra.Command{
		Use:     "mock [flags]",
		GroupID: groupTry,
		Short:   "a server to try things on, with faults that can be switched on",
		Long: `etch mock serves documents from memory, with the preconditions of RFC 9110: GET,
HEAD, PUT, PATCH (merge patch and JSON Patch), POST to a path that ends in "/",
DELETE and OPTIONS. The switches make it as odd, or as unreliable, as servers are.

It prints "listening on http://ADDR" and serves until it is interrupted: Ctrl-C or
SIGTERM is how it is meant to end, so the status is 0. GET /_log answers every
request so far, one JSON object a line; no switch touches that path.

A seed is a folder (each file at its path in it), or a file with one JSON object
from path to document: {"/pages/7": {"title": "x"}}.

P is a chance from 0 to 1, drawn for each write on its own, and for each read too with
--faulty-reads. The faults of the n-th write follow from --random-seed and n alone, and
so do those of the n-th read: the same requests in the same order meet the same
faults. The log names what was done to each request ("faults").`,
		Example: `  etch mock --seed pages.json
  etch mock --seed ./site --addr 127.0.0.1:8080 --rival 5s

  # answers are lost: does the client count twice, or forget?
  etch mock --fail-before 0.1 --fail-after 0.1 --status 0.05:503 --latency 0-50ms --random-seed 7
  # a proxy says 504 though the server has done it; half of an answer; none at all
  etch mock --status-after 0.1:504 --truncate 0.1 --hang-after 0.05
  # reads behind a replica; answers at 10 bytes a second, against the client's time-out
  etch mock --stale-reads 2 --drip 10
  # what was done to whom
  curl -s http://127.0.0.1:8080/_log | jq -c 'select(.faults) | [.n, .method, .path, .faults]'`,
		Args: m.arguments,
		RunE: func(c *cobra.Command, _ []string) error {
			m.seeded = c.Flags().Changed("random-seed")
			return m.serve(c.Context(), a)
		},
	}
	c.Flags().SortFlags = false
	m.placeFlags(c)
	m.versionFlags(c)
	m.formatFlags(c)
	m.faultFlags(c)
	return c
}

// arguments refuses them; a duration alone was perhaps meant for --retry-after.
func (m *mockRun) arguments(c *cobra.Command, args []string) error {
	err := noArgs(c, args)
	if err != nil && c.Flags().Changed("retry-after") {
		if _, bad := time.ParseDuration(args[0]); bad == nil {
			return &usageError{say: err.Error(), hint: "with an equals sign: --retry-after=" + args[0]}
		}
	}
	return err
}

// placeFlags are where it listens, what it holds and who may come in.
func (m *mockRun) placeFlags(c *cobra.Command) {
	fs := c.Flags()
	fs.StringVar(&m.addr, "addr", "127.0.0.1:0", "`host:port` to listen on; port 0 is any free one")
	fs.StringVar(&m.seed, "seed", "", "a `folder`, or a file with a JSON object from path to document")
	enumFlag(c, &m.opts.API, "api", "", "an API to look like", append([]string{"rfc9110"}, mockserver.APIs()...)...)
	fs.Uint64Var(&m.opts.FirstVersion, "first-version", 0, "count versions from `N` (--api that have numbers)")
	fs.DurationVar(&m.opts.LockTime, "lock-time", 0, "give locks for this long at most (--api webdav)")
	fs.StringVar(&m.opts.BearerToken, "auth", "", "ask for this bearer `token`, else 401")
	must(c.MarkFlagFilename("seed"))
}

// versionFlags are the odd ways with versions.
func (m *mockRun) versionFlags(c *cobra.Command) {
	fs, o := c.Flags(), &m.opts
	fs.BoolVar(&o.RequirePrecondition, "require-precondition", false, "428 to a write without a precondition")
	fs.BoolVar(&o.IgnorePreconditions, "ignore-preconditions", false, "write whatever the precondition says")
	fs.BoolVar(&o.RefusePreconditions, "refuse-preconditions", false, "400 to a write with a precondition")
	fs.BoolVar(&o.WriteRefused, "write-refused", false, "412 to a stale write, which is carried out all the same")
	fs.BoolVar(&o.IgnoreOnDelete, "ignore-on-delete", false, "delete whatever the precondition says")
	fs.BoolVar(&o.IgnoreOnCreate, "ignore-on-create", false, "write over what is there although nothing was to be there")
	fs.IntVar(&o.ExistsStatus, "exists-status", 0, "the answer to If-None-Match: * where something is; 0: 412")
	fs.BoolVar(&o.AlwaysCreated, "always-created", false, "201 to a PUT, whatever was there")
	fs.BoolVar(&o.KeepDeleted, "keep-deleted", false, "accept a DELETE, and remove nothing")
	fs.BoolVar(&o.Weak, "weak", false, "weak entity tags, which If-Match accepts all the same")
	fs.BoolVar(&o.StrictWeak, "strict-weak", false, "weak entity tags, which If-Match refuses")
	fs.BoolVar(&o.FixedTag, "fixed-tag", false, "an entity tag that stays, whatever is written")
	fs.BoolVar(&o.PassingTags, "passing-tags", false, "another entity tag at every look, and If-Match refuses each")
	fs.BoolVar(&o.NoValidator, "no-validator", false, "neither ETag nor Last-Modified")
	fs.BoolVar(&o.LastModified, "last-modified", false, "Last-Modified and no ETag")
	fs.BoolVar(&o.NoETagOnWrite, "no-etag-on-write", false, "no version in the answer to a write")
	fs.BoolVar(&o.TellOnConflict, "tell-on-conflict", false, "412 carries what is there now, to those that ask for it (RFC 8144)")
	fs.BoolVar(&o.GzipSuffix, "gzip-suffix", false, "compressed answers have a tag of their own, which If-Match refuses")
}

// formatFlags are the ways with PATCH.
func (m *mockRun) formatFlags(c *cobra.Command) {
	fs, o := c.Flags(), &m.opts
	fs.StringSliceVar(&o.AcceptPatch, "accept-patch", nil, "take these patch formats only, and announce them; a `list` with commas")
	fs.BoolVar(&o.NoPatch, "no-patch", false, "405 to PATCH")
}

// check refuses switches that contradict one another, and values that mean nothing.
func (m *mockRun) check() error {
	var versions []string
	for _, f := range []struct {
		on   bool
		name string
	}{
		{m.opts.Weak, "--weak"},
		{m.opts.StrictWeak, "--strict-weak"},
		{m.opts.NoValidator, "--no-validator"},
		{m.opts.LastModified, "--last-modified"},
		{m.opts.FixedTag, "--fixed-tag"},
		{m.opts.PassingTags, "--passing-tags"},
	} {
		if f.on {
			versions = append(versions, f.name)
		}
	}
	switch o := m.opts; {
	case len(versions) > 1:
		return usagef("%s contradict each other", strings.Join(versions, " and "))
	case o.NoPatch && o.AcceptPatch != nil:
		return usagef("--no-patch and --accept-patch contradict each other")
	case o.StaleReads < 0:
		return usagef("--stale-reads %d: less than none", o.StaleReads)
	case o.Drip < 0:
		return usagef("--drip %d: less than none", o.Drip)
	case o.Latency < 0 || o.Rival < 0 || o.RetryAfter < 0 || o.Cache < 0 || o.Lag < 0:
		return usagef("a duration cannot be negative")
	}
	return nil
}

// serve runs the server until ctx ends.
func (m *mockRun) serve(ctx context.Context, a *app) error {
	if err := m.check(); err != nil {
		return err
	}
	s := mockserver.New(m.opts)
	defer s.Close()
	if m.seed != "" {
		if err := s.Seed(m.seed); err != nil {
			return &localError{say: "cannot serve the seed " + m.seed, hint: "a seed is a folder, or a file with one JSON object from path to document", err: err}
		}
	}
	url, err := s.Listen(m.addr)
	if err != nil {
		return &localError{say: "cannot listen on " + m.addr, hint: "--addr 127.0.0.1:0 takes a free port", err: listenCause(err)}
	}
	if m.opts.Chances() && !m.seeded {
		fmt.Fprintf(a.err, "to have the same faults again: --random-seed %d\n", s.RandomSeed())
	}
	if host, _, _ := net.SplitHostPort(strings.TrimPrefix(url, "http://")); !net.ParseIP(host).IsLoopback() {
		fmt.Fprintf(a.err, "warning: other machines can reach this server, and change what it holds\n")
	}
	if fmt.Fprintf(a.out, "listening on %s\n", url); a.out.err != nil {
		return nil // nobody can learn the address; the broken output is said at the end
	}
	<-ctx.Done()
	return nil
}

// listenCause returns the reason without the address, which the sentence names.
func listenCause(err error) error {
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		return op.Err
	}
	return err
}

// A parsed is a flag's value that a function takes up.
type parsed struct {
	kind string // in the help
	take func(string) error
	text string
}

// String implements pflag.Value.
func (p *parsed) String() string { return p.text }

// Type implements pflag.Value.
func (p *parsed) Type() string { return p.kind }

// Set implements pflag.Value.
func (p *parsed) Set(s string) error {
	p.text = s
	return p.take(s)
}
