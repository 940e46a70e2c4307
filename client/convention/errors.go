package convention

import (
	"fmt"

	"github.com/etch-http/etch/merge/document"
)

// A FitError says that an answer is not one of the API's: the version is not where
// the API has it, or is none.
type FitError struct {
	API   string
	Place document.Pointer
	Why   Misfit
}

// A Misfit is why an answer is none of an API's.
type Misfit int

// The misfits.
const (
	Missing     Misfit = iota // nothing is at the place
	NotJSON                   // the body is no JSON at all
	WrongType                 // what is there is of another type
	Empty                     // the version is null, or an empty text, which tells no versions apart
	Unsendable                // it has control characters in it, or would name other versions too
	Disagree                  // the header and the body name two versions
	NoLink                    // there is no link of the relation
	Elsewhere                 // the link leads to another origin
	NoRow                     // the URL does not say which row of a table is meant
	SeveralRows               // it says so of more than one
)

// Unguarded reports whether it comes to "no usable version"; else the body is not
// what it must be.
func (m Misfit) Unguarded() bool { return m != NotJSON && m != WrongType }

// Error names the API, the place and the reason.
func (e *FitError) Error() string {
	what := "answer"
	if e.Why == NoRow || e.Why == SeveralRows {
		what = "URL"
	}
	return fmt.Sprintf("the %s does not fit the API convention %q: %s", what, e.API, [...]string{
		Missing:     "it has no member " + string(e.Place),
		NotJSON:     "its body is not JSON, and the version is in its member " + string(e.Place),
		WrongType:   "its member " + string(e.Place) + " is of another type",
		Empty:       "its version " + string(e.Place) + " is empty",
		Unsendable:  "its version " + string(e.Place) + " holds what no request can carry",
		NoLink:      "it has no link of the relation, neither in the header Link nor in its member " + string(e.Place),
		Elsewhere:   "its link does not lead to this server, and is not followed",
		NoRow:       "it names no row: there must be a filter such as ?id=eq.7",
		SeveralRows: "it names more than one row, and a write would change all of them",
		Disagree:    "its header and its member " + string(e.Place) + " name two versions",
	}[e.Why])
}

// A BodyError says that a request's body cannot carry the version.
type BodyError struct {
	API   string
	Place document.Pointer
	Err   error
}

// Error names the place and the cause.
func (e *BodyError) Error() string {
	return fmt.Sprintf("the version cannot be put at %s, where the API convention %q has it: %v", e.Place, e.API, e.Err)
}

// Unwrap returns the cause.
func (e *BodyError) Unwrap() error { return e.Err }

// An UnknownError says that no API convention has that name.
type UnknownError struct {
	Name  string
	Meant string // the one that was perhaps meant; "": none is near
}

// Error gives the name.
func (e *UnknownError) Error() string { return fmt.Sprintf("no API convention is called %q", e.Name) }
