// Package convention describes, as data, how an API carries its versions: where
// one is read, how it goes back, what an answer means. A [Convention] is read from
// YAML ([Load]); those that are built in are files in the folder presets ([Lookup]).
// It implements client.Dialect, so that nobody else knows that APIs differ.
//
// It sends nothing. It reads as much of a body as it takes to find a version, and
// writes as much as it takes to put one there: all other bytes pass as they are.
package convention

import (
	"net/http"
	"slices"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/document"
)

// A Convention is one API's way, as its description says it. The zero Convention is
// invalid: make one with Load or Lookup, which check it.
type Convention struct {
	Name     string             `yaml:"name"`     // lower-case words joined by "-"
	Title    string             `yaml:"title"`    // what it is, in a few words
	Source   string             `yaml:"source"`   // the document that it rests on
	Unproven bool               `yaml:"unproven"` // second-hand, or never run against the real thing
	Tried    string             `yaml:"tried"`    // what it was run against; "" where Unproven
	Notes    string             `yaml:"notes"`    // what a person should know
	Signs    []Sign             `yaml:"signs"`    // what tells one of its answers; any of them
	Headers  map[string]string  `yaml:"headers"`  // on every request, below the user's own
	Read     Read               `yaml:"read"`     // what is edited
	Version  []Value            `yaml:"version"`  // all of them together name one version
	Write    Write              `yaml:"write"`    // how a write looks
	Create   *Create            `yaml:"create"`   // how a write is guarded that must find nothing; nil: as in RFC 9110 where the version goes back in a header, else not at all
	Delete   []Send             `yaml:"delete"`   // where the version goes in a DELETE, in the order of Version; nil: where it goes in any write
	Lock     *Lock              `yaml:"lock"`     // how one writer gets the resource alone; nil: it cannot
	Children *Children          `yaml:"children"` // parts of the document with a version of their own; nil: there are none
	Managed  []document.Pointer `yaml:"managed"`  // members that the server sets, beside the version's own
	Answers  []Answer           `yaml:"answers"`  // what answers to a write mean, the first that fits; else client.JudgeWrite
}

// A Read says which part of an answer is edited.
type Read struct {
	Body     document.Pointer `yaml:"body"`     // the part of a JSON body; "": all of the body
	Encoding string           `yaml:"encoding"` // of that part, a string: base64, or "" for none
	Named    document.Pointer `yaml:"named"`    // the member that says the encoding; where it is there, it must be that one

	Query       map[string]string `yaml:"query"`        // of the URL, where it has none of these names
	Row         string            `yaml:"row"`          // a query parameter that begins so says which row of a table is meant; without one nothing is read, and the body is the one row that was found
	Each        []Taken           `yaml:"each"`         // what is edited of each element of the part, an array; nil: all of it
	NewestFirst bool              `yaml:"newest_first"` // the array is turned round: what is added comes last
}

// A Taken is one member of an element as it is edited.
type Taken struct {
	Name   string           `yaml:"name"`
	From   document.Pointer `yaml:"from"`   // where the API has it; nothing need be there
	Parsed bool             `yaml:"parsed"` // it is a string there that holds JSON; one that does not stays a string
}

// A Value is one value of a version: where it is read, and where it goes back. Of
// the places to read, those that are there must agree, and one must be.
type Value struct {
	Header       string           `yaml:"header"`         // a header's name
	Dated        bool             `yaml:"dated"`          // where the ETag cannot be used: Last-Modified, and back in If-Unmodified-Since
	Member       document.Pointer `yaml:"member"`         // a member of a JSON body
	Link         *Link            `yaml:"link"`           // a link, and nothing else
	Type         string           `yaml:"type"`           // of that member: string (or ""), integer
	Pick         Pattern          `yaml:"pick"`           // the version is what its one group matches, where it matches; else there is none
	WeakIsEnough bool             `yaml:"weak_is_enough"` // the server takes its weak entity tags back
	Answered     document.Pointer `yaml:"answered"`       // the member with the new one, in an answer to a write that is no representation
	Beside       bool             `yaml:"beside"`         // no version, but goes back with one as it is, lest the write change it
	Form         string           `yaml:"form"`           // as it goes back: as-is (or ""), quote, unquote, strong
	Next         string           `yaml:"next"`           // what goes back: same (or ""), increment
	Send         Send             `yaml:"send"`
	Raise        document.Pointer `yaml:"raise"` // the member of a write that gets the number after it, where nobody at the server counts
}

