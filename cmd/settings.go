package cmd

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/merge/document"
)

// settings are what holds for the requests of one URL: what the flags say, below them
// what the configuration says, below that the defaults.
type settings struct {
	entry   *config.Entry // nil: none
	header  http.Header
	hidden  []string // headers whose values come from variables
	query   url.Values
	auth    client.Credentials
	user    string // who asks; "": not known
	api     *convention.Convention
	auto    bool // the API is found out
	form    string
	tls     config.TLS
	timeout time.Duration // of one request
	own     bool          // the flags or the environment, which name no server, give secrets
}

// settle joins the flags and the entry of u.
func (a *app) settle(f *connectFlags, u *url.URL) (*settings, error) {
	entry, err := a.entry(u)
	if err != nil {
		return nil, err
	}
	s := &settings{entry: entry, form: f.form, timeout: time.Duration(f.requestTimeout)}
	if entry == nil {
		entry = &config.Entry{}
	}
	if s.header, err = requestHeaders(f); err != nil {
		return nil, err
	}
	if err := a.settleAuth(s, f, entry, u); err != nil {
		return nil, err
	}
	if s.user = f.user; s.user == "" && s.auth != nil && entry.Auth != nil && entry.Auth.Basic != nil {
		s.user, _ = entry.Auth.Basic.User.Expand(a.env)
	}
	if err := a.settleTexts(s, entry); err != nil {
		return nil, err
	}
	if err := s.settleAPI(f, entry); err != nil {
		return nil, err
	}
	a.settleTLS(s, f, entry)
	if entry.RequestTimeout != nil && !f.given("request-timeout") {
		s.timeout = time.Duration(*entry.RequestTimeout)
	}
	return s, nil
}

// settleAuth chooses the credentials. What the command line names comes first, an
// Authorization of -H included; then the entry, which names the server; and last the
// token in the environment, which names none.
func (a *app) settleAuth(s *settings, f *connectFlags, e *config.Entry, u *url.URL) (err error) {
	named := f.bearerFile != "" || f.user != "" || f.netrc
	s.own = named || hasSecret(s.header)
	switch {
	case named:
		s.auth, err = a.credentials(f, u)
	case s.header.Get("Authorization") != "", hasHeader(e, "Authorization"):
	case e.Auth != nil:
		s.auth, err = a.entryAuth(e)
	default:
		s.auth, err = a.credentials(f, u)
		s.own = s.own || s.auth != nil
	}
	return err
}

// hasSecret reports whether there is a header whose name says that it is a secret.
func hasSecret(h http.Header) bool {
	for name := range h {
		if client.SecretName(name) {
			return true
		}
	}
	return false
}

// hasHeader reports whether an entry has a header.
func hasHeader(e *config.Entry, name string) bool {
	for n := range e.Headers {
		if http.CanonicalHeaderKey(n) == name {
			return true
		}
	}
	return false
}

// entryAuth makes the credentials of an entry. What can be told without asking anybody
// is told now: a variable that is not set, a file that is not there.
func (a *app) entryAuth(e *config.Entry) (client.Credentials, error) {
	const token, password = "the bearer token", "the password"
	c, auth := a.settings, e.Auth
	try := func(get client.TokenFunc, s *config.Secret) error {
		if s.Command != "" { // when it is needed
			return nil
		}
		_, err := get(context.Background())
		return err
	}
	switch {
	case auth.Bearer != nil:
		get := a.secret(c, e, token, auth.Bearer)
		return client.BearerFunc(get), try(get, auth.Bearer)
	case auth.Basic != nil:
		user, err := a.expand(e, "the user name", auth.Basic.User)
		if err != nil {
			return nil, err
		}
		get := a.secret(c, e, password, &auth.Basic.Password)
		ask := func(ctx context.Context, _ string, _ bool) (string, error) { return get(ctx) }
		return client.Basic(user, ask), try(get, &auth.Basic.Password)
	}
	path := a.netrcPath()
	if auth.Netrc.Path != "" {
		path = c.where(auth.Netrc.Path)
	}
	if err := readable("the netrc file", path); err != nil {
		return nil, &secretError{what: "user and password", at: c.at(e), err: err}
	}
	return client.Netrc(path), nil
}

