package main

import (
	"fmt"
	"io"
	"time"

	"github.com/etch-http/etch/editor/pace/internal/crowd"
)

const ms = time.Millisecond

// A table is several scenes of one kind.
type table struct {
	title  string
	about  string
	scenes []scene
}

// A scene is a crowd.Scene with how often it is played.
type scene struct {
	name  string
	plays int
	crowd.Scene
}

var manners = []struct {
	name string
	crowd.Manner
}{
	{"**etch**", crowd.Etch},
	{"the same with 1.5 and 256", crowd.Steady},
	{"no wait", crowd.None},
	{"exponential, no jitter", crowd.Exponential},
	{"full jitter", crowd.FullJitter},
	{"decorrelated jitter", crowd.Decorrelated},
	{"client-go DefaultRetry", crowd.ClientGoRetry},
	{"client-go DefaultBackoff", crowd.ClientGoBackoff},
}

// burst is so many writers of one edit each, all at once.
func burst(name string, n int, trip time.Duration, plays int) scene {
	return scene{name, plays, crowd.Scene{Writers: n, Edits: 1, Trip: trip, Compute: ms / 10, Start: trip / 10, Rounds: 10}}
}

// told is s with answers that carry what is there now.
func told(s scene) scene {
	s.name += ", told"
	s.Told = true
	return s
}

// loop is so many clients of fifty edits each, which reuse the answer to a write.
func loop(name string, n int, trip time.Duration, plays int) scene {
	return scene{name, plays, crowd.Scene{Writers: n, Edits: 50, Trip: trip, Compute: ms / 10, Start: trip, Reuse: true, Rounds: 25}}
}

// jobs is twenty programs that are started ten times each.
func jobs(name string, trip, compute, pause time.Duration) scene {
	return scene{name, 30, crowd.Scene{Writers: 20, Edits: 10, Trip: trip, Compute: compute, Pause: pause, Start: pause, Rounds: 10}}
}

var tables = []table{
	{
		"A burst", "All begin at once, and each makes one edit: a deployment's jobs, a webhook's handlers. Ten rounds. " +
			"In the scenes that are *told*, the answer that refuses a write carries what is there now.",
		[]scene{
			burst("2 writers, 50 ms", 2, 50*ms, 200),
			burst("16 writers, 1 ms", 16, ms, 50), burst("16 writers, 50 ms", 16, 50*ms, 50), told(burst("16 writers, 50 ms", 16, 50*ms, 50)),
			burst("16 writers, 200 ms", 16, 200*ms, 50),
			burst("64 writers, 50 ms", 64, 50*ms, 20), burst("256 writers, 50 ms", 256, 50*ms, 4),
		},
	},
	{
		"Clients in a loop", "Each makes fifty edits without a pause and takes the answer to its last write as the base of the next one. 25 rounds.",
		[]scene{
			loop("2 clients, 5 ms", 2, 5*ms, 40), loop("16 clients, 5 ms", 16, 5*ms, 10), loop("64 clients, 5 ms", 64, 5*ms, 4),
			loop("16 clients, 50 ms", 16, 50*ms, 10), loop("256 clients, 5 ms", 256, 5*ms, 1),
		},
	},
	{
		"Jobs in a row", "Twenty programs make ten edits each, every edit a process of its own that knows nothing of the one before. Ten rounds.",
		[]scene{
			jobs("0.3 ms, 3 ms of computing, 20 ms apart", 300*time.Microsecond, 3*ms, 20*ms),
			jobs("1 ms, 1 ms of computing, 4 ms apart", ms, ms, 4*ms),
			jobs("20 ms, 2 ms of computing, 20 ms apart", 20*ms, 2*ms, 20*ms),
		},
	},
}

const head = `# Contention

What becomes of many writers of one resource, each of which reads, changes, and writes on the condition that nobody has
written in between. This page is made by a simulation with etch's own back-off code:

    go run ./editor/pace/internal/study >docs/contention.md

After a conflict etch reads again and tries at once, the first time. From then on it sleeps first, for a random time
below

    min(8 W x 1.65^k, 512 W, 10 s)        k = 0, 1, 2, ...

where W is this run's own window: the time from the moment at which the server answers its read to the one at which
its write arrives, one round trip and what is computed meanwhile, averaged over the run. After a sleep it always
reads afresh. The number of rounds is ` + "`--retries`" + ` (10), and the whole run has ` + "`--timeout`" + `.

- **Windows, and not milliseconds**: 10 s are two thousand round trips on a fast network, and ten milliseconds are a fifth
  of one on a slow one. The fixed figures below do well at one distance and badly at the others.
- **Full jitter**: without it those who met once meet again.
- **8**: smaller, and the writers of a burst meet more often than they must; larger, and the resource lies idle.
- **1.65 and 512** keep those in the game who meet a crowd that does not thin out. With 1.5 and 256, the next row, a burst
  of 16 is done a little sooner, and many more of the jobs in a row run out of rounds.

**rate** is how many edits were accepted in the time that one writer alone needs for one, his pauses included: 1.00 is
as good as alone. **req** is requests per accepted edit, **out** the share of edits that ran out of rounds,
**last** when the slowest writer was through, as a multiple of the median. Where many run out, the rate of the others
is no merit. client-go's figures have four and three rounds, as they come.
`

// write writes the page.
func write(out io.Writer) {
	fmt.Fprint(out, head)
	for _, t := range tables {
		fmt.Fprintf(out, "\n## %s\n\n%s\n", t.title, t.about)
		for _, s := range t.scenes {
			fmt.Fprintf(out, "\n%s:\n\n| waits | rate | req | out | last |\n|---|---:|---:|---:|---:|\n", s.name)
			for _, m := range manners {
				fmt.Fprintf(out, "| %s | %s |\n", m.name, s.play(m.Manner))
			}
		}
	}
}

// play plays s under m, and returns the cells of its row.
func (s scene) play(m crowd.Manner) string {
	var rate, spread float64
	var ok, failed, requests int
	for seed := range uint64(s.plays) {
		r := crowd.Run(s.Scene, m, seed)
		rate, spread = rate+r.Rate(s.Scene), spread+r.Spread()
		ok, failed, requests = ok+r.OK, failed+r.Failed, requests+r.Requests
	}
	each := "-"
	if ok > 0 {
		each = fmt.Sprintf("%.1f", float64(requests)/float64(ok))
	}
	out := "0"
	if failed > 0 {
		out = fmt.Sprintf("%.2g %%", 100*float64(failed)/float64(ok+failed))
	}
	n := float64(s.plays)
	return fmt.Sprintf("%.2f | %s | %s | %.1f", rate/n, each, out, spread/n)
}
