package cmd

import (
	"github.com/etch-http/etch/editor/marker"
	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/document"
)

// markerPath is the value of --marker: a path as --set takes it.
type markerPath document.Pointer

// String implements pflag.Value.
func (p *markerPath) String() string { return string(*p) }

// Type implements pflag.Value.
func (*markerPath) Type() string { return "path" }

// Set implements pflag.Value.
func (p *markerPath) Set(s string) error {
	at, err := transform.ParsePath(s)
	if err != nil {
		return err
	}
	if _, err := marker.New(at); err != nil {
		return err
	}
	*p = markerPath(at)
	return nil
}

// markEnding is a place where no marks can be kept.
func markEnding(e *marker.PlaceError, _ facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "marker",
		say:  "--marker: " + e.Error(),
		hint: "name a member that may hold a string of etch's own, such as an annotation",
	}
}
