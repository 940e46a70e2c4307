package transform

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/etch-http/etch/merge/document"
)

// Set puts a value at a place: the JSON value that text is, or, where text is not
// JSON, the string of that text. Missing parents become objects. Slots of arrays are
// not made: an index must be there ("-" appends), and where a missing parent would
// have to be an array, which an index or "-" below it says, it is an error. The error of SetString is Set's: a *UsageError, where text is not UTF-8.
func Set(p document.Pointer, text string) (Change, error) {
	if d, err := document.Parse([]byte(text), document.JSON); err == nil {
		return set{p, d.Root().Source()}, nil // without the white space around it
	}
	return SetString(p, text)
}

// SetString puts a string at a place, whatever the text looks like. See Set.
func SetString(p document.Pointer, text string) (Change, error) {
	if !utf8.ValidString(text) {
		return nil, &UsageError{What: "value", Text: text, Err: errors.New("not UTF-8")}
	}
	return set{p, document.Quote(text)}, nil
}

// Unset removes what is at a place. In the first round it is an error if nothing is
// there; later a rival may have removed it, which is what was wanted. The error is a
// *UsageError: the whole document cannot be unset.
func Unset(p document.Pointer) (Change, error) {
	if p == "" {
		return nil, &UsageError{What: "path", Err: errors.New("the whole document cannot be removed")}
	}
	return unset{p}, nil
}

type set struct {
	at    document.Pointer
	value []byte
}

type unset struct{ at document.Pointer }

func (set) again() again   { return runsOnce }
func (unset) again() again { return runsOnce }

func (s set) apply(_ context.Context, d *document.Document, r *run) (*document.Document, error) {
	if err := needJSON(d); err != nil {
		return nil, err
	}
	way := follow(d, s.at)
	r.array = r.array || way.array
	if err := way.check(); err != nil {
		return nil, err
	}
	for at := way.at; len(way.missing) > 1; way.missing = way.missing[1:] {
		var err error
		at = at.Child(way.missing[0])
		if d, err = d.Set(at, []byte("{}")); err != nil { // one at a time: each gets the style of where it lands
			return nil, err
		}
	}
	return d.Set(s.at, s.value)
}

func (u unset) apply(_ context.Context, d *document.Document, r *run) (*document.Document, error) {
	if err := needJSON(d); err != nil {
		return nil, err
	}
	way := follow(d, u.at)
	r.array = r.array || way.array
	if len(way.missing) > 0 && !r.first {
		return d, nil
	}
	return d.Remove(u.at)
}

// A way is how far a pointer leads into a document.
type way struct {
	at      document.Pointer // what is there of it
	node    document.Node    // the value at that place
	missing []string         // the tokens that lead on from there
	array   bool             // a token is an index, or would be one
}

// follow goes along p as far as there are values.
func follow(d *document.Document, p document.Pointer) way {
	tokens := p.Tokens()
	w := way{node: d.Root()}
	for i, token := range tokens {
		w.array = w.array || w.node.Kind() == document.Array
		next := w.at.Child(token)
		n, ok := d.At(next)
		if !ok {
			w.missing = tokens[i:]
			return w
		}
		w.at, w.node = next, n
	}
	return w
}

// check reports whether what is missing may be made: parents must all be objects,
// and an element can only be appended.
func (w way) check() error {
	if len(w.missing) == 0 {
		return nil
	}
	at := w.at.Child(w.missing[0])
	_, index := document.ParseIndex(w.missing[0])
	if w.node.Kind() == document.Array && (index || len(w.missing) > 1) {
		return &document.PlaceError{Pointer: at, Reason: "there is no such element, and none is made; - appends one"}
	}
	for _, token := range w.missing[1:] {
		if _, index := document.ParseIndex(token); index || token == "-" {
			return &document.PlaceError{Pointer: at, Reason: fmt.Sprintf("nothing is there, and no array is made for %q", token)}
		}
		at = at.Child(token)
	}
	return nil
}
