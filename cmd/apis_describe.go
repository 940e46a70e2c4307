package cmd

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/merge/document"
)

// apiFull is the rest, where one is shown in full.
type apiFull struct {
	Notes   string            `json:"notes,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Read    string            `json:"read,omitempty"`
	Body    document.Pointer  `json:"edited,omitempty"`
	Version []apiVersion      `json:"version"`
	Method  string            `json:"method,omitempty"`
	Patch   string            `json:"patch,omitempty"`
	Media   string            `json:"media_type,omitempty"`
	URL     string            `json:"write_url,omitempty"`
	Keeps   string            `json:"keeps,omitempty"`
	Adds    string            `json:"adds_only,omitempty"`
	Locks   string            `json:"locks,omitempty"`
	Creates string            `json:"creates,omitempty"`
	Deletes string            `json:"deletes,omitempty"`
	Parts   string            `json:"parts,omitempty"`
	Managed []string          `json:"managed,omitempty"`
	Answers []apiAnswer       `json:"answers,omitempty"`
}

// An apiVersion is one value of a version.
type apiVersion struct {
	Read string `json:"read"`
	Send string `json:"send"`
	Form string `json:"form,omitempty"`
	Next string `json:"next,omitempty"`
}

// An apiAnswer is what an answer means.
type apiAnswer struct {
	Status int    `json:"status"`
	Body   string `json:"body,omitempty"`
	Header string `json:"header,omitempty"`
	Means  string `json:"means"`
}

// text says where a value is read and where it goes.
func (v apiVersion) text() string {
	s := v.Read + ", sent back in " + v.Send
	for _, more := range []string{v.Form, v.Next} {
		if more != "" {
			s += ", " + more
		}
	}
	return s
}

// describeAPI is c for those outside.
func describeAPI(c *convention.Convention, full bool) apiLine {
	line := apiLine{Name: c.Name, Title: c.Title, Source: c.Source, Proven: !c.Unproven, Tried: c.Tried}
	if !full {
		return line
	}
	line.apiFull = &apiFull{
		Notes: c.Notes, Headers: c.Headers, Body: c.Read.Body,
		Method: c.Write.Method, Patch: c.Write.Patch, Media: c.Write.Media, URL: c.Write.URL,
		Read: readText(c), Keeps: keepsText(c), Adds: addsText(c), Locks: locksText(c), Creates: createsText(c), Deletes: deletesText(c), Parts: partsText(c),
	}
	for _, v := range c.Version {
		next := v.Next
		if v.Raise != "" {
			next = "one more in member " + string(v.Raise)
		}
		line.Version = append(line.Version, apiVersion{readPlace(v), sendPlace(v.Send), v.Form, next})
	}
	for _, p := range c.ManagedMembers() {
		line.Managed = append(line.Managed, string(p))
	}
	for _, x := range c.Answers {
		line.Answers = append(line.Answers, apiAnswer{x.Status, x.Body.String(), x.Header, string(x.Means)})
	}
	return line
}

// readPlace says where a value is read.
func readPlace(v convention.Value) string {
	var places []string
	if v.Header != "" {
		places = append(places, "header "+v.Header)
	}
	if v.Member != "" {
		places = append(places, "member "+string(v.Member))
	}
	if v.Link != nil {
		places = append(places, "link "+v.Link.Relation+" in the header Link")
		if v.Link.List != "" {
			places = append(places, "in the member "+string(v.Link.List))
		}
	}
	if v.Pick.String() != "" {
		places = []string{strings.Join(places, " or ") + ", of which it is what " + v.Pick.String() + " matches"}
	}
	if v.Dated {
		places = append(places, "header Last-Modified")
	}
	return strings.Join(places, " or ")
}

// sendPlace says where a value goes.
func sendPlace(s convention.Send) string {
	switch {
	case s.URL:
		return "the URL that is written to"
	case s.Header != "" && s.Also != "":
		return "headers " + s.Header + " and " + s.Also
	case s.Header != "":
		return "header " + s.Header
	case s.Member != "":
		return "member " + string(s.Member)
	}
	if s.Prefix != "" {
		return "filter " + s.Query + "=" + s.Prefix
	}
	return "query parameter " + s.Query
}

// text says what an answer means.
func (x apiAnswer) text() string {
	s := fmt.Sprint(x.Status)
	if x.Header != "" {
		s += " with the header " + x.Header
	}
	if x.Body != "" {
		s += " with " + x.Body
	}
	return s + ": " + x.Means
}

// readText says what a read asks for, and of what it must be.
func readText(c *convention.Convention) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(c.Read.Query)) {
		parts = append(parts, "with ?"+name+"="+c.Read.Query[name])
	}
	if c.Read.Row != "" {
		parts = append(parts, "one row, which a filter ("+c.Read.Row+") of the URL names")
	}
	return strings.Join(parts, ", ")
}

// keepsText says which headers go with a write of the whole as they were read.
func keepsText(c *convention.Convention) string {
	var parts []string
	for _, k := range c.Write.Keep {
		s := k.Header
		if k.As != "" {
			s += " (as " + k.As + ")"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

// addsText says that a document is only added to.
func addsText(c *convention.Convention) string {
	if c.Write.Append == "" {
		return ""
	}
	return "what comes at the end, each with an " + c.Write.Append
}

// locksText says how a resource is locked.
func locksText(c *convention.Convention) string {
	l := c.Lock
	if l == nil {
		return ""
	}
	return fmt.Sprintf("%s for %s, renewed while it is needed, %s at the end", l.Take.Method, l.Lasts(), l.Release.Method)
}

// createsText says what guards a write that must find nothing.
func createsText(c *convention.Convention) string {
	method, guarded := c.CreateMethod()
	if !guarded {
		return ""
	}
	how := c.Create
	if how == nil {
		how = convention.RFC9110.Create
	}
	parts := []string{method}
	for _, name := range slices.Sorted(maps.Keys(how.Headers)) {
		parts = append(parts, name+": "+how.Headers[name])
	}
	for _, name := range slices.Sorted(maps.Keys(how.Query)) {
		parts = append(parts, "?"+name+"="+how.Query[name])
	}
	return strings.Join(parts, ", ")
}

// deletesText says where the version goes in a DELETE, where that is elsewhere.
func deletesText(c *convention.Convention) string {
	var parts []string
	for _, s := range c.Delete {
		parts = append(parts, sendPlace(s))
	}
	return strings.Join(parts, ", ")
}

// partsText says which parts of a document have a version of their own.
func partsText(c *convention.Convention) string {
	how := c.Children
	if how == nil {
		return ""
	}
	s := "what has a member " + how.Token + " within has a version of its own"
	if how.Covered {
		return s + ", and that of the whole guards it too"
	}
	var links []string
	for _, p := range how.Links {
		links = append(links, string(p))
	}
	if len(links) > 0 {
		s += ", and may have its URL in " + strings.Join(links, ", ")
	}
	return s
}
