package mockserver

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

// A Fault is what happens to one request. The zero Fault is none.
type Fault struct {
	Kind   FaultKind
	Status int           // of Answer and AnswerAfter
	Delay  time.Duration // of Accept: when the request is carried out
}

// FaultKind is what goes wrong.
type FaultKind int

// The faults. Those that say so carry the request out; the others do nothing.
const (
	NoFault     FaultKind = iota
	CutBefore             // the connection is cut
	CutAfter              // the request is carried out, and the connection cut
	Answer                // Status is the answer
	AnswerAfter           // the request is carried out, and Status is the answer, without body and validator
	Accept                // 202 is the answer; the request is carried out after Delay, if its precondition holds then
	Truncate              // the request is carried out, and half of the answer's body sent
	Page                  // an HTML page with status 200 is the answer, as a captive portal gives
	Hang                  // there is no answer
	HangAfter             // the request is carried out, and there is no answer
	Garble                // the request is carried out, and what is sent is no HTTP
)

// faultNames are those of the switches, where there is one.
var faultNames = map[FaultKind]string{
	CutBefore: "fail-before", CutAfter: "fail-after", Answer: "status", AnswerAfter: "status-after",
	Accept: "accept", Truncate: "truncate", Page: "page", Hang: "hang-before", HangAfter: "hang-after", Garble: "garble",
}

// staleRead is the log's name of a read that was shown the state before the last write.
const staleRead = "stale-read"

// String is the name that the log has for it; "" for none.
func (k FaultKind) String() string { return faultNames[k] }

// page is what a captive portal says.
const page = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><p>Please sign in.</p></body></html>\n"

// dice are what is random about the n-th write, or the n-th read. They depend on the
// seed and on that number alone: the same requests in the same order meet the same
// faults, however long each of them takes, and a read more does not shift those of the writes.
func (s *Server) dice(r request) *rand.Rand {
	if r.write > 0 {
		return rand.New(rand.NewPCG(s.opts.RandomSeed, scatter(2*uint64(r.write))))
	}
	return rand.New(rand.NewPCG(s.opts.RandomSeed, scatter(2*uint64(r.read)+1)))
}

// scatter makes neighbouring numbers unlike each other (the finalizer of SplitMix64).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// A chanced is a fault that the dice may put in.
type chanced struct {
	chance float64
	fault  Fault
}

// chances are those that the switches name, in the order in which they are drawn.
func (o *Options) chances() []chanced {
	return []chanced{
		{o.FailBefore, Fault{Kind: CutBefore}},
		{o.Status, Fault{Kind: Answer, Status: o.StatusCode}},
		{o.FailAfter, Fault{Kind: CutAfter}},
		{o.HangBefore, Fault{Kind: Hang}},
		{o.HangAfter, Fault{Kind: HangAfter}},
		{o.StatusAfter, Fault{Kind: AnswerAfter, Status: o.StatusAfterCode}},
		{o.Truncate, Fault{Kind: Truncate}},
		{o.Garble, Fault{Kind: Garble}},
	}
}

// Chances reports whether any fault is left to chance.
func (o *Options) Chances() bool {
	return o.LatencyMost > o.Latency || slices.ContainsFunc(o.chances(), func(c chanced) bool { return c.chance > 0 })
}

// fault decides what happens to r: what the hook says, else what the dice say. The
// first of the chances that hits does; each is drawn, whatever came out before.
func (s *Server) fault(r request, dice *rand.Rand) Fault {
	if s.opts.Fault != nil {
		if f := s.opts.Fault(r.write, r.Request); f.Kind != NoFault {
			return f
		}
	}
	if r.Method == http.MethodPatch && s.opts.PatchHangs {
		return Fault{Kind: Hang}
	}
	if r.write == 0 && !s.opts.FaultyReads {
		return Fault{}
	}
	var met Fault
	for _, c := range s.opts.chances() {
		if dice.Float64() < c.chance && met.Kind == NoFault {
			met = c.fault
		}
	}
	return met
}

// latency draws how long r waits before it is looked at.
func (s *Server) latency(dice *rand.Rand) time.Duration {
	d := s.opts.Latency
	if more := s.opts.LatencyMost - d; more > 0 {
		d += time.Duration(dice.Int64N(int64(more) + 1))
	}
	return d
}

// exchange is one request under its fault. Every path ends the log's entry before
// anything reaches the client.
func (s *Server) exchange(w http.ResponseWriter, r request, e *Entry, f Fault) {
	if f.Kind != NoFault {
		s.log.met(e, f.Kind.String())
	}
	switch f.Kind {
	case CutBefore:
		s.log.end(e, 0, false)
		panic(http.ErrAbortHandler)
	case Hang:
		s.log.end(e, 0, false)
		s.hang(r)
	case Answer:
		s.finish(w, e, problem(f.Status, "this answer is a fault that was asked for"))
		return
	case Page:
		a := reply(http.StatusOK).with("Content-Type", "text/html; charset=utf-8")
		a.body = []byte(page)
		s.finish(w, e, a)
		return
	case Accept:
		s.later(r, f.Delay, e)
		s.send(w, reply(http.StatusAccepted), -1)
		return
	}
	if r.write > 0 && s.opts.BeforeWrite != nil {
		s.opts.BeforeWrite(r.write, r.Request)
	}
	a := s.carryOut(r)
	if a.stale {
		s.log.met(e, staleRead)
	}
	if a.applied && s.opts.AfterWrite != nil {
		s.opts.AfterWrite(r.write, r.Request)
	}
	s.deliver(w, r, e, f, a)
}

// deliver sends the answer to a request that was carried out, or loses it.
func (s *Server) deliver(w http.ResponseWriter, r request, e *Entry, f Fault, a answer) {
	switch f.Kind {
	case CutAfter:
		s.log.end(e, 0, a.applied)
		panic(http.ErrAbortHandler)
	case HangAfter:
		s.log.end(e, 0, a.applied)
		s.hang(r)
	case AnswerAfter:
		b := reply(f.Status)
		b.applied = a.applied
		s.finish(w, e, b)
	case Truncate:
		if len(a.body) == 0 { // nothing to cut: the answer promises a body that does not come
			a.body = fmt.Appendf(nil, "%d", a.status)
		}
		if !bodied(a.status) {
			a.status = http.StatusOK
		}
		s.log.end(e, a.status, a.applied)
		s.send(w, a, len(a.body)/2)
	case Garble:
		s.log.end(e, 0, a.applied)
		garble(w)
	default:
		s.finish(w, e, a)
	}
}

// garbage is no answer of HTTP.
const garbage = "HTP/1.1 2OO\x00OK\r\n: :\r\n\xff\xfe\r\n\r\n"

// garble sends garbage in place of an answer, and ends the connection.
func garble(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // not over a connection of HTTP/1.1
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write([]byte(garbage)) // a client that went away is no concern here
	_ = conn.Close()
}

// later carries r out after d, beside the requests.
func (s *Server) later(r request, d time.Duration, e *Entry) {
	s.log.end(e, http.StatusAccepted, false)
	r.Request = r.Clone(context.Background()) // its own context ends with its answer
	s.beside(func() {
		if s.pause(r, d) {
			a := s.carryOut(r)
			s.log.end(e, http.StatusAccepted, a.applied)
		}
	})
}
