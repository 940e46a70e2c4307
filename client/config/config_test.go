package config_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/config"
)

// load reads a configuration that is right.
func load(t *testing.T, text string) *config.File {
	t.Helper()
	f, errs := config.Load("config.yaml", []byte(text))
	for _, err := range errs {
		t.Error(err)
	}
	return f
}

// The entry of a URL is the one with the longest prefix, by whole segments, however
// the two are spelled (RFC 3986 section 6.2.2).
func TestLookup(t *testing.T) {
	f := load(t, `urls:
  https://api.example.com: {format: text}
  https://API.example.com:443/v1/: {format: json}
  https://api.example.com/v1/%7eann: {retries: 1}
  https://api.example.com/a%2fb: {retries: 2}
  http://api.example.com/v1: {retries: 3}
  https://api.example.com:8443/: {retries: 4}
  https://[2001:DB8::1]/v1: {retries: 5}
`)
	const root, v1, ann, slash = "https://api.example.com", "https://API.example.com:443/v1/", "https://api.example.com/v1/%7eann", "https://api.example.com/a%2fb"
	for _, c := range []struct{ url, want string }{
		{"https://api.example.com", root},
		{"https://api.example.com/", root},
		{"https://api.example.com/v2/x", root},
		{"https://api.example.com/v10", root},
		{"https://api.example.com/V1", root},
		{"https://api.example.com/v1", v1},
		{"https://api.example.com/v1/", v1},
		{"https://api.example.com/v1?x=y", v1},
		{"HTTPS://Api.Example.Com:443/%76%31/pages/7", v1},
		{"https://api.example.com/./v2/../v1/pages", v1},
		{"https://api.example.com/v2/%2E%2e/v1/pages", v1},
		{"https://api.example.com/v1/../v2", root},
		{"https://api.example.com/v1/..", root},
		{"https://api.example.com/v1/%2e%2e/admin", root},
		{"https://api.example.com/../../v1", v1},
		{"https://api.example.com/v1/~ann/x", ann},
		{"https://api.example.com/v1/%7Eann", ann},
		{"https://api.example.com/v1/~anne", v1},
		{"https://api.example.com/a%2Fb/c", slash},
		{"https://api.example.com/a/b/c", root},
		{"https://api.example.com//v1", root},
		{"http://api.example.com/v1/x", "http://api.example.com/v1"},
		{"http://api.example.com/", ""},
		{"https://api.example.com:8443/v1", "https://api.example.com:8443/"},
		{"https://api.example.com:444/v1", ""},
		{"https://api.example.com.evil.example/v1", ""},
		{"https://example.com/v1", ""},
		{"https://[2001:db8::1]/v1/x", "https://[2001:DB8::1]/v1"},
	} {
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if e := f.Lookup(u); e != nil {
			got = e.Prefix
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.url, got, c.want)
		}
	}
}

