package convention

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/document"
)

// namesRow reports whether u says which row of a table is meant, where the API has tables.
func (c *Convention) namesRow(u *url.URL) bool {
	if c.Read.Row == "" {
		return true
	}
	for name, values := range u.Query() {
		filters := slices.ContainsFunc(values, func(v string) bool { return strings.HasPrefix(v, c.Read.Row) })
		version := slices.ContainsFunc(c.Version, func(v Value) bool { return v.Send.Query == name })
		if filters && !version {
			return true
		}
	}
	return false
}

// oneRow sees to it that the answer holds the one row that its URL names, where the API
// has tables. No row at all is a *client.GoneError.
func (c *Convention) oneRow(a *answer) error {
	if c.Read.Row == "" {
		return nil
	}
	if !c.namesRow(a.URL) {
		return &FitError{c.Name, "", NoRow}
	}
	rows, err := a.at("")
	switch {
	case err != nil:
		return err
	case rows.Kind() != document.Array:
		return &FitError{c.Name, "", WrongType}
	case rows.Len() == 0:
		return &client.GoneError{Problem: client.Problem{Status: a.Status, Title: "no row is found"}}
	case rows.Len() > 1:
		return &FitError{c.Name, "", SeveralRows}
	}
	return nil
}

// list is what is edited of an array: of each element the members that count, the
// oldest first. Each element stands on a line of its own; what is taken keeps its bytes.
func (c *Convention) list(n document.Node) ([]byte, error) {
	if n.Kind() != document.Array {
		return nil, &FitError{c.Name, c.Read.Body, WrongType}
	}
	var all [][]byte
	for e := range n.Children() {
		if c.Read.Each != nil && e.Kind() != document.Object {
			return nil, &FitError{c.Name, c.Read.Body, WrongType}
		}
		all = append(all, c.element(e))
	}
	if c.Read.NewestFirst {
		slices.Reverse(all)
	}
	if len(all) == 0 {
		return []byte("[]"), nil
	}
	return slices.Concat([]byte("[\n"), bytes.Join(all, []byte(",\n")), []byte("\n]")), nil
}

// element is what is edited of one element.
func (c *Convention) element(e document.Node) []byte {
	if c.Read.Each == nil {
		return e.Source()
	}
	var members [][]byte
	for _, m := range c.Read.Each {
		n, ok := memberAt(e, m.From)
		if !ok {
			continue
		}
		value := n.Source()
		if m.Parsed && n.Kind() == document.String {
			if d, err := document.Parse([]byte(n.Text()), document.JSON); err == nil {
				value = d.Root().Compact()
			}
		}
		members = append(members, slices.Concat(document.Quote(m.Name), []byte(": "), value))
	}
	return slices.Concat([]byte("{"), bytes.Join(members, []byte(", ")), []byte("}"))
}

// memberAt finds what is at p below e.
func memberAt(e document.Node, p document.Pointer) (document.Node, bool) {
	for _, name := range p.Tokens() {
		var ok bool
		if e, ok = e.Member(name); !ok {
			return e, false
		}
	}
	return e, true
}
