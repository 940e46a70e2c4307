package history_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/cmd/internal/history"
)

// A chance is a fault and how often it comes, of a thousand requests.
type chance struct {
	per   int
	fault mockserver.Fault
	what  history.Fault
	lie   bool // it says success of what was not done; of reads it is another story
}

// faulty are the faults of the bundled server: 10 % of the requests are lost before
// they are carried out, 10 % after, and 5 % are answered by 503.
var faulty = []chance{
	{100, mockserver.Fault{Kind: mockserver.CutBefore}, history.Fault{What: "cut before", Lost: true, Cut: true}, false},
	{80, mockserver.Fault{Kind: mockserver.CutAfter}, history.Fault{What: "cut after", Lost: true, Cut: true}, false},
	{20, mockserver.Fault{Kind: mockserver.Truncate}, history.Fault{What: "truncated", Lost: true, Cut: true}, false},
	{40, mockserver.Fault{Kind: mockserver.Answer, Status: 503}, history.Fault{What: "503, not done", Lost: true, No: true}, false},
	{10, mockserver.Fault{Kind: mockserver.AnswerAfter, Status: 503}, history.Fault{What: "503, done", Lost: true, No: true}, false},
}

// lying are answers to writes that say success, and nothing was done.
var lying = []chance{
	{30, mockserver.Fault{Kind: mockserver.Page}, history.Fault{What: "a page with 200", Lost: true, No: true}, true},
	{30, mockserver.Fault{Kind: mockserver.Answer, Status: 202}, history.Fault{What: "202, never done", Lost: true, No: true, Later: true}, true},
}

// A manner is a server as it may be.
type manner struct {
	name    string
	options mockserver.Options
	patches bool // see history.World
	silent  bool // see history.World
	lying   bool
}

// manners are all of them.
var manners = []manner{
	{name: "plain", patches: true},
	{name: "no representation", options: mockserver.Options{NoPrefer: true}, patches: true},
	{name: "JSON Patch alone", options: mockserver.Options{AcceptPatch: []string{"application/json-patch+json"}}, patches: true},
	{name: "PUT alone", options: mockserver.Options{NoPatch: true, NoPrefer: true}},
	{name: "weak tags", options: mockserver.Options{Weak: true}, patches: true},
	{name: "no version in the answer", options: mockserver.Options{NoPrefer: true, NoETagOnWrite: true}, patches: true, silent: true},
	{name: "a cache that asks nobody", options: mockserver.Options{Cache: 200 * time.Millisecond / scale}, patches: true},
	{name: "success that is none", patches: true, lying: true},
	lagging,
}

// lagging are replicas of which one is a second behind: a read may show what was there
// before the version that the same client has just read.
var lagging = manner{name: "replicas that lag", options: mockserver.Options{Lag: time.Second / scale}, patches: true}

// drawn is how many of the manners a seed may draw; the last one is named or not at all.
var drawn = len(manners) - 1

// scale is what latencies and waits are divided by: the real ones are 0 to 50 ms.
const scale = 50

// newWorld makes a server whose manners and faults follow from the seed, and starts
// it. Where manner is not "", it is that one.
func newWorld(seed uint64, on string) (w *history.World, manner string, stop func() error, err error) {
	rnd := rand.New(rand.NewPCG(seed, 1))
	m := manners[rnd.IntN(drawn)]
	for _, other := range manners {
		if other.name == on {
			m = other
		}
	}
	chances := faulty
	if m.lying {
		chances = append(append([]chance{}, lying...), faulty...)
	}
	ledger := &history.Ledger{}
	o := m.options
	o.StaleReads = []int{0, 0, 1, 2}[rnd.IntN(4)]
	o.RandomSeed, o.LatencyMost = seed, 50*time.Millisecond/scale
	o.Fault = faults(seed, chances, ledger)
	s := mockserver.New(o)
	base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		return nil, "", nil, err
	}
	w = &history.World{
		Resources: []history.Resource{{Path: "/a.json"}, {Path: "/b.json"}, {Path: "/c.txt", Text: true}},
		URL:       func(_ int, path string) (string, error) { return base + path, nil },
		Truth: func(path string) ([]byte, error) {
			body, ok := s.Get(path)
			if !ok {
				return nil, errors.New("gone")
			}
			return body, nil
		},
		Log: func(to io.Writer) error {
			for _, e := range s.Log() {
				if _, err := fmt.Fprintf(to, "%d %s %s %s %s %s %d %v %s %s\n", e.N, e.Time.Format("05.000000"), e.Method, e.Path, e.UserAgent, e.IfMatch, e.Status, e.Applied, e.Faults, e.Body); err != nil {
					return err
				}
			}
			return nil
		},
		Ledger: ledger, Marks: rnd.IntN(2) == 0, Patches: m.patches, Lags: o.StaleReads > 0 || o.Lag > 0 || o.Cache > 0, Bare: o.NoPrefer, Silent: m.silent, Quick: scale,
	}
	history.Seed(w, s.Put)
	time.Sleep(o.Lag)        // what was there before is nothing
	for range o.StaleReads { // the seed is a write, too, and before it there was nothing
		for _, res := range w.Resources {
			res, err := http.Get(base + res.Path)
			if err != nil {
				return nil, "", nil, err
			}
			res.Body.Close()
		}
	}
	return w, m.name, s.Close, nil
}

// faults draws what happens to a writer's n-th request. It follows from the seed, the
// writer and n alone, however the writers are interleaved.
func faults(seed uint64, chances []chance, ledger *history.Ledger) func(int, *http.Request) mockserver.Fault {
	var mu sync.Mutex
	rnds := map[int]*rand.Rand{}
	return func(write int, r *http.Request) mockserver.Fault {
		writer, ok := history.WriterOf(r.UserAgent())
		if !ok {
			return mockserver.Fault{}
		}
		mu.Lock()
		defer mu.Unlock()
		if rnds[writer] == nil {
			rnds[writer] = rand.New(rand.NewPCG(seed, 2|uint64(writer)<<32))
		}
		roll := rnds[writer].IntN(1000)
		for _, c := range chances {
			if roll -= c.per; roll >= 0 {
				continue
			}
			if write == 0 && c.lie {
				return mockserver.Fault{}
			}
			c.what.Write = write > 0
			ledger.Note(writer, c.what)
			return c.fault
		}
		return mockserver.Fault{}
	}
}