// Each error names its line, and the word that was perhaps meant.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		text string // of an entry for https://a.example, or of a whole file
		line int
		says string
	}{
		{"urlz: {}", 1, `unknown key "urlz" (did you mean urls?)`},
		{"urls: []", 1, "keys and values"},
		{"urls: {a.example: {}}", 1, "the beginning of a URL, such as"},
		{"urls: {'ftp://a.example': {}}", 1, "the beginning of a URL"},
		{"urls: {'https://a.example?x=y': {}}", 1, "see query"},
		{"urls: {'https://ann:pw@a.example': {}}", 1, "https://***@a.example: a user or a password"},
		{"urls:\n  https://a.example/x: {}\n  HTTPS://a.example:443/x/: {}", 2, "it is the same as HTTPS://a.example:443/x/ in line 3"},
		{"apj: cosmos", 3, `unknown key "apj" (did you mean api?)`},
		{"api: cosmoss", 3, `no API convention is called "cosmoss" (did you mean cosmos?)`},
		{"api: cosmos\noverrides: {write: {method: PATHC}}", 4, "overrides.write.method: it takes PATCH, PUT or POST"},
		{"api: cosmos\noverrides:\n  write:\n    methd: PUT", 6, `unknown key "methd" (did you mean method?)`},
		{"overrides: {version: []}", 3, "names no version"},
		{"validator_form: quoted", 3, "it takes as-is, quote, unquote or strong (did you mean quote?)"},
		{"format: jsn", 3, "it takes json or text (did you mean json?)"},
		{"headers: {If-Match: x}", 3, "etch sets the precondition itself"},
		{"headers: {content-type: x}", 3, "it is that of what is written"},
		{"headers: {X: \"a\\nb\"}", 3, "control characters"},
		{"headers: {'a b': x}", 3, "no header name"},
		{"headers: {X-A: a, x-a: b}", 3, "it stands twice"},
		{"headers: {X: '${A'}", 3, "a ${ without its }"},
		{"headers: {X: '${A B}'}", 3, "no name of an environment variable"},
		{"query: {'': x}", 3, "a parameter has a name"},
		{"auth: {}", 3, "one of bearer, basic and netrc"},
		{"auth: {netrc: true, bearer: {env: A}}", 3, "one of bearer, basic and netrc"},
		{"auth: {netrc: false}", 3, "true, or the path of a netrc file"},
		{"auth: {bearer: hunter2}", 3, "keys and values"},
		{"auth: {bearer: {env: A, file: b}}", 3, "one of env, file and command"},
		{"auth: {bearer: {env: a-b}}", 3, "the name of an environment variable"},
		{"auth: {basic: {password: {env: A}}}", 3, "it has no user"},
		{"auth: {basic: {user: ann}}", 3, "basic.password: it takes one of env, file and command"},
		{"auth: {bearer: {env: A}}\nheaders: {authorization: x}", 3, "beside a header Authorization"},
		{"tls: {key: a}", 3, "a key needs its cert"},
		{"tls: {insecure: 1}", 3, "true or false"},
		{"managed: ['']", 3, "managed[0]: the whole document"},
		{"managed: ['a[0]']", 3, "managed[0]: brackets are no part of a dotted path"},
		{"managed: [a..b]", 3, "managed[0]: a name is empty"},
		{"idempotency_key: false", 3, "true, or the name of a header"},
		{"idempotency_key: If-Match", 3, "etch sets the precondition itself"},
		{"idempotency_key: a b", 3, "no header name"},
		{"marker: ''", 3, "marker: the whole document"},
		{"marker: .", 3, "marker: the whole document"},
		{"marker: 'a[0]'", 3, "marker: brackets are no part of a dotted path"},
		{"array_keys: {a.b: x, /a/b: y}", 3, "it stands twice"},
		{"array_keys: {/a: ''}", 3, "the name of a member"},
		{"retries: -1", 3, "not below 0"},
		{"timeout: 30", 3, "a duration such as 30s"},
		{"request_timeout: 0s", 3, "some time"},
		{"allow_http: yes", 3, "true or false"},
	} {
		text := c.text
		if !strings.HasPrefix(text, "url") {
			text = "urls:\n  https://a.example:\n    " + strings.ReplaceAll(text, "\n", "\n    ")
		}
		_, errs := config.Load("config.yaml", []byte(text))
		if len(errs) != 1 || errs[0].Line != c.line || !strings.Contains(errs[0].Error(), c.says) {
			t.Errorf("%s\n%v\nwant line %d: %s", text, errs, c.line, c.says)
		}
	}
}

// All that is wrong is said at once.
func TestAllErrors(t *testing.T) {
	_, errs := config.Load("config.yaml", []byte("urls:\n  https://a.example: {apj: x}\n  b: {}\n  http://c.example: {auth: {netrc: true}, query: {key: x, page: 1}}\n"))
	var lines []int
	for _, err := range errs {
		lines = append(lines, err.Line)
	}
	if !slices.Equal(lines, []int{2, 3, 4, 4, 4}) {
		t.Errorf("%v", errs)
	}
}

