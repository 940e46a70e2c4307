package cmd

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/config"
)

// newConfigShow is "etch config show".
func newConfigShow(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "show [URL] [flags]",
		Short: "print what the configuration says, of one URL or of all",
		Long: `show prints the entry that holds for a URL, or all entries. Secrets are not printed;
where they come from is.`,
		Example: `  etch config show
  etch config show https://api.example.com/v1/pages/7`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return oneURL(c, args)
		},
		ValidArgsFunction: completeURL,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.showConfig(format)
			}
			return a.showEntry(args[0], format)
		},
	}
	outputFlag(c, &format)
	return c
}

// An entryLine is what "config show -o json" prints of an entry. Secrets are not in it.
type entryLine struct {
	URL            string                 `json:"url,omitempty"` // that was asked for
	File           string                 `json:"file"`
	Entry          string                 `json:"entry,omitempty"` // the prefix
	Line           int                    `json:"line,omitempty"`
	API            string                 `json:"api,omitempty"`
	Overridden     bool                   `json:"overridden,omitempty"`
	ValidatorForm  string                 `json:"validator_form,omitempty"`
	Auth           *authLine              `json:"auth,omitempty"`
	Headers        map[string]settingLine `json:"headers,omitempty"`
	Query          map[string]settingLine `json:"query,omitempty"`
	AllowHTTP      bool                   `json:"allow_http,omitempty"`
	CACert         string                 `json:"cacert,omitempty"`
	Cert           string                 `json:"cert,omitempty"`
	Key            string                 `json:"key,omitempty"`
	Insecure       bool                   `json:"insecure,omitempty"`
	Format         string                 `json:"format,omitempty"`
	ArrayKeys      []string               `json:"array_keys,omitempty"`
	Managed        []string               `json:"managed,omitempty"`
	IdempotencyKey string                 `json:"idempotency_key,omitempty"`
	Marker         string                 `json:"marker,omitempty"`
	Retries        *int                   `json:"retries,omitempty"`
	Timeout        string                 `json:"timeout,omitempty"`
	RequestTimeout string                 `json:"request_timeout,omitempty"`
}

// An authLine says who asks, and where the secret comes from.
type authLine struct {
	Kind string `json:"kind"` // bearer, basic, netrc
	User string `json:"user,omitempty"`
	From string `json:"from"`           // env, file, command
	Name string `json:"name,omitempty"` // of the variable or the file
}

// A settingLine is a header or a member of a query. Of a secret there is no value.
type settingLine struct {
	Value     string   `json:"value,omitempty"`
	Secret    bool     `json:"secret,omitempty"`
	Variables []string `json:"variables,omitempty"`
}

// showConfig prints all entries.
func (a *app) showConfig(format string) error {
	c, err := a.configuration()
	switch {
	case err != nil:
		return err
	case len(c.errs) > 0:
		return c.wrong()
	}
	if format == "text" {
		a.printFile(c)
	}
	for _, e := range c.Entries() {
		line := c.describe(e)
		if format == "json" {
			if err := a.printJSON(line); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.out, "%s (line %d)\n", foreign(e.Prefix), e.Line)
		line.print(indented{a.out})
	}
	return nil
}

// showEntry prints what holds for one URL.
func (a *app) showEntry(rawURL, format string) error {
	u, err := parseURL(rawURL)
	if err != nil {
		return err
	}
	e, err := a.entry(u)
	if err != nil {
		return err
	}
	c := a.settings
	line := entryLine{File: c.path}
	if e != nil {
		line = c.describe(e)
	}
	line.URL = client.ShownURL(u)
	own := (e == nil || e.Auth == nil && !hasHeader(e, "Authorization")) && a.env(bearerVariable) != ""
	if own {
		line.Auth = &authLine{Kind: "bearer", From: "env", Name: bearerVariable}
	}
	if format == "json" {
		return a.printJSON(line)
	}
	a.printFile(c)
	a.row("url", foreign(line.URL))
	if e == nil {
		a.row("entry", "none")
	} else {
		a.row("entry", fmt.Sprintf("%s (line %d)", foreign(e.Prefix), e.Line))
	}
	if line.API == "" && !line.Overridden {
		line.API = "rfc9110, unless an answer is clearly one of another"
	}
	line.print(a.out)
	return nil
}

