package probe

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// A way is a write that changes nothing.
type way struct {
	method    string
	mediaType string // of a patch; "" for the representation itself
	again     bool   // the patch puts a value in its own place
	anew      bool   // it is a create, which must find nothing
}

// kind is what package memory has it as.
func (w way) kind() string {
	if w.anew {
		return memory.Creating
	}
	return w.method
}

// whole reports whether it sends the representation.
func (w way) whole() bool { return w.mediaType == "" }

// rewrites reports whether it writes what was read: over a rival's change, where nothing
// guards it.
func (w way) rewrites() bool { return w.whole() || w.again }

// ways lists what is worth trying, the least dangerous first.
func (p *Probe) ways(f Finding) []way {
	put := way{method: http.MethodPut}
	switch {
	case p.Create != nil:
		return []way{{method: http.MethodPut, anew: true}}
	case p.Method == http.MethodPut, p.Method == http.MethodPost:
		return []way{{method: p.Method}}
	case p.Method == "" && p.PatchType == "" && !isJSON(f.Representation):
		return []way{put}
	}
	var list []way
	for _, mt := range target.PatchTypes(p.PatchType, f.Patches) {
		list = append(list, way{method: http.MethodPatch, mediaType: mt})
	}
	if p.Method != "" || p.PatchType != "" {
		if n := len(list); n > 0 && list[n-1].mediaType == patch.JSON { // some take no "test"
			list = append(list, way{method: http.MethodPatch, mediaType: patch.JSON, again: true})
		}
		return list
	}
	if f.Allow != nil && !slices.Contains(f.Allow, http.MethodPatch) {
		list = nil // some servers never answer a method that they do not know
	}
	hint := p.recall(f.Representation)
	taken := way{method: hint.Method, mediaType: hint.MediaType}
	if i := slices.Index(list, taken); i > 0 {
		list = slices.Insert(slices.Delete(list, i, i+1), 0, taken)
	}
	return append(list, put)
}

// request is the write of w on what was read; ok is false where there is none.
func (w way) request(rep client.Representation, managed []document.Pointer) (r client.Request, ok bool) {
	r = client.Request{Method: w.method, URL: rep.URL, MediaType: w.mediaType}
	base, _, _ := strings.Cut(w.mediaType, ";")
	switch {
	case w.whole():
		r.MediaType, r.Body, r.Kept = rep.MediaType, rep.Body, rep.Kept
		return r, true
	case !strings.EqualFold(strings.TrimSpace(base), patch.JSON):
		r.Body = []byte("{}")
		return r, true
	}
	op := "test"
	if w.again {
		op = "replace"
	}
	r.Body, ok = about(op, rep.Body, managed)
	return r, ok
}

// about is a JSON Patch (RFC 6902) of one operation on one value of what was read, the
// smallest there is that the server does not set: to look for it, or to put it where it is.
func about(op string, body []byte, managed []document.Pointer) ([]byte, bool) {
	d, err := document.Parse(body, document.JSON)
	if err != nil {
		return nil, false
	}
	at, value := document.Pointer(""), d.Root().Compact()
	index := 0
	for n := range d.Root().Children() {
		p := document.Pointer("").Child(n.Name())
		if d.Root().Kind() == document.Array {
			p = document.Pointer("").Index(index)
		}
		if v := n.Compact(); len(v) < len(value) && !slices.ContainsFunc(managed, p.Within) {
			at, value = p, v
		}
		index++
	}
	return []byte(`[{"op":"` + op + `","path":` + string(document.Quote(string(at))) + `,"value":` + string(value) + `}]`), true
}

// isJSON reports whether a representation is JSON, by its media type or, without one
// that tells, by its bytes.
func isJSON(rep client.Representation) bool {
	mt, _, err := mime.ParseMediaType(rep.MediaType)
	if mt == "application/json" || mt == "text/json" || strings.HasSuffix(mt, "+json") {
		return true
	}
	if err == nil && mt != "application/octet-stream" && mt != "binary/octet-stream" {
		return false
	}
	d, err := document.Parse(rep.Body, document.JSON)
	return err == nil && (d.Root().Kind() == document.Object || d.Root().Kind() == document.Array)
}

// isPage reports whether an answer is a web page.
func isPage(mediaType string) bool {
	mt, _, _ := mime.ParseMediaType(mediaType)
	return mt == "text/html" || mt == "application/xhtml+xml"
}
