package client

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// blanked stands for what is secret.
const blanked = "***"

// A tracer writes requests and answers for people to read: no bodies, no secrets,
// no control characters. A nil tracer writes nothing.
type tracer struct {
	mu  sync.Mutex
	out io.Writer
}

// newTracer makes the tracer of o; nil where nobody looks.
func newTracer(o Options) *tracer {
	if o.Trace == nil {
		return nil
	}
	return &tracer{out: o.Trace}
}

// request writes r, which is that of q, whose secret headers are blanked.
func (t *tracer) request(r *http.Request, q *call) {
	if t == nil {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "> %s %s\n", harmless(r.Method), harmless(ShownQuery(q.url, q.query)))
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		hide := SecretName(name) || q.secret[http.CanonicalHeaderKey(name)]
		writeHeader(&b, "> ", name, r.Header[name], hide)
	}
	if r.ContentLength > 0 {
		fmt.Fprintf(&b, "> (%d bytes)\n", r.ContentLength)
	}
	t.write(b.String())
}

// response writes the head of r, the answer to q, whose secrets it may repeat.
func (t *tracer) response(r *http.Response, q *call) {
	if t == nil {
		return
	}
	var b strings.Builder
	secrets := q.secrets()
	fmt.Fprintf(&b, "< %s %s\n", harmless(r.Proto), harmless(without(r.Status, secrets)))
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		writeHeader(&b, "< ", name, r.Header[name], SecretName(name))
	}
	t.write(without(b.String(), secrets))
}

// end writes how an exchange ended.
func (t *tracer) end(size int, took time.Duration, err error) {
	switch {
	case t == nil:
	case err != nil:
		t.write(fmt.Sprintf("* %s (%s)\n", harmless(err.Error()), took.Round(time.Millisecond)))
	default:
		t.write(fmt.Sprintf("< (%d bytes, %s)\n", size, took.Round(time.Millisecond)))
	}
}

// write writes s at once, so that requests side by side do not mix their lines. A
// trace that cannot be written is no reason to stop.
func (t *tracer) write(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _ = io.WriteString(t.out, s)
}

// writeHeader writes one header, a line for each value. A value that is shown may
// still hold a URL with secrets in it.
func writeHeader(b *strings.Builder, mark, name string, values []string, hide bool) {
	for _, v := range values {
		if hide {
			v = blanked
		}
		fmt.Fprintf(b, "%s%s: %s\n", mark, harmless(name), harmless(blankSecrets(v)))
	}
}

// plainHeaders are shown although the user gave them.
var plainHeaders = map[string]bool{
	"Accept": true, "Accept-Language": true, "Cache-Control": true, "Content-Type": true,
	"Host": true, "Origin": true, "Prefer": true, "User-Agent": true,
}

// secretNames matches headers, and members of a query, whose values are secret.
var secretNames = pattern(`(?i)token|api-?_?key|[-_]key$|^key$|secret|passw|pwd|signature|^sig$|[-_]sig$|credential|session|cookie|^(proxy-)?authorization$|^auth$|[-_]auth$|^code$|jwt|bearer`)

// SecretName reports whether the name of a header or of a member of a query says that
// the value is secret.
func SecretName(name string) bool {
	return secretNames().MatchString(name) && !strings.EqualFold(name, "Idempotency-Key")
}

// ShownURL is u without user, password and the secret members of its query, for
// people to read.
func ShownURL(u *url.URL) string { return ShownText(u.String()) }

// ShownText is s without user names, passwords and secret members of a query in every
// URL within it.
func ShownText(s string) string { return blankSecrets(s) }

// members are those of a query (name, value); userinfo stands before a host.
var (
	members  = pattern(`([?&;#])([^=&;#\s<>"]+)=([^&;#\s<>"]*)`)
	userinfo = pattern(`//[^/?#@\s]*@`)
)

// blankSecrets blanks user names, passwords and secret members of a query in
// every URL within s.
func blankSecrets(s string) string {
	s = userinfo().ReplaceAllString(s, "//"+blanked+"@")
	return members().ReplaceAllStringFunc(s, func(m string) string {
		parts := members().FindStringSubmatch(m)
		// "%74oken" is a token too; a name that cannot be read may be one.
		name, err := url.QueryUnescape(parts[2])
		if err != nil || secretNames().MatchString(name) {
			return parts[1] + parts[2] + "=" + blanked
		}
		return m
	})
}

// harmless escapes everything that a terminal could act on.
func harmless(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		q := strconv.QuoteRuneToASCII(r)
		b.WriteString(q[1 : len(q)-1])
	}
	return b.String()
}
