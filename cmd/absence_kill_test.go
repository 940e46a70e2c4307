//go:build unix

package cmd

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// TestKilledCreating: wherever kill -9 hits a create, afterwards the resource is there
// once and whole, or a draft brings it there.
func TestKilledCreating(t *testing.T) {
	t.Parallel()
	const body = `{"n": 1, "a": 1}`
	etch := buildProgram(t)
	tally := map[string]int{}
	for range killRuns(t) / 8 {
		server, url := mocked(t, mockserver.Options{Latency: lag, NoPrefer: rand.N(2) == 0}, body)
		server.Delete("/page")
		d := newDesk(t)
		file := filepath.Join(t.TempDir(), "page.json")
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		first := stop(t, d.program(etch, "create", url, "--from", file), syscall.SIGKILL, 90*time.Millisecond)
		left := whole(d.drafts(t))
		now, there := server.Get("/page")
		switch {
		case len(left) == 0 && !there && first.status != 0:
			tally["not begun"]++ // the text is in the user's file
			continue
		case len(left) == 0 && there && string(now) == body:
			tally["done"]++
			continue
		case len(left) != 1:
			t.Fatalf("status %d, there is %q (%v), drafts %+v", first.status, now, there, left)
		}
		r := d.run(t, "resume", left[0].ID, "-y")
		now, _ = server.Get("/page")
		if r.status != 0 || string(now) != body || len(whole(d.drafts(t))) != 0 {
			t.Errorf("etch resume: %d %s%s; there is %q", r.status, r.out, r.said, now)
		}
		tally["resumed"]++
	}
	t.Log(tally)
}

// TestKilledDeleting: wherever kill -9 hits a delete, what was there is there still, or
// in a draft that creates it again.
func TestKilledDeleting(t *testing.T) {
	t.Parallel()
	const body = `{"n": 1, "a": 1}`
	etch := buildProgram(t)
	tally := map[string]int{}
	for range killRuns(t) / 8 {
		server, url := mocked(t, mockserver.Options{Latency: lag}, body)
		d := newDesk(t)
		stop(t, d.program(etch, "delete", url, "-y"), syscall.SIGKILL, 90*time.Millisecond)
		left := whole(d.drafts(t))
		_, there := server.Get("/page")
		if len(left) == 0 {
			if tally["not begun"]++; !there {
				t.Fatal("it is gone, and nothing was kept")
			}
			continue
		}
		if r := d.run(t, "resume", left[0].ID, "-y"); r.status != 0 {
			t.Fatalf("etch resume: %d %s%s", r.status, r.out, r.said)
		}
		if left = whole(d.drafts(t)); len(left) == 0 { // it was over: that was the way back
			if now, _ := server.Get("/page"); string(now) != body {
				t.Errorf("what came back is %q", now)
			}
			tally["done"]++
			continue
		}
		if _, there = server.Get("/page"); there || len(left) != 1 {
			t.Errorf("there %v, drafts %+v", there, left)
		}
		if r := d.run(t, "resume", left[0].ID, "-y"); r.status != 0 || len(whole(d.drafts(t))) != 0 {
			t.Errorf("the way back: %d %s%s", r.status, r.out, r.said)
		}
		if now, _ := server.Get("/page"); string(now) != body {
			t.Errorf("what came back is %q", now)
		}
		tally["resumed"]++
	}
	t.Log(tally)
}
