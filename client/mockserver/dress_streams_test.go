package mockserver_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

const (
	events = "application/vnd.eventstore.events+json"
	one    = `{"eventId":"fbf4a1a1-b4a3-4dfe-a01f-ec52c34e16e4","eventType":"x","data":{"n":1}}`
	two    = `{"eventId":"fbf4a1a1-b4a3-4dfe-a01f-ec52c34e16e5","eventType":"y","data":{"n":2}}`
	three  = `{"eventId":"fbf4a1a1-b4a3-4dfe-a01f-ec52c34e16e6","eventType":"z","data":{"n":3}}`
)

// A stream, spoken to as its documentation does: expected numbers, events that are known
// by their IDs, the newest first.
func TestStream(t *testing.T) {
	s := mockserver.New(mockserver.Options{API: "eventstore"})
	defer s.Close()
	web := httptest.NewServer(s.Handler())
	defer web.Close()
	for _, c := range []struct {
		step, header, media, body string
		want                      int
	}{
		{"a stream that must be there", "ES-ExpectedVersion: 0", events, "[" + one + "]", 400},
		{"a new one", "ES-ExpectedVersion: -1", events, "[" + one + "]", 201},
		{"the same again is not written twice", "ES-ExpectedVersion: -1", events, "[" + one + "]", 201},
		{"another that must be new", "ES-ExpectedVersion: -1", events, "[" + two + "]", 400},
		{"behind the last", "ES-ExpectedVersion: 0", events, "[" + two + "]", 201},
		{"behind the one before", "ES-ExpectedVersion: 0", events, "[" + three + "]", 400},
		{"the newer header", "Kurrent-ExpectedVersion: 0", events, "[" + three + "]", 400},
		{"the newer media type", "Kurrent-ExpectedVersion: 1", "application/vnd.kurrent.events+json", "[" + three + "]", 201},
		{"no events", "", events, "[]", 400},
		{"no list", "", events, one, 400},
		{"an ID that is none", "", events, strings.Replace("["+one+"]", "fbf4a1a1-", "", 1), 400},
		{"no type", "", events, strings.Replace("["+one+"]", "eventType", "type", 1), 400},
		{"plain JSON has no type", "", "application/json", "[" + one + "]", 400},
	} {
		if status, text := speak(t, "POST", web.URL+"/s", c.media, c.header, c.body); status != c.want {
			t.Errorf("%s: %d %s", c.step, status, text)
		}
	}
	_, bare := speak(t, "GET", web.URL+"/s", "", "", "")
	_, full := speak(t, "GET", web.URL+"/s?embed=body", "", "", "")
	if strings.Contains(bare, `"data"`) || strings.Count(full, `"eventNumber"`) != 3 || strings.Index(full, `"eventNumber":2`) > strings.Index(full, `"eventNumber":0`) || !strings.Contains(full, `"eTag":"2;`) {
		t.Errorf("%s\n%s", bare, full)
	}
	if status, _ := speak(t, "DELETE", web.URL+"/s", "", "ES-ExpectedVersion: 1", ""); status != 400 {
		t.Errorf("deleted at an old number: %d", status)
	}
	if status, _ := speak(t, "DELETE", web.URL+"/s", "", "ES-ExpectedVersion: 2", ""); status != 204 {
		t.Errorf("not deleted: %d", status)
	}
}

// A table: a write is made on every row that the filters let pass, and one that asks for
// one row is made on none where there are others.
func TestTable(t *testing.T) {
	const object = "Accept: application/vnd.pgrst.object+json"
	for _, c := range []struct {
		step, method, query, header, body string
		want                              int
		holds                             string // afterwards
	}{
		{"every row", "PATCH", "", "", `{"n":9}`, 204, `[{"id":1,"n":9},{"id":2,"n":9}]`},
		{"every row, one asked for", "PATCH", "", object, `{"n":9}`, 406, `[{"id":1,"n":1},{"id":2,"n":1}]`},
		{"one row", "PATCH", "?id=eq.2", object, `{"n":9}`, 204, `[{"id":1,"n":1},{"id":2,"n":9}]`},
		{"two filters", "PATCH", "?id=eq.2&n=eq.7", "Prefer: return=representation", `{"n":9}`, 200, `[{"id":1,"n":1},{"id":2,"n":1}]`},
		{"no such row, one asked for", "PATCH", "?id=eq.3", object, `{"n":9}`, 406, `[{"id":1,"n":1},{"id":2,"n":1}]`},
		{"no such column", "PATCH", "?id=eq.1", "", `{"m":9}`, 400, `[{"id":1,"n":1},{"id":2,"n":1}]`},
		{"a filter of no such column", "PATCH", "?m=eq.1", "", `{"n":9}`, 400, `[{"id":1,"n":1},{"id":2,"n":1}]`},
		{"an operator that is none", "PATCH", "?id=1", "", `{"n":9}`, 400, `[{"id":1,"n":1},{"id":2,"n":1}]`},
		{"deleting one", "DELETE", "?id=eq.1", "", "", 204, `[{"id":2,"n":1}]`},
		{"a new row", "POST", "", "", `{"id":3,"n":1}`, 201, `[{"id":1,"n":1},{"id":2,"n":1},{"id":3,"n":1}]`},
		{"one that is there", "POST", "", "", `{"id":2,"n":5}`, 409, `[{"id":1,"n":1},{"id":2,"n":1}]`},
		{"a whole row", "PUT", "?id=eq.2", "", `{"id":2,"n":5}`, 405, `[{"id":1,"n":1},{"id":2,"n":1}]`},
	} {
		s := mockserver.New(mockserver.Options{API: "postgrest"})
		s.Put("/t", []byte(`[{"id":1,"n":1},{"id":2,"n":1}]`))
		web := httptest.NewServer(s.Handler())
		status, text := speak(t, c.method, web.URL+"/t"+c.query, "application/json", c.header, c.body)
		if body, _ := s.Get("/t"); status != c.want || string(body) != c.holds {
			t.Errorf("%s: %d %s, and the table is %s", c.step, status, text, body)
		}
		web.Close()
		_ = s.Close()
	}
}
