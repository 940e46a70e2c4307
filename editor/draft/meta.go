package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// The names inside a draft's folder.
const (
	metaName    = "meta.json"
	baseName    = "base"
	lockName    = "lock"
	sentName    = "sent"
	droppedName = "dropped" // meta.json of a draft that is being dropped
)

// format is the version of meta.json that this package writes. A reader that meets
// a higher one does not guess.
const format = 1

// wantedAbsent is meta.Wanted where the resource is to go.
const wantedAbsent = "absent"

// sentAbsent is meta.Sent where what was sent is the absence of the resource.
const sentAbsent = "absent"

// meta is meta.json.
type meta struct {
	Format  int    `json:"format"`
	Program string `json:"program,omitempty"`
	baseMeta
	Wanted     string     `json:"wanted,omitempty"` // wantedAbsent, or "" for the text
	Generation int        `json:"generation"`
	Text       string     `json:"text,omitempty"`     // the file's name
	Sent       string     `json:"sent,omitempty"`     // SHA-256 of the text that was sent
	Adds       bool       `json:"adds,omitempty"`     // see editor.Draft
	Guarding   string     `json:"guarding,omitempty"` // see editor.Draft
	Keys       []arrayKey `json:"array_keys,omitempty"`
	Marker     opaque     `json:"marker,omitempty"` // see editor.Draft
	Marks      []string   `json:"marks,omitempty"`
	Earlier    []sent     `json:"earlier,omitempty"` // see editor.Draft
	Last       string     `json:"last_error,omitempty"`
	Saved      time.Time  `json:"saved"`
}

// A baseMeta is what is kept of a base, beside its bytes.
type baseMeta struct {
	URL         opaque     `json:"url"`
	API         opaque     `json:"api,omitempty"`
	MediaType   opaque     `json:"media_type"`
	Validator   *validator `json:"validator,omitempty"`
	AcceptPatch []opaque   `json:"accept_patch"`
	Kept        []kept     `json:"kept,omitempty"` // see client.Representation
	Document    string     `json:"document"`       // "json", "text": what it is or, of an absent one, what will be there
	BaseSum     string     `json:"base_sha256,omitempty"`
}

// A kept is one of client.Representation's Kept.
type kept struct {
	Name   string   `json:"name"`
	Values []opaque `json:"values"`
}

// An arrayKey is one of editor.Draft's Keys.
type arrayKey struct {
	Path   opaque `json:"path"`
	Member opaque `json:"member"`
}

type validator struct {
	Values   []opaque `json:"values"`
	Strength string   `json:"strength"`
}

var strengths = []string{client.Strong: "strong", client.Weak: "weak", client.Date: "date", client.DateYet: "date-yet"}

var documents = map[document.Format]string{document.Text: "text", document.JSON: "json"}

// newMeta describes d's base.
func newMeta(d *editor.Draft) meta {
	m := meta{Format: format, baseMeta: newBaseMeta(d.Base), Adds: d.Adds, Last: strings.ToValidUTF8(d.Last, "\uFFFD")}
	m.Marker, m.Marks, m.Guarding = opaque(d.Marker), d.Marks, string(d.Guarding)
	for _, p := range slices.Sorted(maps.Keys(d.Keys)) {
		m.Keys = append(m.Keys, arrayKey{opaque(p), opaque(d.Keys[p])})
	}
	for _, s := range d.Earlier {
		m.Earlier = append(m.Earlier, newSent(s))
	}
	if d.Absent {
		m.Wanted = wantedAbsent
	}
	return m
}

// newBaseMeta describes a base.
func newBaseMeta(s editor.State) baseMeta {
	r := s.Representation
	b := baseMeta{API: opaque(r.API), MediaType: opaque(r.MediaType), AcceptPatch: opaques(r.Patches), Document: documents[s.Format()]}
	if r.URL != nil {
		b.URL = opaque(client.Blank(r.URL).String()) // secrets are none of the resource's identity
	}
	if v := r.Validator; !v.IsZero() {
		b.Validator = &validator{opaques(v.Values), strengths[v.Strength]}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Kept)) {
		b.Kept = append(b.Kept, kept{name, opaques(r.Kept[name])})
	}
	if s.Document != nil {
		b.BaseSum = sum(s.Document.Source())
	}
	return b
}

