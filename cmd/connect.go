package cmd

import (
	"net/http"
	"net/url"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor/show"
)

// A connection is the client for one URL, with what the flags say and a tally of
// what is sent.
type connection struct {
	url     *url.URL
	client  *client.Client
	api     *convention.Convention // as far as it is known
	dialect client.Dialect
	taken   func() // hears of an API that was taken unasked; may be nil
	header  http.Header
	auth    bool
	tally   *tally
	observe func(took time.Duration) // hears of every answer; may be nil
}

// connect makes the client for u. Headers and credentials are for u's origin alone.
func (a *app) connect(f *connectFlags, u *url.URL) (*connection, error) {
	header, err := requestHeaders(f)
	if err != nil {
		return nil, err
	}
	auth, err := a.credentials(f, u)
	if err != nil {
		return nil, err
	}
	api, err := f.convention()
	if err != nil {
		return nil, err
	}
	c := &connection{url: u, api: api, dialect: api, header: header, auth: auth != nil, tally: &tally{}}
	if f.api == "" {
		c.dialect = &convention.Auto{Form: f.form, Taken: func(api *convention.Convention) {
			if c.api = api; c.taken != nil {
				c.taken()
			}
		}}
	}
	o := client.Options{
		Dialect: c.dialect, Default: defaults(api), Header: header, Auth: auth, UserAgent: "etch/" + build().Version,
		Origin:  u,
		Timeout: time.Duration(f.requestTimeout), MaxBody: int64(f.maxBody),
		CACert: f.caCert, Cert: f.cert, Key: f.key, Insecure: f.insecure, UnixSocket: f.unixSocket,
		OnExchange: c.exchange,
	}
	if f.verbose {
		o.Trace = show.Writer(a.err)
	}
	if c.client, err = client.New(o); err != nil {
		return nil, &localError{say: err.Error()}
	}
	return c, nil
}

// exchange is client.Options.OnExchange.
func (c *connection) exchange(x client.Exchange) {
	c.tally.count(x)
	if c.observe != nil && x.Err == nil {
		c.observe(x.Took)
	}
}
