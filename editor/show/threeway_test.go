package show_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

func change(at, base, ours, theirs string, who merge.Side) merge.Change {
	value := func(s string) []byte {
		if s == "-" {
			return nil
		}
		return []byte(s)
	}
	return merge.Change{Pointer: document.Pointer(at), Who: who, Base: value(base), Ours: value(ours), Theirs: value(theirs)}
}

// Conflicts stand last, whatever their place in the document.
func TestThreeWay(t *testing.T) {
	title := change("/title", `"Old"`, `"Ours"`, `"Theirs"`, merge.None)
	gone := change("/note", "-", "-", "-", merge.None)
	gone.Base, gone.Theirs = []byte("\"x\""), []byte("\"\x1b[2J\"")
	r := merge.Result{
		Changes: []merge.Change{
			title, change("/name", `"orig"`, `"new"`, `"orig"`, merge.Ours),
			change("/tags/2", "-", "-", `"z"`, merge.Theirs), change("/n", "1", "2", "2", merge.Both), gone,
		},
		Conflicts: []merge.Conflict{{Change: title, Kind: merge.BothModified}, {Change: gone, Kind: merge.DeleteModify}},
	}
	var b bytes.Buffer
	if err := show.ThreeWay(&b, show.Style{}, r); err != nil {
		t.Fatal(err)
	}
	const want = `ours    /name
  base   "orig"
  ours   "new"
theirs  /tags/2
  base   (absent)
  theirs "z"
both    /n
  base   1
  both   2
CONFLICT 1 of 2 (both-modified)  /title
  base   "Old"
  ours   "Ours"
  theirs "Theirs"
CONFLICT 2 of 2 (delete/modify)  /note
  base   "x"
  ours   (absent)
  theirs "\x1b[2J"
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestThreeWayValues(t *testing.T) {
	same := strings.Repeat("same ", 100)
	xs := strings.Repeat("x", 150)
	lines := strings.TrimSuffix(strings.Repeat("line\n", 40), "\n")
	for _, c := range []struct {
		name               string
		base, ours, theirs string
		want               string
	}{
		{"what differs in long values is seen", `"` + same + "1" + same + `"`, `"` + same + "2" + same + `"`, `"` + same + "3" + same + `"`, `
  base   ... same same same 1same same same s...
  ours   ... same same same 2same same same s...
  theirs ... same same same 3same same same s...
`},
		{"several lines", "{\n  \"a\": 1\n}", "{}", "-", `
  base   {
           "a": 1
         }
  ours   {}
  theirs (absent)
`},
		{"many lines", lines, "", "x\n", `
  base   line
         line
         line
         line
         line
         line
         line
         line
         ... 28 more lines ...
         line
         line
         line
         line
  ours   (empty)
  theirs x
`},
		{"a long one is the beginning of another", strings.Repeat("a", 200), strings.Repeat("a", 201), strings.Repeat("a", 199), `
  base   ...aaaaaaaaaaaaaaaaa
  ours   ...aaaaaaaaaaaaaaaaaa
  theirs ...aaaaaaaaaaaaaaaa
`},
		{"letters that begin and end with the same byte", xs + "ä" + xs, xs + "ö" + xs, xs + "त" + xs, `
  base   ...xxxxxxxxxxxxxxxxäxxxxxxxxxxxxxxxx...
  ours   ...xxxxxxxxxxxxxxxxöxxxxxxxxxxxxxxxx...
  theirs ...xxxxxxxxxxxxxxxxतxxxxxxxxxxxxxxxx...
`},
		{"letters that begin with the same byte", xs + "ä" + xs, xs + "ö" + xs, xs + "ü" + xs, `
  base   ...xxxxxxxxxxxxxxxxäxxxxxxxxxxxxxxxx...
  ours   ...xxxxxxxxxxxxxxxxöxxxxxxxxxxxxxxxx...
  theirs ...xxxxxxxxxxxxxxxxüxxxxxxxxxxxxxxxx...
`},
		{"letters that end with the same byte", xs + "ä" + xs, xs + "त" + xs, xs + "ä" + xs, `
  base   ...xxxxxxxxxxxxxxxxäxxxxxxxxxxxxxxxx...
  ours   ...xxxxxxxxxxxxxxxxतxxxxxxxxxxxxxxxx...
  theirs ...xxxxxxxxxxxxxxxxäxxxxxxxxxxxxxxxx...
`},
		{"one is the beginning of another, letters of several bytes", "ää", "äää", "ä", `
  base   ää
  ours   äää
  theirs ä
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			ch := change("", c.base, c.ours, c.theirs, merge.None)
			ch.Line = 7
			var b bytes.Buffer
			show.Conflict(&b, show.Style{}, merge.Result{Conflicts: []merge.Conflict{{Change: ch}}}, 0)
			want := "CONFLICT 1 of 1 (both-modified)  line 7" + c.want
			if b.String() != want {
				t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
			}
		})
	}
}

