package convention_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// What is edited of a stream: its events, the oldest first, with the members that count,
// and JSON where a string holds it.
func TestFeeds(t *testing.T) {
	head := `{"eTag":"1;9","entries":`
	for _, c := range []struct{ name, entries, want string }{
		{"none", `[]`, `[]`},
		{
			"turned round", `[{"eventId":"b","eventType":"y","data":"{\"n\":1.0}","links":[]},{"eventId":"a","eventType":"x"}]`,
			"[\n" + `{"eventId": "a", "eventType": "x"},` + "\n" + `{"eventId": "b", "eventType": "y", "data": {"n":1.0}}` + "\n]",
		},
		{"a text that is no JSON", `[{"eventId":"a","data":"hello","metaData":"{"}]`, "[\n" + `{"eventId": "a", "data": "hello", "metadata": "{"}` + "\n]"},
		{"JSON that is no string", `[{"data":{"a": 1}}]`, "[\n" + `{"data": {"a": 1}}` + "\n]"},
		{"numbers at any size", `[{"data":"12345678901234567890"}]`, "[\n" + `{"data": 12345678901234567890}` + "\n]"},
	} {
		rep, err := named(t, "eventstore").Represent(answered(head+c.entries+"}", `"1;9"`))
		if err != nil || string(rep.Body) != c.want || strings.Join(rep.Validator.Values, " ") != "1" {
			t.Errorf("%s: %s %v %v", c.name, rep.Body, rep.Validator, err)
		}
	}
	for _, entries := range []string{`{}`, `["a"]`, `7`} {
		var e *convention.FitError
		if _, err := named(t, "eventstore").Represent(answered(head+entries+"}", `"1;9"`)); !errors.As(err, &e) || e.Why != convention.WrongType {
			t.Errorf("%s: %v", entries, err)
		}
	}
}

// The number in a tag is the version, and where header and body name two there is none.
func TestPicked(t *testing.T) {
	for _, c := range []struct {
		header, member string
		want           string
		why            convention.Misfit
	}{
		{`"7;-1296467268"`, "7;-1296467268", "7", 0},
		{`W/"7;1"`, "7;1", "7", 0},
		{"", "7;1", "7", 0},
		{`"7;1"`, "8;1", "", convention.Disagree},
		{`"x"`, "x", "", convention.WrongType},
	} {
		rep, err := named(t, "eventstore").Represent(answered(`{"eTag":"`+c.member+`","entries":[]}`, c.header))
		var e *convention.FitError
		if c.want == "" && (!errors.As(err, &e) || e.Why != c.why) || c.want != "" && (err != nil || rep.Validator.Values[0] != c.want) {
			t.Errorf("%s %s: %v %v", c.header, c.member, rep.Validator, err)
		}
	}
}

// An expected version goes into both of its headers, and a stream that must not be there
// has one of its own.
func TestExpectedVersions(t *testing.T) {
	for want, p := range map[string]client.Precondition{"7": client.IfUnchanged(client.Validator{Values: []string{"7"}}), "-1": client.IfAbsent()} {
		r, err := named(t, "eventstore").Guard(client.Request{Method: "POST", URL: &url.URL{}, Body: []byte(`[]`)}, p)
		for _, name := range []string{"ES-ExpectedVersion", "Kurrent-ExpectedVersion"} {
			if err != nil || r.Header.Get(name) != want {
				t.Errorf("%s: %v %v, want %s", name, r.Header, err, want)
			}
		}
	}
}

// rows is an answer of a table at a URL with this query.
func rows(query, body string) client.Response {
	r := answered(body, "")
	r.URL = &url.URL{Scheme: "http", Host: "h", Path: "/t", RawQuery: query}
	return r
}

