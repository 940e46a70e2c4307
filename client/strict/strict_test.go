package strict_test

import (
	"errors"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/etch-http/etch/client/strict"
	"github.com/etch-http/etch/merge/document"
)

// A shelf has a field of every kind.
type shelf struct {
	Name   string                      `yaml:"name"`
	Open   bool                        `yaml:"open"`
	Floors int                         `yaml:"floors"`
	Place  document.Pointer            `yaml:"place"`
	Tags   []string                    `yaml:"tags"`
	Books  map[string]book             `yaml:"books"`
	Keys   map[document.Pointer]string `yaml:"keys"`
	Lamp   *lamp                       `yaml:"lamp"`
	Rest   yaml.Node                   `yaml:"rest"`
}

type book struct {
	Pages int `yaml:"pages"`
}

// A lamp reads itself.
type lamp struct{ watts string }

func (l *lamp) UnmarshalScalar(tag, text string) error {
	if tag == "!!bool" {
		return errors.New("it takes a number of watts")
	}
	l.watts = text
	return nil
}

func TestDecode(t *testing.T) {
	d := strict.New("shelf.yaml")
	var s shelf
	d.Decode([]byte(`name: "1.10"
open: true
floors: 3
place: /a/b
tags: [x, 'no']
books:
  https://a.example/b.c: {pages: 7}
keys: {/items: id}
lamp: 40
rest: {floors: 9}
`), &s)
	if err := d.Err(); err != nil {
		t.Fatal(err)
	}
	if s.Name != "1.10" || !s.Open || s.Floors != 3 || s.Place != "/a/b" || s.Tags[1] != "no" ||
		s.Books["https://a.example/b.c"].Pages != 7 || s.Keys["/items"] != "id" || s.Lamp.watts != "40" {
		t.Errorf("%+v", s)
	}
	d.Fill(&s.Rest, &s, "rest")
	if err := d.Err(); err != nil || s.Floors != 9 || s.Name != "1.10" {
		t.Errorf("%v, %+v: the part is filled in, and nothing else is touched", err, s)
	}
	if n := d.Line("books.https://a.example/b.c.pages"); n != 7 {
		t.Errorf("line %d", n)
	}
	if n := d.Line("books.https://a.example/b.c.nothing"); n != 7 {
		t.Errorf("line %d: that of what is around it", n)
	}
}

// Everything that is wrong is found in one go, in the order of its lines.
func TestEverythingWrongIsSaid(t *testing.T) {
	d := strict.New("shelf.yaml")
	d.Decode([]byte(`nmae: x
open: yes
floors: 1.0
place: a
tags: x
tags: [y]
books:
  a: {pagse: 7}
  b:
  a: {}
keys: {items: id}
lamp: false
name: 1.10
`), &shelf{})
	want := []string{
		`shelf.yaml:1: unknown key "nmae" (did you mean name?)`,
		`shelf.yaml:2: open: it takes true or false`,
		`shelf.yaml:3: floors: it takes a whole number`,
		`shelf.yaml:4: place: `,
		`shelf.yaml:5: tags: it takes a list`,
		`shelf.yaml:6: tags: it stands twice`,
		`shelf.yaml:8: books.a: unknown key "pagse" (did you mean pages?)`,
		`shelf.yaml:9: books.b: it is empty`,
		`shelf.yaml:10: books.a: it stands twice`,
		`shelf.yaml:11: keys.items: `,
		`shelf.yaml:12: lamp: it takes a number of watts`,
		`shelf.yaml:13: name: it takes text: put it in quotes`,
	}
	got := d.Errors()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("missing: %s", want[i])
		case i >= len(want):
			t.Errorf("too much: %v", got[i])
		case !strings.HasPrefix(got[i].Error(), want[i]):
			t.Errorf("%v, want %s", got[i], want[i])
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"verbose", "user", "key", "url", "netrc"}
	for word, want := range map[string]string{
		"verbos": "verbose", "VERBOSE": "verbose", "verb": "verbose", "usre": "user",
		"ke": "key", "x": "", "": "", "nothing-like-it": "", "netcr": "netrc", "ab": "",
	} {
		if got := strict.Nearest(word, words); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// What stands in a file may be a secret: the errors do not repeat it.
func TestValuesAreNotRepeated(t *testing.T) {
	for _, text := range []string{"name: 20260817", "name: *hunter2", "name: &hunter2", "name: \"\\hunter2\"", "name: 'hunter2", "name: [hunter2", "floors: hunter2", "open: hunter2", "name: !hunter2 x", "%hunter2 x"} {
		d := strict.New("shelf.yaml")
		d.Decode([]byte(text), &shelf{})
		err := d.Err()
		if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "2026") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
