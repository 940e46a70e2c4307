package patch

import (
	"fmt"

	"github.com/etch-http/etch/merge/document"
)

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

// A TestError is an RFC 6902 "test" that did not hold: another value is at that
// place, or none.
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
