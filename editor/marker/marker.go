// Package marker proves afterwards that a write was carried out: with every write it
// leaves an id in the resource, and keeps the ids of the last [Most] writes there. It
// implements [editor.Witness].
//
// The ids stand in one string, the oldest first, with a space between them. A string
// is what an annotation of Kubernetes takes, and what every patch format replaces as a
// whole. An id is 24 characters, the letters a to z and the digits 2 to 7: the first 16
// are random, 80 bits that nobody can guess; the last 8 name, by a hash, the version
// that the write was made on.
//
// What a later state tells of a write in doubt:
//   - its id is there: it was carried out, whatever others have made of it since;
//   - another id is there that was made on the same version: that version has passed
//     without it, and it was not carried out;
//   - its id is not there, but the newest one of its base still is: nothing that came
//     after that one has left the list, and it was not carried out, unless the state is
//     older than the base (a replica that lags, and others who write without marks);
//   - else nothing is told: the list was removed, or more than Most writes have come
//     since, or there was none in the base and others wrote without marks.
//
// The marks are no part of what the user edits. A [Marker] wraps the Modifier, so that
// whatever a text or a script makes of the place, it stays as the base has it; the mark
// comes in when the request is made. So it is in no diff, and in no conflict, and where
// nothing else changes nothing is written.
//
// The package sends nothing and keeps nothing on disk.
package marker

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/document"
)

// Most is how many ids are kept.
const Most = 64

// length is how many characters an id has.
const length = 24

// A Marker marks the writes of one Session. Make one with New.
type Marker struct {
	at   document.Pointer
	last marked
}

// marked is the write that was marked last.
type marked struct {
	base   client.Validator
	from   *document.Document
	wanted []byte
	id     string
}

var _ editor.Witness = (*Marker)(nil)

// New returns a Marker that keeps its ids at p, a member of an object. Missing parents
// are made. The error says why p cannot be that place.
func New(p document.Pointer) (*Marker, error) {
	if p == "" {
		return nil, errors.New("the whole document cannot be the place of marks")
	}
	return &Marker{at: p}, nil
}

// A PlaceError says that the marks cannot stand where they should.
type PlaceError struct {
	Pointer document.Pointer
	Reason  string
}

// Error gives the reason.
func (e *PlaceError) Error() string {
	return fmt.Sprintf("no marks can be kept at %s: %s", e.Pointer, e.Reason)
}

// Place implements editor.Witness.
func (m *Marker) Place() document.Pointer { return m.at }

// Mark returns the id for the write of wanted on base, and wanted with it in the list.
// The same write has the same id, so that it can be sent again as it was. The error
// is a *PlaceError.
func (m *Marker) Mark(base editor.State, wanted *document.Document) (id string, with *document.Document, err error) {
	list, err := m.list(base.Document)
	if err != nil {
		return "", nil, err
	}
	id = m.id(base, wanted)
	list = append(list, id)
	list = list[max(0, len(list)-Most):]
	with, err = m.put(wanted, list)
	return id, with, err
}

// id is the id of the write of wanted on base.
func (m *Marker) id(base editor.State, wanted *document.Document) string {
	v := base.Representation.Validator
	same := v.Equal(m.last.base) || v.IsZero() && m.last.base.IsZero()
	if m.last.id == "" || !same || !base.Document.Equal(m.last.from) || string(m.last.wanted) != string(wanted.Source()) {
		m.last = marked{v, base.Document, wanted.Source(), newID(v)}
	}
	return m.last.id
}

// Recall implements editor.Witness.
func (m *Marker) Recall(d editor.Draft) {
	if n := len(d.Marks); n > 0 {
		m.last = marked{d.Base.Representation.Validator, d.Base.Document, d.Text, d.Marks[n-1]}
	}
}

// Testify implements editor.Witness; the package's doc says how.
func (m *Marker) Testify(marks []string, base, theirs editor.State) editor.Testimony {
	now, err := m.list(theirs.Document)
	if err != nil {
		return editor.Silent
	}
	if slices.ContainsFunc(marks, func(id string) bool { return slices.Contains(now, id) }) {
		return editor.There
	}
	v := base.Representation.Validator
	if v.IsZero() || v.Equal(theirs.Representation.Validator) { // it may still come
		return editor.Silent
	}
	if on := digest(v); slices.ContainsFunc(now, func(id string) bool { return strings.HasSuffix(id, on) }) {
		return editor.Passed
	}
	before, err := m.list(base.Document)
	if err == nil && len(before) > 0 && slices.Contains(now, before[len(before)-1]) {
		return editor.Missing
	}
	return editor.Silent
}

