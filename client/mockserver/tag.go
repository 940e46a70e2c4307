package mockserver

import (
	"net/http"
	"strings"
)

// A tag is an entity tag (RFC 9110 section 8.8.3).
type tag struct {
	weak   bool
	opaque string // without the quotes
}

// String returns the tag as it stands in a field.
func (t tag) String() string {
	if t.weak {
		return `W/"` + t.opaque + `"`
	}
	return `"` + t.opaque + `"`
}

// strong is the strong comparison (RFC 9110 section 8.8.3.2): both strong, and equal.
func (t tag) strong(u tag) bool { return !t.weak && !u.weak && t.opaque == u.opaque }

// weakly is the weak comparison (RFC 9110 section 8.8.3.2): equal, strong or not.
func (t tag) weakly(u tag) bool { return t.opaque == u.opaque }

// parseTag reads one entity tag at the start of s, and returns what follows it.
// "W/" is case-sensitive, and a quotation mark cannot stand inside.
func parseTag(s string) (t tag, rest string, ok bool) {
	if strings.HasPrefix(s, "W/") {
		t.weak, s = true, s[2:]
	}
	if s == "" || s[0] != '"' {
		return tag{}, "", false
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return tag{}, "", false
	}
	t.opaque = s[1 : end+1]
	for i := 0; i < len(t.opaque); i++ {
		if c := t.opaque[i]; c <= ' ' || c == 0x7f { // etagc: %x21 / %x23-7E / obs-text
			return tag{}, "", false
		}
	}
	return t, s[end+2:], true
}

// A tagList is the value of If-Match or If-None-Match.
type tagList struct {
	present bool
	any     bool   // "*"
	tags    []tag  // else
	bad     bool   // present, but not what the grammar allows
	raw     string // the field's value as it came
}

// parseTagList reads the field, which may stand on several lines (RFC 9110 sections
// 5.3 and 5.6.1: one list, in which empty elements count for nothing). A comma
// inside quotes belongs to the tag.
func parseTagList(h http.Header, field string) tagList {
	lines := h.Values(field)
	if len(lines) == 0 {
		return tagList{}
	}
	l := tagList{present: true, raw: strings.Trim(strings.Join(lines, ", "), " \t")}
	if l.raw == "*" {
		l.any = true
		return l
	}
	for s := l.raw; ; {
		s = strings.TrimLeft(s, " \t,")
		if s == "" {
			break
		}
		t, rest, ok := parseTag(s)
		rest = strings.TrimLeft(rest, " \t")
		if !ok || rest != "" && rest[0] != ',' {
			l.bad, l.tags = true, nil
			return l
		}
		l.tags, s = append(l.tags, t), rest
	}
	l.bad = len(l.tags) == 0
	return l
}

// has reports whether one of l's tags is equal to t by the comparison.
func (l tagList) has(t tag, equal func(tag, tag) bool) bool {
	for _, u := range l.tags {
		if equal(u, t) {
			return true
		}
	}
	return false
}