// A row is edited where the URL names one, and where it names no more than one.
func TestRows(t *testing.T) {
	for _, c := range []struct {
		query, body string
		why         convention.Misfit
		gone        bool
	}{
		{"id=eq.1", `[{"id":1,"version":3}]`, 0, false},
		{"a=gt.1&id=eq.1", `[{"id":1,"version":3}]`, 0, false},
		{"", `[{"id":1,"version":3}]`, convention.NoRow, false},
		{"id=gt.1", `[{"id":1,"version":3}]`, convention.NoRow, false},
		{"version=eq.3", `[{"id":1,"version":3}]`, convention.NoRow, false},
		{"id=eq.1", `[{"version":3},{"version":3}]`, convention.SeveralRows, false},
		{"id=eq.1", `{"version":3}`, convention.WrongType, false},
		{"id=eq.1", `text`, convention.NotJSON, false},
		{"id=eq.1", `[{"version":"3"}]`, convention.WrongType, false},
		{"id=eq.1", `[]`, 0, true},
	} {
		rep, err := named(t, "postgrest").Represent(rows(c.query, c.body))
		var fit *convention.FitError
		switch {
		case c.gone && !errors.As(err, new(*client.GoneError)),
			c.why != 0 && (!errors.As(err, &fit) || fit.Why != c.why),
			!c.gone && c.why == 0 && (err != nil || string(rep.Body) != `{"id":1,"version":3}` || rep.Validator.Values[0] != "3"):
			t.Errorf("%s %s: %s %v", c.query, c.body, rep.Body, err)
		}
	}
}

// A write of a row names it, carries the version as a filter, and raises it; without the
// row there is no write. A new row goes to the table.
func TestRowWrites(t *testing.T) {
	api := named(t, "postgrest")
	three := client.IfUnchanged(client.Validator{Values: []string{"3"}})
	at := func(query string) *url.URL { return &url.URL{Scheme: "http", Host: "h", Path: "/t", RawQuery: query} }
	for _, c := range []struct {
		method, query, media, body string
		p                          client.Precondition
		to, sent                   string // "" for an error
	}{
		{"PATCH", "id=eq.1", "application/json", `{"n":2}`, three, "/t?id=eq.1&version=eq.3", `{"n":2,"version":4}`},
		{"PATCH", "id=eq.1", "application/json-patch+json", `[]`, three, "/t?id=eq.1&version=eq.3", `[{"op":"test","path":"/version","value":3},{"op":"replace","path":"/version","value":4}]`},
		{"DELETE", "id=eq.1", "", "", three, "/t?id=eq.1&version=eq.3", ""},
		{"PATCH", "", "application/json", `{"n":2}`, three, "", ""},
		{"DELETE", "version=eq.3", "", "", three, "", ""},
		{"PATCH", "", "application/json", `{"n":2}`, client.Unguarded(), "", ""},
		{"POST", "id=eq.1", "application/json", `{"id":1}`, client.IfAbsent(), "/t", `{"id":1}`},
	} {
		r, err := api.Guard(client.Request{Method: c.method, URL: at(c.query), MediaType: c.media, Body: []byte(c.body)}, c.p)
		if c.to == "" {
			if err == nil {
				t.Errorf("%s %s is sent to %s", c.method, c.query, r.URL)
			}
			continue
		}
		if err != nil || r.URL.RequestURI() != c.to || string(r.Body) != c.sent {
			t.Errorf("%s %s: %s %s %v", c.method, c.query, r.URL, r.Body, err)
		}
	}
}

// What is wrong with a list, a row or a number that is raised is said with its line.
func TestShapesRefused(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"version: [{header: ETag, send: {header: If-Match}}]\nread: {newest_first: true}\n", "x.yaml:5: read: each and newest_first"},
		{"version: [{header: ETag, send: {header: If-Match}}]\nread: {body: /a, each: [{name: a, from: /b}]}\n", "x.yaml:5: read: what is edited is not what is there"},
		{"version: [{header: ETag, send: {header: If-Match}}]\nwrite: {method: PUT, append: id}\n", "x.yaml:5: write.append: it goes with the method POST"},
		{"version: [{header: ETag, send: {header: If-Match}}]\nwrite: {method: PUT, media: a/b}\n", "x.yaml:5: write.media"},
		{"version: [{header: ETag, send: {header: If-Match}}]\nread: {row: eq.}\n", "x.yaml:5: read.row"},
		{"version:\n  - {header: ETag, pick: '.*', send: {header: If-Match}}\n", "x.yaml:5: version[0].pick: it takes one group"},
		{"version:\n  - {member: /v, raise: /v, send: {query: v}}\n", "x.yaml:5: version[0].raise"},
		{"version:\n  - {member: /v, type: integer, send: {query: v, also: X}}\n", "x.yaml:5: version[0].send.also"},
		{"version: [{header: ETag, send: {header: If-Match}}]\nanswers:\n  - {status: 400, header: 'a b', means: conflict}\n", "x.yaml:6: answers[0].header"},
	} {
		_, err := convention.Load("x.yaml", []byte("name: x\ntitle: x\nsource: x\n"+c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s", c.text, err, c.says)
		}
	}
}