// A Send is a place in a request: exactly one of these.
type Send struct {
	Header string           `yaml:"header"`
	Member document.Pointer `yaml:"member"` // of the body; in a JSON Patch, a "test" of that member in front
	Query  string           `yaml:"query"`  // a parameter of the URL
	URL    bool             `yaml:"url"`    // the value is where the write goes
	Prefix string           `yaml:"prefix"` // before the value of a query parameter: a filter's operator
	Also   string           `yaml:"also"`   // another header that gets the same: an older name of it
}

// A Write says how a write looks. Where it names no method, it is found out.
type Write struct {
	Method     string                      `yaml:"method"`     // PATCH, PUT or POST
	Patch      string                      `yaml:"patch"`      // of PATCH: merge, json, or a media type that means a merge patch
	Nulls      bool                        `yaml:"nulls"`      // in a patch of that media type null sets a member to null; none is removed
	Whole      bool                        `yaml:"whole"`      // a patch of that media type replaces each member that it names, also one that is an object, and takes none away
	URL        string                      `yaml:"url"`        // where to, relative to the resource; "": the resource itself
	Headers    map[string]string           `yaml:"headers"`    // on writes alone
	Envelope   string                      `yaml:"envelope"`   // a JSON object that the document is put into
	Document   document.Pointer            `yaml:"document"`   // where in it; encoded as it was read
	Parameters map[string]document.Pointer `yaml:"parameters"` // those of the resource's URL that a write has in the envelope instead
	Patches    document.Pointer            `yaml:"patches"`    // where a patch is put, in an object that holds nothing else
	Omit       []document.Pointer          `yaml:"omit"`       // members that a whole document goes without
	Created    bool                        `yaml:"created"`    // 201 is a usual answer to an update
	Media      string                      `yaml:"media"`      // of a POST; "": that of the representation
	Keep       []Keep                      `yaml:"keep"`       // headers of what is read that go with a write of the whole, which else takes away what they say
	Append     string                      `yaml:"append"`     // the document is a list that is only added to: the member that is an element's ID
}

// A Keep is metadata that an API keeps beside the body, and that a write of the whole
// replaces, too: what a read shows of it goes back.
type Keep struct {
	Header string `yaml:"header"` // of an answer to a read; one that ends in "*": all that begin so
	As     string `yaml:"as"`     // its name in a write; "": the same
}

// Children are the objects within a document that have a version of their own: they are
// resources themselves, and are written under that.
type Children struct {
	Token   string             `yaml:"token"`   // the member that is the version of the object that it is in
	Links   []document.Pointer `yaml:"links"`   // where in such an object its own URL may stand
	Covered bool               `yaml:"covered"` // the version of the whole guards them too
}

// A Create is a write that must find nothing, and its guard.
type Create struct {
	Method      string            `yaml:"method"`      // PUT (or ""), or POST: to the collection, which refuses a resource that is there
	Headers     map[string]string `yaml:"headers"`     // that guard it
	Query       map[string]string `yaml:"query"`       // that guard it
	Versionless bool              `yaml:"versionless"` // a write without a version is refused where something is
	Answers     []Answer          `yaml:"answers"`     // what answers to it mean, ahead of all others; a conflict is that something is there
	Created     []int             `yaml:"created"`     // statuses, beside 201, that say that nothing was there
}

// An Answer is what an answer to a write means.
type Answer struct {
	Status int     `yaml:"status"`
	Body   Pattern `yaml:"body"`   // a regular expression that the body holds; "": any body
	Header string  `yaml:"header"` // a header that is there; "": any
	Means  Meaning `yaml:"means"`
}

// A Meaning is what is known after an answer.
type Meaning string

// The meanings.
const (
	Conflict     Meaning = "conflict"      // the server compared versions, and wrote nothing
	MissingGuard Meaning = "missing"       // it saw no version in the request, and wrote nothing
	Refuses      Meaning = "refuses-guard" // it takes no preconditions, and wrote nothing
	Locked       Meaning = "locked"        // another holds a lock; nothing was written
	Retry        Meaning = "retry"         // the same request may be sent again: nothing was written
	NoAnswer     Meaning = "no-answer"     // it says nothing about what was done
	Refused      Meaning = "refused"       // a plain no
	Gone         Meaning = "gone"          // there is no such resource
)

// RFC9110 is the default: ETag and If-Match, else Last-Modified and If-Unmodified-Since.
var RFC9110 = mustLookup("rfc9110")

