package target

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A log is a resource that is a list to which elements are only added, at its end: a
// stream of events. What is written is what was added; each new element has an ID of
// its own, by which the server knows a request that it has seen before.
//
// An ID follows from the version that the element is written on and from its content, so
// that the same request has the same IDs however often it is made, and from a secret of
// this Target's, so that nobody else's has them. On another version it is another one.
type log struct {
	secret []byte
	given  map[string]bool // the IDs that were given out
}

// prepareAppend makes the write of what w adds.
func (t *Target) prepareAppend(w editor.Write) (editor.Write, error) {
	all, added, err := t.appended(w.Base, w.Wanted)
	if err != nil {
		return editor.Write{}, err
	}
	w.Wanted, w.Own = all, true
	w.Changes = diff.Between(w.Base.Document, all, t.Merge.Diff)
	if len(w.Changes) == 0 {
		return w, nil
	}
	method := cmp.Or(t.Method, http.MethodPost)
	if w.Base.Document == nil { // all of it is new
		method = t.createMethod()
	}
	w.Request.Method, w.Request.MediaType, w.Request.Body = method, cmp.Or(t.Media, w.Base.Representation.MediaType), added
	if t.formats.refused[formatOfWrite(w)] { // there is no other way to add
		return w, &FormatError{Refused: t.formats.last}
	}
	return t.guarded(w)
}

// appended returns wanted with every new element at the end and with its ID, and the new
// ones alone, as they are sent. An element that was given its ID for another version gets
// another one; a merge may have put it before what a rival added, and it goes behind. Its
// error is an *editor.InvalidError with an *AppendError.
func (t *Target) appended(base editor.State, wanted *document.Document) (all *document.Document, added []byte, err error) {
	no := func(p document.Pointer, why Unappended) error {
		return &editor.InvalidError{Err: &AppendError{p, why}}
	}
	if base.Document == nil { // a list of nothing, which is written as its author wrote it
		base.Document, _ = document.Parse([]byte("[]"), document.JSON)
	}
	if base.Document.Root().Kind() != document.Array || wanted.Root().Kind() != document.Array {
		return nil, nil, no("", NoList)
	}
	old := slices.Collect(base.Document.Root().Children())
	known := map[string]bool{}
	for _, e := range old {
		known[t.idOf(e)] = true
	}
	kept, elements := 0, [][]byte(nil)
	for e := range wanted.Root().Children() {
		id := t.idOf(e)
		switch {
		case id != "" && known[id] || kept < len(old) && document.Same(e, old[kept]):
			if kept == len(old) || !document.Same(e, old[kept]) {
				return nil, nil, no(e.Pointer(), Changed)
			}
			kept++
			continue
		case e.Kind() != document.Object:
			return nil, nil, no(e.Pointer(), NoElement)
		case kept < len(old) && !t.log.given[id]:
			return nil, nil, no(e.Pointer(), Between)
		}
		one, err := t.identified(base.Representation.Validator, len(elements), e)
		if err != nil {
			return nil, nil, &editor.InvalidError{Err: err}
		}
		elements = append(elements, one)
	}
	if kept < len(old) {
		return nil, nil, no(old[kept].Pointer(), Removed)
	}
	all = base.Document
	for _, e := range elements {
		if all, err = all.Insert("/-", e); err != nil {
			return nil, nil, &editor.InvalidError{Err: err}
		}
	}
	return all, slices.Concat([]byte("["), bytes.Join(elements, []byte(",")), []byte("]")), nil
}

// idOf is the ID of an element; "" where it has none.
func (t *Target) idOf(e document.Node) string {
	n, ok := e.Member(t.Append)
	if !ok || n.Kind() != document.String {
		return ""
	}
	return n.Text()
}

// identified is the n-th new element with its ID: the one that its author gave it, else
// one made for this version.
func (t *Target) identified(v client.Validator, n int, e document.Node) ([]byte, error) {
	given := t.idOf(e)
	if given != "" && !t.log.given[given] {
		return e.Source(), nil
	}
	d, err := document.Parse(e.Source(), document.JSON)
	if err != nil {
		return nil, err
	}
	at := document.Pointer("").Child(t.Append)
	bare := d.Without(at)
	id := document.Quote(t.newID(v, n, bare.Root().Compact()))
	if _, ok := d.At(at); ok {
		d, err = d.Set(at, id)
	} else {
		d, err = d.Splice(document.Edit{Do: document.Insert, Node: d.Root(), Index: 0, Name: t.Append, Value: id})
	}
	if err != nil {
		return nil, err
	}
	return d.Source(), nil
}

// newID makes an ID: a UUID of RFC 9562 section 5.8.
func (t *Target) newID(v client.Validator, n int, content []byte) string {
	l := &t.log
	if l.secret == nil {
		l.secret = make([]byte, 16)
		rand.Read(l.secret) // never fails (crypto/rand)
		l.given = map[string]bool{}
	}
	h := sha256.New()
	part := func(b []byte) {
		_ = binary.Write(h, binary.BigEndian, uint64(len(b))) // a hash takes everything
		h.Write(b)
	}
	part(l.secret)
	part([]byte(strings.Join(v.Values, "\x00")))
	part([]byte(fmt.Sprint(n)))
	part(content)
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version 8, variant 10
	x := hex.EncodeToString(u)
	id := strings.Join([]string{x[:8], x[8:12], x[12:16], x[16:20], x[20:]}, "-")
	l.given[id] = true
	return id
}

// An AppendError says that a change of a log is not one that adds at its end.
type AppendError struct {
	Pointer document.Pointer
	Why     Unappended
}

// Unappended is why a change is none that adds at the end.
type Unappended int

// The reasons.
const (
	NoList    Unappended = iota // the document is no list
	Changed                     // an element that is there was changed, or moved
	Removed                     // an element that is there is not in the text
	Between                     // a new element stands before one that is there
	NoElement                   // a new element is no object
)

// Error names the place and the reason.
func (e *AppendError) Error() string {
	return string(e.Pointer) + [...]string{
		NoList:    ": the document is no list any more",
		Changed:   ": what is there already cannot be changed: only what is added at the end is written",
		Removed:   ": what is there already cannot be taken away: only what is added at the end is written",
		Between:   ": something new stands before what is there already: it is added at the end alone",
		NoElement: ": what is added must be an object",
	}[e.Why]
}
