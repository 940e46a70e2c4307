package cmd

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/etch-http/etch/client/mockserver"
)

// testKey is where a script keeps its testscript.T.
type testKey struct{}

// audited counts the writes of etch that checkLog has looked at, over all scripts.
var audited atomic.Int64

// fault says what is wrong with a request of etch's; "" is nothing.
//
// Every read is past all caches and asks for the bytes themselves. Every write names
// exactly one version, or a date, or that nothing be there. "*" is no version: it holds for any of them. A
// request that is not etch's says so in User-Agent; one that says nothing is nobody's.
// LOCK, UNLOCK and PROPFIND write nothing; under a lock the version may stand in If.
func fault(e mockserver.Entry) string {
	switch {
	case e.UserAgent == "rival":
		return ""
	case e.UserAgent != "etch" && !strings.HasPrefix(e.UserAgent, "etch/"):
		return "a request of somebody unknown"
	case reads(e.Method) && e.CacheControl != "no-cache":
		return "a read that a cache may answer"
	case e.AcceptEncoding != "identity":
		return "a request that asks for an encoding"
	case !writes(e.Method):
		return ""
	case e.IfNoneMatch == "*" && e.IfMatch == "" && e.IfUnmodifiedSince == "" && (e.Method == http.MethodPut || e.Method == http.MethodPost):
		return "" // it must find nothing
	case e.IfNoneMatch != "":
		return "a change with If-None-Match"
	case e.IfMatch == "" && strings.HasPrefix(e.If, "(<") && strings.Contains(e.If, `> [W/"`):
	case e.IfMatch == "" && e.IfUnmodifiedSince == "":
		return "a write without a precondition"
	case e.IfMatch == "":
		if _, err := http.ParseTime(e.IfUnmodifiedSince); err != nil {
			return "a write whose date is none"
		}
	case e.IfMatch == "*" || strings.Contains(e.IfMatch, ", "):
		return "a write that names no single version"
	}
	return ""
}

// reads reports whether a method changes nothing.
func reads(method string) bool { return method == http.MethodGet || method == http.MethodOptions }

// checkLog reads every request in the log of the server at url. Where guarded is
// false, and nowhere else, writes may come without a precondition.
func checkLog(ts *testscript.TestScript, url string, guarded bool) {
	t := ts.Value(testKey{}).(testscript.T) // a deferred function cannot use ts.Fatalf
	log, err := rivalRequest("GET", url+"/_log", nil, "")
	if err != nil {
		t.Fatal("the mock's log:", err)
	}
	for line := range strings.Lines(log) {
		var e mockserver.Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal("the mock's log:", err, "in", line)
		}
		if writes(e.Method) && e.UserAgent != "rival" {
			audited.Add(1)
		}
		if !guarded && e.IfMatch == "" && e.IfNoneMatch == "" {
			e.IfMatch = `"allowed"`
		}
		if wrong := fault(e); wrong != "" {
			t.Fatal(wrong+":", line)
		}
	}
}

// TestFault is the proof that checkLog would see it.
func TestFault(t *testing.T) {
	read := mockserver.Entry{Method: "GET", UserAgent: "etch/1.0", CacheControl: "no-cache", AcceptEncoding: "identity"}
	write := mockserver.Entry{Method: "PATCH", UserAgent: "etch", IfMatch: `W/"1"`, AcceptEncoding: "identity"}
	for name, test := range map[string]struct {
		entry  mockserver.Entry
		change func(*mockserver.Entry)
		want   string
	}{
		"a read":               {read, func(*mockserver.Entry) {}, ""},
		"a write":              {write, func(*mockserver.Entry) {}, ""},
		"a date":               {write, func(e *mockserver.Entry) { e.IfMatch, e.IfUnmodifiedSince = "", "Sun, 06 Nov 1994 08:49:37 GMT" }, ""},
		"creating":             {write, func(e *mockserver.Entry) { e.Method, e.IfMatch, e.IfNoneMatch = "PUT", "", "*" }, ""},
		"changing nothing":     {write, func(e *mockserver.Entry) { e.IfMatch, e.IfNoneMatch = "", "*" }, "If-None-Match"},
		"creating over one":    {write, func(e *mockserver.Entry) { e.Method, e.IfMatch, e.IfNoneMatch = "PUT", "", `"1"` }, "If-None-Match"},
		"a rival":              {write, func(e *mockserver.Entry) { e.IfMatch, e.UserAgent = "", "rival" }, ""},
		"no precondition":      {write, func(e *mockserver.Entry) { e.IfMatch = "" }, "without a precondition"},
		"nothing at all":       {write, func(e *mockserver.Entry) { *e = mockserver.Entry{Method: "PUT"} }, "unknown"},
		"any version":          {write, func(e *mockserver.Entry) { e.IfMatch = "*" }, "no single version"},
		"two versions":         {write, func(e *mockserver.Entry) { e.IfMatch = `"1", "2"` }, "no single version"},
		"no date":              {write, func(e *mockserver.Entry) { e.IfMatch, e.IfUnmodifiedSince = "", "now" }, "whose date"},
		"If-None-Match":        {write, func(e *mockserver.Entry) { e.IfNoneMatch = "*" }, "If-None-Match"},
		"another client":       {write, func(e *mockserver.Entry) { e.UserAgent = "Go-http-client/1.1" }, "unknown"},
		"a cached read":        {read, func(e *mockserver.Entry) { e.CacheControl = "" }, "a cache"},
		"a compressed read":    {read, func(e *mockserver.Entry) { e.AcceptEncoding = "gzip" }, "an encoding"},
		"a lock":               {write, func(e *mockserver.Entry) { e.Method, e.IfMatch = "LOCK", "" }, ""},
		"a version in If":      {write, func(e *mockserver.Entry) { e.IfMatch, e.If = "", `(<t> [W/"1"])` }, ""},
		"a lock alone":         {write, func(e *mockserver.Entry) { e.IfMatch, e.If = "", `(<t>)` }, "without a precondition"},
		"deleting a resource":  {write, func(e *mockserver.Entry) { e.Method, e.IfMatch = "DELETE", "" }, "without a precondition"},
		"posting to a process": {write, func(e *mockserver.Entry) { e.Method, e.IfMatch = "POST", "" }, "without a precondition"},
	} {
		e := test.entry
		test.change(&e)
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var read mockserver.Entry
		if err := json.Unmarshal(line, &read); err != nil {
			t.Fatal(err)
		}
		if got := fault(read); got != test.want && (test.want == "" || !strings.Contains(got, test.want)) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
