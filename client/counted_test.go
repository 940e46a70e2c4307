package client

import (
	"net"
	"testing"
)

// slowConn delivers what is written, and returns from Write only when it is let go.
type slowConn struct {
	net.Conn
	delivered, release chan struct{}
}

func (c slowConn) Write(p []byte) (int, error) {
	close(c.delivered)
	<-c.release
	return len(p), nil
}

// A request counts as sent from the moment that the other side can have it, not
// from the return of the write: a broken answer may be faster.
func TestCountedBeforeItLeaves(t *testing.T) {
	slow := slowConn{delivered: make(chan struct{}), release: make(chan struct{})}
	c := &countedConn{Conn: slow}
	w := &wire{conn: c, reused: true}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = c.Write([]byte("PATCH"))
	}()
	<-slow.delivered
	if !w.left() || w.stale() {
		t.Error("a request that the server has counts as not sent")
	}
	close(slow.release)
	<-done
}
