package document

import "fmt"

// A SyntaxError says where the source is not what it claims to be.
type SyntaxError struct {
	Line, Column int     // 1-based; Column counts bytes
	Offset       int     // in bytes
	Pointer      Pointer // the value that it happened in
	Reason       string
}

// Error names the line, the column and the reason.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

// A PlaceError says why an edit cannot be made at a place.
type PlaceError struct {
	Pointer Pointer
	Reason  string
}

// Error names the place and the reason.
func (e *PlaceError) Error() string { return fmt.Sprintf("%q: %s", e.Pointer, e.Reason) }
