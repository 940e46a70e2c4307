package history_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/etch-http/etch/cmd/internal/history"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A batch is one history: 16 writers, 20 edits each.
const (
	writers = 16
	edits   = 20
	quick   = 4 // batches of a plain test run
)

// number is an environment variable's, or another one.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// batch makes one history and judges it. On is the server's manner; "": the seed's.
func batch(t *testing.T, seed uint64, on string, edits int, broken history.Break) (*history.History, []history.Complaint) {
	t.Helper()
	w, manner, stop, err := newWorld(seed, on)
	if err != nil {
		t.Fatal(err)
	}
	h, err := history.Run(context.Background(), history.Plan{Seed: seed, World: w, Writers: writers, Edits: edits, Break: broken})
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	complaints := h.Check()
	if len(complaints) > 0 {
		complaints = append(complaints, history.Complaint{Rule: "seed", Text: strconv.FormatUint(seed, 10) + ", " + manner})
		keep(t, h, seed)
	}
	return h, complaints
}

// keep writes a history that failed into the folder that ETCH_HISTORY_KEEP names.
func keep(t *testing.T, h *history.History, seed uint64) {
	t.Helper()
	dir := os.Getenv("ETCH_HISTORY_KEEP")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, strconv.FormatUint(seed, 10)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := h.Print(f); err != nil {
		t.Error(err)
	}
}

// TestHistories: sixteen writers over a server that loses a quarter of all requests.
// ETCH_HISTORY_EDITS makes it more edits, ETCH_HISTORY_SEED begins with that seed: all
// that is random is the same again then, but for how the writers are interleaved.
func TestHistories(t *testing.T) {
	total := number(t, "ETCH_HISTORY_EDITS", quick*writers*edits)
	first := number(t, "ETCH_HISTORY_SEED", uint64(time.Now().UnixNano())>>16)
	t.Logf("the first seed is %d", first)
	var mu sync.Mutex
	var all sync.WaitGroup
	var tally history.Tally
	seeds := make(chan uint64)
	for range 4 * runtime.NumCPU() {
		all.Go(func() {
			for seed := range seeds {
				h, complaints := batch(t, seed, "", edits, history.Break{})
				mu.Lock()
				tally.Add(h)
				for i, c := range complaints {
					if i < 10 || i == len(complaints)-1 {
						t.Errorf("ETCH_HISTORY_SEED=%d: %s", seed, c)
					}
				}
				mu.Unlock()
			}
		})
	}
	for n := uint64(0); n < total; n += writers * edits {
		seeds <- first
		first++
	}
	close(seeds)
	all.Wait()
	t.Log(&tally)
	for _, c := range tally.Check() {
		t.Error(c)
	}
}

// TestLaggingReplicas: a read may show what was there before a write was made, and
// before its base, and nothing is made twice for that.
func TestLaggingReplicas(t *testing.T) {
	first := number(t, "ETCH_HISTORY_SEED", uint64(time.Now().UnixNano())>>16)
	for seed := first; seed < first+4; seed++ {
		h, complaints := batch(t, seed, lagging.name, edits/2, history.Break{})
		var tally history.Tally
		tally.Add(h)
		t.Logf("seed %d: %s", seed, &tally)
		for _, c := range complaints {
			t.Errorf("ETCH_HISTORY_SEED=%d: %s", seed, c)
		}
	}
}
