package mockserver_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

func TestLog(t *testing.T) {
	c := &clock{time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)}
	s, base, client := serve(t, mockserver.Options{Now: c.now})
	s.Put("/r", []byte(`1`))
	ask(t, client, "GET", base+"/r?q=1", "User-Agent: test/1\nAccept: application/json\nAccept-Encoding: identity\nCache-Control: no-cache\nAuthorization: Bearer sesame", "")
	ask(t, client, "PUT", base+"/r", "User-Agent:\nContent-Type: text/plain\nIf-Match: \"a\"\nIf-Match: \"b\"\nIf-None-Match: \"c\"\nIf-Unmodified-Since: x\nPrefer: p", "<\xff")
	client.CloseIdleConnections()
	ask(t, client, "PUT", base+"/r", "User-Agent:", "<two>")
	res, body := ask(t, client, "GET", base+"/_log", "", "")
	if res.Header.Get("Content-Type") != "application/x-ndjson" || strings.Contains(body, "sesame") {
		t.Errorf("%v %s", res.Header, body)
	}
	var got []map[string]any
	for sc := bufio.NewScanner(strings.NewReader(body)); sc.Scan(); {
		m := map[string]any{}
		if err := json.Unmarshal(sc.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		got = append(got, m)
	}
	const at = "2020-01-02T03:04:05Z"
	for i, want := range []map[string]any{
		{"n": 1.0, "time": at, "method": "GET", "path": "/r", "query": "q=1", "accept": "application/json", "accept_encoding": "identity", "cache_control": "no-cache", "user_agent": "test/1", "status": 200.0, "applied": false, "conn": 1.0},
		{
			"n": 2.0, "time": at, "method": "PUT", "path": "/r", "if_match": `"a", "b"`, "if_none_match": `"c"`,
			"if_unmodified_since": "x", "content_type": "text/plain", "prefer": "p", "body": "PP8=", "body_encoding": "base64",
			"status": 412.0, "applied": false, "conn": 1.0,
		},
		{"n": 3.0, "time": at, "method": "PUT", "path": "/r", "body": "<two>", "status": 204.0, "applied": true, "conn": 2.0},
	} {
		if i >= len(got) {
			t.Fatalf("%d lines", len(got))
		}
		a, _ := json.Marshal(got[i])
		b, _ := json.Marshal(want)
		if string(a) != string(b) {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, a, b)
		}
	}
	if len(got) != 3 || len(s.Log()) != 3 {
		t.Errorf("%d lines, %d entries", len(got), len(s.Log()))
	}
	if res, _ := ask(t, client, "DELETE", base+"/_log", "", ""); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("DELETE of the log: %d", res.StatusCode)
	}
}

// Who reads the log over the network gets what Log gives.
func TestLogLinesAreEntries(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	call(t, s, "PUT", "/r", "If-Match: \"a\"", "text")
	call(t, s, "PUT", "/r", "If-None-Match: *", "\xff")
	lines := strings.Lines(call(t, s, "GET", "/_log", "", "").Body.String())
	i := 0
	for line := range lines {
		var e mockserver.Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if want := s.Log()[i]; !reflect.DeepEqual(e, stripped(want)) {
			t.Errorf("line %d:\n got %+v\nwant %+v", i+1, e, want)
		}
		i++
	}
	var e mockserver.Entry
	if err := json.Unmarshal([]byte(`{"body":"?","body_encoding":"base64"}`), &e); i != 2 || err == nil {
		t.Errorf("%d lines, %v", i, err)
	}
}

// stripped is e without what a text cannot carry: the clock's monotonic reading and place.
func stripped(e mockserver.Entry) mockserver.Entry {
	b, _ := e.Time.MarshalText()
	_ = e.Time.UnmarshalText(b)
	return e
}

func TestLogKeepsTheStartOfALongBody(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	call(t, s, "PUT", "/r", "", strings.Repeat("x", 100_000))
	if e := s.Log()[0]; len(e.Body) != 64<<10 || !e.Truncated {
		t.Errorf("%d bytes, truncated: %v", len(e.Body), e.Truncated)
	}
	if b, _ := s.Get("/r"); len(b) != 100_000 {
		t.Errorf("%d bytes stored", len(b))
	}
}

// A client that has its answer finds it in the log.
func TestLogIsThereWithTheAnswer(t *testing.T) {
	s, base, c := serve(t, mockserver.Options{})
	for n := 1; n <= 50; n++ {
		ask(t, c, "PUT", base+"/r", "", "1")
		if log := s.Log(); len(log) != n || log[n-1].Status == 0 {
			t.Fatalf("after request %d: %+v", n, log[len(log)-1])
		}
	}
}

func TestListenStaysOnTheLoopback(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	base, err := s.Listen(":0")
	if err != nil || !strings.HasPrefix(base, "http://127.0.0.1:") {
		t.Errorf("%s %v", base, err)
	}
	if _, err := s.Listen("127.0.0.1"); err == nil {
		t.Error("an address without a port was taken")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error("again:", err)
	}
	if _, err := http.Get(base); err == nil {
		t.Error("still served")
	}
}

// Close returns when nothing runs any more.
func TestCloseWaits(t *testing.T) {
	begun, ended := make(chan struct{}), atomic.Bool{}
	s := mockserver.New(mockserver.Options{BeforeWrite: func(int, *http.Request) {
		close(begun)
		time.Sleep(50 * time.Millisecond)
		ended.Store(true)
	}})
	go call(t, s, "PUT", "/r", "", `1`)
	<-begun
	if err := s.Close(); err != nil || !ended.Load() {
		t.Errorf("%v, the request ended: %v", err, ended.Load())
	}
}

func TestHeadersAreBounded(t *testing.T) {
	_, base, c := serve(t, mockserver.Options{})
	if res, _ := ask(t, c, "GET", base+"/r", "X: "+strings.Repeat("x", 100_000), ""); res.StatusCode != 431 {
		t.Error(res.StatusCode)
	}
}

// Close does not wait for what never ends.
func TestCloseCutsWhatHangs(t *testing.T) {
	s, base, c := serve(t, mockserver.Options{PatchHangs: true})
	done := make(chan string)
	go func() { done <- outcome(t, c, "PATCH", base+"/r") }()
	for len(s.Log()) == 0 {
		time.Sleep(time.Millisecond)
	}
	start := time.Now()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if got := <-done; got != "cut" || time.Since(start) > time.Second {
		t.Errorf("%s after %s", got, time.Since(start))
	}
}