// sentSum returns what meta.Sent is for d.
func sentSum(d *editor.Draft) string {
	switch {
	case !d.Sent:
		return ""
	case d.Text == nil:
		return sentAbsent
	}
	return sum(d.Text)
}

// same reports whether a text made on m was made on n.
func (m baseMeta) same(n baseMeta) bool {
	sameVersion := (m.Validator == nil) == (n.Validator == nil) &&
		(m.Validator == nil || slices.Equal(m.Validator.Values, n.Validator.Values))
	return sameVersion && m.URL == n.URL && m.MediaType == n.MediaType && m.Document == n.Document && m.BaseSum == n.BaseSum
}

// folder is where the generation's base and text are.
func (m meta) folder() string { return strconv.Itoa(m.Generation) }

// encode returns m as meta.json: indented, for people who look.
func (m meta) encode() ([]byte, error) {
	b, err := plain(m)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, b, "", "  ")
	return out.Bytes(), err
}

// plain is json.Marshal that leaves the & of a URL legible.
func plain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// decode reads meta.json. The error says in which way it is none.
func decode(data []byte) (meta, error) {
	var m meta
	if err := json.Unmarshal(data, &m); err != nil {
		return meta{}, fmt.Errorf("%s: %w", metaName, err)
	}
	switch {
	case m.Format > format:
		return meta{}, fmt.Errorf("%s: format %d is newer than this program", metaName, m.Format)
	case m.Format < 1:
		return meta{}, errors.New(metaName + ": no format")
	case m.Generation < 1:
		return meta{}, errors.New(metaName + ": no generation")
	case m.Text != "" && m.Text != cleanName(m.Text):
		return meta{}, errors.New(metaName + ": not a file's name: " + strconv.Quote(m.Text))
	}
	for _, v := range append([]sent{{baseMeta: m.baseMeta}}, m.Earlier...) {
		if v := v.Validator; v != nil && slices.Index(strengths, v.Strength) < 0 {
			return meta{}, errors.New(metaName + ": unknown strength: " + strconv.Quote(v.Strength))
		}
	}
	return m, nil
}

// state is the base that m describes, whose bytes are source.
func (m baseMeta) state(source []byte) (editor.State, error) {
	u, err := url.Parse(string(m.URL))
	if err != nil {
		return editor.State{}, fmt.Errorf("%s: %w", metaName, err)
	}
	s := editor.State{Representation: client.Representation{URL: u, API: string(m.API), MediaType: string(m.MediaType), Patches: texts(m.AcceptPatch)}}
	if v := m.Validator; v != nil {
		s.Representation.Validator = client.Validator{Values: texts(v.Values), Strength: client.Strength(slices.Index(strengths, v.Strength))}
	}
	for _, k := range m.Kept {
		if s.Representation.Kept == nil {
			s.Representation.Kept = map[string][]string{}
		}
		s.Representation.Kept[k.Name] = texts(k.Values)
	}
	f, known := formatNamed(m.Document)
	switch {
	case m.BaseSum == "":
		s.New = f
		return s, nil
	case !known:
		return editor.State{}, fmt.Errorf("%s: unknown document format %q", metaName, m.Document)
	}
	s.Representation.Body = source
	s.Document, err = document.Parse(source, f)
	return s, err
}

// guarding is how the write is to be guarded. What this program does not know leaves it
// to the version, which is the strictest.
func (m meta) guarding() editor.Guarding {
	switch g := editor.Guarding(m.Guarding); g {
	case editor.ByTests, editor.ByNothing:
		return g
	}
	return ""
}

// formatNamed is the format that meta.Document names.
func formatNamed(name string) (document.Format, bool) {
	for f, n := range documents {
		if n == name {
			return f, true
		}
	}
	return document.Text, false
}

// keys returns the identity members by the paths of their arrays; nil where there are none.
func (m meta) keys() map[document.Pointer]string {
	if len(m.Keys) == 0 {
		return nil
	}
	keys := map[document.Pointer]string{}
	for _, k := range m.Keys {
		keys[document.Pointer(k.Path)] = string(k.Member)
	}
	return keys
}
