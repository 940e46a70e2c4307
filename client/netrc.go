package client

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
)

// Netrc are credentials from a netrc file: the first entry whose machine is the
// request's host, else the one called default. A host without an entry gets none.
func Netrc(path string) Credentials { return &netrc{path: path} }

// A netrc reads its file with the first request, and again when it is refused.
type netrc struct {
	path    string
	mu      sync.Mutex
	entries []netrcEntry
	read    bool
}

// Apply implements Credentials.
func (n *netrc) Apply(r *http.Request) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.read {
		if err := n.load(); err != nil {
			return err
		}
	}
	if e, ok := lookUp(n.entries, r.URL.Hostname()); ok {
		r.Header.Set("Authorization", basicAuth(e.login, e.password))
	}
	return nil
}

// Renew implements Credentials: it reads the file again.
func (n *netrc) Renew(context.Context, int) (bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	old := n.entries
	if err := n.load(); err != nil {
		return false, err
	}
	return !sameEntries(old, n.entries), nil
}

// load replaces the entries only by a file that could be read to its end.
func (n *netrc) load() error {
	b, err := os.ReadFile(n.path)
	if err != nil {
		return err
	}
	es, err := parseNetrc(string(b))
	if err != nil {
		return fmt.Errorf("%s: %w", n.path, err)
	}
	n.entries, n.read = es, true
	return nil
}

// A netrcEntry is one machine; the one called default has no name.
type netrcEntry struct {
	machine         string
	login, password string
}

// lookUp finds the first entry for host. A default stands for all hosts, so that
// what comes after it is never reached, as in other programs that read the file.
func lookUp(es []netrcEntry, host string) (netrcEntry, bool) {
	for _, e := range es {
		if e.machine == "" || strings.EqualFold(e.machine, host) {
			return e, true
		}
	}
	return netrcEntry{}, false
}

// sameEntries tells whether a request with b could fare better than one with a.
func sameEntries(a, b []netrcEntry) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// parseNetrc reads the file. Its errors name a line, never what stands there.
func parseNetrc(src string) ([]netrcEntry, error) {
	s := &netrcScanner{src: src, line: 1}
	var es []netrcEntry
	for {
		word, ok, err := s.keyword()
		if err != nil {
			return nil, err
		}
		if !ok {
			return es, nil
		}
		switch word {
		case "machine":
			name, err := s.value()
			if err != nil {
				return nil, err
			}
			if name == "" { // would pass for default
				return nil, s.errorf("a machine without a name")
			}
			es = append(es, netrcEntry{machine: name})
		case "default":
			es = append(es, netrcEntry{})
		case "login", "password", "account":
			v, err := s.value()
			if err != nil {
				return nil, err
			}
			if len(es) == 0 {
				return nil, s.errorf("%s before any machine", word)
			}
			es[len(es)-1].set(word, v)
		case "macdef":
			s.skipMacro()
		default: // most likely the rest of a password with a space in it
			return nil, s.errorf("a word that is no keyword")
		}
	}
}

// set keeps what HTTP needs; an account is a thing of FTP.
func (e *netrcEntry) set(word, v string) {
	switch word {
	case "login":
		e.login = v
	case "password":
		e.password = v
	}
}

// A netrcScanner gives the words of a netrc file. A word may be quoted, with \ before
// a quote or a backslash, and for \n, \r and \t.
type netrcScanner struct {
	src  string
	pos  int
	line int
}

// errorf makes an error of this line.
func (s *netrcScanner) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: "+format, append([]any{s.line}, args...)...)
}

// keyword returns the next word where one may stand; comments may, too.
func (s *netrcScanner) keyword() (string, bool, error) {
	for {
		s.space()
		if s.pos == len(s.src) {
			return "", false, nil
		}
		if s.src[s.pos] != '#' {
			word, err := s.word()
			return word, true, err
		}
		s.skipTo("\n")
	}
}

// value returns the word after a keyword. There # is a character like others:
// passwords have it.
func (s *netrcScanner) value() (string, error) {
	s.space()
	if s.pos == len(s.src) {
		return "", s.errorf("ends where a value should be")
	}
	return s.word()
}

// space skips white space; line ends have no other meaning than to count lines.
func (s *netrcScanner) space() {
	for s.pos < len(s.src) && isNetrcSpace(s.src[s.pos]) {
		if s.src[s.pos] == '\n' {
			s.line++
		}
		s.pos++
	}
}

func isNetrcSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// word reads the word that begins here.
func (s *netrcScanner) word() (string, error) {
	if s.src[s.pos] == '"' {
		return s.quoted()
	}
	from := s.pos
	for s.pos < len(s.src) && !isNetrcSpace(s.src[s.pos]) {
		s.pos++
	}
	return s.src[from:s.pos], nil
}

// quoted reads a quoted word. It ends in its line: a forgotten quote would
// swallow the machines behind it.
func (s *netrcScanner) quoted() (string, error) {
	var b strings.Builder
	for s.pos++; s.pos < len(s.src) && s.src[s.pos] != '\n'; s.pos++ {
		switch c := s.src[s.pos]; {
		case c == '"':
			s.pos++
			return b.String(), nil
		case c == '\\' && s.pos+1 < len(s.src):
			s.pos++
			b.WriteByte(unescape(s.src[s.pos]))
		default:
			b.WriteByte(c)
		}
	}
	return "", s.errorf("a quote without its end")
}

// unescape gives what \c stands for.
func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// skipMacro skips a macdef: up to an empty line.
func (s *netrcScanner) skipMacro() {
	for s.skipTo("\n"); s.pos < len(s.src); s.skipTo("\n") {
		if rest := s.src[s.pos:]; strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "\r\n") {
			return
		}
	}
}

// skipTo goes on behind the next end, or to the end of the file.
func (s *netrcScanner) skipTo(end string) {
	i := strings.Index(s.src[s.pos:], end)
	if i < 0 {
		s.pos = len(s.src)
		return
	}
	s.pos += i + len(end)
	s.line++
}
