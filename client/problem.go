package client

import (
	"bytes"
	"encoding/json"
	"html"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

const (
	maxProblem = 256 << 10 // bytes of an error's body that are looked at
	maxDetail  = 400       // bytes of it that are kept
	maxErrors  = 5         // of a list of errors
	maxNesting = 4         // of members in members
)

// ProblemOf reads what an answer says of an error: problem details (RFC 9457), the
// members that APIs use in their place, or the start of the text. All of it stays
// as it came, foreign, but short, and without what was secret in the request.
func ProblemOf(r Response) Problem {
	p := Problem{Status: r.Status, Title: http.StatusText(r.Status)}
	if p.Title == "" {
		p.Title = "unknown status"
	}
	body := r.Body[:min(len(r.Body), maxProblem)]
	var doc any
	if err := json.Unmarshal(body, &doc); err != nil {
		p.Detail = short(r.hide(plain(r.Header.Get("Content-Type"), body)))
		return p
	}
	// Only problem details have a title beside the detail; elsewhere a "title" is one
	// more name for the message.
	if m, ok := doc.(map[string]any); ok && isProblem(r.Header) {
		p.Type, _ = m["type"].(string)
		if t, _ := m["title"].(string); t != "" {
			p.Title = short(r.hide(t))
		}
		p.Type = short(r.hide(p.Type))
		delete(m, "title")
	}
	switch doc := doc.(type) {
	case map[string]any, []any:
		if p.Detail = short(r.hide(message(doc, 0))); p.Detail == "" && !isProblem(r.Header) {
			p.Detail = short(r.hide(string(bytes.TrimSpace(body))))
		}
	case string:
		p.Detail = short(r.hide(doc))
	}
	return p
}

// isProblem reports whether the body calls itself problem details.
func isProblem(h http.Header) bool {
	t, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return t == "application/problem+json"
}

// The members that hold a message, in the order of trust; and those that name the
// place it is about, and those that list several.
var (
	messages = []string{
		"detail", "message", "error_description", "errormessage", "error_message", "msg",
		"description", "diagnostics", "reason", "title", "text", "value", "error", "details", "fault", "status",
	}
	places = []string{"pointer", "field", "path", "name", "param", "parameter", "property", "location"}
	lists  = []string{"errors", "invalid-params", "invalid_params", "violations", "issue", "issues", "details"}
)

// message finds the words for people in v.
func message(v any, depth int) string {
	if depth > maxNesting {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case []any:
		return joined(v, depth)
	case map[string]any:
		return ofMembers(folded(v), depth)
	}
	return ""
}

// ofMembers gives "place: message: error; error", as far as m has them.
func ofMembers(m map[string]any, depth int) string {
	text, found := "", ""
	for _, name := range messages {
		if text = message(m[name], depth+1); text != "" {
			found = name
			break
		}
	}
	for _, name := range lists {
		list, ok := m[name].([]any)
		if !ok || name == found {
			continue
		}
		if s := joined(list, depth); s != "" {
			text = with(text, s)
			break
		}
	}
	// At the top the place would be that of the whole answer.
	if text == "" || depth == 0 {
		return text
	}
	for _, name := range places {
		if s, _ := m[name].(string); s != "" {
			return s + ": " + text
		}
	}
	return text
}

// with puts two messages together; either may be empty.
func with(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ": " + b
}

// joined gives the first messages of a list.
func joined(list []any, depth int) string {
	var out []string
	for _, v := range list {
		if s := message(v, depth+1); s != "" {
			out = append(out, s)
		}
		if len(out) == maxErrors {
			break
		}
	}
	return strings.Join(out, "; ")
}

// folded gives m with its names in lower case; APIs do not agree on that.
func folded(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[lower(k)] = v
	}
	return out
}

// hidden is what a page does not show; tags are its tags.
var (
	hidden = pattern(`(?is)<(script|style|head)\b.*?</(script|style|head)\s*>|<!--.*?-->`)
	tags   = pattern(`(?s)<[^>]*>`)
)

// plain gives the words of a body: of HTML and XML without their tags, of bytes
// that are no text nothing.
func plain(contentType string, body []byte) string {
	if bytes.IndexByte(body, 0) >= 0 {
		return ""
	}
	s := strings.TrimSpace(string(body))
	if strings.HasPrefix(s, "<") || strings.Contains(lower(contentType), "html") {
		s = hidden().ReplaceAllString(s, " ")
		s = html.UnescapeString(tags().ReplaceAllString(s, " "))
	}
	return strings.Join(strings.Fields(s), " ")
}

// short cuts s after maxDetail bytes, between characters.
func short(s string) string {
	if len(s) <= maxDetail {
		return s
	}
	n := maxDetail - len("…")
	for n > maxDetail-2*utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
