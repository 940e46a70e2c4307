package target_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
)

// What a body is taken for.
func TestKindOfBody(t *testing.T) {
	strict := func(o *target.Options) { o.Strict = true }
	as := func(f target.Format) func(*target.Options) { return func(o *target.Options) { o.Format = f } }
	for _, tc := range []struct {
		name, path, media, body string
		options                 func(*target.Options)
		want                    document.Format
		err                     any
		notice                  bool
	}{
		{name: "json by its media type", media: "application/json", body: `{"a":1}`, want: document.JSON},
		{name: "json by its suffix", media: "application/vnd.api+json; charset=utf-8", body: `{"a":1}`, want: document.JSON},
		{name: "html", media: "text/html", body: `<p>`, want: document.Text},
		{name: "no telling type, and it looks like json", media: "application/octet-stream", body: ` {"a":1}`, want: document.JSON},
		{name: "no telling type, and it looks like json, and is not", media: "application/octet-stream", body: `{a}`, want: document.Text},
		{name: "no telling type, and no json", media: "application/octet-stream", body: `a = 1`, want: document.Text},
		{name: "plain text stays text", media: "text/plain", body: `{"a":1}`, want: document.Text},
		{name: "not the json that it claims to be: a text for a person", media: "application/json", body: `{"a":1,}`, want: document.Text, notice: true},
		{name: "the same for a script", media: "application/json", body: `{"a":1,}`, options: strict, err: new(*editor.InvalidError)},
		{name: "duplicate names pass through", media: "application/json", body: `{"a":1,"a":2}`, options: strict, want: document.JSON},
		{name: "--format json", media: "text/plain", body: `{"a":1}`, options: as(target.JSON), want: document.JSON},
		{name: "--format text", media: "application/json", body: `{"a":1}`, options: as(target.Text), want: document.Text},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := on(t, mockserver.Options{}, page, tc.options)
			s.server.PutAs("/pages/home", tc.media, []byte(tc.body))
			st, err := s.Fetch(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T)", err, err)
			}
			if err == nil && (st.Document.Format() != tc.want || string(st.Document.Source()) != tc.body) {
				t.Errorf("format %v, source %s", st.Document.Format(), st.Document.Source())
			}
			if s.noticed(target.NotAsClaimed) != tc.notice {
				t.Errorf("notices %v", s.notices)
			}
		})
	}
}

// A page for people in place of the resource is no version of it.
func TestAnotherKindLater(t *testing.T) {
	s := on(t, mockserver.Options{}, page, nil)
	if _, err := s.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.server.PutAs("/pages/home", "text/html", []byte("<p>please log in"))
	var invalid *editor.InvalidError
	if _, err := s.Fetch(t.Context()); !errors.As(err, &invalid) {
		t.Errorf("err = %v", err)
	}
}

// Without a usable validator nothing is edited, unless the user says so.
func TestUsable(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name    string
		server  mockserver.Options
		options func(*target.Options)
		err     any
		notice  target.NoticeKind
	}{
		{name: "none", server: mockserver.Options{NoValidator: true}, err: new(*client.UnguardedError)},
		{name: "an empty tag is none: the date counts", server: mockserver.Options{ETag: func(uint64, []byte) string { return `""` }}, err: new(*client.BusyError)},
		{name: "none, and the user allows it", server: mockserver.Options{NoValidator: true}, options: func(o *target.Options) { o.Unguarded = true }, notice: target.NoGuard},
		{name: "weak", server: mockserver.Options{Weak: true}, notice: target.WeakValidator},
		{name: "a date of this second", server: mockserver.Options{LastModified: true}, err: new(*client.BusyError)},
		{name: "a date that is old enough", server: mockserver.Options{LastModified: true, Now: func() time.Time { return now }}, notice: target.DateValidator},
		{name: "--if-match, another version", options: func(o *target.Options) { o.IfMatch = "v0" }, err: new(*target.VersionError)},
		{name: "--require-guard, nothing proven", options: func(o *target.Options) { o.Proven = true }, err: new(*target.UnprovenError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := on(t, tc.server, page, tc.options)
			if !now.IsZero() && tc.server.Now != nil {
				now = now.Add(2 * time.Second) // the resource is two seconds old when it is read
			}
			_, err := s.Fetch(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T)", err, err)
			}
			if err == nil && !s.noticed(tc.notice) {
				t.Errorf("notices %v", s.notices)
			}
		})
	}
}

// A tag is named as a shell leaves it, or as the server writes it.
func TestIfMatch(t *testing.T) {
	for _, cut := range []bool{false, true} {
		s := on(t, mockserver.Options{}, page, nil)
		tag := s.server.ETag("/pages/home")
		if cut {
			tag = tag[1 : len(tag)-1]
		}
		s.IfMatch = tag
		if _, err := s.Fetch(t.Context()); err != nil {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

// An unguarded write is made only on what was just seen.
func TestUnguardedLooksFirst(t *testing.T) {
	s := on(t, mockserver.Options{NoValidator: true}, page, func(o *target.Options) { o.Unguarded = true })
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.server.Put("/pages/home", []byte(`{"title":"Rival"}`))
	var refused *client.PreconditionError
	if _, err = s.write(t, base, `{"title":"New"}`); !errors.As(err, &refused) {
		t.Errorf("err = %v", err)
	}
	if got, _ := s.server.Get("/pages/home"); string(got) != `{"title":"Rival"}` {
		t.Errorf("stored %s", got)
	}
	if base, err = s.Fetch(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err = s.write(t, base, `{"title":"New"}`); err != nil {
		t.Error(err)
	}
}

// What a read met in the middle of another's write is looked at again. It is
// believed when it stays.
func TestHalfDone(t *testing.T) {
	gone := func(s *stage) { s.server.Delete("/pages/home") }
	empty := func(s *stage) { s.server.PutAs("/pages/home", "application/json", nil) }
	for _, tc := range []struct {
		name   string
		breaks func(*stage)
		lasts  int // looks
		reads  int
		err    any
	}{
		{name: "not there for a moment", breaks: gone, lasts: 1, reads: 2},
		{name: "no bytes for a moment", breaks: empty, lasts: 1, reads: 2},
		{name: "seen at the last look", breaks: gone, lasts: 3, reads: 4},
		{name: "not there", breaks: gone, lasts: 9, reads: 4, err: new(*client.GoneError)},
		{name: "no bytes", breaks: empty, lasts: 9, reads: 4, err: new(*editor.InvalidError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var s *stage
			s = on(t, mockserver.Options{}, page, func(o *target.Options) {
				o.Strict = true
				o.Sleep = func(context.Context, time.Duration) error {
					if tc.lasts--; tc.lasts == 0 {
						s.server.PutAs("/pages/home", "application/json", []byte(page))
					}
					return nil
				}
			})
			tc.breaks(s)
			_, err := s.Fetch(t.Context())
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T)", err, err)
			}
			if n := len(s.requests()); n != tc.reads {
				t.Errorf("%d requests, want %d", n, tc.reads)
			}
		})
	}
}
