package convention_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// lockable is a sound description of a lock; each case of TestLocksRefused spoils one line.
const lockable = `name: x
title: an API
source: its documents
version:
  - {header: ETag, send: {header: If-Match}}
lock:
  seconds: 60
  take: {method: LOCK, media: a/b, body: "<{owner}>", headers: {Timeout: "{seconds}"}}
  renew: {method: LOCK, headers: {If: "({token})"}}
  release: {method: UNLOCK, headers: {Lock-Token: "{token}"}}
  holder: {method: PROPFIND}
  token: Lock-Token
  none: [405]
  write: {If: "({token})"}
  weak: {If: "({token} [{version}])"}
`

// What is wrong with a lock is said with its line.
func TestLocksRefused(t *testing.T) {
	for _, c := range []struct {
		old, new string
		line     int
		says     string
	}{
		{"seconds: 60", "seconds: 5", 7, "it takes 10 to 3600"},
		{"seconds: 60", "second: 60", 7, "did you mean seconds?"},
		{"take: {method: LOCK", "take: {method: PUT", 8, "PUT has a meaning of its own"},
		{"take: {method: LOCK", "take: {method: lock", 8, "in capitals"},
		{"media: a/b, ", "", 8, "go together"},
		{"<{owner}>", "<{owners}>", 8, "{owners} could stand for"},
		{"<{owner}>", "<{token}>", 8, "{token} could stand for"},
		{`headers: {If: "({token})"}`, "media: a/b, body: x", 9, "any lock would do"},
		{`headers: {If: "({token})"}`, `headers: {If-Match: "({token})"}`, 9, "only a version makes one"},
		{`{Lock-Token: "{token}"}`, `{Authorization: "{token}"}`, 10, "none of an API's"},
		{"holder: {method: PROPFIND}", "holder: {method: GET}", 11, "a meaning of its own"},
		{"token: Lock-Token", "token: 'a b'", 12, "no header's name"},
		{`  write: {If: "({token})"}`, "  write: {If: x}", 14, "it does not say {token}"},
		{`[{version}]`, "x", 15, "it does not say {version}"},
		{`[{version}]`, "[{version}{owner}]", 15, "{owner} could stand for"},
		{"send: {header: If-Match}", "send: {query: v}", 6, "sent in a header"},
	} {
		text := strings.Replace(lockable, c.old, c.new, 1)
		if text == lockable {
			t.Fatalf("%q is not there", c.old)
		}
		_, err := convention.Load("x.yaml", []byte(text))
		var e *convention.DescriptionError
		if !errors.As(err, &e) || e.Line != c.line || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want line %d and %q", c.new, err, c.line, c.says)
		}
	}
	if _, err := convention.Load("x.yaml", []byte(lockable)); err != nil {
		t.Error(err)
	}
}

