package target_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/memory"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const page = `{"title":"Home","big":12345678901234567890,"price":1.0,"tags":["x","y"],"nul":null}`

// A stage is one resource on a mock server, and a Target of it.
type stage struct {
	*target.Target
	server  *mockserver.Server
	memory  *memory.Memory
	notices []target.Notice
	slept   time.Duration
}

// on sets up a stage: the resource is body, at a path whose media type is told by its ending.
func on(t *testing.T, m mockserver.Options, body string, change func(*target.Options)) *stage {
	t.Helper()
	s := &stage{server: mockserver.New(m), memory: memory.Open(filepath.Join(t.TempDir(), "known.json"))}
	t.Cleanup(func() { _ = s.server.Close() })
	base, err := s.server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.server.PutAs("/pages/home", "application/json", []byte(body))
	s.again(t, base, change)
	for range m.StaleReads { // those of this first write
		_, _ = s.Fetch(t.Context())
	}
	return s
}

// again makes a new Target with the same memory, as the next process does.
func (s *stage) again(t *testing.T, base string, change func(*target.Options)) {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Options{Dialect: convention.RFC9110, Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	o := target.Options{
		Client: c, URL: u.JoinPath("/pages/home"), Memory: s.memory,
		Notify: func(n target.Notice) { s.notices = append(s.notices, n) },
		Sleep:  func(_ context.Context, d time.Duration) error { s.slept += d; return nil },
	}
	if change != nil {
		change(&o)
	}
	s.Target = target.New(o)
}

// edit reads, replaces old by new in the body, and sends.
func (s *stage) edit(t *testing.T, old, new string) (editor.Receipt, error) {
	t.Helper()
	base, err := s.Fetch(t.Context())
	if err != nil {
		return editor.Receipt{}, err
	}
	return s.write(t, base, strings.Replace(string(base.Document.Source()), old, new, 1))
}

func (s *stage) write(t *testing.T, base editor.State, wanted string) (editor.Receipt, error) {
	t.Helper()
	d, err := document.Parse([]byte(wanted), base.Format())
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Prepare(base, d)
	if err != nil {
		return editor.Receipt{Write: w}, err
	}
	return s.Send(t.Context(), w)
}

// requests lists what the server was asked: method, media type and body of each.
func (s *stage) requests() []string {
	var all []string
	for _, e := range s.server.Log() {
		line := e.Method
		if e.Method != http.MethodGet {
			line += " " + e.ContentType + " " + string(e.Body)
		}
		all = append(all, strings.TrimSpace(line))
	}
	return all
}

func (s *stage) noticed(k target.NoticeKind) bool {
	return slices.ContainsFunc(s.notices, func(n target.Notice) bool { return n.Kind == k })
}

const (
	mergePatch = "PATCH " + patch.Merge + " "
	jsonPatch  = "PATCH " + patch.JSON + " "
)

// Which requests an edit costs, and what is in them.
func TestFormats(t *testing.T) {
	put := "PUT application/json "
	newTitle := strings.Replace(page, "Home", "New", 1)
	for _, tc := range []struct {
		name     string
		server   mockserver.Options
		options  func(*target.Options)
		old, new string
		want     []string
		err      any
	}{
		{
			name: "the smallest: a merge patch, and its answer is the proof",
			old:  "Home", new: "New", want: []string{"GET", mergePatch + `{"title":"New"}`},
		},
		{
			name: "no representation in the answer: it is read", server: mockserver.Options{NoPrefer: true},
			old: "Home", new: "New", want: []string{"GET", mergePatch + `{"title":"New"}`, "GET"},
		},
		{
			name: "a null cannot be set by a merge patch",
			old:  `"Home"`, new: `null`, want: []string{"GET", jsonPatch + `[{"op":"replace","path":"/title","value":null}]`},
		},
		{
			name: "a member removed",
			old:  `"title":"Home",`, new: ``, want: []string{"GET", mergePatch + `{"title":null}`},
		},
		{
			name: "announced: json patch only", server: mockserver.Options{AcceptPatch: []string{patch.JSON}},
			old: "Home", new: "New", want: []string{"GET", jsonPatch + `[{"op":"replace","path":"/title","value":"New"}]`},
		},
		{
			name: "415, then the next", server: mockserver.Options{AcceptPatch: []string{patch.JSON}}, options: func(o *target.Options) { o.PatchType = "" },
			old: "Home", new: "New", want: []string{"GET", jsonPatch + `[{"op":"replace","path":"/title","value":"New"}]`},
		},
		{
			name: "405 whose Allow names PUT: the whole, and not a byte of the rest is touched", server: mockserver.Options{NoPatch: true},
			old: "Home", new: "New", want: []string{"GET", mergePatch + `{"title":"New"}`, put + newTitle},
		},
		{
			name: "501 without Allow: nobody said PUT", server: mockserver.Options{PatchUnknown: true},
			old: "Home", new: "New", want: []string{"GET", mergePatch + `{"title":"New"}`, jsonPatch + `[{"op":"replace","path":"/title","value":"New"}]`},
			err: new(*target.FormatError),
		},
		{
			name: "501, and a person agrees to PUT", server: mockserver.Options{PatchUnknown: true},
			options: func(o *target.Options) { o.MayPut = func(context.Context) (bool, error) { return true, nil } },
			old:     "Home", new: "New",
			want: []string{"GET", mergePatch + `{"title":"New"}`, jsonPatch + `[{"op":"replace","path":"/title","value":"New"}]`, put + newTitle},
		},
		{
			name: "501, and a person does not", server: mockserver.Options{PatchUnknown: true},
			options: func(o *target.Options) { o.MayPut = func(context.Context) (bool, error) { return false, nil } },
			old:     "Home", new: "New",
			want: []string{"GET", mergePatch + `{"title":"New"}`, jsonPatch + `[{"op":"replace","path":"/title","value":"New"}]`},
			err:  new(*target.FormatError),
		},
		{
			name: "--method PUT", options: func(o *target.Options) { o.Method = "PUT" },
			old: "Home", new: "New", want: []string{"GET", put + newTitle},
		},
		{
			name: "--patch-type json", options: func(o *target.Options) { o.PatchType = "json" },
			old: "Home", new: "New", want: []string{"GET", jsonPatch + `[{"op":"replace","path":"/title","value":"New"}]`},
		},
		{
			name: "--patch-type merge, and a null", options: func(o *target.Options) { o.PatchType = "merge" },
			old: `"Home"`, new: `null`, want: []string{"GET"}, err: new(*patch.InexpressibleError),
		},
		{
			name: "white space only: nothing that a patch can carry",
			old:  `"title":"Home"`, new: `"title": "Home"`, want: []string{"GET"},
		},
		{
			name: "white space only, under PUT", options: func(o *target.Options) { o.Method = "PUT" },
			old: `"title":"Home"`, new: `"title": "Home"`, want: []string{"GET", put + strings.Replace(page, `"title":`, `"title": `, 1)},
		},
		{
			name: "text goes straight to PUT", options: func(o *target.Options) { o.Format = target.Text },
			old: "Home", new: "New", want: []string{"GET", put + newTitle},
		},
		{
			name: "a patch that answers 200 and does nothing: the next format", server: mockserver.Options{IgnoredPatches: []string{patch.Merge}},
			old: "Home", new: "New",
			want: []string{"GET", mergePatch + `{"title":"New"}`, "GET", "GET", "GET", jsonPatch + `[{"op":"replace","path":"/title","value":"New"}]`},
		},
		{
			name: "422 is final", server: mockserver.Options{Fault: answer(422)},
			old: "Home", new: "New", want: []string{"GET", mergePatch + `{"title":"New"}`}, err: new(*client.RefusedError),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := on(t, tc.server, page, tc.options)
			base, err := s.Fetch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			d, err := document.Parse([]byte(strings.Replace(page, tc.old, tc.new, 1)), base.Document.Format())
			if err != nil {
				t.Fatal(err)
			}
			w, err := s.Prepare(base, d)
			var receipt editor.Receipt
			if err == nil && !w.Empty() {
				receipt, err = s.Send(t.Context(), w)
			}
			if (tc.err == nil) != (err == nil) || err != nil && !errors.As(err, tc.err) {
				t.Fatalf("err = %v (%T)", err, err)
			}
			if got := s.requests(); !slices.Equal(got, tc.want) {
				t.Errorf("requests:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(tc.want, "\n"))
			}
			if err == nil && !w.Empty() && !document.Same(receipt.After.Document.Root(), d.Root()) {
				t.Errorf("after: %s", receipt.After.Document.Source())
			}
		})
	}
}

// answer has every write answered by a status, and nothing done.
func answer(code int) func(int, *http.Request) mockserver.Fault {
	return func(write int, _ *http.Request) mockserver.Fault {
		if write == 0 {
			return mockserver.Fault{}
		}
		return mockserver.Fault{Kind: mockserver.Answer, Status: code}
	}
}
