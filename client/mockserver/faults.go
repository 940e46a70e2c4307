package mockserver

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
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
)

// page is what a captive portal says.
const page = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><p>Please sign in.</p></body></html>\n"

// A dice draws every random decision of a Server, from one seed.
type dice struct {
	mu  sync.Mutex
	rnd *rand.Rand
}

func newDice(seed uint64) *dice { return &dice{rnd: rand.New(rand.NewPCG(seed, 0))} }

// hits draws once for each chance, whatever comes out, so that a decision does
// not depend on how earlier ones came out.
func (d *dice) hits(chances ...float64) []bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	hit := make([]bool, len(chances))
	for i, p := range chances {
		hit[i] = d.rnd.Float64() < p
	}
	return hit
}

// fault decides what happens to r: what the hook says, else what the dice say.
func (s *Server) fault(r request) Fault {
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
	hit := s.chance.hits(s.opts.FailBefore, s.opts.Status, s.opts.FailAfter)
	switch {
	case hit[0]:
		return Fault{Kind: CutBefore}
	case hit[1]:
		return Fault{Kind: Answer, Status: s.opts.StatusCode}
	case hit[2]:
		return Fault{Kind: CutAfter}
	}
	return Fault{}
}

// exchange is one request under its fault. Every path ends the log's entry before
// anything reaches the client.
func (s *Server) exchange(w http.ResponseWriter, r request, e *Entry) {
	f := s.fault(r)
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
	default:
		s.finish(w, e, a)
	}
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
