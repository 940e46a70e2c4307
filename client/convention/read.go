package convention

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/document"
)

// An answer is a response with its body as a document, once that is needed.
type answer struct {
	client.Response
	api  string
	doc  *document.Document
	read bool
}

// at returns the member at p of the JSON body.
func (a *answer) at(p document.Pointer) (document.Node, error) {
	if !a.read {
		a.read = true
		a.doc, _ = document.Parse(a.Body, document.JSON)
	}
	if a.doc == nil {
		return document.Node{}, &FitError{a.api, p, NotJSON}
	}
	n, ok := a.doc.At(p)
	if !ok {
		return n, &FitError{a.api, p, Missing}
	}
	return n, nil
}

// part takes what is edited out of the body.
func (c *Convention) part(a *answer) ([]byte, error) {
	n, err := a.at(c.Read.Body)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Read.Each != nil || c.Read.NewestFirst:
		return c.list(n)
	case c.Read.Encoding == "":
		return n.Source(), nil
	}
	if n.Kind() != document.String {
		return nil, &FitError{c.Name, c.Read.Body, WrongType}
	}
	if name, err := a.at(c.Read.Named); c.Read.Named != "" && err == nil && name.Text() != c.Read.Encoding {
		return nil, &FitError{c.Name, c.Read.Named, WrongType} // the part is not all there, or something else
	}
	// Some APIs break base64 into lines (RFC 2045).
	text := strings.NewReplacer("\n", "", "\r", "").Replace(n.Text())
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, &FitError{c.Name, c.Read.Body, WrongType}
	}
	return b, nil
}

// version reads all values of the version; the zero Validator where a header that
// should have one has none that can guard a write.
func (c *Convention) version(a *answer) (client.Validator, error) {
	var all client.Validator
	for _, v := range c.Version {
		one, err := v.read(a)
		if err != nil || one.IsZero() {
			return client.Validator{}, err
		}
		all.Values = append(all.Values, one.Values...)
		all.Strength = max(all.Strength, one.Strength)
	}
	return all, nil
}

// read reads one value.
func (v Value) read(a *answer) (client.Validator, error) {
	if v.Link != nil {
		return v.readLink(a)
	}
	header := v.readHeader(a.Header)
	if v.Member == "" {
		return header, nil
	}
	n, err := a.at(v.Member)
	if err != nil {
		if !header.IsZero() { // where there are two places, one is enough
			return header, nil
		}
		return client.Validator{}, err
	}
	text, err := v.text(a.api, n)
	switch {
	case err != nil:
		return client.Validator{}, err
	case header.IsZero():
		return client.Validator{Values: []string{text}, Strength: v.strength(text)}, nil
	case opaque(header.Values[0]) != opaque(text):
		return client.Validator{}, &FitError{a.api, v.Member, Disagree}
	}
	return header, nil
}

// readHeader reads the value from its header, where it has one.
func (v Value) readHeader(h http.Header) client.Validator {
	switch {
	case v.Header == "":
		return client.Validator{}
	case isDate(v):
		return dated(h)
	}
	text, ok := only(h, http.CanonicalHeaderKey(v.Header))
	if ok {
		text, ok = v.picked(text)
	}
	if ok && usable(text) && !hollow(text) && (!v.isTag() || single(text)) {
		return client.Validator{Values: []string{text}, Strength: v.strength(text)}
	}
	if v.Dated {
		return dated(h)
	}
	return client.Validator{}
}

// picked is the version in a text: all of it, or what the pattern's group matches.
func (v Value) picked(text string) (string, bool) {
	if v.Pick.exp == nil {
		return text, true
	}
	m := v.Pick.exp.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// flaw is why an answer without a version has none in the headers that are for one.
func (c *Convention) flaw(h http.Header) client.Flaw {
	for _, v := range c.Version {
		name := http.CanonicalHeaderKey(v.Header)
		text, one := only(h, name)
		switch {
		case v.Header == "" || h[name] == nil:
		case !one:
			return client.TwoVersions
		case hollow(text) || strings.TrimSpace(text) == "":
			return client.EmptyVersion
		default:
			return client.UnsendableVersion
		}
	}
	return client.NoFlaw
}

// isTag reports whether the value is an entity tag, of which a list or "*" would
// name versions that nobody has seen.
func (v Value) isTag() bool {
	return strings.EqualFold(v.Header, "ETag") || strings.EqualFold(v.Send.Header, "If-Match")
}

// strength is what the text of a value tells apart, as far as its server minds.
func (v Value) strength(text string) client.Strength {
	if v.isTag() && !v.WeakIsEnough && strings.HasPrefix(text, "W/") {
		return client.Weak
	}
	return client.Strong
}

// text reads a member as a version.
func (v Value) text(api string, n document.Node) (string, error) {
	want := document.String
	if v.Type == integer {
		want = document.Number
	}
	text := n.Text()
	switch {
	case v.Beside && n.Kind() == want:
		return text, nil
	case v.Pick.exp != nil && n.Kind() == document.String:
		if picked, ok := v.picked(text); ok && usable(picked) {
			return picked, nil
		}
		return "", &FitError{api, v.Member, WrongType}
	case n.Kind() == document.Null:
		return "", &FitError{api, v.Member, Empty}
	case n.Kind() != want, want == document.Number && !isInteger(text):
		return "", &FitError{api, v.Member, WrongType}
	case hollow(text) || strings.TrimSpace(text) == "":
		return "", &FitError{api, v.Member, Empty}
	case !usable(text), v.isTag() && !single(text):
		return "", &FitError{api, v.Member, Unsendable}
	}
	return text, nil
}

// isInteger reports whether a JSON number is written as a whole one. 15.0 and 1e3 are
// none: how the server would compare them is not known.
func isInteger(number string) bool {
	return strings.Trim(strings.TrimPrefix(number, "-"), "0123456789") == ""
}

// opaque is what a tag has in its quotes, so that a tag in a header and the same one
// without its quotes in a body are seen to agree.
func opaque(tag string) string {
	t := strings.TrimPrefix(tag, "W/")
	if len(t) >= 2 && t[0] == '"' && t[len(t)-1] == '"' {
		return t[1 : len(t)-1]
	}
	return tag
}
