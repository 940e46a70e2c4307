package history

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// stateOf is a resource's content, but for the marks, in a form in which equal values are equal strings.
// It is never "".
func stateOf(body []byte, text bool) string {
	if text {
		return "text:" + string(body)
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return broken + string(body)
	}
	if members, ok := v.(map[string]any); ok {
		delete(members, marks.Tokens()[0]) // no edit means them
	}
	out, _ := json.Marshal(v) // it was decoded
	return string(out)
}

// broken is before what should be JSON and is not.
const broken = "no JSON:"

// whole reports whether a state is one.
func whole(state string) bool { return !strings.HasPrefix(state, broken) }

// stateOfDocument is stateOf of a document; "" of none.
func stateOfDocument(d *document.Document) string {
	if d == nil {
		return ""
	}
	return stateOf(d.Source(), d.Format() == document.Text)
}

// content is what the invariants and the model look at.
type content struct {
	N     int
	Items []string
	Text  string
	Slots map[string]any
}

// contentOf reads a state; a text is all Text.
func contentOf(state string) (c content) {
	if text, ok := bytes.CutPrefix([]byte(state), []byte("text:")); ok {
		return content{Text: string(text)}
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(state)))
	dec.UseNumber()
	_ = dec.Decode(&c) // what is no JSON has nothing in it, which the invariants see
	return c
}
