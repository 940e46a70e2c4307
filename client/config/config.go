// Package config is what a person's configuration says of APIs: a YAML file of entries
// by URL prefix. It reads the file's text, says what is wrong with it and where, and
// finds the entry of a URL. For a URL exactly one entry holds, the one with the longest
// prefix: entries do not add up.
//
// The package reads no file but the one it is given as bytes, no environment and no
// secret. A secret is named here (an environment variable, a file, a command); whoever
// sends it fetches it. A description of an API's convention is part of an entry; what
// that means is package convention's.
package config

import (
	"cmp"
	"net/url"
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/strict"
)

// A File is a whole configuration. The zero File says nothing of any URL.
type File struct {
	URLs map[string]*Entry `yaml:"urls"` // by the prefix as it is written
}

// An Entry is what holds for the URLs below a prefix. What is not said is the zero value.
type Entry struct {
	API            string          `yaml:"api"`             // the name of a convention
	Overrides      yaml.Node       `yaml:"overrides"`       // fields of that convention; see Convention
	ValidatorForm  string          `yaml:"validator_form"`  // as-is, quote, unquote, strong
	Headers        map[string]Text `yaml:"headers"`         // on every request
	Query          map[string]Text `yaml:"query"`           // on every request's URL
	Auth           *Auth           `yaml:"auth"`            // credentials
	TLS            TLS             `yaml:"tls"`             // the connection
	AllowHTTP      bool            `yaml:"allow_http"`      // secrets may go over plain http
	Format         string          `yaml:"format"`          // json or text: what a body is whose media type does not say
	ArrayKeys      map[Path]string `yaml:"array_keys"`      // the member that tells the elements of an array apart
	Managed        []Path          `yaml:"managed"`         // members that the server sets, beside the convention's
	Marker         Path            `yaml:"marker"`          // the member that keeps the ids of the last writes
	IdempotencyKey Key             `yaml:"idempotency_key"` // each write carries a key of its own
	Retries        *int            `yaml:"retries"`         // rounds after conflicts
	Timeout        *Duration       `yaml:"timeout"`         // of a whole run
	RequestTimeout *Duration       `yaml:"request_timeout"` // of one request

	Prefix string                 `yaml:"-"` // as it is written
	Line   int                    `yaml:"-"` // of the prefix, from 1
	at     place                  // the prefix, normalised
	conv   *convention.Convention // with the overrides; nil where there are none
}

// Overridden ends the name of a convention of which an entry overrides something, and
// not the name itself. A draft that was begun with it goes on with it alone.
const Overridden = "-overridden"

// An Auth says who asks. Exactly one of them is set.
type Auth struct {
	Bearer *Secret `yaml:"bearer"` // a token (RFC 6750)
	Basic  *Basic  `yaml:"basic"`  // a user and a password (RFC 7617)
	Netrc  Netrc   `yaml:"netrc"`  // what a netrc file has for the host
}

// A Basic is a user and where the password is.
type Basic struct {
	User     Text   `yaml:"user"`
	Password Secret `yaml:"password"`
}

// A Secret says where a secret is. Exactly one of them is set.
type Secret struct {
	Env     string `yaml:"env"`     // the name of an environment variable
	File    string `yaml:"file"`    // the path of a file, whose whole text it is
	Command string `yaml:"command"` // a command that prints it, for the shell
}

// TLS says how the server is known, and as whom etch shows itself. The names are of
// PEM files.
type TLS struct {
	CACert   string `yaml:"cacert"`
	Cert     string `yaml:"cert"`
	Key      string `yaml:"key"`
	Insecure bool   `yaml:"insecure"`
}

// Load reads a configuration. file names it in the errors, which are all that is wrong
// with it, by their lines. With errors the File is only good for its Variables.
func Load(file string, data []byte) (*File, []*strict.Error) {
	f := &File{}
	if blank(data) {
		return f, nil
	}
	d := strict.New(file)
	d.Decode(data, f)
	f.check(d)
	for _, e := range d.Errors() { // a prefix is in it, and in that may be a password
		e.Place = client.ShownText(e.Place)
	}
	return f, d.Errors()
}

// Lookup is the entry that holds for u; nil where there is none. Scheme, host and port
// are those of the prefix, and the path begins with the segments of its path, all of
// them normalised (RFC 3986 section 6.2.2). Of several, the longest holds.
func (f *File) Lookup(u *url.URL) *Entry {
	at := placeOf(u)
	var best *Entry
	for _, e := range f.URLs {
		if at.within(e.at) && (best == nil || len(e.at.path) > len(best.at.path)) {
			best = e
		}
	}
	return best
}

// Entries are all entries, in the order of the file.
func (f *File) Entries() []*Entry {
	var all []*Entry
	for _, e := range f.URLs {
		if e != nil {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *Entry) int { return cmp.Compare(a.Line, b.Line) })
	return all
}

// Variables are the environment variables that the file names, sorted, each once: they
// may hold secrets.
func (f *File) Variables() []string {
	var names []string
	for _, e := range f.Entries() {
		names = append(names, e.variables()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// variables are those of one entry.
func (e *Entry) variables() (names []string) {
	for _, m := range []map[string]Text{e.Headers, e.Query} {
		for _, t := range m {
			names = append(names, t.Variables()...)
		}
	}
	secret := func(s *Secret) {
		if s != nil && s.Env != "" {
			names = append(names, s.Env)
		}
	}
	if e.Auth != nil {
		secret(e.Auth.Bearer)
		if b := e.Auth.Basic; b != nil {
			names = append(names, b.User.Variables()...)
			secret(&b.Password)
		}
	}
	return names
}

// Convention is the API's convention with the entry's overrides, in the entry's form of
// a version; nil where the entry says nothing of it. The error is convention.Lookup's.
func (e *Entry) Convention() (*convention.Convention, error) {
	c := e.conv
	if c == nil && e.API != "" {
		var err error
		if c, err = convention.Lookup(e.API); err != nil {
			return nil, err
		}
	}
	if c != nil {
		c = c.WithForm(e.ValidatorForm)
	}
	return c, nil
}
