package target_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

const first = `{"eventId": "fbf4a1a1-b4a3-4dfe-a01f-ec52c34e16e4", "eventType": "created", "data": {"n":1}}`

// stream sets up a stage whose resource is a stream of one event.
func stream(t *testing.T) *stage {
	t.Helper()
	api, err := convention.Lookup("eventstore")
	if err != nil {
		t.Fatal(err)
	}
	return on(t, mockserver.Options{API: "eventstore"}, "["+first+"]", func(o *target.Options) {
		o.Client, err = client.New(client.Options{Dialect: api, Origin: o.URL, Query: map[string][]string{"embed": {"body"}}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(o.Client.Close)
		o.Method, o.Media, o.Append, o.Creates = "POST", api.Write.Media, api.Write.Append, true
		o.Merge.Diff = diff.Options{Keys: map[document.Pointer]string{"": api.Write.Append}}
	})
}

// prepared is what Prepare makes of the events in text, after those of base.
func (s *stage) prepared(t *testing.T, base editor.State, text string) (editor.Write, error) {
	t.Helper()
	d, err := document.Parse([]byte(text), document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return s.Prepare(base, d)
}

var eventID = regexp.MustCompile(`"eventId":\s*"([^"]*)"`)

// ids lists the IDs in a request.
func ids(w editor.Write) (all []string) {
	for _, m := range eventID.FindAllStringSubmatch(string(w.Request.Body), -1) {
		all = append(all, m[1])
	}
	return all
}

// The same request has the same IDs however often it is made; on another version, and of
// another edit, it has others. What an author gave stays.
func TestEventIDs(t *testing.T) {
	const added = `{"eventType":"x","data":{}}`
	s := stream(t)
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text := "[" + first + "," + added + "," + added + "]"
	w, err := s.prepared(t, base, text)
	if err != nil || len(ids(w)) != 2 || ids(w)[0] == ids(w)[1] || !w.Own {
		t.Fatal(ids(w), err)
	}
	again, _ := s.prepared(t, base, text)
	completed, _ := s.prepared(t, base, string(w.Wanted.Source())) // as the loop has it from then on
	if !slices.Equal(ids(again), ids(w)) || !slices.Equal(ids(completed), ids(w)) {
		t.Errorf("%v, again %v, and once completed %v", ids(w), ids(again), ids(completed))
	}
	other := *s
	other.Target = target.New(s.Options)
	if theirs, _ := other.prepared(t, base, text); slices.Contains(ids(theirs), ids(w)[0]) {
		t.Error("another edit of the same content has the same IDs: the server would take it for this one")
	}
	s.server.Put("/pages/home", []byte("["+first+`,{"eventId":"00000000-0000-0000-0000-000000000001","eventType":"rival","data":{}}]`))
	theirs, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	merged := strings.TrimSuffix(string(theirs.Document.Source()), "\n]") + "," + string(w.Request.Body[1:])
	rebased, err := s.prepared(t, theirs, merged)
	if err != nil || len(ids(rebased)) != 2 || slices.Contains(ids(rebased), ids(w)[0]) {
		t.Errorf("after a rebase %v, before %v (%v)", ids(rebased), ids(w), err)
	}
	const own = `{"eventId":"11111111-1111-1111-1111-111111111111","eventType":"x","data":{}}`
	if given, err := s.prepared(t, theirs, strings.TrimSuffix(string(theirs.Document.Source()), "\n]")+","+own+"]"); err != nil || string(given.Request.Body) != "["+own+"]" {
		t.Errorf("%s %v", given.Request.Body, err)
	}
}

// A resend is taken by the server for the request that it has seen.
func TestEventsSentTwice(t *testing.T) {
	s := stream(t)
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text := "[" + first + `,{"eventType":"x","data":{}}]`
	for range 2 {
		w, err := s.prepared(t, base, text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Client.Write(t.Context(), w.Request, w.Guard); err != nil {
			t.Fatal(err)
		}
	}
	if body, _ := s.server.Get("/pages/home"); strings.Count(string(body), "eventId") != 2 {
		t.Errorf("%s", body)
	}
}

// Only what comes at the end is taken, but for what a merge has put before a rival's event.
func TestOnlyAppended(t *testing.T) {
	const second = `{"eventId":"00000000-0000-0000-0000-000000000002","eventType":"y","data":{}}`
	const added = `{"eventType":"x","data":{}}`
	s := stream(t)
	s.server.Put("/pages/home", []byte("["+first+","+second+"]"))
	base, err := s.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		at   document.Pointer
		why  target.Unappended
	}{
		{`{}`, "", target.NoList},
		{"[" + second + "]", "/0", target.Changed},
		{"[" + second + "," + first + "]", "/0", target.Changed},
		{"[" + strings.Replace(first, `"n":1`, `"n":1.0`, 1) + "," + second + "]", "/0", target.Changed},
		{"[" + first + "]", "/1", target.Removed},
		{"[]", "/0", target.Removed},
		{"[" + first + "," + added + "," + second + "]", "/1", target.Between},
		{"[" + first + "," + second + ",7]", "/2", target.NoElement},
	} {
		_, err := s.prepared(t, base, c.text)
		var e *target.AppendError
		if !errors.As(err, &e) || e.Pointer != c.at || e.Why != c.why || !errors.As(err, new(*editor.InvalidError)) {
			t.Errorf("%s: %v", c.text, err)
		}
	}
	w, err := s.prepared(t, base, "["+first+","+second+","+added+"]")
	if err != nil {
		t.Fatal(err)
	}
	own := string(w.Request.Body[1 : len(w.Request.Body)-1])
	moved, err := s.prepared(t, base, "["+first+","+own+","+second+"]")
	if err != nil || !strings.HasSuffix(strings.ReplaceAll(string(moved.Wanted.Source()), "\n", ""), own+"]") {
		t.Errorf("%v: %s", err, moved.Wanted.Source())
	}
	if w, err := s.prepared(t, base, "[ "+first+","+second+" ]"); err != nil || !w.Empty() {
		t.Errorf("nothing is added: %s %v", w.Request.Body, err)
	}
}
