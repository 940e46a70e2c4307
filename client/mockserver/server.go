// Package mockserver is a small HTTP server for JSON and other documents, with the
// precondition semantics of RFC 9110 and with faults that can be switched on. It is
// written from the RFCs, not from the client of this module, so that each can
// show the other wrong.
//
// It holds its resources in memory: a path, a media type, bytes, a version. It
// answers GET, HEAD, PUT, PATCH (RFC 5789; JSON Patch and JSON Merge Patch), POST to
// a path that ends in "/", DELETE and OPTIONS. Evaluating a precondition and
// writing are one step: of two writes that name the same version, one gets 412.
//
// It does not negotiate content, does not serve ranges, does not cache, does not
// speak TLS by itself, and is not meant to be reachable from other machines.
package mockserver

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A Server is the store and its HTTP face. It is safe for concurrent use.
type Server struct {
	opts   Options
	store  store
	copies map[string]copied // of a cache; the store's lock is theirs
	log    journal
	writes atomic.Int64 // the number of the last write
	reads  atomic.Int64 // the number of the last read

	locks  map[string]*davLock // by path; the store's lock guards both
	tokens int                 // given out so far

	conns  atomic.Int64
	stop   chan struct{}  // closed by Close
	work   sync.WaitGroup // everything that runs; entered by enter only
	mu     sync.Mutex     // of what follows
	closed bool
	faces  []*http.Server
}

// New makes a Server that holds nothing yet. A Server whose Options name a Rival
// has work going on from then on: end it with Close.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.StatusCode == 0 {
		o.StatusCode = http.StatusServiceUnavailable
	}
	if o.StatusAfterCode == 0 {
		o.StatusAfterCode = http.StatusServiceUnavailable
	}
	if o.RandomSeed == 0 {
		o.RandomSeed = newSeed()
	}
	s := &Server{opts: o, copies: map[string]copied{}, stop: make(chan struct{})}
	s.store.init(&s.opts)
	if o.Rival > 0 {
		s.beside(s.rivalry)
	}
	return s
}

// newSeed draws a seed that is not 0.
func newSeed() uint64 {
	var b [8]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return binary.LittleEndian.Uint64(b[:])>>33 | 1
}

// RandomSeed returns the seed in use, which repeats the random decisions.
func (s *Server) RandomSeed() uint64 { return s.opts.RandomSeed }

// Handler returns the HTTP face alone, for a server of one's own. A fault that cuts
// the connection panics with http.ErrAbortHandler, which net/http understands.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serveHTTP) }

// Listen serves addr ("127.0.0.1:0": any free port) in the background, and returns
// the base URL. Without a host it is the loopback interface. The error is the network's.
func (s *Server) Listen(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return "", err
	}
	s.Serve(l)
	return "http://" + l.Addr().String(), nil
}

// Serve serves l in the background, and closes it at Close.
func (s *Server) Serve(l net.Listener) {
	h := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // cut connections are on purpose
		ConnContext: func(ctx context.Context, _ net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, s.conns.Add(1))
		},
	}
	s.mu.Lock()
	s.faces = append(s.faces, h)
	s.mu.Unlock()
	if !s.beside(func() { _ = h.Serve(l) }) {
		_ = l.Close()
	}
}

// enter counts the caller among what Close waits for; false means that it is too
// late to begin. It is paired with work.Done.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	return true
}

// beside runs f in a goroutine that Close waits for; false means that it is too late.
func (s *Server) beside(f func()) bool {
	if !s.enter() {
		return false
	}
	go func() {
		defer s.work.Done()
		f()
	}()
	return true
}

// Close stops listening, cuts the requests that only wait, lets the others finish
// for a second, and returns when nothing of the Server runs any more. It may be
// called again.
func (s *Server) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.stop)
	}
	faces := s.faces
	s.faces = nil
	s.mu.Unlock()
	var errs []error
	for _, h := range faces {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if h.Shutdown(ctx) != nil {
			errs = append(errs, h.Close())
		}
		cancel()
	}
	s.work.Wait()
	return errors.Join(errs...)
}

// connKey finds the connection's number in a request's context.
type connKey struct{}

// connection returns the number of r's connection; 0 where another server took it.
func connection(r *http.Request) int64 {
	n, _ := r.Context().Value(connKey{}).(int64)
	return n
}
