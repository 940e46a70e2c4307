package convention_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/convention"
)

// sound is a description with nothing wrong in it; each case below spoils one line.
const sound = `name: x
title: an API
source: its documents
version:
  - member: /v
    type: integer
    send: {member: /v}
write: {method: PUT}
answers:
  - {status: 409, means: conflict}
`

// What is wrong with a description is said with its line, and with the word that was
// perhaps meant.
func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct {
		old, new string // the spoiled text
		line     int
		says     string
	}{
		{"title:", "titel:", 2, `unknown key "titel" (did you mean title?)`},
		{"send: {member: /v}", "send: {membre: /v}", 7, `version[0].send: unknown key "membre" (did you mean member?)`},
		{"source: its documents", "source: its documents\ntitle: again", 4, "title: it stands twice"},
		{"title: an API", "title:", 2, "title: it is empty"},
		{"title: an API", "title: 12", 2, "put it in quotes"},
		{"title: an API", "title: [a]", 2, "one word or text"},
		{"title: an API", "title: &a an API", 2, "anchors"},
		{"name: x", "name: An API", 1, "lower-case words"},
		{"name: x", "name: {a: b}", 1, "one word or text"},
		{"write: {method: PUT}", "write: PUT", 8, "keys and values"},
		{"source: its documents\n", "", 1, "no source"},
		{"- member: /v", "- member: v", 5, "version[0].member"},
		{"- member: /v\n    type", "- type", 5, "read nowhere"},
		{"type: integer", "type: number", 6, "it takes string or integer"},
		{"type: integer", "type: string\n    next: increment", 7, "only an integer"},
		{"type: integer", "form: quoted", 6, "as-is, quote, strong, unquote"},
		{"send: {member: /v}", "send: {}", 7, "one of header, member, query and url"},
		{"send: {member: /v}", "send: {member: /v, query: v}", 7, "one of header, member, query and url"},
		{"send: {member: /v}", "send: {url: true}", 7, "a link is sent as a URL"},
		{"- member: /v\n    type: integer", "- link: {relation: edit}", 6, "a link is sent as a URL"},
		{"- member: /v\n    type: integer", "- link: {list: /a}", 5, "no relation"},
		{"- member: /v", "- link: {relation: edit}\n    member: /v", 5, "the only place"},
		{"send: {member: /v}", "send: {header: 'a b'}", 7, "no header's name"},
		{"send: {member: /v}", "send: {member: /v, prefix: a}", 7, "query parameter"},
		{"send: {member: /v}", "send: {member: /v}\n    dated: true", 8, "stands in for an ETag"},
		{"send: {member: /v}", "send: {member: /v}\n    dated: yes", 8, "true or false"},
		{"- member: /v\n    type: integer\n    send: {member: /v}", "- header: Last-Modified\n    send: {header: If-Unmodified-Since}", 5, "with dated: true alone"},
		{"- member: /v\n    type: integer\n    send: {member: /v}", "- header: Last-Modified\n    dated: true\n    send: {header: If-Match}", 5, "goes back in If-Unmodified-Since"},
		{"write: {method: PUT}", "write: {method: put}", 8, "PATCH, PUT or POST"},
		{"write: {method: PUT}", "write: {method: PUT, patch: merge}", 8, "goes with the method PATCH"},
		{"write: {method: PUT}", "write: {method: PATCH, patch: merge, whole: true}", 8, "a patch of another media type"},
		{"write: {method: PUT}", "write: {method: PATCH, patch: merge, nulls: true}", 8, "a patch of another media type"},
		{"write: {method: PUT}", "write: {method: PUT, url: 'https://elsewhere/x'}", 8, "relative to the resource's"},
		{"write: {method: PUT}", "write: {method: PUT, envelope: '[]', document: /a}", 8, "JSON object"},
		{"write: {method: PUT}", "write: {method: PUT, envelope: '{}'}", 8, "where the document goes"},
		{"write: {method: PUT}", "write: {method: PUT, headers: {If-Match: '*'}}", 8, "only a version makes one"},
		{"write: {method: PUT}", "headers: {X: \"a\\nb\"}", 8, "no value that can be sent"},
		{"write: {method: PUT}", "read: {encoding: base64}", 8, "a part of the body"},
		{"write: {method: PUT}", "read: {named: /encoding}", 8, "there is none"},
		{"write: {method: PUT}", "write: {method: PUT, parameters: {ref: /branch}}", 8, "there is none"},
		{"type: integer", "beside: true", 6, "next to a version"},
		{"write: {method: PUT}", "headers: {Accept: a/b, accept: c/d}", 8, "Accept stands twice"},
		{"write: {method: PUT}", "headers: {Authorization: x}", 8, "says who asks"},
		{"write: {method: PUT}", "create: {headers: {X: \"a\\nb\"}}", 8, "no value that can be sent"},
		{"write: {method: PUT}", "create: {headers: {If-Match: '*'}}", 8, "only a version makes one"},
		{"send: {member: /v}", "send: {header: If-None-Match}", 7, "guards nothing"},
		{"send: {member: /v}", "send: {header: content-length}", 7, "guards nothing"},
		{"write: {method: PUT}", "create: {}", 8, "headers or a query"},
		{"write: {method: PUT}", "delete: []", 8, "one place for each value"},
		{"write: {method: PUT}", "managed: ['']", 8, "the whole document"},
		{"status: 409", "status: 4O9", 10, "whole number"},
		{"status: 409", "status: 99", 10, "from 200 to 599"},
		{"status: 409", "status: 200", 10, "a pattern of the body"},
		{"means: conflict", "means: conflit", 10, "it takes conflict,"},
		{"means: conflict", "body: '(', means: conflict", 10, "missing closing"},
		{"answers:", "answers: {", 9, "not YAML"},
	} {
		text := strings.Replace(sound, c.old, c.new, 1)
		_, err := convention.Load("x.yaml", []byte(text))
		var e *convention.DescriptionError
		switch {
		case text == sound:
			t.Errorf("%q: spoils nothing", c.old)
		case !errors.As(err, &e):
			t.Errorf("%q: %v", c.new, err)
		case e.Line != c.line && c.says != "not YAML", !strings.Contains(e.Error(), c.says), !strings.HasPrefix(e.Error(), "x.yaml:"):
			t.Errorf("%q: %v, want line %d: %s", c.new, err, c.line, c.says)
		}
	}
	if _, err := convention.Load("x.yaml", []byte(sound)); err != nil {
		t.Error(err)
	}
	for _, none := range []string{"", "# nothing", "---\n"} {
		if _, err := convention.Load("x.yaml", []byte(none)); err == nil {
			t.Errorf("%q passes for a description", none)
		}
	}
}

// Whatever bytes stand for a description: an error of Load's own, or a convention that
// works.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(sound))
	for _, name := range convention.Names() {
		f.Add(convention.Source(name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := convention.Load("x.yaml", data)
		if err != nil {
			var e *convention.DescriptionError
			if !errors.As(err, &e) {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		if c.Name == "" || c.Source == "" || len(c.Version) == 0 {
			t.Errorf("%+v", c)
		}
		exercise(t, c, []byte(`{"v": 1}`))
	})
}
