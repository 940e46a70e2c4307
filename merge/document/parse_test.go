package document

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		source       string
		line, column int
		at           Pointer
		reason       string
	}{
		{"", 1, 1, "", "the document is empty"},
		{"\ufeff \n", 2, 1, "", "the document is empty"},
		{"{\"a\": 1,\n \"b\": [1, 2}", 2, 12, "/b", "} closes nothing here: the [ of line 2 is still open"},
		{"{\n\"a\": {", 2, 7, "/a", "the document ends, but the { of line 2 is still open"},
		{"[", 1, 2, "", "the document ends, but the [ of line 1 is still open"},
		{"[1", 1, 3, "", "the document ends, but the [ of line 1 is still open"},
		{"[1,", 1, 4, "", "the document ends, but the [ of line 1 is still open"},
		{"{\"a\":", 1, 6, "/a", "the document ends where a value belongs"},
		{"{\"a\"", 1, 5, "/a", "a colon must follow the member's name"},
		{"{\"a\" 1}", 1, 6, "/a", "a colon must follow the member's name"},
		{"1 2", 1, 3, "", "there is more text after the end of the document"},
		{"[1,]", 1, 3, "", "a comma must not stand before ]"},
		{"{\"a\":1 , }", 1, 8, "", "a comma must not stand before }"},
		{"[1,,2]", 1, 4, "/1", "a value is missing before this comma"},
		{"[,1]", 1, 2, "/0", "a value is missing before this comma"},
		{"{,}", 1, 2, "", "a comma without a member before it"},
		{"{\"a\":}", 1, 6, "/a", "a value is missing before this }"},
		{"[1 2]", 1, 4, "", "a comma is missing before this"},
		{"{\"a\":1\n\"b\":2}", 2, 1, "", "a comma is missing before this"},
		{"[1:2]", 1, 3, "", "a colon stands only behind a member's name"},
		{"[1;2]", 1, 3, "", "';' stands where a comma or ] belongs"},
		{"{a:1}", 1, 2, "", "a member's name in double quotes belongs here"},
		{"[1 // one\n]", 1, 4, "", "JSON has no comments"},
		{"{ # one\n}", 1, 3, "", "JSON has no comments"},
		{"['a']", 1, 2, "/0", "strings stand in double quotes, not in single ones"},
		{"{\"a/b\":[True]}", 1, 9, "/a~1b/0", `"True" is no value: strings stand in double quotes, and the only words are true, false and null`},
		{"nullx", 1, 1, "", `"nullx" is no value: strings stand in double quotes, and the only words are true, false and null`},
		{"[\u00a01]", 1, 2, "/0", `'\u00a0' begins no value`},
		{"[\xff]", 1, 2, "/0", "the byte 0xff begins no value"},
		{"+1", 1, 1, "", "a number must not begin with +"},
		{".5", 1, 1, "", "a digit must stand before the decimal point"},
		{"[-]", 1, 2, "/0", "a digit must follow the minus sign"},
		{"[0, 012]", 1, 5, "/1", "a number must not begin with zeros"},
		{"[-012]", 1, 2, "/0", "a number must not begin with zeros"},
		{"1.", 1, 1, "", "a digit must follow the decimal point"},
		{"1e+", 1, 1, "", "a digit must follow the e of the exponent"},
		{"{\"a\":\"b", 1, 6, "/a", "this string has no closing quote"},
		{"\"\\", 1, 1, "", "this string has no closing quote"},
		{"[\"a\n\"]", 1, 4, "/0", `a string must end on its line; a line break in it is written \n`},
		{"\"\t\"", 1, 2, "", `a tab in a string is written \t`},
		{"\"\x01\"", 1, 2, "", `a control character in a string is written \u0001`},
		{`"\x"`, 1, 2, "", `\ followed by 'x' is no escape of JSON; a backslash itself is written \\`},
		{`"\u12"`, 1, 2, "", `\u must be followed by four hexadecimal digits`},
		{`["","é\ud800x"]`, 1, 8, "/1", `\ud800 is half of a surrogate pair, and its other half is missing`},
		{`"\udc00\ud800"`, 1, 2, "", `\udc00 is half of a surrogate pair, and its other half is missing`},
		{`"\ud800\u0041"`, 1, 2, "", `\ud800 is half of a surrogate pair, and its other half is missing`},
		{"{\"a\":{\"\xff\":1}}", 1, 8, "/a", "the byte 0xff is not UTF-8"},
		{"[\"\xed\xa0\x80\"]", 1, 3, "/0", "the byte 0xed is not UTF-8"},
	} {
		_, err := Parse([]byte(c.source), JSON)
		var got *SyntaxError
		if !errors.As(err, &got) {
			t.Errorf("Parse(%q): %v", c.source, err)
			continue
		}
		line, column := position([]byte(c.source), got.Offset)
		if got.Line != c.line || got.Column != c.column || line != c.line || column != c.column || got.Pointer != c.at || got.Reason != c.reason {
			t.Errorf("Parse(%q):\ngot  %d:%d %q %s\nwant %d:%d %q %s", c.source, got.Line, got.Column, got.Pointer, got.Reason, c.line, c.column, c.at, c.reason)
		}
	}
}

