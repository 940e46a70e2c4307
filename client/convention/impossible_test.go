package convention_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// What no version is, in the form of those that servers give out.
func TestImpossible(t *testing.T) {
	form := func(expr string) func(string) bool { return regexp.MustCompile("^(?:" + expr + ")$").MatchString }
	for _, c := range []struct {
		api, version string
		form         func(string) bool
	}{
		{"rfc9110", `"5-ab12cd34"`, form(`"5-[0-9a-f]{8}"`)},
		{"rfc9110", `W/"1"`, form(`W/"[0-9]+"`)},
		{"rfc9110", `"0"`, form(`"[1-9][0-9]{4,}"`)},
		{"rfc9110", `"v7"`, form(`"v[0-9]{5,}"`)},
		{"rfc9110", `"1432208041618"`, form(`"[0-9]{12,13}"`)},
		{"rfc9110", `"9223372036854775807"`, form(`"[0-9]{19}"`)},
		{"rfc9110", `"d41d8cd98f00b204e9800998ecf8427e-3"`, form(`"[0-9a-f]{32}-3"`)},
		{"rfc9110", `"D41D8CD98F00B204"`, form(`"[0-9A-F]{16}"`)},
		{"rfc9110", `"2d-5f5a1b2c3d4e5"`, form(`"2d-[0-9a-f]{13}"`)},
		{"rfc9110", `"1700000000000-text/turtle"`, form(`"[0-9]{13}-text/turtle"`)},
		{"rfc9110", `W/"datetime'2024-02-29T10%3A00%3A00.1234567Z'"`, form(`W/"datetime'19[0-9]{2}-02-29T10%3A00%3A00.1234567Z'"`)},
		{"rfc9110", `W/"datetime'1996-02-29T10%3A00%3A00Z'"`, form(`W/"datetime'1992-02-29T10%3A00%3A00Z'"`)},
		{"rfc9110", `E2QWRUHAPOMQZL`, form(`[A-Z0-9]{14}`)}, // no quotes: none are put there
		{"rfc9110", `"-"`, form(`"[^"]+"`)},
		{"rfc9110", `""quoted inside""`, form(`""[a-z ]+""`)},
		{"cosmos", `"00000001-0000-0d00-0000-5fc7d1b40000"`, form(`"00000001-0000-0d00-0000-[0-9a-f]{12}"`)},
		{"couchdb", `3-917fa2381192822767f010b95b45325b`, form(`3-[0-9a-f]{32}`)},
		{"kubernetes", `812345`, form(`[0-9]{6,7}`)},
		{"mongoose", `0`, form(`[1-9][0-9]{4,}`)},
		{"versioned-body", `15`, form(`[1-9][0-9]{4,}`)},
		{"contents-sha", `95b966ae1c166bd92f8ae7d1c313e738c731dfc3`, form(`[0-9a-f]{40}`)},
		{"confluence", `3`, form(`[1-9][0-9]{4,}`)},
	} {
		api := named(t, c.api)
		v := client.Validator{Values: []string{c.version}}
		got, ok := api.Impossible(v)
		if !ok || len(got.Values) != 1 || got.Equal(v) || !c.form(got.Values[0]) {
			t.Errorf("%s: of %s: %v, %v", c.api, c.version, got, ok)
			continue
		}
		r := client.Request{Method: "PUT", URL: &url.URL{Scheme: "http", Host: "h"}, MediaType: "application/json", Body: []byte(`{"a":1}`)}
		was, err := api.Guard(r, client.IfUnchanged(v))
		now, err2 := api.Guard(r, client.IfUnchanged(got))
		if err != nil || err2 != nil || was.Header.Get("If-Match") == now.Header.Get("If-Match") && was.URL.String() == now.URL.String() && string(was.Body) == string(now.Body) {
			t.Errorf("%s: of %s: sent as %v %s, %v", c.api, c.version, now.Header, now.Body, err2)
		}
	}
}

// A version that is a time in base64 becomes another time in base64.
func TestImpossibleTime(t *testing.T) {
	read := base64.StdEncoding.EncodeToString([]byte("2026-11-29T14:00:00.123456Z"))
	got, ok := named(t, "milmove").Impossible(client.Validator{Values: []string{read}})
	if !ok {
		t.Fatal("none")
	}
	text, err := base64.StdEncoding.DecodeString(got.Values[0])
	if at, perr := time.Parse(time.RFC3339Nano, string(text)); err != nil || perr != nil || at.Year() > 2000 {
		t.Errorf("%s: %s, %v, %v", got.Values[0], text, err, perr)
	}
}

// A date becomes one of long ago, and may be sent even where the real one may not yet.
func TestImpossibleDate(t *testing.T) {
	for read, year := range map[string]int{
		"Sun, 29 Nov 2026 14:00:00 GMT": 2000,
		"Sat, 01 Jan 2000 00:00:00 GMT": 1999,
		"Fri, 01 Jan 1971 00:00:00 GMT": 0,
		"yesterday":                     0,
	} {
		for _, s := range []client.Strength{client.Date, client.DateYet} {
			got, ok := convention.RFC9110.Impossible(client.Validator{Values: []string{read}, Strength: s})
			if ok != (year > 0) {
				t.Errorf("%s: %v, %v", read, got, ok)
				continue
			}
			if !ok {
				continue
			}
			at, err := http.ParseTime(got.Values[0])
			w, gerr := convention.RFC9110.Guard(client.Request{Method: "PUT", URL: &url.URL{}}, client.IfUnchanged(got))
			if err != nil || at.Year() != year || gerr != nil || w.Header.Get("If-Unmodified-Since") != got.Values[0] {
				t.Errorf("%s: %v, %v, sent %v, %v", read, got, err, w.Header, gerr)
			}
		}
	}
}

// Of two values one is enough; what only goes beside stays; where there is none, that is said.
func TestImpossibleOfSeveral(t *testing.T) {
	got, ok := named(t, "elasticsearch").Impossible(client.Validator{Values: []string{"7", "1"}})
	if !ok || got.Values[0] == "7" || got.Values[1] != "1" {
		t.Errorf("elasticsearch: %v, %v", got, ok)
	}
	got, ok = named(t, "grafana").Impossible(client.Validator{Values: []string{"7", "team"}})
	if !ok || got.Values[0] == "7" || got.Values[1] != "team" {
		t.Errorf("grafana: %v, %v", got, ok)
	}
	for api, version := range map[string]string{"versioned-link": "/x?after=3", "rfc9110": "-"} {
		if got, ok := named(t, api).Impossible(client.Validator{Values: []string{version}}); ok {
			t.Errorf("%s: of %s: %v", api, version, got)
		}
	}
	if got, ok := convention.RFC9110.Impossible(client.Validator{}); ok {
		t.Errorf("of no version: %v", got)
	}
}

// FuzzImpossible: whatever a version looks like, what is made of it is another one that
// can be sent, or there is none.
func FuzzImpossible(f *testing.F) {
	for _, s := range []string{`"1"`, `W/""`, "%3", "%%%", "2020-01-01T", `"é"`, "a,b", "*", strings.Repeat("9", 40), "0005"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := client.Validator{Values: []string{s}}
		got, ok := convention.RFC9110.Impossible(v)
		if !ok {
			return
		}
		r := client.Request{Method: "PUT", URL: &url.URL{}}
		w, err := convention.RFC9110.Guard(r, client.IfUnchanged(got))
		if err != nil || w.Header.Get("If-Match") == s {
			t.Errorf("of %q: %v, sent as %v, %v", s, got, w.Header, err)
		}
	})
}
