package document

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNavigation(t *testing.T) {
	const source = "\ufeff {\"a\" : [1.0, {\"\\u0062\":null}, []], \"\": \"\\ud83d\\ude00\", \"a\":true}\n"
	d := parse(t, source)
	if string(d.Source()) != source || d.Format() != JSON {
		t.Error("the source comes out changed")
	}
	for _, c := range []struct {
		at     Pointer
		kind   Kind
		source string
		name   string
		length int
		text   string
	}{
		{"/a", Bool, "true", "a", 0, "true"},
		{"/", String, `"\ud83d\ude00"`, "", 0, "😀"},
	} {
		n, ok := d.At(c.at)
		if !ok || n.Kind() != c.kind || string(n.Source()) != c.source || n.Name() != c.name || n.Len() != c.length || n.Text() != c.text || n.Pointer() != c.at {
			t.Errorf("%q: %v %s %q %d %q %q", c.at, n.Kind(), n.Source(), n.Name(), n.Len(), n.Text(), n.Pointer())
		}
		start, end := n.Span()
		if source[start:end] != c.source {
			t.Errorf("%q: Span is %q", c.at, source[start:end])
		}
	}
	var members []string
	for c := range d.Root().Children() {
		start, end := c.ItemSpan()
		members = append(members, source[start:end])
		if around, ok := c.Parent(); !ok || around != d.Root() || c.Index() != len(members)-1 {
			t.Errorf("%s is number %d in %s", c.Source(), c.Index(), around.Source())
		}
	}
	if want := []string{`"a" : [1.0, {"\u0062":null}, []]`, `"": "\ud83d\ude00"`, `"a":true`}; !reflect.DeepEqual(members, want) {
		t.Errorf("members %q", members)
	}
	for c := range d.Root().Named("a") {
		inner, _ := c.Element(1)
		if b, ok := inner.Member("b"); c.Kind() == Array && (!ok || b.Kind() != Null || string(b.NameSource()) != `"\u0062"` || b.Pointer() != "/a/1/b") {
			t.Errorf("%v, %v", b, ok)
		}
	}
	for _, p := range []Pointer{"/b", "/a/0", "/ ", "//", "/a/"} {
		if n, ok := d.At(p); ok {
			t.Errorf("At(%q) = %s", p, n.Source())
		}
	}
}

func TestNothing(t *testing.T) {
	var d *Document
	var n Node
	if d.Source() != nil || d.Format() != Text || !d.Equal(nil) || d.Equal(parse(t, "1")) || d.Root() != n || d.Duplicates() != nil || d.Indent() != nil {
		t.Error("the absent document is not absent")
	}
	if _, ok := d.At(""); ok {
		t.Error("something is at the root of the absent document")
	}
	_, member := n.Member("a")
	_, element := n.Element(0)
	if n.Kind() != None || n.Source() != nil || n.Name() != "" || n.Pointer() != "" || n.Text() != "" || n.Len() != 0 || member || element {
		t.Error("the zero Node is something")
	}
	for range n.Children() {
		t.Error("the zero Node has children")
	}
	if !Same(n, Node{}) || Same(n, parse(t, "null").Root()) {
		t.Error("no value is the same as no value only")
	}
}

func TestText(t *testing.T) {
	d, err := Parse([]byte("a\xff\r\n{"), Text)
	if err != nil || d.Root().Kind() != Plain || d.Root().Text() != "a\xff\r\n{" || d.Indent() != d {
		t.Errorf("%v, %v", d, err)
	}
	e, err := d.Set("", []byte("  b\n"))
	if err != nil || string(e.Source()) != "  b\n" || e.Format() != Text {
		t.Errorf("%q, %v", e.Source(), err)
	}
	if _, err := d.Set("/a", nil); !errors.As(err, new(*PlaceError)) {
		t.Errorf("a text has a member: %v", err)
	}
	if Same(d.Root(), e.Root()) || !Same(d.Root(), d.Root()) {
		t.Error("texts are compared wrongly")
	}
	if line, column := d.Position(5); line != 2 || column != 2 {
		t.Errorf("%d:%d", line, column)
	}
}

