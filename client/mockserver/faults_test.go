package mockserver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// outcome is what a client sees of a write: a status, "cut" where the connection
// ended without an answer, "short" where the answer did.
func outcome(t *testing.T, c *http.Client, method, url string) string {
	t.Helper()
	res, err := c.Do(newRequest(t, method, url, mergePatch, `2`))
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return "none"
		}
		return "cut"
	}
	defer res.Body.Close()
	if _, err := io.ReadAll(res.Body); err != nil {
		return "short"
	}
	return fmt.Sprint(res.StatusCode)
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name    string
		fault   mockserver.Fault
		want    string
		applied bool
	}{
		{"none", mockserver.Fault{}, "204", true},
		{"cut before", mockserver.Fault{Kind: mockserver.CutBefore}, "cut", false},
		{"cut after", mockserver.Fault{Kind: mockserver.CutAfter}, "cut", true},
		{"another answer", mockserver.Fault{Kind: mockserver.Answer, Status: 502}, "502", false},
		{"202, never carried out", mockserver.Fault{Kind: mockserver.Answer, Status: 202}, "202", false},
		{"another answer, but carried out", mockserver.Fault{Kind: mockserver.AnswerAfter, Status: 412}, "412", true},
		{"207", mockserver.Fault{Kind: mockserver.AnswerAfter, Status: 207}, "207", true},
		{"an answer cut short", mockserver.Fault{Kind: mockserver.Truncate}, "short", true},
		{"a page", mockserver.Fault{Kind: mockserver.Page}, "200", false},
		{"no answer", mockserver.Fault{Kind: mockserver.Hang}, "none", false},
		{"no answer, but carried out", mockserver.Fault{Kind: mockserver.HangAfter}, "none", true},
		{"garbage", mockserver.Fault{Kind: mockserver.Garble}, "cut", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, base, client := serve(t, mockserver.Options{
				Fault: func(write int, r *http.Request) mockserver.Fault {
					if write != 1 || r.Method != "PUT" {
						t.Errorf("write %d is %s", write, r.Method)
					}
					return c.fault
				},
			})
			client.Timeout = 300 * time.Millisecond
			s.Put("/r", []byte(`1`))
			if got := outcome(t, client, "PUT", base+"/r"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			want := map[bool]string{true: `2`, false: `1`}[c.applied]
			content(t, s, "/r", want)
			log := s.Log()
			if len(log) != 1 || log[0].Applied != c.applied || strings.Join(log[0].Faults, " ") != c.fault.Kind.String() {
				t.Errorf("log: %+v", log)
			}
			if (c.fault.Kind == mockserver.NoFault) != (len(log[0].Faults) == 0) {
				t.Errorf("the log names %q", log[0].Faults)
			}
		})
	}
}

func TestFaultsOfReads(t *testing.T) {
	var kind mockserver.FaultKind
	s, base, c := serve(t, mockserver.Options{Fault: func(write int, _ *http.Request) mockserver.Fault {
		if write != 0 {
			t.Errorf("a read has number %d", write)
		}
		return mockserver.Fault{Kind: kind}
	}})
	s.Put("/r", []byte(`{"a":1}`))
	kind = mockserver.Truncate
	if got := outcome(t, c, "GET", base+"/r"); got != "short" {
		t.Errorf("truncated: %s", got)
	}
	kind = mockserver.Page
	if res, body := ask(t, c, "GET", base+"/r", "", ""); res.StatusCode != 200 ||
		!strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") || !strings.Contains(body, "<html>") {
		t.Errorf("page: %v %s", res, body)
	}
}

