package mockserver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
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
			if log := s.Log(); len(log) != 1 || log[0].Applied != c.applied {
				t.Errorf("log: %+v", log)
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