// printFile says where the configuration is.
func (a *app) printFile(c *configuration) {
	path := foreign(c.path)
	if c.absent {
		path += " (not there)"
	}
	fmt.Fprintf(a.out, "%-13s %s\n", "file:", path)
}

// describe is e for those outside.
func (c *configuration) describe(e *config.Entry) entryLine {
	line := entryLine{
		File: c.path, Entry: e.Prefix, Line: e.Line, API: e.API, Overridden: !e.Overrides.IsZero(), ValidatorForm: e.ValidatorForm,
		Headers: settingLines(e.Headers), Query: settingLines(e.Query), AllowHTTP: e.AllowHTTP,
		CACert: c.where(e.TLS.CACert), Cert: c.where(e.TLS.Cert), Key: c.where(e.TLS.Key), Insecure: e.TLS.Insecure,
		Format: e.Format, IdempotencyKey: string(e.IdempotencyKey), Marker: string(e.Marker), Retries: e.Retries,
	}
	if e.Auth != nil {
		line.Auth = c.describeAuth(e.Auth)
	}
	for p, member := range e.ArrayKeys {
		line.ArrayKeys = append(line.ArrayKeys, string(p)+"="+member)
	}
	slices.Sort(line.ArrayKeys)
	for _, p := range e.Managed {
		line.Managed = append(line.Managed, string(p))
	}
	if e.Timeout != nil {
		line.Timeout = time.Duration(*e.Timeout).String()
	}
	if e.RequestTimeout != nil {
		line.RequestTimeout = time.Duration(*e.RequestTimeout).String()
	}
	return line
}

// describeAuth is a without its secrets. A command may have one in it.
func (c *configuration) describeAuth(a *config.Auth) *authLine {
	from := func(l authLine, s *config.Secret) *authLine {
		switch {
		case s.Env != "":
			l.From, l.Name = "env", s.Env
		case s.File != "":
			l.From, l.Name = "file", c.where(s.File)
		default:
			l.From = "command"
		}
		return &l
	}
	switch {
	case a.Bearer != nil:
		return from(authLine{Kind: "bearer"}, a.Bearer)
	case a.Basic != nil:
		return from(authLine{Kind: "basic", User: a.Basic.User.String()}, &a.Basic.Password)
	}
	return &authLine{Kind: "netrc", From: "file", Name: c.where(a.Netrc.Path)}
}

// settingLines are texts without what may be secret.
func settingLines(texts map[string]config.Text) map[string]settingLine {
	lines := map[string]settingLine{}
	for name, t := range texts {
		l := settingLine{Secret: t.Secret(name), Variables: t.Variables()}
		if !l.Secret {
			l.Value, _ = t.Expand(nil) // it has no variables
		}
		lines[name] = l
	}
	return lines
}

// text is a setting for people.
func (l settingLine) text() string {
	switch {
	case len(l.Variables) == 1:
		return "*** (with the environment variable " + l.Variables[0] + ")"
	case len(l.Variables) > 1:
		return "*** (with the environment variables " + strings.Join(l.Variables, ", ") + ")"
	case l.Secret:
		return "*** (in the file)"
	}
	return l.Value
}

// text says who asks.
func (l authLine) text(line int) string {
	from := map[string]string{
		"env": "the environment variable " + l.Name, "file": "the file " + l.Name, "command": fmt.Sprintf("a command (line %d)", line),
	}[l.From]
	switch l.Kind {
	case "bearer":
		return "bearer token from " + from
	case "basic":
		return "user " + l.User + ", password from " + from
	case "netrc":
		if l.Name == "" {
			return "user and password from ~/.netrc"
		}
	}
	return "user and password from " + from
}
