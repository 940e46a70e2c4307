package cmd

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/document"
)

// A requestLine is the request that a dry run did not send.
type requestLine struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body,omitempty"` // a document as such, anything else as a string

	text string // the body's bytes
}

// harmless headers are shown as the user gave them; of all others the value may be a secret.
var harmless = []string{"Accept", "Accept-Language", "Content-Type", "If-Match", "If-None-Match", "If-Unmodified-Since", "Prefer"}

// dryRequest is w as it would be sent over c, with the precondition on it. The values
// of what -H, the configuration and the credentials add are blanked.
func dryRequest(c *connection, w editor.Write) (*requestLine, error) {
	req := w.Request
	req.Header = req.Header.Clone()
	req, err := c.dialect.Guard(req, w.Guard)
	if err != nil {
		return nil, err
	}
	line := &requestLine{Method: req.Method, URL: client.ShownQuery(req.URL, c.query), Headers: map[string]string{}, text: string(req.Body)}
	format := document.Text
	if strings.Contains(req.MediaType, "json") {
		format = document.JSON
	}
	line.Body = value(req.Body, format)
	if req.MediaType != "" {
		line.Headers["Content-Type"] = req.MediaType
	}
	for name := range req.Kept {
		line.Headers[name] = "***"
		if !client.SecretName(name) {
			line.Headers[name] = strings.Join(req.Kept[name], ", ")
		}
	}
	for name := range c.header {
		line.Headers[name] = "***"
		if slices.Contains(harmless, name) && !slices.Contains(c.hidden, name) {
			line.Headers[name] = c.header.Get(name)
		}
	}
	for name := range req.Header { // what the API asks for, and the version
		line.Headers[name] = "***"
		if !client.SecretName(name) {
			line.Headers[name] = req.Header.Get(name)
		}
	}
	if c.auth {
		line.Headers["Authorization"] = "***"
	}
	return line, nil
}

// print shows the request as it would stand on the wire, made harmless for a terminal.
func (r *requestLine) print(a *app) {
	fmt.Fprintf(a.out, "%s %s\n", foreign(r.Method), foreign(r.URL))
	for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
		fmt.Fprintf(a.out, "%s: %s\n", foreign(name), foreign(r.Headers[name]))
	}
	body := r.text
	if a.outTTY {
		body = show.SafeLines(body)
	}
	fmt.Fprintf(a.out, "\n%s", body)
	if !strings.HasSuffix(body, "\n") {
		fmt.Fprintln(a.out)
	}
}
