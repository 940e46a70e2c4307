// Package patch writes changes as media types and reads them back: JSON Patch
// (RFC 6902) and JSON Merge Patch (RFC 7396). Documents keep their bytes: a patch
// spells numbers as the wanted document does, and applying one splices what it names
// into the rest.
//
//   - [Make] is the small patch from one document to another. It is proved: applied
//     to the one, it gives the other, or there is none (an [InexpressibleError]).
//   - [Maker] is told which member identifies the elements of an array, and whether
//     the patch shall test what it relies on.
//   - [Apply] makes a patch, of this package or of anybody, on a document.
//
// A JSON Patch names the smallest places that differ. Elements that moved are moved,
// not sent again; a value of 64 bytes or more that gets another name or place is moved,
// and one that stands elsewhere as well is copied, where all of that together is fewer
// bytes. An array is replaced whole only where its operations would take over four
// times as much (and 1 KiB more). An object never is, but for names that stand twice
// in it, which no pointer can tell apart.
//
// It does not decide which media type a server takes, and it sends nothing.
package patch

import (
	"strings"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// The media types.
const (
	Merge = "application/merge-patch+json" // RFC 7396
	JSON  = "application/json-patch+json"  // RFC 6902
)

// A Patch is a change in a media type, ready to be sent.
type Patch struct {
	MediaType string // as it will stand in Content-Type
	Body      []byte
}

// isJSON reports whether the media type is JSON Patch, parameters aside.
func (p Patch) isJSON() bool {
	name, _, _ := strings.Cut(p.MediaType, ";")
	return strings.EqualFold(strings.TrimSpace(name), JSON)
}

// A Maker makes patches. The zero Maker is ready for use.
type Maker struct {
	// Diff says how array elements are told apart: what has moved, and which
	// element an edit was made in. A merge patch does not look inside arrays.
	Diff diff.Options

	// Test puts RFC 6902 "test" operations before what relies on them, so that on a
	// document that has changed since, the patch does what a merge would do, or fails:
	// the old value of what is removed or replaced; the identity of each element whose
	// index is used, else the whole element; the object or list around what is added,
	// where that is small. Two limits are JSON Patch's own: a member that somebody
	// else has added meanwhile, to an object of over 1 KiB, is replaced; and a number
	// that is only spelled anew passes its test. A merge patch has no tests.
	Test bool

	// Nulls makes null a value like any other in a merge patch: a member is set to it, and
	// none is removed. So it is in OData, whose PATCH has no media type of its own.
	Nulls bool
}

// Make is the Make of the zero Maker.
func Make(mediaType string, base, wanted *document.Document) (Patch, error) {
	return Maker{}.Make(mediaType, base, wanted)
}

// Make returns the patch that turns base into wanted, proved by applying it: what
// comes out is document.Same as wanted. JSON makes RFC 6902; any other media type
// makes an RFC 7396 patch under that name, but for what needs a null there: only
// RFC 7396's own media type says what that means. The error is an *InexpressibleError.
//
// The body is compact, spells numbers, strings and names as wanted does, and is
// the same for the same documents.
func (m Maker) Make(mediaType string, base, wanted *document.Document) (Patch, error) {
	p := Patch{MediaType: mediaType}
	if reason := unfit(base, wanted); reason != "" {
		return Patch{}, &InexpressibleError{MediaType: mediaType, Reason: reason}
	}
	var err error
	if p.isJSON() {
		p.Body = m.operations(base, wanted)
	} else {
		p.Body, err = mergePatch(mediaType, m.Nulls, base.Root(), wanted.Root())
	}
	if err != nil {
		return Patch{}, err
	}
	made, err := m.Apply(p, base)
	if err != nil || !document.Same(made.Root(), wanted.Root()) {
		return Patch{}, &InexpressibleError{MediaType: mediaType, Reason: "applied to the document, the patch does not give the wanted one"}
	}
	return p, nil
}

// unfit says why no patch of any media type leads from base to wanted; "" where
// one may.
func unfit(base, wanted *document.Document) string {
	switch {
	case base == nil:
		return "there is no document to change"
	case wanted == nil:
		return "the document would be gone"
	case base.Format() != document.JSON || wanted.Format() != document.JSON:
		return "only JSON can be patched"
	case base.Equal(wanted):
		return "nothing changes"
	case document.Same(base.Root(), wanted.Root()):
		return "only white space, escapes or the order of members change, which no patch carries"
	default:
		return ""
	}
}

// Apply is the Apply of the zero Maker.
func Apply(p Patch, d *document.Document) (*document.Document, error) { return Maker{}.Apply(p, d) }

// Apply makes p on d. A failed "test" is a *TestError, a patch that does not fit d
// an *ApplyError, a patch that is no patch a *document.SyntaxError or *ApplyError.
//
// What the patch does not name keeps its bytes; what it brings takes the white space
// of where it lands. d may be absent, and the result is where the patch removes "".
func (m Maker) Apply(p Patch, d *document.Document) (*document.Document, error) {
	body, err := document.Parse(p.Body, document.JSON)
	if err != nil {
		return nil, err
	}
	if d != nil && d.Format() != document.JSON {
		return nil, &ApplyError{Op: -1, Reason: "only JSON can be patched"}
	}
	if p.isJSON() {
		return applyOperations(body.Root(), d)
	}
	return applyMerge(body.Root(), m.Nulls, d)
}
