package convention

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// A placeError is what is wrong at a place of a description.
type placeError struct{ place, reason string }

// Error gives both.
func (e *placeError) Error() string { return e.place + ": " + e.reason }

// wrong makes a placeError.
func wrong(place, format string, args ...any) error {
	return &placeError{place, fmt.Sprintf(format, args...)}
}

var (
	namePattern  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	fieldPattern = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$") // RFC 9110 section 5.6.2, a token
)

// check looks at what the single values of a description cannot say: what goes
// together, and what is missing. Its error is a *placeError.
func (c *Convention) check() error {
	switch {
	case !namePattern.MatchString(c.Name):
		return wrong("name", "it takes lower-case words joined by -")
	case c.Title == "":
		return wrong("", "it has no title")
	case c.Source == "":
		return wrong("", "it names no source")
	case len(c.Version) == 0:
		return wrong("", "it names no version")
	case c.Delete != nil && len(c.Delete) != len(c.Version):
		return wrong("delete", "it takes one place for each value of the version")
	}
	for i, v := range c.Version {
		if err := v.check(fmt.Sprintf("version[%d]", i), len(c.Version) > 1); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(c.Version, func(v Value) bool { return !v.Beside }) {
		return wrong("version", "all of it stands beside one, and none is there")
	}
	for i, s := range c.Delete {
		if err := s.check(fmt.Sprintf("delete[%d]", i)); err != nil {
			return err
		}
	}
	for i, s := range c.Signs {
		if err := c.checkSign(fmt.Sprintf("signs[%d]", i), s); err != nil {
			return err
		}
	}
	for i, p := range c.Managed {
		if p == "" {
			return wrong(fmt.Sprintf("managed[%d]", i), "the whole document cannot be the server's")
		}
	}
	for _, f := range []func() error{c.checkRead, c.checkWrite, c.checkKeep, c.checkCreate, c.checkLock, c.checkChildren} {
		if err := f(); err != nil {
			return err
		}
	}
	if err := checkAnswers("answers", c.Answers); err != nil {
		return err
	}
	return checkHeaders("headers", c.Headers)
}

// checkSign looks at one sign. What is taken unasked must not need a request of its own.
func (c *Convention) checkSign(place string, s Sign) error {
	switch {
	case s.Header == "" && len(s.Members) == 0:
		return wrong(place, "it takes a header or members")
	case s.Header != "" && !fieldPattern.MatchString(s.Header):
		return wrong(place+".header", "that is no header's name")
	case s.Header == "" && s.Value.exp != nil:
		return wrong(place+".value", "it is that of a header")
	case s.Take && len(c.Headers)+len(c.Read.Query) > 0:
		return wrong(place+".take", "an API that asks for headers cannot be told by an answer without them")
	}
	return nil
}

// check looks at one value of a version.
func (v Value) check(place string, several bool) error {
	switch {
	case v.Link != nil && (v.Header != "" || v.Member != "" || v.Next != "" || v.Form != "" || several):
		return wrong(place+".link", "a link is the only place, and the only value")
	case v.Link != nil && v.Link.Relation == "":
		return wrong(place+".link", "it has no relation")
	case (v.Link != nil) != v.Send.URL:
		return wrong(place+".send", "a link is sent as a URL, and nothing else is")
	case v.Link == nil && v.Header == "" && v.Member == "":
		return wrong(place, "it is read nowhere: header, member or link")
	case v.Header != "" && !fieldPattern.MatchString(v.Header):
		return wrong(place+".header", "that is no header's name")
	case v.Dated && (!strings.EqualFold(v.Header, "ETag") && !isDate(v) || v.Member != "" || several):
		return wrong(place+".dated", "a date stands in for an ETag that is the only value, or is that value")
	case isDate(v) && (!v.Dated || !strings.EqualFold(v.Send.Header, "If-Unmodified-Since")):
		return wrong(place+".header", "a date tells versions apart with dated: true alone, and goes back in If-Unmodified-Since")
	case !oneOf(v.Type, "", "string", integer):
		return wrong(place+".type", "it takes string or integer")
	case !oneOf(v.Next, "", "same", increment):
		return wrong(place+".next", "it takes same or increment")
	case v.Next == increment && v.Type != integer:
		return wrong(place+".next", "only an integer can be incremented")
	case v.Pick.exp != nil && v.Pick.exp.NumSubexp() != 1:
		return wrong(place+".pick", "it takes one group, in parentheses")
	case v.Raise != "" && (v.Type != integer || v.Next == increment || v.Raise == v.Send.Member):
		return wrong(place+".raise", "it goes with an integer that is sent back as it is, elsewhere")
	case v.Beside && (v.Member == "" || v.Send.Member == "" || v.Header != "" || v.Next != "" || !several):
		return wrong(place+".beside", "it goes from member to member, next to a version")
	case v.Form != "" && forms[v.Form] == nil:
		return wrong(place+".form", "it takes %s", strings.Join(slices.Sorted(maps.Keys(forms)), ", "))
	}
	return v.Send.check(place + ".send")
}

// isDate reports whether the version is a date and nothing else.
func isDate(v Value) bool { return strings.EqualFold(v.Header, "Last-Modified") }

// check looks at one place of a request.
func (s Send) check(place string) error {
	places := 0
	for _, set := range []bool{s.Header != "", s.Member != "", s.Query != "", s.URL} {
		if set {
			places++
		}
	}
	switch {
	case places != 1:
		return wrong(place, "it takes one of header, member, query and url")
	case s.Header != "" && !fieldPattern.MatchString(s.Header):
		return wrong(place+".header", "that is no header's name")
	case s.Header != "" && (foreignHeader(s.Header) || oneOf(http.CanonicalHeaderKey(s.Header), "If-None-Match", "If-Modified-Since", "If-Range")):
		return wrong(place+".header", "a version there guards nothing")
	case s.Prefix != "" && s.Query == "":
		return wrong(place+".prefix", "it goes with a query parameter")
	case s.Also != "" && (s.Header == "" || !fieldPattern.MatchString(s.Also) || foreignHeader(s.Also)):
		return wrong(place+".also", "it is another header, beside one")
	}
	return nil
}

// checkRead looks at what is edited, and at how it goes back.
func (c *Convention) checkRead() error {
	switch w := c.Write; {
	case !oneOf(c.Read.Encoding, "", "base64"):
		return wrong("read.encoding", "it takes base64")
	case c.Read.Encoding != "" && c.Read.Body == "":
		return wrong("read.encoding", "it is that of a part of the body")
	case (c.Read.Each != nil || c.Read.NewestFirst) && (c.Read.Body == "" || c.Read.Encoding != ""):
		return wrong("read", "each and newest_first go with a part of the body that is not encoded")
	case (c.Read.Each != nil || c.Read.NewestFirst) && w.Append == "":
		return wrong("read", "what is edited is not what is there: it goes with write.append, which only adds")
	case c.Read.Row != "" && !strings.HasPrefix(string(c.Read.Body), "/0"):
		return wrong("read.row", "it goes with the body /0, the one row")
	case c.Read.Named != "" && c.Read.Encoding == "":
		return wrong("read.named", "it names an encoding, and there is none")
	case len(w.Parameters) > 0 && w.Envelope == "":
		return wrong("write.parameters", "they go into an envelope, and there is none")
	case c.Read.Encoding != "" && w.Envelope == "":
		return wrong("write.envelope", "what is encoded in an answer needs an envelope to go back in")
	case w.Envelope != "" && w.Document == "":
		return wrong("write.envelope", "it needs to know where the document goes in it")
	case w.Document != "" && w.Envelope == "":
		return wrong("write.document", "it is a place in an envelope, and there is none")
	case w.Envelope == "":
		return nil
	}
	d, err := document.Parse([]byte(c.Write.Envelope), document.JSON)
	if err != nil || d.Root().Kind() != document.Object {
		return wrong("write.envelope", "it takes a JSON object")
	}
	return nil
}

// checkWrite looks at the write's form.
func (c *Convention) checkWrite() error {
	switch w := c.Write; {
	case !oneOf(w.Method, "", "PATCH", "PUT", "POST"):
		return wrong("write.method", "it takes PATCH, PUT or POST")
	case w.Patch != "" && w.Method != "PATCH":
		return wrong("write.patch", "it goes with the method PATCH")
	case w.Patch != "" && !oneOf(w.Patch, "merge", "json", "application/json") && !strings.HasSuffix(w.Patch, "+json"):
		return wrong("write.patch", "it takes merge, json or a media type of JSON")
	case w.Whole && oneOf(w.Patch, "", "merge", "json"):
		return wrong("write.whole", "it goes with a patch of another media type, of which nothing says what an object in it means")
	case w.Nulls && oneOf(w.Patch, "", "merge", "json"):
		return wrong("write.nulls", "it goes with a patch of another media type, of which nothing says what null means")
	case w.Envelope != "" && !oneOf(w.Method, "PUT", "POST"):
		return wrong("write.envelope", "it goes with the method PUT or POST")
	case w.Media != "" && w.Method != "POST":
		return wrong("write.media", "it goes with the method POST")
	case w.Append != "" && (w.Method != "POST" || w.Envelope != ""):
		return wrong("write.append", "it goes with the method POST, and no envelope")
	case w.Patches != "" && w.Method != "PATCH":
		return wrong("write.patches", "it goes with the method PATCH")
	case w.URL != "":
		if u, err := url.Parse(w.URL); err != nil || u.IsAbs() || u.Host != "" {
			return wrong("write.url", "it takes a URL relative to the resource's")
		}
	}
	return checkHeaders("write.headers", c.Write.Headers)
}

// checkChildren looks at the parts with a version of their own.
func (c *Convention) checkChildren() error {
	if c.Children != nil && c.Children.Token == "" {
		return wrong("children.token", "it names no member")
	}
	return nil
}

// checkCreate looks at the guard of a write that must find nothing.
func (c *Convention) checkCreate() error {
	how := c.Create
	switch {
	case how == nil:
		return nil
	case !oneOf(how.Method, "", "PUT", "POST"):
		return wrong("create.method", "it takes PUT or POST")
	case len(how.Headers) == 0 && len(how.Query) == 0 && how.Method != "POST" && !how.Versionless:
		return wrong("create", "nothing guards it: it takes headers or a query, the method POST, or versionless: true")
	}
	for i, status := range how.Created {
		if status/100 != 2 {
			return wrong(fmt.Sprintf("create.created[%d]", i), "it takes a status of success")
		}
	}
	if err := checkAnswers("create.answers", how.Answers); err != nil {
		return err
	}
	return checkHeaders("create.headers", how.Headers, "If-None-Match")
}

// checkAnswers looks at the meanings of answers at place.
func checkAnswers(at string, answers []Answer) error {
	for i, a := range answers {
		place := fmt.Sprintf("%s[%d]", at, i)
		words := []string{}
		for m := range meanings {
			words = append(words, string(m))
		}
		slices.Sort(words)
		switch {
		case a.Status < 200 || a.Status > 599:
			return wrong(place+".status", "it takes a status from 200 to 599")
		case meanings[a.Means] == nil:
			return wrong(place+".means", "it takes %s", strings.Join(words, ", "))
		case a.Header != "" && !fieldPattern.MatchString(a.Header):
			return wrong(place+".header", "that is no header's name")
		case a.Status/100 == 2 && a.Body.exp == nil && a.Means != NoAnswer:
			return wrong(place, "a status of success alone is no refusal: it takes a pattern of the body")
		}
	}
	return nil
}

// oneOf reports whether s is one of words.
func oneOf(s string, words ...string) bool { return slices.Contains(words, s) }
