package document

import (
	"errors"
	"testing"
)

func TestSplice(t *testing.T) {
	const table = "{\n  \"a\": [1, 2, 3],\n  \"b\": {},\n  \"c\": 4\n}\n"
	at := func(d *Document, p Pointer) Node {
		n, ok := d.At(p)
		if !ok {
			t.Fatalf("nothing is at %q", p)
		}
		return n
	}
	for _, c := range []struct {
		name, source, want string
		edits              func(d *Document) []Edit
	}{
		{"none", table, table, func(d *Document) []Edit { return nil }},
		{"many, in no order", table, "{\n  \"d\": 0,\n  \"a\": [2, 8, 9, 3],\n  \"b\": {\n    \"x\": 5\n  }\n}\n", func(d *Document) []Edit {
			return []Edit{
				{Do: Remove, Node: at(d, "/c")},
				{Do: Insert, Node: at(d, "/b"), Name: "x", Value: []byte("5")},
				{Do: Insert, Node: at(d, "/a"), Index: 2, Value: []byte("8")},
				{Do: Insert, Node: at(d, "/a"), Index: 2, Value: []byte("9")},
				{Do: Insert, Node: d.Root(), Name: "d", Value: []byte("0")},
				{Do: Remove, Node: at(d, "/a/0")},
			}
		}},
		{"all go and others come", table, "{\n  \"a\": [7, 8],\n  \"b\": {},\n  \"c\": 4\n}\n", func(d *Document) []Edit {
			return []Edit{
				{Do: Remove, Node: at(d, "/a/0")},
				{Do: Remove, Node: at(d, "/a/1")},
				{Do: Remove, Node: at(d, "/a/2")},
				{Do: Insert, Node: at(d, "/a"), Index: 3, Value: []byte("7")},
				{Do: Insert, Node: at(d, "/a"), Index: 3, Value: []byte("8")},
			}
		}},
		{"what comes takes the place of what goes", "[\n  1,\n\n  2, 3\n]", "[\n  1,\n\n  9, 3\n]", func(d *Document) []Edit {
			return []Edit{{Do: Remove, Node: at(d, "/1")}, {Do: Insert, Node: d.Root(), Index: 1, Value: []byte("9")}}
		}},
		{"a neighbour is replaced, one removed, one inserted", "[1, 2, 3]", "[10, 4, 30]", func(d *Document) []Edit {
			return []Edit{
				{Do: Replace, Node: at(d, "/0"), Value: []byte("10")},
				{Do: Replace, Node: at(d, "/2"), Value: []byte("30")},
				{Do: Remove, Node: at(d, "/1")},
				{Do: Insert, Node: d.Root(), Index: 2, Value: []byte("4")},
			}
		}},
		{"inside a value whose neighbours change", "[[1],[2]]", "[0,[1,5]]", func(d *Document) []Edit {
			return []Edit{
				{Do: Insert, Node: d.Root(), Index: 0, Value: []byte("0")},
				{Do: Remove, Node: at(d, "/1")},
				{Do: Insert, Node: at(d, "/0"), Index: 1, Value: []byte("5")},
			}
		}},
		{"the same element removed twice", "[1,2]", "[2]", func(d *Document) []Edit {
			return []Edit{{Do: Remove, Node: at(d, "/0")}, {Do: Remove, Node: at(d, "/0")}}
		}},
		{"bytes", `{"a": 1}`, "{\"b\":\t1}\n", func(d *Document) []Edit {
			return []Edit{{Do: Write, Start: 8, End: 8, Value: []byte("\n")}, {Do: Write, Start: 1, End: 6, Value: []byte("\"b\":\t")}}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := parse(t, c.source)
			got, err := d.Splice(c.edits(d)...)
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Source()) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got.Source(), c.want)
			}
		})
	}
}

func TestSplicesThatCannotBeMade(t *testing.T) {
	d := parse(t, `{"a":[1,{"b":2}],"c":3}`)
	a, _ := d.At("/a")
	element, _ := d.At("/a/1")
	b, _ := d.At("/a/1/b")
	one := []byte("1")
	for name, edits := range map[string][]Edit{
		"inside what is replaced":   {{Do: Replace, Node: element, Value: one}, {Do: Replace, Node: b, Value: one}},
		"inside what is removed":    {{Do: Remove, Node: a}, {Do: Insert, Node: element, Name: "x", Value: one}},
		"replaced twice":            {{Do: Replace, Node: b, Value: one}, {Do: Replace, Node: b, Value: one}},
		"replaced and removed":      {{Do: Replace, Node: a, Value: one}, {Do: Remove, Node: a}},
		"of another document":       {{Do: Replace, Node: parse(t, "1").Root(), Value: one}},
		"of no document":            {{Value: one}},
		"the root removed":          {{Do: Remove, Node: d.Root()}},
		"into a number":             {{Do: Insert, Node: b, Value: one}},
		"behind the end":            {{Do: Insert, Node: a, Index: 3, Value: one}},
		"bytes that are not there":  {{Do: Write, Start: 3, End: 1000}},
		"bytes from end to start":   {{Do: Write, Start: 3, End: 2}},
		"bytes before the document": {{Do: Write, Start: -1, End: 2}},
	} {
		if got, err := d.Splice(edits...); !errors.As(err, new(*PlaceError)) {
			t.Errorf("%s: %s, %v", name, got.Source(), err)
		}
	}
	for name, edit := range map[string]Edit{
		"a value that is none":          {Do: Insert, Node: a, Value: []byte("x")},
		"bytes that break the document": {Do: Write, Start: 0, End: 1},
	} {
		if got, err := d.Splice(edit); !errors.As(err, new(*SyntaxError)) {
			t.Errorf("%s: %s, %v", name, got.Source(), err)
		}
	}
}
