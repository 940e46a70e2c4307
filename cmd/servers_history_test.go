//go:build unix

package cmd_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/etch-http/etch/cmd/internal/history"
)

// crowd is told of servers that compare and write in one step, and keep the bytes.
var crowd = serverCase{"sixteen writers over a network that loses a quarter", writeThroughFaults}

// writeThroughFaults lets sixteen writers edit two resources over a network that loses
// a quarter of all requests and answers, and judges what they say of it: once with
// marks in the resources, once without. ETCH_HISTORY_SEED repeats the faults.
func writeThroughFaults(t *testing.T, s *stage) {
	const writers, edits = 16, 5
	seed := uint64(time.Now().UnixNano()) >> 16
	if v := os.Getenv("ETCH_HISTORY_SEED"); v != "" {
		var err error
		if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	for _, marks := range []bool{false, true} {
		ledger := &history.Ledger{}
		proxy := &history.Proxy{Upstream: s.base[len("http://"):], Seed: seed, Ledger: ledger, Delay: 5 * time.Millisecond}
		w := &history.World{
			URL: proxy.URL, Ledger: ledger, Header: s.header.Clone(), Method: http.MethodPut, Marks: marks,
			Bare: true, Silent: true, Half: true, Quick: 20, Truth: s.whole,
		}
		for range 2 {
			w.Resources = append(w.Resources, history.Resource{Path: s.place + "r" + strconv.FormatInt(resources.Add(1), 10) + ".json"})
		}
		history.Seed(w, func(path string, body []byte) {
			s.request(t, "PUT", path, body, "Content-Type", "application/json").expect(t, http.StatusCreated)
		})
		h, err := history.Run(context.Background(), history.Plan{Seed: seed, World: w, Writers: writers, Edits: edits})
		if err := proxy.Close(); err != nil {
			t.Error(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		var tally history.Tally
		tally.Add(h)
		t.Logf("seed %d, marks %v: %s", seed, marks, &tally)
		if tally.Lost == 0 || tally.Outcomes[history.OK] < tally.Edits/2 {
			t.Error("too little was lost, or written: this proves nothing")
		}
		for _, c := range h.Check() {
			t.Errorf("ETCH_HISTORY_SEED=%d: %s", seed, c)
		}
	}
}

// whole is what is stored at path, past the proxy, once it is not in the middle of a write.
func (h *foreignHost) whole(path string) ([]byte, error) {
	for try := 0; ; try++ {
		r, err := http.NewRequest(http.MethodGet, h.base+path, nil)
		if err != nil {
			return nil, err
		}
		r.Header = h.header.Clone()
		a, err := send(r)
		switch {
		case err == nil && a.status == http.StatusOK && a.body != "":
			return []byte(a.body), nil
		case try == 5:
			return nil, errors.Join(err, fmt.Errorf("GET %s: %+v", path, a))
		}
		time.Sleep(50 * time.Millisecond)
	}
}
