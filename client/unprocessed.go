package client

import (
	"errors"
	"strings"
)

// errAgain ends a write that was about to leave a second time. Over HTTP/2 net/http sends
// what has no body again by itself, thousands of times where a server goes on resetting
// it, and also after a reset that does not say that nothing was done (PROTOCOL_ERROR).
var errAgain = errors.New("the connection failed, and the request would have left a second time")

// errOften ends a read that net/http has sent so often by itself.
var errOften = errors.New("the server resets every request")

// mostReads is how often net/http may send a read by itself.
const mostReads = 5

// A streamError is the end of one HTTP/2 stream (RFC 9113 section 5.4.2), as net/http's
// own error lets itself be taken: by the names and kinds of its fields.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

// Error satisfies the interface, for errors.As.
func (streamError) Error() string { return "HTTP/2 stream error" }

// refusedStream is REFUSED_STREAM (RFC 9113 section 7).
const refusedStream = 7

// unprocessed reports whether err is a server's word that nothing at all was done about
// a request: its stream was refused (RFC 9113 section 8.7), or was not among those that
// a server finishes before it goes away (section 6.8). What has a body that cannot be
// rewound comes from net/http with the reason in its text alone.
func unprocessed(err error) bool {
	var stream streamError
	if errors.As(err, &stream) {
		return stream.Code == refusedStream
	}
	text, ok := strings.CutPrefix(err.Error(), "http2: Transport: cannot retry err [")
	return ok && (strings.HasPrefix(text, "http2: Transport received Server's graceful shutdown GOAWAY]") ||
		strings.HasPrefix(text, "stream error: ") && strings.Contains(text, "; REFUSED_STREAM;"))
}
