package cmd

import (
	"cmp"
	"context"
	"mime"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/manual"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/document"
)

// createFlags are the flags of "etch create".
type createFlags struct {
	sessionFlags
	from  string
	media string // of -H 'Content-Type: ...'; "": none was named
}

// newCreate is "etch create".
func newCreate(a *app) *cobra.Command {
	var f createFlags
	c := &cobra.Command{
		Use:     "create URL [flags]",
		Short:   "write a new resource, where nothing is yet",
		GroupID: groupEdit,
		Long: `create writes a resource that is not there yet: it looks first, and the write carries
"If-None-Match: *", or what else the API has to that end (--api), so that it never
replaces what somebody else has created. Where something is there already, the status
is 4, and what you wanted to write stays in a draft.

The text comes from --from FILE, from standard input (--from -), or from your editor.
Its media type is the one of -H 'Content-Type: ...'; else that of the name of FILE or
of the URL; else JSON, where the text is some.

The URL is that of the new resource. With --method POST it is that of a collection,
which gives the new resource a name; no precondition can guard that.`,
		Example: `  etch create https://api.example.com/pages/7
  etch create https://api.example.com/pages/7 --from page.json
  date | etch create https://dav.example.com/now.txt --from - -u ann`,
		Args:              oneURL,
		ValidArgsFunction: completeURL,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case c.Flags().Changed("from") && f.from == "":
				return usagef("--from needs the name of a file, or - for standard input")
			case f.write.method == "PATCH":
				return usagef("--method PATCH changes what is there: a new resource takes PUT or POST")
			}
			if err := f.takeMediaType(); err != nil {
				return err
			}
			if err := f.check(); err != nil {
				return err
			}
			return a.create(c.Context(), args[0], &f)
		},
	}
	c.Flags().SortFlags = false // they stand in groups
	fs := c.Flags()
	fs.StringVar(&f.from, "from", "", "the text: `FILE`, or - for standard input; without it the editor opens")
	must(c.MarkFlagFilename("from"))
	enumFlag(c, &f.write.method, "method", "", "how to write", "auto", "PUT", "POST")
	f.write.set, f.write.patchType = c.Flags(), "auto"
	f.write.addBudget(c, 0)
	f.write.addSending(c)
	f.write.addText(c)
	f.output.add(c)
	f.connect.add(c)
	return c
}

// create makes one new resource.
func (a *app) create(ctx context.Context, rawURL string, f *createFlags) error {
	j, err := a.job("etch create", rawURL, &f.sessionFlags)
	if err != nil {
		return err
	}
	j.purpose, j.asks, j.given = target.Create, f.from == "", f.from != ""
	j.lazy = f.from != "" && f.from != "-"
	if err := j.open(); err != nil {
		return j.fail(err, "")
	}
	defer j.close()
	var text []byte
	if f.from != "" {
		if text, err = j.read(f.from); err != nil {
			return j.fail(err, "")
		}
	}
	at := *j.origin
	at.Fragment, at.RawFragment = "", ""
	d := editor.Draft{Base: editor.State{Representation: client.Representation{URL: &at, API: j.conn.api.Name}}, Text: text}
	d.Base.Representation.MediaType, d.Base.New = j.newMediaType(f.media, f.from, text)
	if f.from != "" {
		return j.run(ctx, transform.Given{}, &d)
	}
	m := j.manual()
	m.MediaType = d.Base.Representation.MediaType
	return j.run(ctx, m, &d)
}

// takeMediaType takes Content-Type out of the headers: it is not one of every request,
// but of the new resource.
func (f *createFlags) takeMediaType() error {
	var rest []string
	for _, h := range f.connect.headers {
		name, value, _ := strings.Cut(h, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Type") {
			rest = append(rest, h)
			continue
		}
		f.media = strings.TrimSpace(value)
		if t, _, err := mime.ParseMediaType(f.media); err != nil || !strings.Contains(t, "/") {
			return usagef("%s: that is no media type", shorten(h))
		}
	}
	f.connect.headers = rest
	return nil
}

// newMediaType is the media type of a new resource, and the format that it is read in:
// by the header that the user sets, by --format, by the name of the file or of the URL,
// and last by the text itself. What was guessed is said.
func (j *job) newMediaType(given, file string, text []byte) (mediaType string, f document.Format) {
	named := cmp.Or(manual.MediaType(path.Ext(file)), manual.MediaType(path.Ext(j.origin.Path)))
	_, err := document.Parse(text, document.JSON)
	guessed := false
	switch {
	case given != "":
		mediaType = given
	case j.write.format == "json":
		mediaType = "application/json"
	case named != "" && !(j.write.format == "text" && isJSON(named)):
		mediaType = named
	case j.write.format != "text" && (text == nil || err == nil):
		mediaType, guessed = "application/json", true
	case utf8.Valid(text):
		mediaType, guessed = "text/plain; charset=utf-8", j.write.format != "text"
	default:
		mediaType, guessed = "application/octet-stream", true
	}
	if guessed {
		j.note("the media type is taken to be %s; -H 'Content-Type: ...' names another", mediaType)
	}
	if j.write.format != "text" && (isJSON(mediaType) || j.write.format == "json") {
		return mediaType, document.JSON
	}
	return mediaType, document.Text
}

func existsEnding(e *editor.ExistsError, f facts) ending {
	r := ending{
		outcome: outcomeConflict, reason: "exists",
		say:  "something is there already, and nothing was written",
		hint: "to change what is there: etch edit " + shellWord(f.url),
	}
	if e.Same {
		r.say = "something is there already, with the content that was to be written; nothing was written"
	}
	return r
}
