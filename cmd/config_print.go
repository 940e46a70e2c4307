package cmd

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// print prints what there is to say, a line each.
func (l entryLine) print(to io.Writer) {
	row := func(name, text string) {
		if text != "" {
			fmt.Fprintf(to, "%-13s %s\n", name+":", foreign(text))
		}
	}
	api := l.API
	if l.Overridden {
		api = strings.TrimSpace(api + " with overrides")
	}
	row("api", api)
	row("version form", l.ValidatorForm)
	if l.Auth != nil {
		row("auth", l.Auth.text(l.Line))
	}
	for _, name := range slices.Sorted(maps.Keys(l.Headers)) {
		row("header", name+": "+l.Headers[name].text())
	}
	for _, name := range slices.Sorted(maps.Keys(l.Query)) {
		row("query", url.QueryEscape(name)+"="+l.Query[name].text())
	}
	if l.AllowHTTP {
		row("plain http", "allowed")
	}
	row("cacert", l.CACert)
	row("cert", l.Cert)
	row("key", l.Key)
	if l.Insecure {
		row("certificate", "not verified")
	}
	row("format", l.Format)
	row("array keys", strings.Join(l.ArrayKeys, " "))
	row("the server's", strings.Join(l.Managed, ", "))
	row("marker", l.Marker)
	row("write keys", l.IdempotencyKey)
	if l.Retries != nil {
		row("retries", fmt.Sprint(*l.Retries))
	}
	row("timeout", l.Timeout)
	row("one request", l.RequestTimeout)
}

// indented writes lines, each of one Write, further to the right.
type indented struct{ w io.Writer }

// Write implements io.Writer.
func (i indented) Write(p []byte) (int, error) {
	if _, err := io.WriteString(i.w, "  "); err != nil {
		return 0, err
	}
	return i.w.Write(p)
}