func TestDuplicates(t *testing.T) {
	wideObject := `{"x":1`
	for i := range 40 {
		wideObject += `,"n` + time.Duration(i).String() + `":0`
	}
	for source, want := range map[string][]Pointer{
		`{"a":1,"b":{"a":1}}`:                             nil,
		`{"a":1,"\u0061":2,"a":3}`:                        {"/a"},
		`[{"a":{"b/":1,"b/":2},"c":0,"c":0}]`:             {"/0/a/b~1", "/0/c"},
		`{"a":{"b":1,"b":1},"a":{"b":1,"b":1}}`:           {"/a/b", "/a"},
		`{"":{"":0,"":0}}`:                                {"//"},
		wideObject + "}":                                  nil,
		wideObject + `,"\u0078":1,"y":{"z":1,"z":2}}`:     {"/x", "/y/z"},
		wideObject + `,"x":2,"x":3,"n1ns":0,"n2ns":null}`: {"/x", "/n1ns", "/n2ns"},
	} {
		if got := parse(t, source).Duplicates(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
	d := parse(t, wideObject+`,"x":2,"y":0,"x":3}`)
	var values []string
	for n := range d.Root().Named("x") {
		values = append(values, n.Text())
	}
	for n := range d.Root().Named("y") {
		values = append(values, n.Text())
	}
	if last, _ := d.At("/x"); strings.Join(values, " ") != "1 2 3 0" || last.Text() != "3" {
		t.Errorf("named %q, last %s", values, last.Source())
	}
	if gone, err := d.Remove("/x"); err != nil || strings.Contains(string(gone.Source()), "x") {
		t.Errorf("%s, %v", gone.Source(), err)
	}
}

func TestSame(t *testing.T) {
	many := "{"
	for _, c := range "zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA" {
		many += `"` + string(c) + `":0,"` + string(c) + `":1,`
	}
	for _, c := range []struct {
		a, b        string
		same, value bool
	}{
		{`{"a":1,"b":[2, 3]}`, "{ \"b\" : [2,3],\n\"a\":1}", true, true},
		{`{"a":"\u00e9\/"}`, `{"\u0061":"é/"}`, true, true},
		{`[1,2]`, `[2,1]`, false, false},
		{`[1]`, `[1,1]`, false, false},
		{`{"a":1}`, `{"b":1}`, false, false},
		{`{"a":1,"b":2}`, `{"b":1,"a":2}`, false, false},
		{`{"a":1,"b":1}`, `{"b":1,"c":1}`, false, false},
		{`{"a":null}`, `{}`, false, false},
		{`{}`, `[]`, false, false},
		{`null`, `false`, false, false},
		{`true`, `false`, false, false},
		{`"1"`, `1`, false, false},
		{`"a"`, `"b"`, false, false},
		{`{"a":1,"a":2}`, `{"a":2,"a":1}`, false, false},
		{`{"a":1,"b":0,"a":2}`, `{"a":1,"a":2,"b":0}`, true, true},
		{`{"a":1,"b":0,"a":2}`, `{"b":0,"a":2,"a":1}`, false, false},
		{`{"a":1,"a":1}`, `{"a":1,"b":1}`, false, false},
		{many + `"!":1,"!":2,"!":3}`, `{"!":1,"!":2,"!":3,` + strings.TrimSuffix(many[1:], ",") + `}`, true, true},
		{`1`, `1.0`, false, true},
		{`100`, `1e2`, false, true},
		{`1E+2`, `0.01e004`, false, true},
		{`0`, `-0.00e99`, false, true},
		{`-1`, `1`, false, false},
		{`0.1`, `0.10000000000000001`, false, false},
		{`9007199254740993`, `9007199254740992`, false, false},
		{`9007199254740993`, `9.007199254740993e15`, false, true},
		{`12.50`, `12.5`, false, true},
		{`12.5`, `125`, false, false},
		{`10`, `1`, false, false},
		{`0.001`, `0.01`, false, false},
		{`1e999999999`, `10e999999998`, false, true},
		{`1e999999999`, `1e999999998`, false, false},
		{`1e-999999999`, `0.1e-999999998`, false, true},
		{`1e99999999999999999999999999`, `0.1e100000000000000000000000000`, false, true},
		{`1e-99999999999999999999999999`, `10e-100000000000000000000000000`, false, true},
		{`1e-99999999999999999999999999`, `0.1e-100000000000000000000000000`, false, false},
		{`1e99999999999999999999999999`, `1e-99999999999999999999999999`, false, false},
		{`1e99999999999999999`, `0.1e100000000000000000`, false, true},
		{`0.1e100000000000000000`, `1e99999999999999999`, false, true},
		{`10e-100000000000000000`, `1e-99999999999999999`, false, true},
		{`1e000000000000000000000001`, `10`, false, true},
		{`1e-0`, `1`, false, true},
	} {
		a, b := parse(t, c.a).Root(), parse(t, c.b).Root()
		if Same(a, b) != c.same || Same(b, a) != c.same {
			t.Errorf("Same(%s, %s) is not %v", c.a, c.b, c.same)
		}
		if SameValue(a, b) != c.value || SameValue(b, a) != c.value {
			t.Errorf("SameValue(%s, %s) is not %v", c.a, c.b, c.value)
		}
	}
}

func TestHostileNumbersAreFast(t *testing.T) {
	nines := strings.Repeat("9", 1_000_000)
	a, b := parse(t, "1e"+nines).Root(), parse(t, "0.1e1"+strings.Repeat("0", 1_000_000)).Root()
	start := time.Now()
	if !SameValue(a, b) || SameValue(a, parse(t, "1e1").Root()) {
		t.Error("compared wrongly")
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

// TestDeepValuesAreComparedOnce: not once for each level.
func TestDeepValuesAreComparedOnce(t *testing.T) {
	deep := func(inner string) *Document {
		return parse(t, strings.Repeat("[", 9_000)+`"`+strings.Repeat("x", 4_000_000)+`",`+inner+strings.Repeat("]", 9_000))
	}
	a, b, c := deep(`{"a":1,"b":1.0}`), deep(`{"b":1.0,"a":1}`), deep(`{"a":1,"b":1}`)
	start := time.Now()
	if !Same(a.Root(), b.Root()) || Same(a.Root(), c.Root()) || !SameValue(b.Root(), c.Root()) {
		t.Error("compared wrongly")
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestIndent(t *testing.T) {
	for source, want := range map[string]string{
		`{"a":1.0,"b" : [ 1e2,{"c":[ ]} ],"d":{ },"e":"{[,:]}\n\""}`: "{\n  \"a\": 1.0,\n  \"b\": [\n    1e2,\n    {\n      \"c\": []\n    }\n  ],\n  \"d\": {},\n  \"e\": \"{[,:]}\\n\\\"\"\n}\n",
		"\ufeff[1]":   "\ufeff[\n  1\n]\n",
		" [1]\r\n":    "[\n  1\n]\n",
		"1":           "1\n",
		"[]":          "[]\n",
		"{}\n":        "{}\n",
		"[1,\n2]":     "[1,\n2]",
		"{\r\"a\":1}": "{\r\"a\":1}",
	} {
		d := parse(t, source)
		got := d.Indent()
		if string(got.Source()) != want {
			t.Errorf("%q becomes\n%s", source, got.Source())
		}
		if !Same(got.Root(), d.Root()) || string(got.Indent().Source()) != want && want != "[\n]" {
			t.Errorf("%q: the view is not the same, or indents again", source)
		}
	}
}

func TestQuote(t *testing.T) {
	for s, want := range map[string]string{
		"":                    `""`,
		"a\"\\/":              `"a\"\\/"`,
		"\b\f\n\r\t\x00\x1f":  `"\b\f\n\r\t\u0000\u001f"`,
		"<>&\u2028é😀\x7f":     "\"<>&\u2028é😀\x7f\"",
		"not UTF-8: \xff\xed": "\"not UTF-8: \ufffd\ufffd\"",
	} {
		got := Quote(s)
		if string(got) != want {
			t.Errorf("Quote(%q) = %s", s, got)
		}
		if text := parse(t, want).Root().Text(); text != strings.ToValidUTF8(strings.ReplaceAll(s, "\xff\xed", "\ufffd\ufffd"), "") {
			t.Errorf("%s is read as %q", got, text)
		}
	}
}

func TestReadersSideBySide(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		b.WriteString(`"` + time.Duration(i).String() + `":[[],1],`)
	}
	d := parse(t, "{"+b.String()+`"z":[`+strings.Repeat("[1],", 50)+`2]}`)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if n, ok := d.At("/z/50"); !ok || n.Text() != "2" || d.Duplicates() != nil {
				t.Error("a reader reads something else")
			}
		})
	}
	all.Wait()
}
