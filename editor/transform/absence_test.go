package transform_test

import (
	"errors"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/document"
)

// A given text is the new resource, byte for byte, if it is what it is to be.
func TestGiven(t *testing.T) {
	for _, c := range []struct {
		text string
		f    document.Format
		ok   bool
	}{
		{" {\"a\": 1.0}\r\n", document.JSON, true},
		{"{\"a\"", document.JSON, false},
		{"{\"a\"", document.Text, true},
		{" \n", document.Text, false},
		{"", document.JSON, false},
	} {
		d, err := transform.Given{}.Modify(t.Context(), editor.Task{Start: []byte(c.text), Format: c.f})
		if c.ok != (err == nil) || err == nil && (string(d.Source()) != c.text || d.Format() != c.f) {
			t.Errorf("%q: %v, %v", c.text, d, err)
		}
		if err != nil && !errors.As(err, new(*editor.InvalidError)) {
			t.Errorf("%q: %T", c.text, err)
		}
	}
}

func TestNothing(t *testing.T) {
	if d, err := (transform.Nothing{}).Modify(t.Context(), editor.Task{}); d != nil || err != nil {
		t.Error(d, err)
	}
	if (transform.Nothing{}).Repeats() || (transform.Given{}).Repeats() {
		t.Error("what a rival has written would go unseen")
	}
}
