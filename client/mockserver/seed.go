package mockserver

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"unicode/utf8"
)

// The bounds of a seed.
const (
	seedFile = 64 << 20  // bytes of one file
	seedSum  = 512 << 20 // bytes of all files
)

// A SeedError says what in a seed cannot be served.
type SeedError struct {
	Path   string // of the file in the folder, or of the member in the object
	Reason string
}

// Error names the path and the reason.
func (e *SeedError) Error() string {
	if e.Path == "" {
		return e.Reason
	}
	return e.Path + ": " + e.Reason
}

// Seed puts in what name holds: a folder (see SeedDir) or a file (see SeedJSON).
// The error is a *SeedError or the file system's.
func (s *Server) Seed(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return s.SeedDir(name)
	}
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return s.SeedJSON(source)
}

// SeedJSON puts in the members of one JSON object: from the path to the document,
// whose bytes are kept as they are spelled. The error is a *SeedError, and then
// nothing was put in.
func (s *Server) SeedJSON(source []byte) error {
	source = bytes.TrimPrefix(source, []byte("\ufeff"))
	if !json.Valid(source) {
		return &SeedError{Reason: "it is not JSON"}
	}
	dec := json.NewDecoder(bytes.NewReader(source))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return &SeedError{Reason: "it is not an object from path to document"}
	}
	docs := map[string]json.RawMessage{}
	for dec.More() {
		t, err := dec.Token()
		p, ok := t.(string)
		if err != nil || !ok {
			return &SeedError{Reason: "it is not an object from path to document"}
		}
		if reason := unusable(p); reason != "" {
			return &SeedError{Path: p, Reason: reason}
		}
		if _, twice := docs[p]; twice {
			return &SeedError{Path: p, Reason: "it is there twice"}
		}
		var doc json.RawMessage // keeps the bytes
		if err := dec.Decode(&doc); err != nil {
			return &SeedError{Path: p, Reason: err.Error()}
		}
		docs[p] = doc
	}
	for p, doc := range docs {
		s.PutAs(p, "application/json", doc)
	}
	return nil
}

// unusable says why no request can name p; "" if one can.
func unusable(p string) string {
	switch {
	case !strings.HasPrefix(p, "/"):
		return "the path does not begin with /"
	case p == logPath:
		return "the path is the log's"
	}
	for seg := range strings.SplitSeq(p, "/") {
		if seg == "." || seg == ".." {
			return "the path has a segment that clients remove"
		}
	}
	return ""
}

// SeedDir puts in the files of a folder, at their paths in it. Their names' ends
// say their media types. A symbolic link is followed inside the folder only: one
// that leaves it is an error. The error is a *SeedError or the file system's.
func (s *Server) SeedDir(dir string) error {
	root, err := os.OpenRoot(dir) // refuses to leave the folder, whatever a name or a link says
	if err != nil {
		return err
	}
	defer root.Close()
	left := int64(seedSum)
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := readSeed(root, name, min(left, seedFile))
		if err != nil || body == nil {
			return err
		}
		p := path.Join("/", name)
		if reason := unusable(p); reason != "" {
			return &SeedError{Path: name, Reason: reason}
		}
		left -= int64(len(body))
		s.PutAs(p, mediaTypeOf(name, body), body)
		return nil
	})
}

// readSeed reads one file of at most limit bytes; nil where name is not one, but a
// link to a folder, a socket or the like.
func readSeed(root *os.Root, name string, limit int64) ([]byte, error) {
	info, err := root.Stat(name) // follows links; opening something else than a file might wait for ever
	if err != nil {
		return nil, &SeedError{Path: name, Reason: err.Error()}
	}
	if !info.Mode().IsRegular() {
		return nil, nil
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, &SeedError{Path: name, Reason: err.Error()}
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, &SeedError{Path: name, Reason: err.Error()}
	case int64(len(body)) > limit:
		return nil, &SeedError{Path: name, Reason: "it is too large"}
	}
	return body, nil
}

// mediaTypes are the ends of names that say a media type. The machine's own table
// is not asked: the same seed is the same everywhere.
var mediaTypes = map[string]string{
	".json":    "application/json",
	".jsonld":  "application/ld+json",
	".geojson": "application/geo+json",
	".yaml":    "application/yaml",
	".yml":     "application/yaml",
	".toml":    "application/toml",
	".xml":     "application/xml",
	".txt":     "text/plain; charset=utf-8",
	".md":      "text/markdown; charset=utf-8",
	".html":    "text/html; charset=utf-8",
	".css":     "text/css; charset=utf-8",
	".csv":     "text/csv; charset=utf-8",
	".ics":     "text/calendar; charset=utf-8",
	".vcf":     "text/vcard; charset=utf-8",
}

// mediaTypeOf tells the media type by the end of the name; where that says
// nothing, by the content.
func mediaTypeOf(name string, body []byte) string {
	switch mt, ok := mediaTypes[strings.ToLower(path.Ext(name))]; {
	case ok:
		return mt
	case json.Valid(body):
		return "application/json"
	case utf8.Valid(body):
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
