package cmd

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor/show"
)

// A connection is the client for one URL, with what the flags say and a tally of
// what is sent.
type connection struct {
	url     *url.URL
	client  *client.Client
	entry   *config.Entry          // of the configuration; nil: none
	api     *convention.Convention // as far as it is known
	dialect client.Dialect
	taken   func() // hears of an API that was taken unasked; may be nil
	header  http.Header
	hidden  []string   // of header, what comes from variables
	query   url.Values // that of the configuration
	auth    bool
	user    string        // who asks; "": not known
	warning string        // of credentials that others can read; "": none
	timeout time.Duration // of one request
	tally   *tally
	observe func(took time.Duration) // hears of every answer; may be nil
}

// connect makes the client for u. Headers and credentials are for u's origin alone.
func (a *app) connect(f *connectFlags, u *url.URL) (*connection, error) {
	s, err := a.settle(f, u)
	if err != nil {
		return nil, err
	}
	c := &connection{
		url: u, entry: s.entry, api: s.api, dialect: s.api, header: s.header, hidden: s.hidden, query: s.query, auth: s.auth != nil, user: s.user,
		warning: s.plainNote(f, u), timeout: s.timeout, tally: &tally{},
	}
	if s.auto {
		c.dialect = &convention.Auto{Form: s.form, Taken: func(api *convention.Convention) {
			if c.api = api; c.taken != nil {
				c.taken()
			}
		}}
	}
	o := client.Options{
		Dialect: c.dialect, Default: defaults(s.api), UserAgent: "etch/" + build().Version,
		Origin: u, Header: s.header, Hidden: s.hidden, Query: queryOf(s.api, s.query), Auth: s.auth,
		Timeout: s.timeout, MaxBody: int64(f.maxBody),
		CACert: s.tls.CACert, Cert: s.tls.Cert, Key: s.tls.Key, Insecure: s.tls.Insecure, UnixSocket: f.unixSocket,
		OnExchange: c.exchange,
	}
	if s.entry != nil {
		o.IdempotencyKey = string(s.entry.IdempotencyKey)
	}
	if f.verbose {
		o.Trace = show.Writer(a.err)
	}
	if c.client, err = client.New(o); err != nil {
		return nil, &localError{say: err.Error()}
	}
	return c, nil
}

// warn says what is worth knowing before the first request.
func (a *app) warn(c *connection, o *outputFlags) {
	if c.warning != "" && !o.quiet {
		fmt.Fprintf(a.err, "warning: %s\n", c.warning)
	}
}

// exchange is client.Options.OnExchange.
func (c *connection) exchange(x client.Exchange) {
	c.tally.count(x)
	if c.observe != nil && x.Err == nil {
		c.observe(x.Took)
	}
}
