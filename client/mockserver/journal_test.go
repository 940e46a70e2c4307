package mockserver

import (
	"net/http/httptest"
	"testing"
	"time"
)

// The log does not grow for ever: bodies first, then whole entries give way.
func TestTheLogIsBounded(t *testing.T) {
	r := request{Request: httptest.NewRequest("PUT", "/r", nil), body: []byte("ab")}
	full := journal{sum: loggedSum - 1}
	if e := full.begin(r, time.Time{}); string(e.Body) != "a" || !e.Truncated {
		t.Errorf("%q, truncated: %v", e.Body, e.Truncated)
	}
	if e := full.begin(r, time.Time{}); len(e.Body) > 0 || !e.Truncated || e.N != 2 {
		t.Errorf("%+v", e)
	}
	long := journal{n: loggedMax, sum: loggedMax, entries: make([]*Entry, loggedMax)}
	for i := range long.entries {
		long.entries[i] = &Entry{N: i + 1, Body: []byte("x")}
	}
	e := long.begin(r, time.Time{})
	if e.N != loggedMax+1 || len(long.entries) != loggedMax/2+1 || long.entries[0].N != loggedMax/2+1 || long.sum != loggedMax/2+2 {
		t.Errorf("%d: %d entries from %d, %d bytes", e.N, len(long.entries), long.entries[0].N, long.sum)
	}
}
