package manual

import (
	"bytes"
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// bom is the byte order mark, which some editors add and others remove by themselves.
var bom = []byte("\uFEFF")

// A view is how a base is shown and how an edited text is read back.
type view struct {
	base   *document.Document
	from   *document.Document // base itself, or base indented
	format document.Format
	diff   diff.Options
}

// newView shows base as it is, or indented where it came in one line. A resource
// that is not there yet is empty, of the format f.
// The elements of its arrays are told apart as o says.
func newView(base *document.Document, f document.Format, o diff.Options) view {
	v := view{base: base, from: base, format: f, diff: o}
	if base == nil {
		return v
	}
	if v.format = base.Format(); v.format == document.JSON {
		v.from = base.Indent()
	}
	return v
}

// own reports whether the view is base itself, so that white space is the person's.
func (v view) own() bool { return v.from.Equal(v.base) }

// commented reports whether a // header may stand above the text.
func (v view) commented() bool { return v.format == document.JSON }

// show returns a text as it is shown: indented again where the base is and the text
// came in one line, else as it was typed.
func (v view) show(text []byte) []byte {
	if v.own() {
		return text
	}
	d, err := document.Parse(text, v.format)
	if err != nil {
		return text
	}
	return d.Indent().Source()
}

// read makes the wanted document of an edited text. start is what the person was
// given to edit; nil: the view. The error is a *document.SyntaxError.
func (v view) read(text, start []byte) (*document.Document, error) {
	if open := v.open(text, start); len(open) > 0 {
		return nil, &document.SyntaxError{Line: open[0], Column: 1, Reason: "a conflict marker is still there"}
	}
	if v.own() {
		text = v.ends(text)
	}
	d, err := document.Parse(text, v.format)
	if err != nil {
		return nil, err
	}
	if err := v.repeated(d); err != nil {
		return nil, err
	}
	if v.own() {
		return d, nil
	}
	carried, _, err := diff.Carrier{Options: v.diff}.Carry(v.base, v.from, d)
	return carried, err
}

// ends gives text the byte order mark and the missing final newline of the base:
// editors change both by themselves (vi ends every last line), and nobody sees it.
// So neither can be changed in an editor.
func (v view) ends(text []byte) []byte {
	if v.base == nil {
		return text
	}
	src := v.base.Source()
	if body := bytes.TrimPrefix(text, bom); bytes.HasPrefix(src, bom) {
		text = slices.Concat(bom, body)
	} else {
		text = body
	}
	if line, ended := bytes.CutSuffix(text, []byte("\n")); ended && len(src) > 0 && !bytes.HasSuffix(src, []byte("\n")) {
		line = bytes.TrimSuffix(line, []byte("\r"))
		if !bytes.HasSuffix(line, []byte("\n")) {
			return line
		}
	}
	return text
}

// repeated refuses a member name that stands twice in its object, where it does not
// in the base: parsers differ in which of the two they take.
func (v view) repeated(d *document.Document) error {
	var before []document.Pointer
	if v.base != nil {
		before = v.base.Duplicates()
	}
	for _, p := range d.Duplicates() {
		if slices.Contains(before, p) {
			continue
		}
		e := &document.SyntaxError{Line: 1, Column: 1, Pointer: p, Reason: "this member name is there twice"}
		if n, found := d.At(p); found {
			e.Offset, _ = n.Span()
			e.Line, e.Column = d.Position(e.Offset)
		}
		return e
	}
	return nil
}

// open returns the lines of the conflicts that are still marked in text. No line of a
// JSON document can look like a marker. Of a text, the markers are those of start,
// which are larger than any that the base itself has; without them none is one.
func (v view) open(text, start []byte) []int {
	m := merge.Markers{}
	m.Size = m.MarkerSize(start)
	if v.format == document.Text && m.Size <= m.MarkerSize(v.base.Source()) {
		return nil
	}
	return m.Open(text)
}

// extensions are by media type, so that the editor knows what it has before it.
var extensions = map[string]string{
	"application/graphql":    ".graphql",
	"application/javascript": ".js",
	"application/sql":        ".sql",
	"application/toml":       ".toml",
	"application/x-yaml":     ".yaml",
	"application/xml":        ".xml",
	"application/yaml":       ".yaml",
	"image/svg+xml":          ".svg",
	"text/calendar":          ".ics",
	"text/css":               ".css",
	"text/csv":               ".csv",
	"text/html":              ".html",
	"text/javascript":        ".js",
	"text/markdown":          ".md",
	"text/turtle":            ".ttl",
	"text/vcard":             ".vcf",
	"text/x-yaml":            ".yaml",
	"text/xml":               ".xml",
	"text/yaml":              ".yaml",
}

// Extension returns the file name's extension for a media type (with or without
// parameters), with its dot. The structured suffixes +json, +xml and +yaml count
// (RFC 6838 section 4.2.8); of an unknown type the format decides.
func Extension(mediaType string, f document.Format) string {
	t := bare(mediaType)
	_, suffix, _ := strings.Cut(t, "+")
	switch e := extensions[t]; {
	case e != "":
		return e
	case isJSON(mediaType), f == document.JSON:
		return ".json"
	case suffix == "xml", suffix == "yaml":
		return "." + suffix
	}
	return ".txt"
}

// MediaType returns the media type of a file name's extension, with its dot; "" of one
// that is not known.
func MediaType(extension string) string {
	switch e := strings.ToLower(extension); e {
	case ".json":
		return "application/json"
	case ".yml", ".yaml":
		return "application/yaml"
	case ".xml":
		return "application/xml"
	case ".js":
		return "text/javascript"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".htm":
		return "text/html"
	default:
		for mt, known := range extensions {
			if known == e {
				return mt
			}
		}
	}
	return ""
}

// isJSON reports whether a media type is application/json or ends in +json.
func isJSON(mediaType string) bool {
	t := bare(mediaType)
	return t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json")
}

// bare returns a media type without its parameters, in lower case.
func bare(mediaType string) string {
	t, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		t, _, _ = strings.Cut(mediaType, ";")
	}
	return strings.ToLower(strings.TrimSpace(t))
}

// brief is a pointer of any length for one line: of a long one its ends.
func brief(p string) string {
	const most = 80
	if r := []rune(p); len(r) > most {
		return string(r[:most/2]) + "..." + string(r[len(r)-most/2:])
	}
	return p
}

// place names where a problem is, for the header: line, column and pointer.
func place(e *document.SyntaxError, line int) string {
	s := fmt.Sprintf("line %d, column %d", line, e.Column)
	if e.Pointer != "" {
		s += ", in " + brief(string(e.Pointer))
	}
	return s
}
