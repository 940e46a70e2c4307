package history

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Plan is one history to come.
type Plan struct {
	Seed    uint64
	World   *World
	Writers int
	Edits   int // of each writer
	Break   Break
}

// Run lets all writers write side by side, and observers read past the faults. Its
// errors are those of the World.
func Run(ctx context.Context, p Plan) (*History, error) {
	h := &History{Seed: p.Seed, World: p.World, Begin: map[string]string{}, End: map[string]string{}, Bodies: map[string][]byte{}}
	if err := h.look(h.Begin); err != nil {
		return nil, err
	}
	begin := time.Now()
	clock := func() time.Duration { return time.Since(begin) }
	var mu sync.Mutex
	var all, observers sync.WaitGroup
	var errs []error
	done := make(chan struct{})
	for _, res := range p.World.Resources {
		observers.Go(func() {
			reads, err := p.World.observe(res, clock, done)
			mu.Lock()
			defer mu.Unlock()
			h.Reads, errs = append(h.Reads, reads...), append(errs, err)
		})
	}
	for n := range p.Writers {
		w, err := newWriter(n, p.Seed, p.World, p.Break, clock)
		if err != nil {
			return nil, err
		}
		all.Go(func() {
			defer w.client.Close()
			for i := range p.Edits {
				r := w.edit(ctx, newEdit(p.Seed, n, i, p.World))
				mu.Lock()
				h.Records = append(h.Records, r)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	close(done)
	observers.Wait()
	errs = append(errs, h.look(h.End))
	return h, errors.Join(errs...)
}

// look notes what is at every resource now.
func (h *History) look(states map[string]string) error {
	for _, res := range h.World.Resources {
		body, err := h.World.Truth(res.Path)
		if err != nil {
			return fmt.Errorf("%s: %w", res.Path, err)
		}
		states[res.Path], h.Bodies[res.Path] = stateOf(body, res.Text), body
	}
	return nil
}

// observe reads a resource now and then until done.
func (w *World) observe(res Resource, clock func() time.Duration, done <-chan struct{}) (reads []Read, err error) {
	for every := 5 * time.Millisecond; ; every = min(2*every, 100*time.Millisecond) {
		select {
		case <-done:
			return reads, nil
		case <-time.After(every):
		}
		r := Read{Path: res.Path, Call: clock()}
		body, err := w.Truth(res.Path)
		r.Return, r.State = clock(), stateOf(body, res.Text)
		switch {
		case w.Half && (err != nil || !whole(r.State)):
			continue
		case err != nil:
			return reads, err
		}
		reads = append(reads, r)
	}
}

// Seed puts the first content of w's resources where put stores it.
func Seed(w *World, put func(path string, body []byte)) {
	for _, res := range w.Resources {
		put(res.Path, First(res))
	}
}

// First is what a resource holds at the beginning.
func First(res Resource) []byte {
	if res.Text {
		return []byte(firstText)
	}
	return []byte(firstJSON)
}