func TestDepth(t *testing.T) {
	nest := func(levels int) string {
		return strings.Repeat(`[{"a":`, levels/2) + "1" + strings.Repeat("}]", levels/2)
	}
	deep := parse(t, nest(10_000))
	p := Pointer(strings.Repeat("/0/a", 5_000))
	n, ok := deep.At(p)
	if !ok || string(n.Source()) != "1" || n.Pointer() != p {
		t.Error("the innermost value is not found")
	}
	other := parse(t, strings.Replace(nest(10_000), "1", "1.0", 1))
	if Same(deep.Root(), other.Root()) || !SameValue(deep.Root(), other.Root()) {
		t.Error("deep documents are compared wrongly")
	}
	if set, err := deep.Set(p, []byte("[]")); err == nil {
		t.Errorf("too deep a document was made: %d bytes", len(set.Source()))
	}
	if deep.Indent() != deep {
		t.Error("indented, 10,000 levels would be 100 MB")
	}
	_, err := Parse([]byte(nest(10_002)), JSON)
	var syntax *SyntaxError
	if !errors.As(err, &syntax) || syntax.Offset != 30_000 || len(syntax.Pointer) != 20_000 {
		t.Errorf("10,001 levels: %v", err)
	}
	if _, err := Parse(bytes.Repeat([]byte("["), 10_000_000), JSON); err == nil {
		t.Error("10,000,000 brackets were accepted")
	}
}

func TestTooLarge(t *testing.T) {
	if maxSource/2+1 > 1<<31-1 {
		t.Error("a document could have more nodes than an int32 counts")
	}
}

// TestLinear: a hundred times the bytes take about a hundred times as long. The
// bound is far above that and far below ten thousand times; a machine that is busy
// with something else gets several tries.
func TestLinear(t *testing.T) {
	const size = 20_000
	member := func(i int) string { return `"` + strings.Repeat("k", i%7) + time.Duration(i).String() + `":1,` }
	for name, work := range map[string]func(count int){
		"an object: every member is looked up": func(count int) {
			var b strings.Builder
			for i := range count {
				b.WriteString(member(i))
			}
			d := parse(t, "{"+b.String()+`"z":1}`)
			for i := range count {
				if _, ok := d.Root().Member(strings.Split(member(i), `"`)[1]); !ok {
					t.Fatal("a member is missing")
				}
			}
			if d.Duplicates() != nil {
				t.Fatal("duplicates where none are")
			}
		},
		"an array: every element is looked up and named": func(count int) {
			d := parse(t, "["+strings.Repeat("[1],", count)+"[2]]")
			for i := range count {
				n, ok := d.Root().Element(i)
				if !ok || n.Index() != i || n.Pointer() != Pointer("").Index(i) {
					t.Fatal("an element is missing")
				}
			}
		},
		"every second element goes, and one comes after each": func(count int) {
			d := parse(t, "["+strings.Repeat("1,", count)+"2]")
			var edits []Edit
			for c := range d.Root().Children() {
				if i := c.Index(); i%2 == 1 {
					edits = append(edits, Edit{Do: Remove, Node: c})
				} else {
					edits = append(edits, Edit{Do: Insert, Node: d.Root(), Index: i, Value: []byte("[\n3]")})
				}
			}
			if _, err := d.Splice(edits...); err != nil {
				t.Fatal(err)
			}
		},
		"every empty object gets a member": func(count int) {
			for _, source := range []string{"[" + strings.Repeat("{},", count) + "2]", "[\n  " + strings.Repeat("{},\n  ", count) + "2\n]"} {
				d := parse(t, source)
				var edits []Edit
				for c := range d.Root().Children() {
					if c.Kind() == Object {
						edits = append(edits, Edit{Do: Insert, Node: c, Name: "x", Value: []byte("[\n3\n]")})
					}
				}
				if _, err := d.Splice(edits...); err != nil {
					t.Fatal(err)
				}
			}
		},
		"objects in another order are compared": func(count int) {
			var there, back strings.Builder
			for i := range count {
				there.WriteString(member(i))
				back.WriteString(member(count - 1 - i))
			}
			a, b := parse(t, "{"+there.String()+`"z":1}`), parse(t, `{"z":1,`+strings.TrimSuffix(back.String(), ",")+"}")
			if !Same(a.Root(), b.Root()) {
				t.Fatal("they are the same")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			var small, large time.Duration
			for range 5 {
				start := time.Now()
				work(size / 100)
				small = time.Since(start)
				start = time.Now()
				work(size)
				if large = time.Since(start); large < 1000*small+time.Second {
					return
				}
			}
			t.Errorf("%v for one, %v for a hundred times as much", small, large)
		})
	}
}
