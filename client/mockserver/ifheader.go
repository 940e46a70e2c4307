package mockserver

import (
	"net/http"
	"strings"
)

// An ifList is one list of conditions of the header If (RFC 4918 section 10.4.2), all of
// which must hold.
type ifList struct {
	resource   string // the path it is about; "": the request's own
	conditions []ifCondition
	bad        bool // it is not what the grammar allows, and never holds
}

// An ifCondition is a state token or an entity tag.
type ifCondition struct {
	not   bool
	token string
	tag   string
}

// parseIf reads the header; given is false where there is none.
func parseIf(h http.Header) (lists []ifList, given bool) {
	vs := h.Values("If")
	if len(vs) == 0 {
		return nil, false
	}
	resource := ""
	for s := strings.TrimSpace(strings.Join(vs, " ")); s != ""; s = strings.TrimSpace(s) {
		switch s[0] {
		case '<':
			at, rest, ok := strings.Cut(s[1:], ">")
			if !ok {
				return append(lists, ifList{bad: true}), true
			}
			resource, s = pathOf(at), rest
		case '(':
			end := listEnd(s)
			if end < 0 {
				return append(lists, ifList{bad: true}), true
			}
			l := ifList{resource: resource}
			l.conditions, l.bad = parseConditions(s[1:end])
			lists, s = append(lists, l), s[end+1:]
		default:
			return append(lists, ifList{bad: true}), true
		}
	}
	return lists, true
}

// pathOf is the path of an absolute or a relative URL.
func pathOf(u string) string {
	if _, after, ok := strings.Cut(u, "://"); ok {
		_, path, _ := strings.Cut(after, "/")
		return "/" + path
	}
	return u
}

// listEnd is the place of the parenthesis that ends the list at the start of s; -1 for none.
func listEnd(s string) int {
	until := byte(0) // what ends the token or the tag that we are in
	for i := 1; i < len(s); i++ {
		switch {
		case until != 0:
			if s[i] == until {
				until = 0
			}
		case s[i] == '<':
			until = '>'
		case s[i] == '"':
			until = '"'
		case s[i] == ')':
			return i
		}
	}
	return -1
}

// parseConditions reads what stands in one list; an empty one is none.
func parseConditions(s string) (all []ifCondition, bad bool) {
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		var c ifCondition
		if len(s) > 3 && strings.EqualFold(s[:3], "not") {
			c.not, s = true, strings.TrimSpace(s[3:])
		}
		end := ">"
		switch {
		case strings.HasPrefix(s, "<"):
		case strings.HasPrefix(s, "["):
			end = "]"
		default:
			return nil, true
		}
		inner, rest, ok := strings.Cut(s[1:], end)
		if !ok {
			return nil, true
		}
		if end == ">" {
			c.token = inner
		} else {
			c.tag = inner
		}
		all, s = append(all, c), rest
	}
	return all, len(all) == 0
}

// submitted lists the tokens that a request submits: they count wherever they stand.
func submitted(lists []ifList) (tokens []string) {
	for _, l := range lists {
		for _, c := range l.conditions {
			if c.token != "" && !l.bad {
				tokens = append(tokens, c.token)
			}
		}
	}
	return tokens
}

// ifHolds reports whether one of the lists holds (section 10.4.3). The store's lock must
// be held.
func (s *Server) ifHolds(r request, lists []ifList) bool {
	for _, l := range lists {
		path := l.resource
		if path == "" {
			path = r.URL.Path
		}
		holds := !l.bad
		for _, c := range l.conditions {
			holds = holds && s.conditionHolds(path, c) != c.not
		}
		if holds {
			return true
		}
	}
	return false
}

// conditionHolds reports whether the resource is in the state that c names, "Not" aside.
// A server compares entity tags weakly or strongly, as it likes (section 10.4.4): this
// one as it does for If-Match, and weakly where Apache does, beside a weak tag of a moment.
func (s *Server) conditionHolds(path string, c ifCondition) bool {
	if c.token != "" {
		l := s.lockAt(path)
		return l != nil && l.token == c.token
	}
	x := s.store.at(path)
	if x == nil {
		return false
	}
	current, ok := s.store.etag(x, false)
	given, rest, parsed := parseTag(c.tag)
	now, _, _ := parseTag(current)
	if !ok || !parsed || rest != "" {
		return false
	}
	if s.opts.StrictWeak {
		return given.strong(now)
	}
	return given.weakly(now)
}
