package cmd

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// faultFlags are what goes wrong.
func (m *mockRun) faultFlags(c *cobra.Command) {
	fs, o := c.Flags(), &m.opts
	p := func(to *float64, name, usage string) {
		fs.Var(&parsed{"P", func(s string) (err error) { *to, err = chance(s); return err }, ""}, name, usage)
	}
	status := func(to *float64, code *int, name, usage string) {
		fs.Var(&parsed{"P:CODE", func(s string) (err error) { *to, *code, err = chancedStatus(s); return err }, ""}, name, usage)
	}
	fs.DurationVar(&o.Rival, "rival", 0, "another writer changes every resource this often")
	fs.DurationVar(&o.Cache, "cache", 0, "answer reads from a cache for this long, whatever they ask for")
	fs.DurationVar(&o.Lag, "lag", 0, "every other read sees what was there this long ago, as from a replica that lags")
	fs.IntVar(&o.StaleReads, "stale-reads", 0, "the first `n` reads after a write see the state before it")
	fs.Var(&parsed{"D", m.setLatency, ""}, "latency", "wait this long before each request is looked at, or some time in a range such as 0-50ms")
	fs.IntVar(&o.Drip, "drip", 0, "send answers at this many `bytes` a second")
	p(&o.FailBefore, "fail-before", "cut the connection with this chance, and do nothing")
	p(&o.FailAfter, "fail-after", "cut the connection with this chance, after the request was carried out")
	p(&o.HangBefore, "hang-before", "never answer with this chance, and do nothing")
	p(&o.HangAfter, "hang-after", "never answer with this chance, though the request was carried out")
	status(&o.Status, &o.StatusCode, "status", "answer with this status with this chance, and do nothing")
	status(&o.StatusAfter, &o.StatusAfterCode, "status-after", "answer with this status with this chance, though the request was carried out")
	p(&o.Truncate, "truncate", "carry the request out with this chance, and cut its answer in the middle")
	p(&o.Garble, "garble", "carry the request out with this chance, and answer with what is no HTTP")
	fs.DurationVar(&o.RetryAfter, "retry-after", 0, "Retry-After on 429 and 503, 1s if not said (--retry-after=5s)")
	fs.Lookup("retry-after").NoOptDefVal = "1s"
	fs.BoolVar(&o.FaultyReads, "faulty-reads", false, "chances hit reads too")
	fs.Var(&parsed{"N", m.setSeed, ""}, "random-seed", "a number from which every random decision follows")
}

// chancedStatus reads P:CODE.
func chancedStatus(s string) (p float64, code int, err error) {
	before, after, ok := strings.Cut(s, ":")
	code, err = strconv.Atoi(after)
	if !ok || err != nil || code < 200 || code > 599 {
		return 0, 0, errors.New("not a chance and a status such as 0.1:503")
	}
	p, err = chance(before)
	return p, code, err
}

// setLatency reads a duration, or the shortest and the longest.
func (m *mockRun) setLatency(s string) (err error) {
	least, most, ranged := strings.Cut(s, "-")
	if m.opts.Latency, err = time.ParseDuration(least); err == nil && ranged {
		m.opts.LatencyMost, err = time.ParseDuration(most)
	}
	if err != nil || ranged && m.opts.LatencyMost < m.opts.Latency {
		return errors.New("not a duration such as 50ms, and not a range such as 0-50ms")
	}
	return nil
}

// setSeed reads a number; 0 would mean that none was given.
func (m *mockRun) setSeed(s string) error {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n == 0 {
		return errors.New("not a whole number from 1")
	}
	m.opts.RandomSeed = n
	return nil
}

// chance reads a number from 0 to 1.
func chance(s string) (float64, error) {
	p, err := strconv.ParseFloat(s, 64)
	if err != nil || !(p >= 0 && p <= 1) { // not a number is neither
		return 0, errors.New("not a chance from 0 to 1, such as 0.1")
	}
	return p, nil
}
