//go:build unix

package manual_test

import (
	"errors"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// Of a resource that is not there yet the editor shows nothing, and what comes back is
// the text as it was typed, in the format that it is to have.
func TestNothingIsThereYet(t *testing.T) {
	for _, c := range []struct {
		name, script string
		format       document.Format
		want         string
		err          any
		saved        int
	}{
		{name: "JSON", script: `printf '{"a" : 1.0}\n' >"$1"`, format: document.JSON, want: "{\"a\" : 1.0}\n", saved: 1},
		{name: "text", script: `printf 'a' >"$1"`, format: document.Text, want: "a", saved: 1},
		{name: "opened again with the error above it", script: `if [ $N = 1 ]; then printf '{"a"' >"$1"; else printf '{"a":1}' >"$1"; fi`, format: document.JSON, want: `{"a":1}`, saved: 2},
		{name: "what is no JSON as text", script: `printf '{"a"' >"$1"`, format: document.Text, want: `{"a"`, saved: 1},
		{name: "left empty", script: `:`, format: document.JSON, err: new(*editor.AbortedError)},
		{name: "white space alone", script: `printf ' \n' >"$1"`, format: document.Text, err: new(*editor.AbortedError)},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, c.script)
			d.MediaType = "text/plain" // it names the file, and decides nothing
			got, err := d.edit(nil, func(task *editor.Task) { task.Format = c.format })
			if (c.err == nil) != (err == nil) || err != nil && !errors.As(err, c.err) {
				t.Fatal(err)
			}
			if err == nil && (string(got.Source()) != c.want || got.Format() != c.format) || len(d.saved) != c.saved || d.seen(1) != "" {
				t.Errorf("%v, saved %q, seen %q", got, d.saved, d.seen(1))
			}
		})
	}
}
