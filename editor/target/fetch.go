package target

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/merge/document"
)

// Fetch implements editor.Target. Beside the client's errors it returns
// *client.UnguardedError without a usable validator, *client.BusyError where a date
// is not a validator yet, *VersionError, *client.LockedError where the resource is to be
// locked and another holds it, and *editor.InvalidError for a body that is not what it
// must be. Where nothing is to be, what is there need be nothing of the kind.
func (t *Target) Fetch(ctx context.Context) (editor.State, error) {
	if t.Purpose == Create {
		return t.vacant(ctx)
	}
	if t.lock.waited { // there is nothing to see before it is ours
		if err := t.hold(ctx, t.url); err != nil {
			return editor.State{}, err
		}
	}
	s, err := t.read(ctx, t.usable)
	if err != nil {
		return s, err
	}
	return t.lockFirst(ctx, s)
}

// read is Fetch of a state that check lets pass.
func (t *Target) read(ctx context.Context, check func(client.Representation) error) (editor.State, error) {
	rep, err := t.settled(ctx)
	if err != nil {
		return editor.State{}, err
	}
	if t.seen && t.otherKind(rep) { // whatever version it has, it is none of the resource's
		return editor.State{}, &editor.InvalidError{Err: &KindError{Was: t.media, Is: rep.MediaType}}
	}
	if err := check(rep); err != nil {
		return editor.State{}, err
	}
	d, err := t.parse(rep)
	if err != nil {
		return editor.State{}, err
	}
	if twice := d.Duplicates(); !t.seen && len(twice) > 0 {
		t.notify(Notice{NameTwice, string(twice[0])})
	}
	s := editor.State{Representation: rep, Document: d}
	if age, _ := strconv.Atoi(rep.Header.Get("Age")); age > 0 { // RFC 9111 section 5.1: nobody has asked the origin
		t.notify(Notice{CachedRead, rep.Header.Get("Via")})
	}
	t.stayed(t.last, s)
	t.proof(s)
	t.know(s)
	return s, nil
}

// stayed says of a version that it is the same beside other content.
func (t *Target) stayed(before, now editor.State) {
	if v := now.Representation.Validator; v.Equal(before.Representation.Validator) && !now.Document.Equal(before.Document) {
		t.notify(Notice{SameVersion, strings.Join(v.Values, " ")})
	}
}

// know takes over what a state says of the resource.
func (t *Target) know(s editor.State) {
	rep := s.Representation
	t.seen, t.url, t.format, t.media, t.api, t.last = true, rep.URL, s.Document.Format(), rep.MediaType, rep.API, s
	t.formats.announced(rep)
}

// adopt makes base, which another process read, the first read of this one: a write
// on it is held to the same rules. A body that was taken for something else than it
// says of itself stays that.
func (t *Target) adopt(base editor.State) error {
	if t.seen || base.Document == nil {
		return nil
	}
	if err := t.usable(base.Representation); err != nil {
		return err
	}
	if f, _ := t.formatOf(base.Representation); f != base.Document.Format() {
		t.Format = map[document.Format]Format{document.JSON: JSON, document.Text: Text}[base.Document.Format()]
	}
	t.know(base)
	return nil
}

// glances are the waits before a read that may have met a write half done is
// believed. They are longer than any file takes to be written.
var glances = []time.Duration{50 * time.Millisecond, 150 * time.Millisecond, 400 * time.Millisecond}

// settled reads the resource, and again where the answer may be a moment's: a server
// that writes its files in place shows, while another writer is at it, none of
// the resource (404) or none of its bytes.
func (t *Target) settled(ctx context.Context) (client.Representation, error) {
	for glance := 0; ; glance++ {
		rep, err := t.Client.Fetch(ctx, t.url)
		if glance == len(glances) || !t.halfDone(rep, err) || t.Sleep(ctx, glances[glance]) != nil {
			return rep, err
		}
	}
}

// halfDone reports whether an answer may show the middle of a write. No bytes at
// all are no JSON, whatever is stored. A person who mistypes a URL is told at once.
func (t *Target) halfDone(rep client.Representation, err error) bool {
	var gone *client.GoneError
	if err != nil {
		return errors.As(err, &gone) && gone.Status == http.StatusNotFound && (t.seen || t.Strict)
	}
	f, sure := t.formatOf(rep)
	return sure && f == document.JSON && len(rep.Body) == 0
}

