// Package client speaks conditional HTTP (RFC 9110): one exchange at a time,
// sorted into what is known afterwards. It never retries a write, never merges and
// never reads a body: an API's own habits come in as a [Dialect].
//
// A write leaves once. The transport beneath is kept from sending it again on its
// own, and so are redirects. There are two exceptions, and in both nothing was done:
// credentials that were refused (401, 403) and could be renewed, and a kept
// connection that turned out to be dead before one byte of the request was on it.
package client

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

// A Request is one request before its precondition is put on.
type Request struct {
	Method    string
	URL       *url.URL
	MediaType string // Content-Type
	Header    http.Header
	Kept      http.Header // see Representation; below the user's own headers
	Body      []byte
	Lock      string // the token of a lock that is held on the resource; "": none
	Carried   bool   // set by a Dialect's Guard: the body carried the precondition as it was
}

// A Response is one complete answer; a truncated one is an error.
type Response struct {
	Status  int
	Header  http.Header
	URL     *url.URL // after redirects of a read
	Body    []byte
	Decoded string       // the Content-Encoding that came although identity was asked for, and was undone
	Guard   Precondition // what the write that it answers went under; of a read the zero one

	asked *call // what it answers; nil where nobody asked over the network
}

// hide blanks in a text of the answer what was secret in the request: a server may
// repeat it.
func (r Response) hide(s string) string {
	if r.asked == nil || s == "" {
		return s
	}
	return without(s, r.asked.secrets())
}

// A Representation is what a resource was at one moment: the part that is
// edited, taken out of its envelope, and the version that guards it.
type Representation struct {
	URL       *url.URL // where to write
	API       string   // the name of the Dialect that took it out
	Resembles string   // without a Validator, or with a weak one: the name of a Dialect that would find one; "" where none is known
	Flaw      Flaw     // without a Validator: why what is meant to be one is none
	MediaType string   // Content-Type, verbatim; "" where the server names none
	Body      []byte
	Validator Validator
	Patches   []string    // Accept-Patch (RFC 5789 section 3.1), in the server's order; nil where it does not say
	Header    http.Header // of the answer: Allow, Vary, Last-Modified
	Decoded   string      // see Response

	// Kept are headers that a write of the whole carries, lest it take away what it does not
	// name: of metadata that the API keeps beside the body. They stand under the names that
	// they have in a write. Nil: there are none.
	Kept http.Header
}

// DefaultAPI is the name of the Dialect that is plain RFC 9110.
const DefaultAPI = "rfc9110"

// A Dialect is how one API carries versions. client/convention holds all of them as data.
type Dialect interface {
	// Represent takes the representation out of a successful answer to a read, or
	// of an answer to a write that is known to carry the representation.
	Represent(Response) (Representation, error)
	// Written is the version that an answer to a write names as the new one; the zero
	// Validator where it names none.
	Written(Response) Validator
	// Guard puts p, and the envelope where there is one, on a request.
	Guard(Request, Precondition) (Request, error)
	// Judge says what an answer to a write means: nil is success, else one of this package's errors.
	Judge(Response) error
	// Impossible makes of a version of a resource another one in the same form, which no
	// version of it has: a server that compares versions refuses it. ok is false where
	// none can be made.
	Impossible(Validator) (v Validator, ok bool)
}

// Options make a Client; the zero value is usable.
type Options struct {
	Dialect    Dialect        // required
	Default    http.Header    // what the API asks for on every request, below Header; no secrets
	Header     http.Header    // sent to Origin only, on every request; stands above the defaults
	Hidden     []string       // names in Header whose values a trace never shows, whatever they are
	Query      url.Values     // added to the URL of every request to Origin that has no such member; never shown, and in no Response's URL
	Origin     *url.URL       // the one origin that Header, Query and Auth belong to; needed where they are
	Auth       Credentials    // nil: none
	UserAgent  string         // User-Agent; "": etch
	Timeout    time.Duration  // one request, answer's body included; 0: 30 s
	MaxBody    int64          // largest answer read, in bytes, after decoding; 0: 64 MiB
	CACert     string         // file of PEM certificates to trust beside the system's
	Cert, Key  string         // files of the client's PEM certificate and key
	Insecure   bool           // no verification of the server's certificate
	UnixSocket string         // path of a socket to connect to instead of the URL's host
	Trace      io.Writer      // -v: requests and answers, secrets blanked; nil: none
	OnExchange func(Exchange) // counts, round trips; nil: none

	// IdempotencyKey is the header in which every write carries a key of its own: a new
	// one for every request, the same for the same bytes sent again after their answer was
	// lost. "": none.
	IdempotencyKey string
}

// An Exchange is one request and its answer, for those who count.
type Exchange struct {
	Method string
	URL    *url.URL
	Status int           // 0 without an answer
	Took   time.Duration // until the answer's body was read
	Err    error
}

// Credentials are put on requests to one origin.
type Credentials interface {
	// Apply puts them on a request's header; what else it changes is lost. The
	// request's context has no time-out of a request in it: a person may be asked.
	Apply(*http.Request) error
	// Renew gets them afresh after a 401 or 403 (reads the file again, asks the
	// person) and reports whether they are others now.
	Renew(context.Context, int) (bool, error)
}

// ErrNoPrecondition is the refusal to send an unguarded write.
var ErrNoPrecondition = errors.New("write without a precondition")

// A Client sends requests for one Dialect. It may be used by several goroutines at once.
type Client struct {
	opts      Options
	rest      *resty.Client
	transport *http.Transport
	trace     *tracer
	keys      keys
}

// New makes a Client. Its error is about the files that Options name, a header that
// is not the user's to set (*HeaderError), or a header or credentials without an
// Origin: what may be secret has to say where it belongs.
func New(o Options) (*Client, error) {
	if o.Dialect == nil {
		return nil, errors.New("client without a dialect")
	}
	if o.Origin == nil && (len(o.Header)+len(o.Query) > 0 || o.Auth != nil) {
		return nil, errors.New("headers or credentials without the origin that they belong to")
	}
	if err := checkHeader(o.Header); err != nil {
		return nil, err
	}
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.MaxBody = cmp.Or(o.MaxBody, 64<<20)
	o.UserAgent = cmp.Or(o.UserAgent, "etch")
	transport, err := newTransport(o)
	if err != nil {
		return nil, err
	}
	c := &Client{opts: o, transport: transport, trace: newTracer(o)}
	c.rest = newResty(&tripper{base: transport, trace: c.trace})
	return c, nil
}

// Close closes the connections that no request is using.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Represent takes the representation out of an answer; see Dialect.
func (c *Client) Represent(r Response) (Representation, error) { return c.opts.Dialect.Represent(r) }

// Impossible makes a version that the resource never has; see Dialect.
func (c *Client) Impossible(v Validator) (Validator, bool) { return c.opts.Dialect.Impossible(v) }

// Written is the version that an answer to a write names; see Dialect.
func (c *Client) Written(r Response) Validator { return c.opts.Dialect.Written(r) }
