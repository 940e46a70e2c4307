package target

import (
	"errors"
	"mime"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// A format is a way to write: a method, and for PATCH the patch's media type.
type format struct{ method, mediaType string }

// put replaces the whole representation, under its own media type.
var put = format{method: "PUT"}

// formats is what is known in this run of the formats that the server takes.
type formats struct {
	refused map[format]bool
	patches []string // Accept-Patch, of the last answer that had it; nil: not said
	allow   []string // Allow, likewise
	agreed  bool     // a person agreed to PUT
	hung    string   // a method that gets no answer
	last    error    // the server's last word on a format
}

// announced notes what an answer to a read says about writes.
func (f *formats) announced(rep client.Representation) {
	if rep.Patches != nil {
		f.patches = rep.Patches
	}
	if a := rep.Header.Values("Allow"); a != nil && f.allow == nil {
		for _, m := range strings.Split(strings.Join(a, ","), ",") {
			f.allow = append(f.allow, strings.ToUpper(strings.TrimSpace(m)))
		}
	}
}

// refuse notes that the server did not take one.
func (f *formats) refuse(one format, said error, no *client.UnsupportedError) {
	f.refused[one], f.last = true, said
	if no == nil {
		return
	}
	if no.Status == 405 && one.method == "PATCH" { // the method, whatever the media type
		f.refused[format{method: "PATCH"}] = true
	}
	if no.AcceptPatch != nil {
		f.patches = no.AcceptPatch
	}
	if no.Allow != nil {
		f.allow = no.Allow
	}
}

// mayPut reports whether a PUT may stand in for a PATCH of JSON, which replaces
// members that a patch would not even name: a person agreed, or the server named it,
// today or before.
func (t *Target) mayPut(base editor.State) bool {
	return t.formats.agreed || slices.Contains(t.formats.allow, put.method) || t.recall(base.Representation).Method == put.method
}

// candidates lists the formats worth trying for base, best first.
func (t *Target) candidates(base editor.State, wanted *document.Document) []format {
	var list []format
	switch json := base.Document.Format() == document.JSON; {
	case base.Document == nil:
		list = []format{{method: t.createMethod()}}
	case wanted == nil:
		list = []format{{method: "DELETE"}}
	case t.guardless(base.Representation):
		if t.mayTest(base.Representation) {
			list = []format{{"PATCH", patch.JSON}}
		}
	case t.Method == "PUT", t.Method == "POST":
		list = []format{{method: t.Method}}
	case !json && t.Method != "PATCH":
		list = []format{put}
	default:
		for _, mt := range PatchTypes(t.PatchType, t.formats.patches) {
			list = append(list, format{"PATCH", mt})
		}
		if t.Method == "" && t.PatchType == "" && (t.mayPut(base) || t.MayPut != nil) {
			list = append(list, put)
		}
	}
	if facts := t.recall(base.Representation); facts.Method != "" { // a hint: only the order
		hint := format{facts.Method, facts.MediaType}
		if i := slices.Index(list, hint); i > 0 {
			list = slices.Insert(slices.Delete(list, i, i+1), 0, hint)
		}
	}
	return slices.DeleteFunc(list, func(f format) bool {
		return t.formats.refused[f] || f.method == "PATCH" && t.formats.refused[format{method: "PATCH"}]
	})
}

// PatchTypes lists the media types of patches to try, best first: the one that choice
// ("merge", "json", a media type) names, else, for "", those of announced (Accept-Patch)
// that etch writes. Where nothing is announced (nil) both kinds are worth a try.
func PatchTypes(choice string, announced []string) []string {
	switch choice {
	case "":
	case "merge":
		return []string{patch.Merge}
	case "json":
		return []string{patch.JSON}
	default:
		return []string{choice}
	}
	if announced == nil {
		return []string{patch.Merge, patch.JSON}
	}
	var ours []string
	for _, mt := range announced {
		base, _, err := mime.ParseMediaType(mt)
		switch {
		case err != nil:
		case base == patch.Merge: // ahead of all others: the smallest
			ours = slices.Insert(ours, 0, patch.Merge)
		case base == patch.JSON, base == "application/json":
			ours = append(ours, base)
		}
	}
	return ours
}

// prepare makes the write of the first candidate that can carry the change.
func (t *Target) prepare(base editor.State, wanted *document.Document) (editor.Write, error) {
	w := editor.Write{Base: base, Wanted: wanted, Changes: diff.Between(base.Document, wanted, t.Merge.Diff)}
	w.Request.URL = base.Representation.URL
	if t.Append != "" && wanted != nil {
		return t.prepareAppend(w)
	}
	if t.Marker != nil && wanted != nil && len(w.Changes) > 0 {
		var err error
		if w.Mark, w.Marked, err = t.Marker.Mark(base, wanted); err != nil {
			return w, &editor.InvalidError{Err: err}
		}
	}
	var reason error
	for _, f := range t.candidates(base, wanted) {
		if f.method == t.formats.hung {
			return w, &HungError{f.method}
		}
		if f.method != "PATCH" {
			w.Request.Method = f.method
			if wanted != nil {
				w.Request.MediaType, w.Request.Body = base.Representation.MediaType, asSent(w).Source()
				w.Request.Kept = base.Representation.Kept
			}
			return t.guarded(w)
		}
		p, err := t.patch(f.mediaType, base, asSent(w))
		if err == nil {
			w.Request.Method, w.Request.MediaType, w.Request.Body = "PATCH", p.MediaType, p.Body
			return t.guarded(w)
		}
		reason = err
	}
	if len(w.Changes) == 0 && reason != nil { // white space and order only, and no way to send them
		t.notify(Notice{Kind: SpacingDropped})
		return w, nil
	}
	var no *client.UnsupportedError
	if errors.As(t.formats.last, &no) && reason == nil && t.guardless(base.Representation) {
		return w, &client.UnguardedError{Why: client.NoTests, Problem: no.Problem}
	}
	return w, &FormatError{Refused: t.formats.last, Reason: reason, MayPut: purposeOf(w) == Edit && t.Method == "" && !t.mayPut(base)}
}

// asSent is what w asks the server to store.
func asSent(w editor.Write) *document.Document {
	if w.Marked != nil {
		return w.Marked
	}
	return w.Wanted
}

// formatOfWrite is the format that w was prepared in.
func formatOfWrite(w editor.Write) format {
	if w.Request.Method == "PATCH" {
		return format{"PATCH", w.Request.MediaType}
	}
	return format{method: w.Request.Method}
}