func TestThreeWayIsBounded(t *testing.T) {
	var r merge.Result
	for range 1000 {
		r.Changes = append(r.Changes, change("/x", "1", "1", "2", merge.Theirs))
	}
	var b bytes.Buffer
	show.ThreeWay(&b, show.Style{}, r)
	if out := b.String(); !strings.HasSuffix(out, "\\ 960 more changes: theirs\n") || strings.Count(out, "\n") > 130 {
		t.Errorf("%d lines, the end: %q", strings.Count(out, "\n"), out[len(out)-40:])
	}
}

func TestChanges(t *testing.T) {
	long := strings.Repeat("a", 200)
	cs := []diff.Change{
		{Pointer: "/name", Old: []byte(`"orig"`), New: []byte(`"new"`)},
		{Pointer: "/new", New: []byte("1")},
		{Pointer: "/old", Old: []byte("[\n 1\n]")},
		{Pointer: "", Old: []byte("1"), New: []byte("2")},
		{Line: 3, Old: []byte("a\nb\n"), New: []byte("c\n")},
		{Pointer: "/e\x1bvil", Old: []byte("1"), New: []byte("2")},
		{Pointer: "/long", Old: []byte(long + "1"), New: []byte(long + "2")},
		{Pointer: "/mid", Old: []byte(long + "1" + long), New: []byte(long + "2" + long)},
	}
	var b bytes.Buffer
	show.Changes(&b, show.Style{}, cs)
	const want = `~ /name "orig" -> "new"
+ /new 1
- /old [ ... (3 lines)
~ (the whole document) 1 -> 2
~ line 3 a ... (2 lines) -> c
~ /e\x1bvil 1 -> 2
~ /long aaaaaaaaaaaaaaaaaaaa...aaaaaaaaa1 -> aaaaaaaaaaaaaaaaaaaa...aaaaaaaaa2
~ /mid ...aaaaaaaaaaaaaaaa1aaaaaaaaaaaaaaaa... -> ...aaaaaaaaaaaaaaaa2aaaaaaaaaaaaaaaa...
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestProblem(t *testing.T) {
	for _, c := range []struct {
		name string
		p    client.Problem
		want string
	}{
		{"title only", client.Problem{Status: 409, Title: "Conflict"}, "409 Conflict"},
		{"detail", client.Problem{Status: 422, Title: "Unprocessable", Detail: "age: must be > 0"}, "422 Unprocessable: age: must be > 0"},
		{"lines", client.Problem{Status: 400, Title: "Bad", Detail: "a\r\nb\n"}, "400 Bad:\na\nb"},
		{"hostile", client.Problem{Status: 400, Title: "\x1b]0;x\a", Detail: "\u202ex"}, `400 \x1b]0;x\x07: \u202ex`},
		{"endless", client.Problem{Status: 400, Title: "B", Detail: strings.Repeat("x", 3000)}, "400 B: " + strings.Repeat("x", 2000) + "[... 1,000 more characters]"},
	} {
		if got := show.Problem(c.p); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
