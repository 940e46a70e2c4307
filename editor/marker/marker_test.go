package marker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/marker"
	"github.com/etch-http/etch/merge/document"
)

const place = "/meta/writes"

func doc(t *testing.T, s string) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func at(t *testing.T, version, body string) editor.State {
	t.Helper()
	s := editor.State{Document: doc(t, body)}
	if version != "" {
		s.Representation.Validator = client.Validator{Values: []string{version}}
	}
	return s
}

func make1(t *testing.T) *marker.Marker {
	t.Helper()
	m, err := marker.New(place)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mark(t *testing.T, base editor.State, wanted string) (id, body string) {
	t.Helper()
	id, d, err := make1(t).Mark(base, doc(t, wanted))
	if err != nil {
		t.Fatal(err)
	}
	return id, string(d.Source())
}

// An id is appended to what is there; all else keeps its bytes.
func TestMark(t *testing.T) {
	id, body := mark(t, at(t, "1", `{"n":1}`), `{"n":2}`)
	if want := `{"n":2,"meta":{"writes":"` + id + `"}}`; body != want || len(id) != 24 {
		t.Errorf("%s, want %s", body, want)
	}
	second, body := mark(t, at(t, "2", body), `{ "meta": {"writes": "`+id+`", "z": 1.0}, "n": 3 }`)
	if want := `{ "meta": {"writes": "` + id + " " + second + `", "z": 1.0}, "n": 3 }`; body != want || second == id {
		t.Errorf("%s, want %s", body, want)
	}
}

// Most ids are kept, the newest ones.
func TestBound(t *testing.T) {
	body, first, last := `{"n":0,"meta":{}}`, "", ""
	for i := range marker.Most + 1 {
		last, body = mark(t, at(t, fmt.Sprint(i), body), body)
		if i == 0 {
			first = last
		}
	}
	writes, _ := doc(t, body).At(place)
	ids := strings.Fields(writes.Text())
	if len(ids) != marker.Most || ids[len(ids)-1] != last || strings.Contains(body, first) {
		t.Errorf("%d ids, the first one still there: %v", len(ids), strings.Contains(body, first))
	}
}

// The same write has the same mark, and any other another one.
func TestTheSameWriteHasTheSameMark(t *testing.T) {
	m := make1(t)
	id := func(version, base, wanted string) string {
		id, _, err := m.Mark(at(t, version, base), doc(t, wanted))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first := id("1", `{"n":1}`, `{"n":2}`)
	if id("1", `{"n":1}`, `{"n":2}`) != first {
		t.Error("sent again it has another mark")
	}
	for _, other := range [][3]string{{"1", `{"n":1}`, `{"n":3}`}, {"2", `{"n":1}`, `{"n":2}`}, {"1", `{"n":0}`, `{"n":2}`}} {
		if before := id("1", `{"n":1}`, `{"n":2}`); id(other[0], other[1], other[2]) == before {
			t.Errorf("%v has the mark of another write", other)
		}
	}
	m = make1(t)
	m.Recall(editor.Draft{Base: at(t, "1", `{"n":1}`), Text: []byte(`{"n":2}`), Marks: []string{"x", first}})
	if id("1", `{"n":1}`, `{"n":2}`) != first {
		t.Error("in another process it has another mark")
	}
}

// What a later state tells.
func TestTestify(t *testing.T) {
	base := at(t, "v1", `{"n":1}`)
	ours, landed := mark(t, base, `{"n":2}`)
	rival, beside := mark(t, base, `{"n":5}`)
	_, onward := mark(t, at(t, "v2", landed), landed)
	old, listed := mark(t, at(t, "v0", `{"n":0}`), `{"n":1}`)
	full := strings.TrimSpace(strings.Repeat(rival[:16]+"abcdefgh ", marker.Most))
	listedBase := at(t, "v1", listed)
	for _, c := range []struct {
		name         string
		base, theirs editor.State
		want         editor.Testimony
	}{
		{"ours is there", base, at(t, "v2", landed), editor.There},
		{"ours, and another since", base, at(t, "v3", onward), editor.There},
		{"ours, under the same version", base, at(t, "v1", landed), editor.There},
		{"another was made on the same version", base, at(t, "v2", beside), editor.Passed},
		{"another was, but the version stands", base, at(t, "v1", beside), editor.Silent},
		{"no list, before and after: it may have been removed", base, at(t, "v2", `{"n":2}`), editor.Silent},
		{"a list, and nobody knows since when", base, at(t, "v2", `{"meta":{"writes":"`+rival[:16]+`abcdefgh"}}`), editor.Silent},
		{"the list goes on from the base without ours", listedBase, at(t, "v2", listed), editor.Missing},
		{"the list was removed", listedBase, at(t, "v2", `{"n":2}`), editor.Silent},
		{"the list was removed and begun anew", listedBase, at(t, "v2", `{"meta":{"writes":"`+rival[:16]+`abcdefgh"}}`), editor.Silent},
		{"pushed out", listedBase, at(t, "v2", `{"meta":{"writes":"`+full+`"}}`), editor.Silent},
		{"something else is there", listedBase, at(t, "v2", `{"meta":{"writes":7}}`), editor.Silent},
		{"without versions", at(t, "", listed), at(t, "", `{"x":1,"meta":{"writes":"`+old+`"}}`), editor.Silent},
	} {
		if got := make1(t).Testify([]string{"never sent", ours}, c.base, c.theirs); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// What is not a list of ids is never written over.
func TestForeignPlace(t *testing.T) {
	for _, body := range []string{
		`{"meta":{"writes":"Hello"}}`, `{"meta":{"writes":7}}`, `{"meta":{"writes":["a"]}}`, `{"meta":null}`,
		`{"meta":"x"}`, `{"meta":[{"writes":""}]}`, `[]`, `7`,
	} {
		_, _, err := make1(t).Mark(at(t, "1", body), doc(t, body))
		if !errors.As(err, new(*marker.PlaceError)) {
			t.Errorf("%s: %v", body, err)
		}
		edit := make1(t).Modifier(by(func(d *document.Document) (*document.Document, error) {
			t.Errorf("%s: somebody types in vain", body)
			return d, nil
		}))
		_, err = edit.Modify(t.Context(), editor.Task{Base: doc(t, body)})
		if !errors.As(err, new(*editor.InvalidError)) {
			t.Errorf("%s: %v", body, err)
		}
	}
	text, err := document.Parse([]byte("x"), document.Text)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := make1(t).Mark(editor.State{Document: text}, text); !errors.As(err, new(*marker.PlaceError)) {
		t.Error(err)
	}
	if _, err := marker.New(""); err == nil {
		t.Error("the whole document is taken")
	}
}

// by is a Modifier.
type by func(*document.Document) (*document.Document, error)

func (f by) Modify(_ context.Context, t editor.Task) (*document.Document, error) { return f(t.Base) }
func (by) Repeats() bool                                                         { return true }
func (by) Idempotent() bool                                                      { return true }

// Whatever a text or a script makes of the place, it stays as the base has it.
func TestModifierLeavesTheMarksAlone(t *testing.T) {
	id, _ := mark(t, at(t, "1", `{}`), `{}`)
	list := `"` + id + `"`
	for _, c := range []struct{ base, made, want string }{
		{`{"n":1,"meta":{"writes":` + list + `}}`, `{"n":2,"meta":{"writes":` + list + `}}`, `{"n":2,"meta":{"writes":` + list + `}}`},
		{`{"n":1,"meta":{"writes":` + list + `}}`, `{"n":2,"meta":{"writes":"gone"}}`, `{"n":2,"meta":{"writes":` + list + `}}`},
		{`{"n":1,"meta":{"writes":` + list + `}}`, `{"n":2,"meta":{}}`, `{"n":2,"meta":{"writes":` + list + `}}`},
		{`{"n":1,"meta":{"writes":` + list + `}}`, `{"n":2}`, `{"n":2,"meta":{"writes":` + list + `}}`},
		{`{"n":1}`, `{"n":2,"meta":{"writes":` + list + `,"z":1}}`, `{"n":2,"meta":{"z":1}}`},
		{`{"n":1}`, `{"n":2}`, `{"n":2}`},
	} {
		m := make1(t).Modifier(by(func(*document.Document) (*document.Document, error) { return doc(t, c.made), nil }))
		d, err := m.Modify(t.Context(), editor.Task{Base: doc(t, c.base)})
		if err != nil || string(d.Source()) != c.want {
			t.Errorf("%s of %s: %s, %v; want %s", c.made, c.base, d.Source(), err, c.want)
		}
		if !m.Repeats() || !m.(editor.Idempotent).Idempotent() {
			t.Error("it is another kind of Modifier now")
		}
	}
}

// Holds tells a mark with others after it.
func TestHolds(t *testing.T) {
	first, body := mark(t, at(t, "1", `{}`), `{}`)
	second, body := mark(t, at(t, "2", body), body)
	for id, want := range map[string][2]bool{first: {true, true}, second: {true, false}, "other": {false, false}} {
		if there, followed := make1(t).Holds(doc(t, body), id); there != want[0] || followed != want[1] {
			t.Errorf("%s: there %v, followed %v", id, there, followed)
		}
	}
}
