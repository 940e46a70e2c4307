package mockserver

import (
	"context"
	"net/http"
	"time"
)

// beat is how often a slow answer goes on.
const beat = 100 * time.Millisecond

// A dripper sends the body of an answer little by little. The header goes at once.
type dripper struct {
	http.ResponseWriter
	s *Server
	r request
}

// Unwrap is for http.ResponseController.
func (d *dripper) Unwrap() http.ResponseWriter { return d.ResponseWriter }

// Write sends b at the rate that Options.Drip names. Its error is the network's, or
// context.Canceled where the client or the Server has gone meanwhile.
func (d *dripper) Write(b []byte) (sent int, err error) {
	every, size := beat, d.s.opts.Drip*int(beat)/int(time.Second)
	if size == 0 { // less than one byte a beat
		every, size = time.Second/time.Duration(d.s.opts.Drip), 1
	}
	for sent < len(b) {
		n, err := d.ResponseWriter.Write(b[sent:min(sent+size, len(b))])
		if sent += n; err != nil {
			return sent, err
		}
		_ = http.NewResponseController(d.ResponseWriter).Flush() // a recorder has nothing to flush
		if sent < len(b) && !d.s.pause(d.r, every) {
			return sent, context.Canceled
		}
	}
	return sent, nil
}
