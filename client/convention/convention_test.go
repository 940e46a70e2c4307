package convention_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

func represent(t testing.TB, h http.Header) client.Representation {
	t.Helper()
	rep, err := convention.RFC9110.Represent(client.Response{Status: 200, Header: h, URL: &url.URL{Path: "/x"}})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// Which version an answer carries, and in which header it goes back.
func TestValidators(t *testing.T) {
	const (
		modified = "Sun, 06 Nov 1994 08:49:37 GMT"
		later    = "Sun, 06 Nov 1994 08:49:38 GMT"
		none     = ""
	)
	for _, c := range []struct {
		name     string
		header   http.Header
		strength client.Strength
		guard    string // the header that is sent; none: no validator, or one that may not be sent yet
	}{
		{"nothing", http.Header{}, 0, none},
		{"a strong tag", http.Header{"Etag": {`"v1"`}}, client.Strong, `If-Match: "v1"`},
		{"a weak tag", http.Header{"Etag": {`W/"v1"`}}, client.Weak, `If-Match: W/"v1"`},
		{"a tag of compressed bytes", http.Header{"Etag": {`"x--gzip"`}}, client.Strong, `If-Match: "x--gzip"`},
		{"no quotes (Cosmos, CloudFront)", http.Header{"Etag": {`00-11`}}, client.Strong, `If-Match: 00-11`},
		{"base64 without quotes", http.Header{"Etag": {`MjAyMC0=`}}, client.Strong, `If-Match: MjAyMC0=`},
		{"a comma, a star in quotes", http.Header{"Etag": {`"a, *"`}}, client.Strong, `If-Match: "a, *"`},
		{"backslashes", http.Header{"Etag": {`"a\"`}}, client.Strong, `If-Match: "a\"`},
		{"other letters", http.Header{"Etag": {"\"\xe4\""}}, client.Strong, "If-Match: \"\xe4\""},
		{"a date in the tag", http.Header{"Etag": {`W/"datetime'2020-01-01T00%3A00%3A00Z'"`}}, client.Weak, `If-Match: W/"datetime'2020-01-01T00%3A00%3A00Z'"`},
		{"the same twice", http.Header{"Etag": {`"v1"`, `"v1"`}}, client.Strong, `If-Match: "v1"`},
		{"two", http.Header{"Etag": {`"v1"`, `"v2"`}}, 0, none},
		{"empty", http.Header{"Etag": {``}}, 0, none},
		{"white space", http.Header{"Etag": {"  "}}, 0, none},
		{"empty in quotes", http.Header{"Etag": {`""`}}, 0, none},
		{"weak and empty", http.Header{"Etag": {`W/""`}}, 0, none},
		{"white space in quotes", http.Header{"Etag": {`" "`}}, 0, none},
		{"a control character", http.Header{"Etag": {"\"a\x01\""}}, 0, none},
		{"a line end", http.Header{"Etag": {"\"a\"\r\nX: y"}}, 0, none},
		{"a tab", http.Header{"Etag": {"\"a\tb\""}}, 0, none},
		{"a star: any version", http.Header{"Etag": {`*`}}, 0, none},
		{"a list", http.Header{"Etag": {`"v1", "v2"`}}, 0, none},
		{"a list without quotes", http.Header{"Etag": {`v1, *`}}, 0, none},
		{"a date, later", http.Header{"Last-Modified": {modified}, "Date": {later}}, client.Date, "If-Unmodified-Since: " + modified},
		{"a date, in the same second", http.Header{"Last-Modified": {modified}, "Date": {modified}}, client.DateYet, none},
		{"a date to come", http.Header{"Last-Modified": {later}, "Date": {modified}}, client.DateYet, none},
		{"a date without Date", http.Header{"Last-Modified": {modified}}, 0, none},
		{"a date with no true Date", http.Header{"Last-Modified": {modified}, "Date": {"today"}}, 0, none},
		{"no date", http.Header{"Last-Modified": {"0"}, "Date": {later}}, 0, none},
		{"two dates", http.Header{"Last-Modified": {modified, later}, "Date": {later}}, 0, none},
		{"a tag and a date", http.Header{"Etag": {`"v1"`}, "Last-Modified": {modified}, "Date": {later}}, client.Strong, `If-Match: "v1"`},
		{"an unusable tag and a date", http.Header{"Etag": {`""`}, "Last-Modified": {modified}, "Date": {later}}, client.Date, "If-Unmodified-Since: " + modified},
	} {
		v := represent(t, c.header).Validator
		if v.Strength != c.strength {
			t.Errorf("%s: strength %d, want %d", c.name, v.Strength, c.strength)
		}
		if c.guard == none && !v.IsZero() && v.Strength != client.DateYet {
			t.Errorf("%s: %q", c.name, v.Values)
		}
		if v.IsZero() {
			continue
		}
		r, err := convention.RFC9110.Guard(client.Request{}, client.IfUnchanged(v))
		if c.guard == none {
			var e *client.UnguardedError
			if !errors.As(err, &e) || e.Why != client.NoValidator {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if got := sent(r.Header); err != nil || got != c.guard {
			t.Errorf("%s: %s (%v), want %s", c.name, got, err, c.guard)
		}
	}
}

// sent gives the only header there is.
func sent(h http.Header) string {
	var out []string
	for name, vs := range h {
		out = append(out, name+": "+strings.Join(vs, "|"))
	}
	return strings.Join(out, "\n")
}

func TestGuards(t *testing.T) {
	old := http.Header{"If-Match": {"*"}, "If-None-Match": {`"x"`}, "If-Unmodified-Since": {"x"}, "If-Modified-Since": {"x"}, "If-Range": {"x"}}
	tag := func(vs ...string) client.Precondition { return client.IfUnchanged(client.Validator{Values: vs}) }
	for _, c := range []struct {
		name string
		p    client.Precondition
		want string
		err  bool
	}{
		{"unchanged", tag(`"v1"`), `If-Match: "v1"`, false},
		{"absent", client.IfAbsent(), `If-None-Match: *`, false},
		{"unguarded", client.Unguarded(), ``, false},
		{"none", client.Precondition{}, ``, true},
		{"any version", tag("*"), ``, true},
		{"any version, spaced", tag(" * "), ``, true},
		{"two tags", tag(`"a"`, `"b"`), ``, true},
		{"a list", tag(`"a", "b"`), ``, true},
		{"a second header", tag("\"a\"\r\nX: y"), ``, true},
		{"white space", tag(" "), ``, true},
	} {
		r, err := convention.RFC9110.Guard(client.Request{Header: old, Body: []byte("{}")}, c.p)
		if (err != nil) != c.err || sent(r.Header) != c.want || string(r.Body) != "{}" {
			t.Errorf("%s: %q (%v), want %q", c.name, sent(r.Header), err, c.want)
		}
		if len(old) != 5 {
			t.Fatal("the request given was changed")
		}
	}
}

func TestARepresentationIsTheAnswer(t *testing.T) {
	h := http.Header{"Content-Type": {"application/json;v=1"}, "Accept-Patch": {"a/b, c/d"}, "Vary": {"Accept"}}
	rep, err := convention.RFC9110.Represent(client.Response{Header: h, Body: []byte(" {}\n"), Decoded: "gzip"})
	if err != nil || rep.MediaType != "application/json;v=1" || string(rep.Body) != " {}\n" || strings.Join(rep.Patches, "|") != "a/b|c/d" ||
		rep.Decoded != "gzip" || rep.Header.Get("Vary") != "Accept" {
		t.Errorf("%+v %v", rep, err)
	}
	if rep := represent(t, http.Header{}); rep.Patches != nil || rep.MediaType != "" {
		t.Errorf("%+v", rep)
	}
}

// Whatever a server sends as a tag: it goes back as it is, as one tag, or not at all.
func FuzzValidator(f *testing.F) {
	f.Add(`W/"v1"`, "", "")
	f.Add(`*`, "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT")
	f.Fuzz(func(t *testing.T, tag, modified, date string) {
		v := represent(t, http.Header{"Etag": {tag}, "Last-Modified": {modified}, "Date": {date}}).Validator
		if v.IsZero() {
			return
		}
		r, err := convention.RFC9110.Guard(client.Request{}, client.IfUnchanged(v))
		if err != nil {
			if v.Strength != client.DateYet {
				t.Error(err)
			}
			return
		}
		got := r.Header.Get("If-Match") + r.Header.Get("If-Unmodified-Since")
		if len(r.Header) != 1 || got != tag && got != modified || strings.ContainsAny(got, "\r\n\x00") || strings.TrimSpace(r.Header.Get("If-Match")) == "*" {
			t.Errorf("%q", r.Header)
		}
	})
}

// Why what a server gives out for a version is none.
func TestFlaw(t *testing.T) {
	for name, c := range map[string]struct {
		tags []string
		want client.Flaw
	}{
		"none":                {nil, client.NoFlaw},
		"empty":               {[]string{""}, client.EmptyVersion},
		"nothing in it":       {[]string{`W/""`}, client.EmptyVersion},
		"any version":         {[]string{"*"}, client.UnsendableVersion},
		"a list":              {[]string{`"1", "2"`}, client.UnsendableVersion},
		"control characters":  {[]string{"\"a\x7f\""}, client.UnsendableVersion},
		"two":                 {[]string{`"1"`, `"2"`}, client.TwoVersions},
		"twice the same":      {[]string{`"1"`, `"1"`}, client.NoFlaw},
		"one that can be had": {[]string{`"1"`}, client.NoFlaw},
	} {
		h := http.Header{}
		if c.tags != nil {
			h["Etag"] = c.tags
		}
		rep, err := convention.RFC9110.Represent(client.Response{Header: h})
		usable := name == "twice the same" || name == "one that can be had"
		if err != nil || rep.Flaw != c.want || rep.Validator.IsZero() == usable {
			t.Errorf("%s: %d, %v, %v", name, rep.Flaw, rep.Validator, err)
		}
	}
}
