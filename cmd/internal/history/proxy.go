package history

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A Proxy stands between the writers and a server that somebody else wrote. It passes
// on one request at a time of each connection, and loses what the seed says. Every
// writer has a port of its own, so that the Proxy knows whose request it is; what
// happens to a writer's n-th request depends on the seed, the writer and n alone.
type Proxy struct {
	Upstream string        // host:port of the server
	Seed     uint64        // of all that is random
	Ledger   *Ledger       // hears of every fault
	Delay    time.Duration // the longest wait before a request is passed on

	mu     sync.Mutex
	ports  map[int]*port
	work   sync.WaitGroup
	closed bool
}

// A port is where one writer's requests come in.
type port struct {
	writer   int
	listener net.Listener
	mu       sync.Mutex
	rnd      *rand.Rand
	conns    map[net.Conn]bool
}

// URL is where a writer reaches a path of the server. The error is the network's.
func (p *Proxy) URL(writer int, path string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return "", net.ErrClosed
	}
	if p.ports == nil {
		p.ports = map[int]*port{}
	}
	in := p.ports[writer]
	if in == nil {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		in = &port{writer: writer, listener: l, rnd: rand.New(rand.NewPCG(p.Seed, 3|uint64(writer)<<32)), conns: map[net.Conn]bool{}}
		p.ports[writer] = in
		p.work.Go(func() { p.accept(in) })
	}
	return "http://" + in.listener.Addr().String() + path, nil
}

// Close cuts everything, and returns when nothing of it runs any more.
func (p *Proxy) Close() error {
	p.mu.Lock()
	p.closed = true
	var errs []error
	for _, in := range p.ports {
		errs = append(errs, in.listener.Close())
		in.mu.Lock()
		for c := range in.conns {
			_ = c.Close() // it may be closed already
		}
		in.mu.Unlock()
	}
	p.mu.Unlock()
	p.work.Wait()
	return errors.Join(errs...)
}

// accept takes a writer's connections until the listener is closed.
func (p *Proxy) accept(in *port) {
	for {
		c, err := in.listener.Accept()
		if err != nil {
			return
		}
		in.mu.Lock()
		in.conns[c] = true
		in.mu.Unlock()
		p.work.Go(func() {
			p.serve(in, c)
			in.mu.Lock()
			delete(in.conns, c)
			in.mu.Unlock()
			_ = c.Close()
		})
	}
}

// serve passes on the requests of one connection until one of them is lost.
func (p *Proxy) serve(in *port, c net.Conn) {
	for from := bufio.NewReader(c); ; {
		r, err := http.ReadRequest(from)
		if err != nil {
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		answer, err := p.exchange(in, r)
		if err != nil {
			return
		}
		if n, err := c.Write(answer.bytes); err != nil || n < len(answer.bytes) || answer.cut {
			return
		}
	}
}

// An answered is what goes back.
type answered struct {
	bytes []byte
	cut   bool // and the connection with it
}

// errCut ends a connection without a word.
var errCut = errors.New("cut")

// lost is what the Proxy may do to a request, of a thousand.
var lost = []struct {
	per   int
	fault Fault
	late  bool // after the server has answered
}{
	{100, Fault{What: "cut before", Lost: true, Cut: true}, false},
	{80, Fault{What: "cut after", Lost: true, Cut: true}, true},
	{20, Fault{What: "truncated", Lost: true, Cut: true}, true},
	{30, Fault{What: "503, not passed on", Lost: true, No: true}, false},
	{20, Fault{What: "504, passed on", Lost: true, No: true}, true},
}

// exchange passes one request on, and loses it or its answer where chance wants it.
func (p *Proxy) exchange(in *port, r *http.Request) (answered, error) {
	in.mu.Lock()
	roll, wait := in.rnd.IntN(1000), time.Duration(in.rnd.Int64N(int64(p.Delay)+1))
	in.mu.Unlock()
	time.Sleep(wait)
	what, late := Fault{}, true
	for _, l := range lost {
		if roll -= l.per; roll < 0 {
			what, late = l.fault, l.late
			break
		}
	}
	what.Write = r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
	if what.What != "" {
		p.Ledger.Note(in.writer, what)
	}
	var answer []byte
	if late {
		var err error
		if answer, err = p.forward(r); err != nil {
			what.What, what.Lost, what.Cut = "the server: "+err.Error(), true, true
			p.Ledger.Note(in.writer, what)
			return answered{}, err
		}
	}
	switch {
	case what.What == "truncated":
		return answered{answer[:len(answer)/2], true}, nil
	case what.Cut:
		return answered{}, errCut
	case what.No:
		status := what.What[:3]
		n, _ := strconv.Atoi(status)
		return answered{fmt.Appendf(nil, "HTTP/1.1 %s %s\r\nContent-Length: 0\r\n\r\n", status, http.StatusText(n)), false}, nil
	}
	return answered{answer, false}, nil
}

// forward sends r to the server, over a connection of its own, and returns the whole answer.
func (p *Proxy) forward(r *http.Request) ([]byte, error) {
	c, err := net.DialTimeout("tcp", p.Upstream, 10*time.Second)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err
	}
	r.Host, r.Close = p.Upstream, true
	if err := r.Write(c); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body, resp.ContentLength, resp.TransferEncoding, resp.Close = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil, false
	resp.Header.Del("Connection")
	resp.Header.Del("Keep-Alive")
	var b bytes.Buffer
	err = resp.Write(&b)
	return b.Bytes(), err
}
