package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/editor/workcopy"
	"github.com/etch-http/etch/merge/document"
)

// getFlags are the flags of "etch get".
type getFlags struct {
	connect connectFlags
	output  outputFlags
	save    string
}

// newGet is "etch get".
func newGet(a *app) *cobra.Command {
	var f getFlags
	c := &cobra.Command{
		Use:     "get URL [flags]",
		Short:   "print a resource, or keep it as a file",
		GroupID: groupEdit,
		Long: `get prints the body of a resource as the server sent it.

With --save FILE it keeps a working copy: the bytes in FILE, and in FILE.etch what
they were made from (URL, validator, base). "etch update URL --from FILE" merges
what you change in FILE with what others changed meanwhile.`,
		Example: `  etch get https://api.example.com/pages/7
  etch get https://api.example.com/pages/7 -o json
  etch get https://api.example.com/pages/7 --save page.json`,
		Args:              oneURL,
		ValidArgsFunction: completeURL,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.connect.check(); err != nil {
				return err
			}
			if c.Flags().Changed("save") && (f.save == "" || f.save == "-") {
				return usagef("--save needs the name of a file")
			}
			return a.get(c.Context(), args[0], &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	f.connect.add(c)
	outputFlag(c, &f.output.format)
	c.Flags().BoolVarP(&f.output.quiet, "quiet", "q", false, "print errors only")
	c.Flags().StringVar(&f.save, "save", "", "keep a working copy in this `FILE`")
	must(c.MarkFlagFilename("save"))
	return c
}

// get reads one resource.
func (a *app) get(ctx context.Context, rawURL string, f *getFlags) error {
	u, err := parseURL(rawURL)
	if err != nil {
		return err
	}
	conn, err := a.connect(&f.connect, u)
	if err != nil {
		j := &job{app: a, command: "etch get", url: client.ShownText(rawURL), output: &f.output}
		return j.fail(err, "")
	}
	a.warn(conn, &f.output)
	conn.taken = func() {
		if !f.output.quiet {
			fmt.Fprintf(a.err, "note: %s\n", takenNote(conn.api))
		}
	}
	rep, err := conn.client.Fetch(ctx, u)
	if err == nil && f.save != "" {
		err = save(f.save, rep)
	}
	if err != nil {
		e := explain(err, facts{signal: interruption(ctx), command: "etch get", url: client.ShownText(rawURL)})
		return a.finish(newReport(client.ShownText(rawURL), editor.Report{}, e, conn.tally), e, &f.output)
	}
	switch {
	case f.output.format == "json":
		return a.printJSON(gotten(rep))
	case f.save != "":
		if !f.output.quiet {
			fmt.Fprintf(a.out, "saved: %s from %s\n", foreign(f.save), foreign(shownURL(rep.URL)))
		}
	default:
		a.printBody(rep.Body)
	}
	return nil
}

// save keeps rep as a working copy.
func save(file string, rep client.Representation) error {
	err := workcopy.Save(file, workcopy.Copy{Base: rep, Saved: time.Now()})
	var changed *workcopy.ChangedError
	switch {
	case errors.As(err, &changed):
		return &localError{say: changed.Error(), hint: "save under another name, or remove the file first"}
	case err != nil:
		return &localError{say: "cannot save " + file, err: err}
	}
	return nil
}

// printBody prints a body as it came; at a terminal, made harmless and with a
// newline at its end.
func (a *app) printBody(body []byte) {
	if !a.outTTY {
		_, _ = a.out.Write(body) // the latch keeps the error
		return
	}
	text := show.SafeLines(string(body))
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	fmt.Fprint(a.out, text)
}

// A gottenLine is what "get -o json" prints.
type gottenLine struct {
	URL       string          `json:"url"`
	Validator string          `json:"validator,omitempty"`
	MediaType string          `json:"media_type,omitempty"`
	Body      json.RawMessage `json:"body,omitempty"`        // the document where it is JSON, else a string
	Bytes     []byte          `json:"body_base64,omitempty"` // where it is neither
}

// gotten describes rep.
func gotten(rep client.Representation) gottenLine {
	line := gottenLine{URL: shownURL(rep.URL), Validator: validatorText(rep.Validator), MediaType: rep.MediaType}
	format := document.Text
	if isJSON(rep.MediaType) {
		format = document.JSON
	}
	if utf8.Valid(rep.Body) {
		line.Body = value(rep.Body, format)
	} else {
		line.Bytes = rep.Body
	}
	return line
}

// isJSON reports whether a media type is JSON (RFC 8259, RFC 6839 section 3.1).
func isJSON(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	return err == nil && (t == "application/json" || strings.HasSuffix(t, "+json"))
}

// shownURL is u without what may be secret in it; "" for none.
func shownURL(u *url.URL) string {
	if u == nil {
		return ""
	}
	return client.ShownURL(u)
}