// 202 (RFC 9110 section 15.3.3): carried out later, and under its precondition then.
func TestAccept(t *testing.T) {
	s, base, c := serve(t, mockserver.Options{Fault: func(write int, _ *http.Request) mockserver.Fault {
		return mockserver.Fault{Kind: mockserver.Accept, Delay: 50 * time.Millisecond}
	}})
	s.Put("/r", []byte(`1`))
	s.Put("/other", []byte(`1`))
	ask(t, c, "PUT", base+"/other", "If-Match: "+s.ETag("/other"), `2`)
	s.Put("/other", []byte(`3`))
	if res, _ := ask(t, c, "PUT", base+"/r", "If-Match: "+s.ETag("/r"), `2`); res.StatusCode != 202 {
		t.Fatal(res.StatusCode)
	}
	content(t, s, "/r", `1`)
	for range 100 {
		if b, _ := s.Get("/r"); string(b) == `2` {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	content(t, s, "/r", `2`)
	content(t, s, "/other", `3`)
}

func TestChances(t *testing.T) {
	for _, c := range []struct {
		name, method string
		o            mockserver.Options
		want         string
		applied      bool
	}{
		{"before", "PUT", mockserver.Options{FailBefore: 1}, "cut", false},
		{"after", "PUT", mockserver.Options{FailAfter: 1}, "cut", true},
		{"status", "PUT", mockserver.Options{Status: 1, StatusCode: 429}, "429", false},
		{"status, 503 if not said", "PUT", mockserver.Options{Status: 1}, "503", false},
		{"504, but carried out", "PUT", mockserver.Options{StatusAfter: 1, StatusAfterCode: 504}, "504", true},
		{"503 if not said, but carried out", "PUT", mockserver.Options{StatusAfter: 1}, "503", true},
		{"no answer", "PUT", mockserver.Options{HangBefore: 1}, "none", false},
		{"no answer, but carried out", "PUT", mockserver.Options{HangAfter: 1}, "none", true},
		{"half of an answer", "PUT", mockserver.Options{Truncate: 1}, "short", true},
		{"garbage", "PUT", mockserver.Options{Garble: 1}, "cut", true},
		{"the first that hits does", "PUT", mockserver.Options{FailBefore: 1, Status: 1, FailAfter: 1}, "cut", false},
		{"reads are spared", "GET", mockserver.Options{FailBefore: 1, FailAfter: 1, Status: 1}, "200", false},
		{"but not here", "GET", mockserver.Options{FailAfter: 1, FaultyReads: true}, "cut", false},
		{"PATCH is never answered", "PATCH", mockserver.Options{PatchHangs: true}, "none", false},
		{"PUT is", "PUT", mockserver.Options{PatchHangs: true}, "204", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, base, client := serve(t, c.o)
			client.Timeout = 300 * time.Millisecond
			s.Put("/r", []byte(`1`))
			if got := outcome(t, client, c.method, base+"/r"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			content(t, s, "/r", map[bool]string{true: `2`, false: `1`}[c.applied])
		})
	}
}

// One seed, one history; another seed, another one.
func TestSeedRepeatsTheDecisions(t *testing.T) {
	history := func(seed uint64) string {
		s, base, c := serve(t, mockserver.Options{RandomSeed: seed, FailBefore: 0.2, FailAfter: 0.2, Status: 0.2})
		if s.RandomSeed() != seed {
			t.Errorf("the seed is %d", s.RandomSeed())
		}
		var b strings.Builder
		for range 60 {
			b.WriteString(outcome(t, c, "PUT", base+"/r") + " ")
		}
		for _, kind := range []string{"cut", "503", "204"} {
			if !strings.Contains(b.String(), kind) {
				t.Errorf("seed %d: no %s in %s", seed, kind, &b)
			}
		}
		return b.String()
	}
	if a, b := history(7), history(7); a != b {
		t.Errorf("the same seed gave\n%s\nand\n%s", a, b)
	}
	if history(7) == history(8) {
		t.Error("two seeds gave one history")
	}
	if a, b := mockserver.New(mockserver.Options{}), mockserver.New(mockserver.Options{}); a.RandomSeed() == b.RandomSeed() || a.RandomSeed() == 0 {
		t.Error("without a seed there is no chance")
	}
}

// The faults of the n-th write are the same, whatever else is asked in between, and
// however long the requests before it take.
func TestFaultsBelongToNumbers(t *testing.T) {
	faults := func(reads int, o mockserver.Options) (writes string) {
		o.RandomSeed, o.FailBefore, o.Status, o.FailAfter, o.FaultyReads = 3, 0.3, 0.3, 0.3, true
		s, base, c := serve(t, o)
		for range 40 {
			for range reads {
				outcome(t, c, "GET", base+"/r")
			}
			outcome(t, c, "PUT", base+"/r")
		}
		met := false
		for _, e := range s.Log() {
			met = met || e.Method == "GET" && len(e.Faults) > 0
			if e.Method == "PUT" {
				writes += strings.Join(e.Faults, " ") + ","
			}
		}
		if met != (reads > 0) {
			t.Errorf("%d reads, and one met a fault: %v", reads, met)
		}
		return writes
	}
	alone := faults(0, mockserver.Options{})
	if got := faults(2, mockserver.Options{LatencyMost: time.Millisecond}); got != alone {
		t.Errorf("the faults of the writes were\n%s\nand with reads in between\n%s", alone, got)
	}
	if strings.Count(alone, "fail-before") == strings.Count(alone, ",") {
		t.Errorf("there is no chance in %s", alone)
	}
}

// A read that is shown the past is named in the log.
func TestStaleReadsAreLogged(t *testing.T) {
	for _, api := range []string{"", "couchdb"} {
		s := mockserver.New(mockserver.Options{StaleReads: 1, API: api})
		s.Put("/r", []byte(`{"a":1}`))
		var got []string
		for range 2 { // the seed is a write, too: nothing was there before
			got = append(got, fmt.Sprint(call(t, s, "GET", "/r", "", "").Code))
		}
		for _, e := range s.Log() {
			got = append(got, strings.Join(e.Faults, " "))
		}
		if strings.Join(got, ",") != "404,200,stale-read," {
			t.Errorf("%q: %q", api, got)
		}
	}
}

// The header comes at once, the body little by little.
func TestDrip(t *testing.T) {
	s, base, c := serve(t, mockserver.Options{Drip: 100})
	s.PutAs("/r", "text/plain", []byte(strings.Repeat("x", 41)))
	start := time.Now()
	res, err := c.Do(newRequest(t, "GET", base+"/r", "", ""))
	if err != nil {
		t.Fatal(err)
	}
	header := time.Since(start)
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if took := time.Since(start); err != nil || len(body) != 41 || took < 350*time.Millisecond || header > took/2 {
		t.Errorf("%d bytes after %s (%v), the header after %s", len(body), took, err, header)
	}
	start = time.Now()
	if log, _ := ask(t, c, "GET", base+"/_log", "", ""); log.StatusCode != 200 || time.Since(start) > 300*time.Millisecond {
		t.Errorf("the log took %s", time.Since(start))
	}
}

// A client that has had enough, and Close, end a slow answer.
func TestDripEnds(t *testing.T) {
	s, base, c := serve(t, mockserver.Options{Drip: 1})
	s.PutAs("/r", "text/plain", []byte("slow"))
	c.Timeout = 200 * time.Millisecond
	if got := outcome(t, c, "GET", base+"/r"); got != "short" {
		t.Errorf("got %s", got)
	}
	c.Timeout = time.Minute
	done := make(chan string)
	go func() { done <- outcome(t, c, "GET", base+"/r") }()
	for len(s.Log()) < 2 {
		time.Sleep(time.Millisecond)
	}
	start := time.Now()
	_ = s.Close()
	if got := <-done; got != "short" || time.Since(start) > 1500*time.Millisecond {
		t.Errorf("%s after %s", got, time.Since(start))
	}
}

func TestRetryAfter(t *testing.T) {
	for status, want := range map[int]string{429: "2", 503: "2", 500: ""} {
		s := mockserver.New(mockserver.Options{Status: 1, StatusCode: status, RetryAfter: 1500 * time.Millisecond})
		if got := call(t, s, "PUT", "/r", "", `1`).Header().Get("Retry-After"); got != want {
			t.Errorf("%d: Retry-After %q", status, got)
		}
	}
}

func TestLatency(t *testing.T) {
	s := mockserver.New(mockserver.Options{Latency: 50 * time.Millisecond})
	start := time.Now()
	call(t, s, "GET", "/r", "", "")
	if took := time.Since(start); took < 50*time.Millisecond {
		t.Errorf("took %s", took)
	}
	// In a range, each request has a wait of its own, and the seed repeats them.
	waits := func(seed uint64) (all []time.Duration) {
		s := mockserver.New(mockserver.Options{Latency: 10 * time.Millisecond, LatencyMost: 60 * time.Millisecond, RandomSeed: seed})
		for range 6 {
			start := time.Now()
			call(t, s, "GET", "/r", "", "")
			all = append(all, time.Since(start))
		}
		return all
	}
	a := waits(5)
	if slices.Min(a) < 10*time.Millisecond || slices.Max(a)-slices.Min(a) < 10*time.Millisecond {
		t.Errorf("from 10 ms to 60 ms: %s", a)
	}
	for try := 1; ; try++ { // a busy machine may add to a wait, and chance does not come out alike
		b := waits(5)
		alike := true
		for i := range a {
			alike = alike && (a[i]-b[i]).Abs() < 10*time.Millisecond
		}
		if alike {
			break
		}
		if a = b; try == 10 {
			t.Fatalf("one seed gave %s and %s", a, b)
		}
	}
}

// RFC 6750 sections 2.1 and 3.
func TestBearerToken(t *testing.T) {
	for fields, want := range map[string]int{
		"": 401, "Authorization: Bearer open": 401, "Authorization: Basic sesame": 401,
		"Authorization: Bearer sesame": 204, "Authorization: bearer sesame": 204,
	} {
		s := mockserver.New(mockserver.Options{BearerToken: "sesame"})
		s.Put("/r", []byte(`1`))
		w := call(t, s, "PUT", "/r", fields, `2`)
		if w.Code != want || (want == 401) != strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%q: %d %v", fields, w.Code, w.Header())
		}
		content(t, s, "/r", map[bool]string{true: `2`, false: `1`}[want == 204])
		if log := call(t, s, "GET", "/_log", "", ""); log.Code != 200 || strings.Contains(log.Body.String(), "sesame") {
			t.Errorf("log: %d %s", log.Code, log.Body)
		}
	}
}