// Secrets go over plain http to this machine alone, unless the entry says otherwise.
func TestPlainHTTP(t *testing.T) {
	for _, c := range []struct {
		prefix, entry string
		fine          bool
	}{
		{"https://a.example", "auth: {netrc: true}", true},
		{"http://a.example", "auth: {netrc: true}", false},
		{"http://a.example", "auth: {bearer: {env: A}}", false},
		{"http://a.example", "auth: {bearer: {env: A}}, allow_http: true", true},
		{"http://a.example", "headers: {X-Team: '${A}'}", false},
		{"http://a.example", "headers: {X-Api-Key: abc}", false},
		{"http://a.example", "headers: {X-Team: blue}", true},
		{"http://a.example", "query: {api_key: abc}", false},
		{"http://a.example", "query: {page: '${A}'}", false},
		{"http://a.example", "query: {page: '1'}", true},
		{"http://127.0.0.1:8080/x", "auth: {netrc: true}", true},
		{"http://127.7.7.7", "auth: {netrc: true}", true},
		{"http://[::1]:80", "auth: {netrc: true}", true},
		{"http://LOCALHOST", "auth: {netrc: true}", true},
		{"http://localhost.a.example", "auth: {netrc: true}", false},
		{"http://127.0.0.1.a.example", "auth: {netrc: true}", false},
	} {
		_, errs := config.Load("config.yaml", []byte("urls: {'"+c.prefix+"': {"+c.entry+"}}"))
		if c.fine != (len(errs) == 0) {
			t.Errorf("%s: %s: %v", c.prefix, c.entry, errs)
		}
		for _, err := range errs {
			if !strings.Contains(err.Reason, "allow_http: true") {
				t.Error(err)
			}
		}
	}
}

func TestExpand(t *testing.T) {
	env := map[string]string{"A": "1", "B_2": "${A}", "EMPTY": ""}
	for text, want := range map[string]string{
		"plain": "plain", "${A}": "1", "x${A}y${B_2}z": "x1y${A}z", "$A": "$A", "$${A}": "${A}",
		"$": "$", "a$$": "a$$", "": "", "${NONE}": "!NONE", "x${A}${EMPTY}": "!EMPTY",
	} {
		var v config.Text
		if err := v.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		got, err := v.Expand(func(n string) string { return env[n] })
		if err != nil {
			if !strings.Contains(err.Error(), strings.TrimPrefix(want, "!")) || want[:1] != "!" {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Every variable that the file names is known, also where another part of it is wrong.
func TestVariables(t *testing.T) {
	f, errs := config.Load("config.yaml", []byte(`urls:
  https://a.example:
    nonsense: x
    headers: {X: 'a${H}b${H2}'}
    query: {q: '${Q}'}
    auth: {bearer: {env: T}}
  https://b.example:
    auth: {basic: {user: '${U}', password: {env: P}}}
    headers: {X: '${H}'}
`))
	if got := f.Variables(); len(errs) != 1 || !slices.Equal(got, []string{"H", "H2", "P", "Q", "T", "U"}) {
		t.Errorf("%v, %v", got, errs)
	}
}

// An override changes the field that it names, and nothing of the preset.
func TestOverrides(t *testing.T) {
	f := load(t, `urls:
  https://a.example:
    api: cosmos
    overrides: {write: {method: PUT, patch: "", patches: ""}, managed: [/_rid]}
  https://b.example: {api: cosmos}
  https://c.example: {overrides: {name: own, title: ours, source: us, headers: {Accept: application/x}}, validator_form: unquote}
  https://d.example: {}
`)
	at := func(s string) *config.Entry {
		u, _ := url.Parse(s)
		return f.Lookup(u)
	}
	a, err := at("https://a.example/x").Convention()
	if err != nil || a.Name != "cosmos"+config.Overridden || a.Write.Method != "PUT" || a.Write.Patch != "" || len(a.Managed) != 1 || a.Version[0].Member != "/_etag" {
		t.Errorf("%v, %+v", err, a)
	}
	b, err := at("https://b.example/x").Convention()
	if err != nil || b.Write.Method != "PATCH" || len(b.Managed) < 2 {
		t.Errorf("%v, %+v", err, b)
	}
	c, err := at("https://c.example/x").Convention()
	if err != nil || c.Name != "own" || c.Headers["Accept"] != "application/x" || c.Version[0].Send.Header != "If-Match" || c.Version[0].Form != "unquote" {
		t.Errorf("%v, %+v", err, c)
	}
	if d, err := at("https://d.example/x").Convention(); d != nil || err != nil {
		t.Errorf("%v, %v", d, err)
	}
}

// A file that says nothing is no error.
func TestNothing(t *testing.T) {
	for _, text := range []string{"", "\n", "# a comment\n\n  # another\n", "\ufeff"} {
		if f, errs := config.Load("config.yaml", []byte(text)); len(errs) > 0 || len(f.Entries()) > 0 {
			t.Errorf("%q: %v", text, errs)
		}
	}
}
