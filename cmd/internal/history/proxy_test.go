package history_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/cmd/internal/history"
)

// TestHistoriesThroughAProxy: the network is as bad as the bundled server can be, and
// the same judgement holds.
func TestHistoriesThroughAProxy(t *testing.T) {
	seed := number(t, "ETCH_HISTORY_SEED", uint64(time.Now().UnixNano())>>16)
	s := mockserver.New(mockserver.Options{RandomSeed: seed})
	base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ledger := &history.Ledger{}
	proxy := &history.Proxy{Upstream: base[len("http://"):], Seed: seed, Ledger: ledger, Delay: time.Millisecond}
	w := &history.World{
		Resources: []history.Resource{{Path: "/a.json"}, {Path: "/c.txt", Text: true}},
		URL:       proxy.URL, Ledger: ledger, Patches: true, Quick: scale,
		Truth: func(path string) ([]byte, error) {
			body, ok := s.Get(path)
			if !ok {
				return nil, errors.New("gone")
			}
			return body, nil
		},
	}
	history.Seed(w, s.Put)
	h, err := history.Run(context.Background(), history.Plan{Seed: seed, World: w, Writers: writers, Edits: edits / 2})
	if err := proxy.Close(); err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var tally history.Tally
	tally.Add(h)
	t.Logf("seed %d: %s", seed, &tally)
	if tally.Lost == 0 || tally.Settled == 0 {
		t.Error("the proxy lost nothing, and this proves nothing")
	}
	for _, c := range h.Check() {
		t.Errorf("ETCH_HISTORY_SEED=%d: %s", seed, c)
	}
}