// settleTexts puts the values into the entry's headers and query, where the flags have
// not the same header.
func (a *app) settleTexts(s *settings, e *config.Entry) error {
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		canonical := http.CanonicalHeaderKey(name)
		if _, given := s.header[canonical]; given {
			continue
		}
		v, err := a.expand(e, "the header "+canonical, e.Headers[name])
		if err != nil {
			return err
		}
		if s.header.Set(canonical, v); len(e.Headers[name].Variables()) > 0 {
			s.hidden = append(s.hidden, canonical)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Query)) {
		v, err := a.expand(e, "the query parameter "+name, e.Query[name])
		if err != nil {
			return err
		}
		if s.query == nil {
			s.query = url.Values{}
		}
		s.query.Set(name, v)
	}
	return nil
}

// expand puts the environment's variables into a text.
func (a *app) expand(e *config.Entry, what string, t config.Text) (string, error) {
	v, err := t.Expand(a.env)
	if err != nil {
		return "", &secretError{what: what, at: a.settings.at(e), err: err}
	}
	return v, nil
}

// settleAPI chooses the convention: that of --api; that of the draft that is taken up,
// with what the entry overrides in it; the entry's; else it is found out.
func (s *settings) settleAPI(f *connectFlags, e *config.Entry) error {
	configured, err := e.Convention()
	switch {
	case err != nil:
		return err
	case f.api != "":
		s.api, err = lookupAPI(f.api)
	case f.kept != "" && (configured == nil || configured.Name != f.kept):
		s.api, err = lookupKept(f.kept)
	case configured != nil:
		s.api = configured
	default:
		s.api, s.auto = convention.RFC9110, true
	}
	if s.form == "" && s.auto {
		s.form = e.ValidatorForm
	}
	if err == nil {
		s.api = s.api.WithForm(s.form)
	}
	return err
}

// settleTLS chooses the files of the connection, and reads none.
func (a *app) settleTLS(s *settings, f *connectFlags, e *config.Entry) {
	s.tls = config.TLS{CACert: f.caCert, Cert: f.cert, Key: f.key, Insecure: f.insecure}
	if f.caCert == "" && e.TLS.CACert != "" {
		s.tls.CACert = a.settings.where(e.TLS.CACert)
	}
	if f.cert == "" && e.TLS.Cert != "" {
		s.tls.Cert, s.tls.Key = a.settings.where(e.TLS.Cert), a.settings.where(e.TLS.Key)
	}
	if e.TLS.Insecure && (f.beyond || !f.given("insecure")) {
		s.tls.Insecure = true
	}
}

// plainNote warns of secrets that go over plain http to another machine; "" where
// there is nothing to warn of. Those of the configuration do not (config.Load refuses
// them), and with the flags and the environment the user has said so.
func (s *settings) plainNote(f *connectFlags, u *url.URL) string {
	allowed := s.entry != nil && s.entry.AllowHTTP
	if u.Scheme != "http" || config.Loopback(u.Hostname()) || f.unixSocket != "" || !s.own || allowed {
		return ""
	}
	return "the credentials go to " + foreign(u.Host) + " over plain http, where others can read them"
}

// below sets what the flags of a command that writes do not say to what the entry says.
func (f *writeFlags) below(e *config.Entry) *writeFlags {
	if e == nil {
		return f
	}
	all := *f
	if e.Format != "" && !f.given("format") {
		all.format = e.Format
	}
	if e.Retries != nil && !f.given("retries") {
		all.retries = *e.Retries
	}
	if f.marker == "" && !f.unmarked && !f.given("marker") {
		all.marker = document.Pointer(e.Marker)
	}
	if e.Timeout != nil && !f.given("timeout") {
		all.timeout = span(*e.Timeout)
	}
	all.merge.keys = maps.Clone(f.merge.keys)
	keys := make(map[document.Pointer]string, len(e.ArrayKeys))
	for p, member := range e.ArrayKeys {
		keys[document.Pointer(p)] = member
	}
	all.merge.keep(keys)
	return &all
}

// managedBy are the members that the server sets: the API's, and those that the entry
// names.
func managedBy(api *convention.Convention, e *config.Entry) []document.Pointer {
	all := api.ManagedMembers()
	if e != nil {
		for _, p := range e.Managed {
			all = append(all, document.Pointer(p))
		}
	}
	return all
}
