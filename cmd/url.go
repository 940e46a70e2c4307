package cmd

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/etch-http/etch/client"
)

// parseURL reads the URL of a resource: absolute, http or https, and without a
// password: that would stand in the process list, in the shell's history and in
// every log that names the URL. A fragment never reaches a server and is dropped.
func parseURL(s string) (*url.URL, error) {
	if s == "" { // a variable of the shell that is not set
		return nil, &usageError{say: "the URL is empty", hint: "a URL looks like https://api.example.com/pages/7"}
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, &usageError{say: "not a URL: " + foreign(redact(s)), hint: "a URL looks like https://api.example.com/pages/7"}
	}
	switch {
	case u.User != nil:
		e := &usageError{
			say:  "the URL holds a user name or a password, which others can see on the command line",
			hint: "take it out; --netrc and ETCH_PASSWORD work without asking",
		}
		if name := u.User.Username(); name != "" {
			e.hint = fmt.Sprintf("take it out, and add -u %s: the password is asked for", foreign(name))
		}
		return nil, e
	case u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" && strings.Contains(s, "://"):
		return nil, usagef("%s: etch speaks http and https, not %s", foreign(redact(s)), foreign(u.Scheme))
	case u.Scheme != "http" && u.Scheme != "https": // perhaps host:port
		e := &usageError{say: "no absolute URL: " + foreign(redact(s)), hint: "a URL looks like https://api.example.com/pages/7"}
		if !strings.Contains(s, "@") {
			e.hint = "did you mean https://" + foreign(strings.TrimLeft(redact(s), "/")) + "?"
		}
		return nil, e
	case u.Host == "":
		return nil, usagef("%s names no host", foreign(redact(s)))
	}
	if n, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || n > 65535) {
		return nil, usagef("%s: there is no port %s", foreign(redact(s)), u.Port())
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

// redact takes out of a text that is no URL what might be its password, and what its
// query names as secret.
func redact(s string) string {
	s = client.ShownText(s)
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return "..." + s[i:]
	}
	return s
}

// A header is one -H.
type header struct{ name, value string }

// reserved headers belong to etch: a second precondition or another media type
// beside its own would make a write mean something else than was checked.
var reserved = map[string]string{
	"If-Match":            "--if-match names the version to begin at",
	"If-None-Match":       "etch sets the precondition itself",
	"If-Modified-Since":   "etch sets the precondition itself",
	"If-Unmodified-Since": "etch sets the precondition itself",
	"Content-Type":        "--patch-type names the format of a patch",
	"Content-Length":      "etch sets it itself",
	"Transfer-Encoding":   "etch sets it itself",
	"Accept-Encoding":     "etch asks for identity, since a compressed answer has another entity tag",
	"Range":               "etch edits whole resources",
	"If-Range":            "etch edits whole resources",
	"Connection":          "it belongs to the connection",
	"Expect":              "it belongs to the connection",
	"Te":                  "it belongs to the connection",
	"Trailer":             "it belongs to the connection",
	"Upgrade":             "it belongs to the connection",
}

// parseHeader reads 'Name: value'; 'Name;' is a header without a value, as for curl.
func parseHeader(s string) (header, error) {
	name, value, ok := strings.Cut(s, ":")
	if bare, found := strings.CutSuffix(s, ";"); !ok && found {
		name, ok = bare, true
	}
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !ok || name == "" || strings.ContainsFunc(name, func(r rune) bool { return !isTokenRune(r) }) {
		return header{}, &usageError{say: "-H takes 'Name: value' or @FILE", hint: "for example -H 'Accept-Language: de'"}
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return header{}, usagef("the value of the header %s holds a control character", name)
	}
	name = http.CanonicalHeaderKey(name)
	if why, ok := reserved[name]; ok {
		return header{}, &usageError{say: fmt.Sprintf("-H cannot set %s", name), hint: why}
	}
	return header{name, value}, nil
}

// isTokenRune reports whether r may stand in a field name (RFC 9110 section 5.6.2).
func isTokenRune(r rune) bool {
	return r < 0x7f && r > ' ' && !strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
}

// sorted returns s in order.
func sorted(s []string) []string {
	slices.Sort(s)
	return s
}
