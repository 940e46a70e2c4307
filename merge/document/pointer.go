package document

import (
	"fmt"
	"strconv"
	"strings"
)

// A Pointer names a place (RFC 6901). "" is the whole document.
type Pointer string

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// ParsePointer checks the syntax of s: "" or tokens that begin with "/", in which
// "~" stands only as "~0" or "~1" (RFC 6901 section 3).
func ParsePointer(s string) (Pointer, error) {
	if s != "" && s[0] != '/' {
		return "", fmt.Errorf("pointer %q does not begin with /", s)
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '~' && (i+1 == len(s) || s[i+1] != '0' && s[i+1] != '1') {
			return "", fmt.Errorf("pointer %q has a ~ that is neither ~0 nor ~1", s)
		}
	}
	return Pointer(s), nil
}

// Child returns the place of the member of that (unescaped) name below p.
func (p Pointer) Child(name string) Pointer { return p + "/" + Pointer(escaper.Replace(name)) }

// Index returns the place of element i below p.
func (p Pointer) Index(i int) Pointer { return p + "/" + Pointer(strconv.Itoa(i)) }

// Tokens returns the unescaped reference tokens; none for "".
func (p Pointer) Tokens() []string {
	if p == "" {
		return nil
	}
	ts := strings.Split(string(p[1:]), "/")
	for i, t := range ts {
		ts[i] = unescaper.Replace(t)
	}
	return ts
}

// Cut splits p into its parent and its last unescaped token; ok is false for "".
func (p Pointer) Cut() (parent Pointer, token string, ok bool) {
	i := strings.LastIndexByte(string(p), '/')
	if i < 0 {
		return "", "", false
	}
	return p[:i], unescaper.Replace(string(p[i+1:])), true
}

// Within reports whether p is q or below it.
func (p Pointer) Within(q Pointer) bool {
	return strings.HasPrefix(string(p), string(q)) && (len(p) == len(q) || p[len(q)] == '/')
}
