package convention

import (
	"bytes"
	"net/http"
	"sync"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/document"
)

// A Sign is what an answer to a read shows if it is one of this API's: all that it
// names must be there.
type Sign struct {
	Header  string             `yaml:"header"`
	Value   Pattern            `yaml:"value"`   // of that header; "": any
	Members []document.Pointer `yaml:"members"` // of a JSON body, and none of them null
	Take    bool               `yaml:"take"`    // the convention is taken unasked; else it is only named, where there is no version otherwise
}

// seen reports whether a shows the sign.
func (s Sign) seen(a *answer) bool {
	if s.Header != "" {
		text, ok := only(a.Header, http.CanonicalHeaderKey(s.Header))
		if !ok || s.Value.exp != nil && !s.Value.exp.MatchString(text) {
			return false
		}
	}
	for _, p := range s.Members {
		if n, err := a.at(p); err != nil || n.Kind() == document.Null {
			return false
		}
	}
	return true
}

// recognise finds the first of the built-in conventions of which an answer shows a sign
// that check lets pass; nil where there is none.
func recognise(names []string, a *answer, check func(Sign) bool) *Convention {
	for _, name := range names {
		c, err := Lookup(name)
		if err != nil {
			continue
		}
		for _, s := range c.Signs {
			if check(s) && s.seen(a) {
				return c
			}
		}
	}
	return nil
}

// takers are the built-in conventions that may be taken unasked. Every run asks for them,
// so their texts are searched for the word: reading all of them would be felt.
var takers = sync.OnceValue(func() (names []string) {
	for _, name := range Names() {
		if bytes.Contains(Source(name), []byte("take: true")) {
			names = append(names, name)
		}
	}
	return names
})

// An Auto is the convention of a resource of which none was named: RFC 9110, unless
// the first answer shows a sign of another one that is clear. It is for one resource.
type Auto struct {
	// Form is the form for versions, as WithForm takes it.
	Form string
	// Taken hears of a convention that is taken unasked, before it is used; nil: nobody does.
	Taken func(*Convention)

	mu sync.Mutex
	c  *Convention // nil until the first answer
}

var _ client.Dialect = (*Auto)(nil)

// convention is what is in use.
func (a *Auto) convention() *Convention {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.c == nil {
		return RFC9110.WithForm(a.Form)
	}
	return a.c
}

// Represent implements client.Dialect. At the first answer it makes up its mind. Where
// there is no version, or a weak one, and an API that is not taken unasked would find
// one, its name is the Representation's Resembles.
func (a *Auto) Represent(r client.Response) (client.Representation, error) {
	c, first := a.decide(r)
	if first && c.Name != RFC9110.Name && a.Taken != nil {
		a.Taken(c)
	}
	rep, err := c.Represent(r)
	if err == nil && c.Name == RFC9110.Name && (rep.Validator.IsZero() || rep.Validator.Strength == client.Weak) {
		if like := recognise(Names(), &answer{Response: r}, func(Sign) bool { return true }); like != nil {
			rep.Resembles = like.Name
		}
	}
	return rep, err
}

// decide returns the convention for r, and whether it was not known before.
func (a *Auto) decide(r client.Response) (c *Convention, first bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.c != nil {
		return a.c, false
	}
	a.c = RFC9110
	// Without a version in the headers a sign in the body counts, too. A weak one is mostly
	// a framework's hash of the answer, of which the API itself knows nothing.
	bare := true
	if rep, err := RFC9110.Represent(r); err == nil {
		bare = rep.Validator.IsZero() || rep.Validator.Strength == client.Weak
	}
	if like := recognise(takers(), &answer{Response: r}, func(s Sign) bool { return s.Take && (bare || s.Header != "") }); like != nil {
		a.c = like
	}
	a.c = a.c.WithForm(a.Form)
	return a.c, true
}

// Written implements client.Dialect.
func (a *Auto) Written(r client.Response) client.Validator { return a.convention().Written(r) }

// Guard implements client.Dialect.
func (a *Auto) Guard(r client.Request, p client.Precondition) (client.Request, error) {
	return a.convention().Guard(r, p)
}

// Judge implements client.Dialect.
func (a *Auto) Judge(r client.Response) error { return a.convention().Judge(r) }

// Impossible implements client.Dialect.
func (a *Auto) Impossible(v client.Validator) (client.Validator, bool) {
	return a.convention().Impossible(v)
}