// usable reports whether a write of rep could be guarded.
func (t *Target) usable(rep client.Representation) error {
	v := rep.Validator
	switch {
	case v.Strength == client.DateYet: // RFC 9110 section 8.8.2.2: it says nothing yet about writes in the same second
		return &client.BusyError{After: time.Second, Sure: true, Young: true}
	case t.guardless(rep) && !t.mayTest(rep):
		return &client.UnguardedError{Why: client.NoTests}
	case v.IsZero() && !t.Unguarded && !(t.Tests && t.Purpose == Edit):
		e := &client.UnguardedError{Why: client.NoValidator, Resembles: rep.Resembles, Flaw: rep.Flaw}
		if isPage(rep) {
			e.Problem = client.Problem{Status: 200, Title: "a web page (" + rep.MediaType + ")"}
		}
		return e
	case t.IfMatch != "" && !t.seen && !names(t.IfMatch, v):
		return &VersionError{Want: t.IfMatch, Have: strings.Join(v.Values, " ")}
	}
	if err := t.permitted(rep, t.likely(rep)...); err != nil {
		return err
	}
	switch g := t.known(rep, t.likely(rep)[0]); {
	case t.guardless(rep):
		t.notify(Notice{Kind: TestsGuard})
	case v.IsZero():
		t.notify(Notice{Kind: NoGuard})
	case t.Unguarded && g == memory.Ignored:
		t.notify(Notice{GuardKnown, "ignore"})
	case t.Unguarded && g == memory.Refused:
		t.notify(Notice{GuardKnown, "refuse"})
	case v.Strength == client.Weak && t.locking() && t.Lock.Weak != nil: // beside the lock it holds
	case v.Strength == client.Weak:
		t.notify(Notice{WeakValidator, v.Values[0]})
		if rep.Resembles != "" {
			t.notify(Notice{LooksLike, rep.Resembles})
		}
	case v.Strength == client.Date:
		t.notify(Notice{DateValidator, v.Values[0]})
	}
	if rep.Decoded != "" {
		t.notify(Notice{WasDecoded, rep.Decoded})
	}
	return nil
}

// names reports whether tag, as a person types it, is v: a shell eats quotes. Several
// values stand side by side, as they are shown.
func names(tag string, v client.Validator) bool {
	return !v.IsZero() && strings.Join(v.Values, " ") == tag || len(v.Values) == 1 && v.Values[0] == `"`+tag+`"`
}

// parse makes the document of a representation. What the first read was, the
// later ones must be: a page for people in place of the resource is no version of it.
func (t *Target) parse(rep client.Representation) (*document.Document, error) {
	f, sure := t.formatOf(rep)
	if t.seen && t.format == document.Text {
		f = document.Text
	}
	d, err := document.Parse(rep.Body, f)
	switch {
	case err == nil:
		return d, nil
	case !sure && !t.seen: // nobody said that it is JSON
		return document.Parse(rep.Body, document.Text)
	case t.Strict || t.seen:
		return nil, &editor.InvalidError{Err: err}
	}
	t.notify(Notice{NotAsClaimed, err.Error()})
	return document.Parse(rep.Body, document.Text)
}

// otherKind reports whether a later read gave another kind of body than the first: no
// JSON where that was, or a web page where none was.
func (t *Target) otherKind(rep client.Representation) bool {
	if t.Format != Auto {
		return false
	}
	if t.format == document.JSON {
		f, sure := t.formatOf(rep)
		return sure && f != document.JSON
	}
	return isPage(rep) && !isPage(client.Representation{MediaType: t.media})
}

// isPage reports whether rep is HTML.
func isPage(rep client.Representation) bool {
	mt, _, _ := mime.ParseMediaType(rep.MediaType)
	return mt == "text/html" || mt == "application/xhtml+xml"
}

// formatOf says what the body is, and whether the server or the user said so.
func (t *Target) formatOf(rep client.Representation) (f document.Format, sure bool) {
	switch t.Format {
	case JSON:
		return document.JSON, true
	case Text:
		return document.Text, true
	}
	mt, _, err := mime.ParseMediaType(rep.MediaType)
	switch {
	case mt == "application/json", mt == "text/json", strings.HasSuffix(mt, "+json"):
		return document.JSON, true
	case err != nil, mt == "application/octet-stream", mt == "binary/octet-stream":
		return look(rep), false
	case mt == "text/plain" && path.Ext(rep.URL.Path) == ".json":
		return document.JSON, false
	}
	return document.Text, true
}

// look says what a body without a telling media type is: JSON where it begins as
// an object or an array does.
func look(rep client.Representation) document.Format {
	b := bytes.TrimLeft(bytes.TrimPrefix(rep.Body, []byte("\uFEFF")), " \t\r\n")
	if len(b) > 0 && (b[0] == '{' || b[0] == '[') {
		return document.JSON
	}
	return document.Text
}

// recall returns what is remembered of resources like rep.
func (t *Target) recall(rep client.Representation) memory.Facts {
	if t.Memory == nil {
		return memory.Facts{}
	}
	return t.Memory.Lookup(Key(rep))
}

// Key is the memory's key of resources like rep. What one API's convention has proven
// says nothing of another's: who compares a member of the body may ignore If-Match.
func Key(rep client.Representation) string {
	key := memory.Key(rep.URL, rep.MediaType)
	if rep.API == "" || rep.API == client.DefaultAPI {
		return key
	}
	return key + " " + rep.API
}

// KeyFor is the memory's key of what is known of one kind of write, a method or
// memory.Creating, to resources like rep. What is to be created has the media type that
// its author gives it, and a server may show it under another.
func KeyFor(rep client.Representation, kind string) string {
	if kind == memory.Creating {
		rep.MediaType = "*/*"
	}
	return Key(rep)
}

// learn keeps what was found out about resources like the last one read.
func (t *Target) learn(f func(*memory.Facts)) {
	if t.Memory != nil {
		t.Memory.Learn(Key(t.alike()), f)
	}
}

// shown keeps what was found out about one kind of write to such resources.
func (t *Target) shown(kind string, g memory.Guard) {
	if t.Memory != nil {
		t.Memory.Learn(KeyFor(t.alike(), kind), func(f *memory.Facts) { f.Prove(kind, g) })
	}
}

// alike stands for all resources like the last one read.
func (t *Target) alike() client.Representation {
	return client.Representation{URL: t.url, MediaType: t.media, API: t.api}
}