// Holds reports whether the mark id stands in d, and whether another one has come after it.
func (m *Marker) Holds(d *document.Document, id string) (there, followed bool) {
	list, err := m.list(d)
	i := slices.Index(list, id)
	return err == nil && i >= 0, err == nil && i >= 0 && i < len(list)-1
}

// list returns the ids in d, none where there is no list yet. The error is a
// *PlaceError: what is there is something else, which must not be written over.
func (m *Marker) list(d *document.Document) ([]string, error) {
	if d == nil {
		return nil, nil
	}
	fail := func(reason string) ([]string, error) { return nil, &PlaceError{m.at, reason} }
	if d.Format() != document.JSON {
		return fail("this is no JSON document")
	}
	n := d.Root()
	for _, name := range m.at.Tokens() {
		if n.Kind() != document.Object {
			return fail("it does not lead through objects alone")
		}
		var ok bool
		if n, ok = n.Member(name); !ok {
			return nil, nil
		}
	}
	if n.Kind() != document.String {
		return fail("something else is there")
	}
	list := strings.Fields(n.Text())
	if slices.ContainsFunc(list, func(id string) bool { return !isID(id) }) {
		return fail("something else is there")
	}
	return list, nil
}

// put returns d with list at the place, its parents made where they are missing.
func (m *Marker) put(d *document.Document, list []string) (*document.Document, error) {
	var at document.Pointer
	var err error
	tokens := m.at.Tokens()
	for _, name := range tokens[:len(tokens)-1] {
		at = at.Child(name)
		if _, ok := d.At(at); ok {
			continue
		}
		if d, err = d.Set(at, []byte("{}")); err != nil {
			return nil, &PlaceError{m.at, err.Error()}
		}
	}
	if d, err = d.Set(m.at, document.Quote(strings.Join(list, " "))); err != nil {
		return nil, &PlaceError{m.at, err.Error()}
	}
	return d, nil
}

// newID returns a fresh id for a write on v.
func newID(v client.Validator) string {
	var b [10]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return code.EncodeToString(b[:]) + digest(v)
}

// digest names a version in an id.
func digest(v client.Validator) string {
	h := sha256.New()
	for _, s := range v.Values {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return code.EncodeToString(h.Sum(nil)[:5])
}

// alphabet is base32's (RFC 4648 section 6), in lower case.
const alphabet = "abcdefghijklmnopqrstuvwxyz234567"

var code = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// isID reports whether s can be an id.
func isID(s string) bool { return len(s) == length && strings.Trim(s, alphabet) == "" }

// Modifier returns by, kept from the place of the marks: what it makes of that is as its
// base has it. Its errors beside by's are *editor.InvalidError with a *PlaceError.
func (m *Marker) Modifier(by editor.Modifier) editor.Modifier { return modifier{by, m} }

// A modifier is a Modifier that knows of no marks.
type modifier struct {
	editor.Modifier
	m *Marker
}

var (
	_ editor.Idempotent = modifier{}
	_ editor.Triable    = modifier{}
)

// Modify implements editor.Modifier. That the place can be used is looked at first: a
// person is not to type in vain.
func (w modifier) Modify(ctx context.Context, t editor.Task) (*document.Document, error) {
	if _, err := w.m.list(t.Base); err != nil {
		return nil, &editor.InvalidError{Err: err}
	}
	d, err := w.Modifier.Modify(ctx, t)
	if err != nil {
		return nil, err
	}
	if d, err = w.m.restore(d, t.Base); err != nil {
		return nil, &editor.InvalidError{Err: err}
	}
	return d, nil
}

// Idempotent implements editor.Idempotent.
func (w modifier) Idempotent() bool {
	i, ok := w.Modifier.(editor.Idempotent)
	return ok && i.Idempotent()
}

// TwiceIsOnce implements editor.Triable.
func (w modifier) TwiceIsOnce(ctx context.Context, d *document.Document) bool {
	t, ok := w.Modifier.(editor.Triable)
	return ok && t.TwiceIsOnce(ctx, d)
}

// restore returns d with the place as base has it.
func (m *Marker) restore(d, base *document.Document) (*document.Document, error) {
	if d == nil || d.Format() != document.JSON {
		return d, nil
	}
	is, here := d.At(m.at)
	var was document.Node
	there := false
	if base != nil {
		was, there = base.At(m.at)
	}
	switch {
	case here == there && (!here || string(is.Source()) == string(was.Source())):
		return d, nil
	case !there:
		return d.Remove(m.at)
	case here:
		return d.Set(m.at, was.Source())
	}
	list, err := m.list(base)
	if err != nil {
		return nil, err
	}
	return m.put(d, list)
}
