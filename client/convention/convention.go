// Package convention describes, as data, how an API carries its versions: where
// one is read, how it goes back, what an answer means. It implements client.Dialect.
package convention

import "github.com/etch-http/etch/client"

// A Convention is one API's way. The zero Convention is invalid; RFC9110 is the default.
type Convention struct {
	Name   string
	Source string // the document that it rests on
}

// RFC9110 is the default: ETag and If-Match, else Last-Modified and If-Unmodified-Since.
var RFC9110 = &Convention{Name: "rfc9110", Source: "RFC 9110"}

var _ client.Dialect = (*Convention)(nil)

// Represent implements client.Dialect.
func (c *Convention) Represent(r client.Response) (client.Representation, error) { panic("soon") }

// Guard implements client.Dialect.
func (c *Convention) Guard(r client.Request, p client.Precondition) (client.Request, error) {
	panic("soon")
}

// Judge implements client.Dialect.
func (c *Convention) Judge(r client.Response) error { panic("soon") }
