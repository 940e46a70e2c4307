// Package patch writes changes as media types and reads them back: JSON Patch
// (RFC 6902) and JSON Merge Patch (RFC 7396). A patch that it makes is proved by
// applying it; a patch that it applies splices the document's bytes.
package patch

import (
	"fmt"

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

// An InexpressibleError says why a media type cannot carry a change.
type InexpressibleError struct {
	MediaType string
	Pointer   document.Pointer
	Reason    string // "null would remove the member", ...
}

// Error names the media type, the place and the reason.
func (e *InexpressibleError) Error() string {
	return fmt.Sprintf("%s cannot express the change at %q: %s", e.MediaType, e.Pointer, e.Reason)
}

// Make returns the patch that turns base into wanted, proved by applying it: what
// comes out is document.Same as wanted. JSON makes RFC 6902; any other media type
// makes an RFC 7396 patch under that name. The error is an *InexpressibleError.
func Make(mediaType string, base, wanted *document.Document) (Patch, error) { panic("soon") }

// Apply makes p on d. A failed "test" is a *TestError, a patch that does not fit d
// an *ApplyError, a patch that is no patch a *document.SyntaxError or *ApplyError.
func Apply(p Patch, d *document.Document) (*document.Document, error) { panic("soon") }

// A TestError is an RFC 6902 "test" that did not hold.
type TestError struct {
	Op      int // 0-based
	Pointer document.Pointer
}

// Error names the operation and the place.
func (e *TestError) Error() string {
	return fmt.Sprintf("operation %d: the value at %q is another", e.Op, e.Pointer)
}

// An ApplyError is a patch that does not fit the document.
type ApplyError struct {
	Op      int // 0-based; -1 where the patch as a whole is wrong
	Pointer document.Pointer
	Reason  string
}

// Error names the operation, the place and the reason.
func (e *ApplyError) Error() string {
	if e.Op < 0 {
		return "patch: " + e.Reason
	}
	return fmt.Sprintf("patch: operation %d at %q: %s", e.Op, e.Pointer, e.Reason)
}