// A write under a lock carries its token beside the version; a weak entity tag, which
// If-Match never matches, goes beside the token.
func TestLockedWrites(t *testing.T) {
	const token = "<opaquelocktoken:7>"
	for _, c := range []struct {
		name, lock string
		validator  client.Validator
		want       string
	}{
		{"no lock", "", client.Validator{Values: []string{`"v"`}}, `If-Match: "v"`},
		{"a strong tag", token, client.Validator{Values: []string{`"v"`}}, "If-Match: \"v\"\nIf: (" + token + ")"},
		{"a date", token, client.Validator{Values: []string{"Sun, 06 Nov 1994 08:49:37 GMT"}, Strength: client.Date}, "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\nIf: (" + token + ")"},
		{"a weak tag", token, client.Validator{Values: []string{`W/"v"`}, Strength: client.Weak}, `If: (` + token + ` [W/"v"])`},
		{"a weak tag, no lock", "", client.Validator{Values: []string{`W/"v"`}, Strength: client.Weak}, `If-Match: W/"v"`},
	} {
		r, err := named(t, "webdav").Guard(client.Request{Method: "PUT", URL: &url.URL{}, Lock: c.lock}, client.IfUnchanged(c.validator))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Split(sent(r.Header), "\n")
		for _, line := range strings.Split(c.want, "\n") {
			if len(got) != strings.Count(c.want, "\n")+1 || !strings.Contains(strings.Join(got, "\n"), line) {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
	}
	if r, err := convention.RFC9110.Guard(client.Request{URL: &url.URL{}, Lock: token}, client.IfAbsent()); err != nil || r.Header.Get("If") != "" {
		t.Error("an API without locks carries one:", r.Header, err)
	}
}

// Only a token that can stand in a condition by itself is one.
func TestLockTokens(t *testing.T) {
	lock := named(t, "webdav").Lock
	for token, want := range map[string]bool{
		"<opaquelocktoken:7>": true, "<urn:uuid:(7)>": true, "t7": true,
		"": false, "<>": false, "<a> <b>": false, "<a>) (<b>": false, "a)": false, "<a b>": false, "<a\x01>": false, "< >": false,
	} {
		r := client.Response{Status: 200, Header: http.Header{"Lock-Token": {token}}}
		if _, _, ok := lock.Taken(r); ok != want {
			t.Errorf("%q: %v", token, ok)
		}
	}
	if _, _, ok := lock.Taken(client.Response{Header: http.Header{"Lock-Token": {"<a>", "<b>"}}}); ok {
		t.Error("two tokens are one")
	}
}

// What a server tells of locks, in any prefix, and as far as it tells it.
func TestLocks(t *testing.T) {
	one := func(inner string) string {
		return `<?xml version="1.0"?><p:prop xmlns:p="DAV:"><p:lockdiscovery><p:activelock>` + inner + `</p:activelock></p:lockdiscovery></p:prop>`
	}
	for _, c := range []struct {
		name, body string
		want       convention.Held
		none       bool
	}{
		{name: "all of it", body: one(`<p:owner> ann
 <p:href>mailto:a@b</p:href></p:owner><p:timeout>Second-90</p:timeout>`), want: convention.Held{Owner: "ann mailto:a@b", Left: 90 * time.Second}},
		{name: "text that looks like tags", body: one(`<p:owner>&lt;b&gt;A &amp; B</p:owner>`), want: convention.Held{Owner: "<b>A & B"}},
		{name: "no end", body: one(`<p:timeout>Infinite</p:timeout>`), want: convention.Held{Endless: true}},
		{name: "a time that is none", body: one(`<p:timeout>Second-ten</p:timeout>`)},
		{name: "a time beyond all", body: one(`<p:timeout>Second-99999999999</p:timeout>`)},
		{name: "another namespace", body: one(`<owner xmlns="x">eve</owner><p:owner>ann</p:owner>`), want: convention.Held{Owner: "ann"}},
		{name: "none", body: `<D:lockdiscovery xmlns:D="DAV:"/>`, none: true},
		{name: "of another namespace", body: `<activelock xmlns="x"/>`, none: true},
		{name: "broken off", body: strings.TrimSuffix(one("<p:owner>ann</p:owner>"), "</p:activelock></p:lockdiscovery></p:prop>"), none: true},
		{name: "no XML", body: `{"owner": 1}`, none: true},
		{name: "an entity of its own", body: `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + one("<p:owner>&e;</p:owner>"), none: true},
	} {
		got := convention.Locks([]byte(c.body))
		if c.none {
			if len(got) != 0 {
				t.Errorf("%s: %+v", c.name, got)
			}
			continue
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// The time of a lock is the server's word on that lock; without one what was asked for.
func TestLockLasts(t *testing.T) {
	lock := named(t, "webdav").Lock
	body := `<D:x xmlns:D="DAV:"><D:activelock><D:timeout>Second-5</D:timeout><D:locktoken><D:href>other</D:href></D:locktoken></D:activelock>
<D:activelock><D:timeout>Second-9</D:timeout><D:locktoken><D:href>t</D:href></D:locktoken></D:activelock></D:x>`
	if h := lock.Lasting(client.Response{Body: []byte(body)}, "<t>"); h.Left != 9*time.Second || !h.Is("<t>") || h.Is("<other>") {
		t.Errorf("%+v", h)
	}
	if h := lock.Lasting(client.Response{}, "<t>"); h.Left != lock.Lasts() {
		t.Errorf("%+v", h)
	}
}

// Whoever holds a lock is named in XML, whatever the name.
func TestLockOwner(t *testing.T) {
	r := named(t, "webdav").Lock.ToTake(&url.URL{}, "a</D:owner><D:x>&\x01{token}")
	if body := string(r.Body); !strings.Contains(body, "a&lt;/D:owner&gt;&lt;D:x&gt;&amp;\uFFFD") || r.Header.Get("Timeout") != "Second-120" {
		t.Errorf("%s %v", body, r.Header)
	}
}

// Whatever a server tells of locks: no time is negative, and no token could be more than
// one condition.
func FuzzLocks(f *testing.F) {
	f.Add("<opaquelocktoken:7>", `<D:x xmlns:D="DAV:"><D:activelock><D:owner>a</D:owner><D:timeout>Second-9</D:timeout></D:activelock></D:x>`)
	f.Add("<a>) (<b>", `<activelock xmlns="DAV:"><timeout>Infinite</timeout>`)
	c, err := convention.Lookup("webdav")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, token, body string) {
		for _, h := range convention.Locks([]byte(body)) {
			if h.Left < 0 || h.Endless && h.Left > 0 {
				t.Errorf("%+v", h)
			}
		}
		taken, h, ok := c.Lock.Taken(client.Response{Header: http.Header{"Lock-Token": {token}}, Body: []byte(body)})
		if !ok {
			return
		}
		r, err := c.Guard(client.Request{Method: "PUT", URL: &url.URL{}, Lock: taken}, client.IfUnchanged(client.Validator{Values: []string{`"v"`}}))
		in := strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("If"), "("), ")")
		if err != nil || in != token || strings.ContainsAny(strings.Trim(in, "<>"), "<> \r\n\x00") || h.Left < 0 {
			t.Errorf("%q: %q %v %+v", token, r.Header, err, h)
		}
	})
}

// An owner is a name for one line, however much a server says.
func TestLongOwner(t *testing.T) {
	body := `<p xmlns="DAV:"><activelock><owner>` + strings.Repeat("\u00e4", 50_000) + `</owner></activelock></p>`
	if got := convention.Locks([]byte(body)); len(got) != 1 || len(got[0].Owner) > 200 || !strings.HasPrefix(got[0].Owner, "\u00e4\u00e4") {
		t.Errorf("%d locks", len(got))
	}
}