var _ client.Dialect = (*Convention)(nil)

// Represent implements client.Dialect. An answer without a usable version in its
// headers gives the zero Validator, which is no error: it is the caller who refuses
// to write then. Where the version should be in the body and is not, or is not
// usable, the error is a *FitError: the answer is not one of this API's.
func (c *Convention) Represent(r client.Response) (client.Representation, error) {
	rep := client.Representation{
		URL:       r.URL,
		API:       c.Name,
		MediaType: r.Header.Get("Content-Type"),
		Body:      r.Body,
		Patches:   client.HeaderList(r.Header, "Accept-Patch"),
		Header:    r.Header,
		Decoded:   r.Decoded,
		Kept:      c.kept(r.Header),
	}
	a := answer{Response: r, api: c.Name}
	err := c.oneRow(&a)
	if err != nil {
		return client.Representation{}, err
	}
	if rep.Validator, err = c.version(&a); err != nil {
		return client.Representation{}, err
	}
	if rep.Validator.IsZero() {
		rep.Flaw = c.flaw(r.Header)
	}
	if c.Read.Body == "" {
		return rep, nil
	}
	if rep.Body, err = c.part(&a); err != nil {
		return client.Representation{}, err
	}
	if c.Read.Encoding != "" {
		rep.MediaType = "" // that of the envelope says nothing about it
	}
	return rep, nil
}

// Written implements client.Dialect.
func (c *Convention) Written(r client.Response) client.Validator {
	a := answer{Response: r, api: c.Name}
	var all client.Validator
	for _, v := range c.Version {
		if v.Answered != "" {
			v.Header, v.Dated, v.Member = "", false, v.Answered
		}
		one, err := v.read(&a)
		if err != nil || one.IsZero() {
			return client.Validator{}
		}
		all.Values = append(all.Values, one.Values...)
		all.Strength = max(all.Strength, one.Strength)
	}
	return all
}

// Guard implements client.Dialect. Its errors: client.ErrNoPrecondition for the
// zero Precondition, *client.UnguardedError for a validator that cannot guard: "*"
// (any version at all), two values where one is meant, control characters, or a date
// that may still stand for two versions; *BodyError for a body that cannot carry it.
func (c *Convention) Guard(r client.Request, p client.Precondition) (client.Request, error) {
	g := guarding{c: c, Request: r, patch: r.Method == http.MethodPatch}
	g.Header = r.Header.Clone()
	if g.Header == nil {
		g.Header = http.Header{}
	}
	for _, name := range conditional {
		g.Header.Del(name)
	}
	if !p.Valid() {
		return g.Request, client.ErrNoPrecondition
	}
	return g.guard(p)
}

// Judge implements client.Dialect.
func (c *Convention) Judge(r client.Response) error {
	answers := c.Answers
	if how := c.create(); how != nil && r.Guard.Absent() {
		answers = append(slices.Clone(how.Answers), answers...)
	}
	for _, a := range answers {
		if a.fits(r) {
			return a.Means.err(r)
		}
	}
	return client.JudgeWrite(r)
}

// WithForm returns c with another form for its versions: as-is, quote, unquote or
// strong, as a Value names them. Any other form leaves c as it is.
func (c *Convention) WithForm(form string) *Convention {
	if _, ok := forms[form]; !ok {
		return c
	}
	d := *c
	d.Version = append([]Value(nil), c.Version...)
	for i := range d.Version {
		if d.Version[i].Send.Header != "" { // elsewhere it is no entity tag
			d.Version[i].Form = form
		}
	}
	return &d
}

// ManagedMembers lists the members of a document that the server sets: the user
// cannot. Those of its version are among them.
func (c *Convention) ManagedMembers() []document.Pointer {
	ps := append([]document.Pointer(nil), c.Managed...)
	for _, v := range c.Version {
		if v.Link != nil && v.Link.List != "" {
			ps = append(ps, v.Link.List)
		}
		if v.Member != "" && c.Read.Body == "" {
			ps = append(ps, v.Member)
		} else if rest, ok := below(v.Member, c.Read.Body); ok && v.Member != "" {
			ps = append(ps, rest)
		}
	}
	return ps
}

// below returns what p is below q, and whether it is.
func below(p, q document.Pointer) (document.Pointer, bool) {
	if p == q || !p.Within(q) {
		return "", false
	}
	return p[len(q):], true
}
