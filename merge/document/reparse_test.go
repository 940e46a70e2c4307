package document

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// asParsed fails where Reparse gives anything else than Parse.
func asParsed(t testing.TB, source []byte, like *Document) {
	t.Helper()
	want, wantErr := Parse(source, JSON)
	got, err := Reparse(source, JSON, like)
	if !reflect.DeepEqual(err, wantErr) || (got == nil) != (want == nil) {
		t.Fatalf("%q like %q: %v, not %v", source, like.Source(), err, wantErr)
	}
	if got == nil {
		return
	}
	if err := newTaker(source, like, nil).document(); err != nil {
		t.Fatalf("%q like %q is taken for broken, and read twice: %v", source, like.Source(), err)
	}
	for _, size := range []int{0, len(source) / 3, 3 * len(source)} { // whatever size was expected
		other, err := NewReparser(like, size).Parse(source, JSON)
		if err != nil || !slices.Equal(other.nodes, got.nodes) {
			t.Fatalf("%q like %q is read otherwise for %d bytes: %v", source, like.Source(), size, err)
		}
	}
	if !bytes.Equal(got.Source(), source) || got.Format() != JSON || !slices.Equal(got.nodes, want.nodes) {
		t.Fatalf("%q like %q:\n%v\nnot\n%v", source, like.Source(), got.nodes, want.nodes)
	}
}

func TestReparse(t *testing.T) {
	items := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "{\"id\": %d, \"tags\": [1, %d], \"s\": \"\\u00e9\"},\n", i, i)
		}
		return b.String() + "0"
	}
	for _, c := range []struct{ name, like, source string }{
		{"nothing in common", `[1,2,[3]]`, `{"a":true}`},
		{"a scalar", "1", "2"},
		{"a scalar that goes on", "[12,3]", "[123,3]"},
		{"a scalar that goes on at the end", "12", "123"},
		{"a literal that goes on", "[true,1]", "[truex,1]"},
		{"a string that goes on", `["a",1]`, `["a\"",1]`},
		{"white space around", "[1, 2]", " [1, 2]\n"},
		{"more behind the end", "[1]", "[1]]"},
		{"broken at the end", "[1,2,3]", "[1,2,3"},
		{"a BOM comes", "[1]", "\ufeff[1]"},
		{"a BOM goes", "\ufeff[1]", "[1]"},
		{"the same", "[1]", "[1]"},
		{"empty", "[1]", ""},
		{"emptied", `{"a":[1,2],"b":{}}`, `{"a":[],"b":{}}`},
		{"filled", `{"a":[],"b":{}}`, `{"a":[1,2],"b":{"c":1}}`},
		{"a name", `{"a":1,"b":2,"c":3}`, `{"a":1,"bb":2,"c":3}`},
		{"a name of the same length, escaped", `{"a":1,"\u0062":2}`, `{"a":1,"\u0063":2}`},
		{"the order of members", `{"a":[1],"b":[2],"c":[3]}`, `{"c":[3],"a":[1],"b":[2]}`},
		{"an array becomes an object", `{"a":[1,2],"b":0}`, `{"a":{"1":2},"b":0}`},
		{"another name for the same value", `{"a":[1,2],"b":[1,2]}`, `{"b":[1,2],"b":[1,2]}`},
		{"elements of a member become its siblings", `[[1,2],3]`, `[1,2],3]`},
		{"inserted in front", "[" + items(0, 40) + "]", "[" + items(-5, 40) + "]"},
		{"removed in front", "[" + items(-5, 40) + "]", "[" + items(0, 40) + "]"},
		{"more inserted than is looked for", "[" + items(100, 110) + "]", "[" + items(0, 110) + "]"},
		{"more removed than is looked for", "[" + items(0, 110) + "]", "[" + items(100, 110) + "]"},
		{"wrapped", items(0, 1)[:40], "[" + items(0, 1)[:40] + "]"},
		{"as deep as can be", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), strings.Repeat("[", 9_999) + "1" + strings.Repeat("]", 9_999)},
		{"a level too many inside", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001)},
		{"a level too many around", strings.Repeat("[", 10_000) + "1" + strings.Repeat("]", 10_000), "[" + strings.Repeat("[", 10_000) + "1" + strings.Repeat("]", 10_000) + "]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asParsed(t, []byte(c.source), parse(t, c.like))
		})
	}
	d := parse(t, "[1]")
	if text, err := Reparse([]byte("[1"), Text, d); err != nil || text.Format() != Text {
		t.Errorf("a text like a JSON document: %v", err)
	}
	if _, err := Reparse([]byte("[2]"), JSON, nil); err != nil {
		t.Errorf("like nothing: %v", err)
	}
}

// derived draws a source that was a document's: values put in the place of others,
// and bytes in the place of others.
func derived(t *rapid.T, d *Document) []byte {
	source := slices.Clone(d.Source())
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		e, err := Parse(source, JSON)
		if err != nil {
			break
		}
		node := rapid.IntRange(0, len(e.nodes)-1)
		start, end := Node{e, int32(node.Draw(t, "there"))}.Span()
		from, to := Node{e, int32(node.Draw(t, "here"))}.ItemSpan()
		if rapid.IntRange(0, 4).Draw(t, "behind") == 0 {
			start = end // as a rule it is broken then
		}
		between := rapid.SampledFrom([]string{"", "", "", ",", ", ", "\n", "1", "\"", "]"}).Draw(t, "between")
		source = slices.Concat(source[:start], []byte(between), source[from:to], source[end:])
	}
	return source
}

func TestReparseIsParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, _ := drawn(t)
		source := derived(t, d)
		want, wantErr := Parse(source, JSON)
		got, err := Reparse(source, JSON, d)
		if !reflect.DeepEqual(err, wantErr) || got != nil && !slices.Equal(got.nodes, want.nodes) {
			t.Fatalf("%q like %q: %v, %v", source, d.Source(), err, wantErr)
		}
	})
}

// TestWhatIsReadAgain: of a document that is like another only what is new is read.
func TestWhatIsReadAgain(t *testing.T) {
	item := func(i int) string {
		return fmt.Sprintf("    {\n      \"id\": %d,\n      \"name\": \"number %d\",\n      \"tags\": [\"a\", \"b\", \"%d\"]\n    }", i, i, i)
	}
	list := func(leave func(i int) bool, change func(i int, item string) string) string {
		var items []string
		for i := range 1000 {
			if !leave(i) {
				items = append(items, change(i, item(i)))
			}
		}
		return "{\n  \"version\": 1,\n  \"items\": [\n" + strings.Join(items, ",\n") + "\n  ]\n}\n"
	}
	none := func(int) bool { return false }
	same := func(_ int, item string) string { return item }
	every := func(n int, old, another string) func(int, string) string {
		return func(i int, item string) string {
			if i%n != 0 {
				return item
			}
			return strings.Replace(item, old, another, 1)
		}
	}
	base := list(none, same)
	for _, c := range []struct {
		name, source string
		read         int // bytes at most
	}{
		{"the same but for white space behind it", base + "\n", 0},
		{"a value of every tenth changes", list(none, every(10, "number", "count")), 100 * 24},
		{"the first value of every tenth changes", list(none, every(10, "\"id\": ", "\"id\": 9")), 100 * 12},
		{"a member comes to every tenth", list(none, every(10, "\"name\"", "\"new\": 1, \"name\"")), 100 * 8},
		{"an element comes to an array of every tenth", list(none, every(10, "[", "[\"new\", ")), 100 * 6},
		{"every tenth goes", list(func(i int) bool { return i%10 == 0 }, same), 0},
		{"a few in a row go", list(func(i int) bool { return i%100 < 8 }, same), 0},
		{"one comes before every tenth", list(none, func(i int, it string) string {
			if i%10 != 0 {
				return it
			}
			return item(5000+i) + ",\n" + it
		}), 100 * 100},
		{"two hundred come in a row", list(none, func(i int, it string) string {
			return it + strings.Repeat(",\n"+item(5000), max(0, i-998)*200)
		}), 200 * 100},
		{"two members in another order", strings.Replace(strings.Replace(base, "\"version\": 1,", "", 1), "  ]\n}", "  ], \"version\": 1}", 1), 12},
		{"other white space between elements", strings.ReplaceAll(base, ",\n    {", ", {"), 0},
	} {
		taker := newTaker([]byte(c.source), parse(t, base), nil)
		if err := taker.document(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if taker.read > c.read || taker.taken == 0 {
			t.Errorf("%s: %d of %d bytes are read, not %d", c.name, taker.read, len(c.source), c.read)
		}
		asParsed(t, []byte(c.source), parse(t, base))
	}
}

// TestSearchingIsPaidFor: where there is nothing to find, little is spent on looking.
func TestSearchingIsPaidFor(t *testing.T) {
	for name, pair := range map[string][2]string{
		"scalars":  {strings.Repeat("1000,", 10_000), strings.Repeat("2000,", 10_000)},
		"arrays":   {strings.Repeat("[[1],1],", 10_000), strings.Repeat("[[2],1],", 10_000)},
		"objects":  {strings.Repeat(`{"a":1,"b":{"c":2}},`, 10_000), strings.Repeat(`{"d":1,"e":{"f":2}},`, 10_000)},
		"one deep": {strings.Repeat(`[3,`, 9000) + "1" + strings.Repeat("]", 9000) + ",", strings.Repeat(`[4,`, 9000) + "1" + strings.Repeat("]", 9000) + ","},
	} {
		taker := newTaker([]byte("["+pair[1]+"0]"), parse(t, "["+pair[0]+"0]"), nil)
		if err := taker.document(); err != nil {
			t.Fatal(err)
		}
		if most := firstLoan + (taker.read+taker.taken)/readShare + 100; taker.spent > most {
			t.Errorf("%s: %d bytes are spent on searching, for %d that are read", name, taker.spent, taker.read)
		}
	}
}

// TestReparseIsLinear: what is common to the bytes is compared once, also where the
// documents are made so that many children look like many others.
func TestReparseIsLinear(t *testing.T) {
	long := strings.Repeat("x", 500)
	var one, other strings.Builder
	for i := range 4_000 {
		fmt.Fprintf(&one, "[\"%s\",%d],", long, i)
		fmt.Fprintf(&other, "[\"%s\",-%d],", long, i)
	}
	for name, c := range map[string]struct{ like, source string }{
		"children that begin alike": {"[" + one.String() + "0]", "[" + other.String() + "0]"},
		"levels": {
			strings.Repeat(`[{"a":`, 5_000) + `"` + strings.Repeat(long, 4_000) + `"` + strings.Repeat("}]", 5_000),
			strings.Repeat(`[{"a":`, 5_000) + `"` + strings.Repeat(long, 4_000) + `y"` + strings.Repeat("}]", 5_000),
		},
		"equal elements": {"[" + strings.Repeat("1,", 1_000_000) + "2]", "[2," + strings.Repeat("1,", 1_000_000) + "2,2]"},
		"one array in the place of many": {
			"[" + strings.Repeat("[1],", 400_000) + "0]",
			"[" + strings.Repeat("[2],", 400_000) + "0]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, c.like)
			asParsed(t, []byte(c.source), d)
			start := time.Now()
			if _, err := Reparse([]byte(c.source), JSON, d); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestParseAll(t *testing.T) {
	big := "[" + strings.Repeat("[1, \"a\"],\n", 40_000) + "0]"
	for name, sources := range map[string][]string{
		"none":  {},
		"one":   {"[1]"},
		"three": {pretty, strings.Replace(pretty, "1.0", "2", 1), "[]"},
		"large": {big, strings.Replace(big, "1", "2", 1), big, big + "\n"},
	} {
		var all [][]byte
		for _, s := range sources {
			all = append(all, []byte(s))
		}
		docs, err := ParseAll(JSON, all...)
		if err != nil || len(docs) != len(sources) {
			t.Fatalf("%s: %d documents, %v", name, len(docs), err)
		}
		for i, d := range docs {
			if !slices.Equal(d.nodes, parse(t, sources[i]).nodes) {
				t.Errorf("%s: document %d is another", name, i)
			}
		}
	}
	docs, err := ParseAll(JSON, []byte("[1,]"), []byte("[1]"), []byte("[\n2 3]"))
	var errs SourceErrors
	if !errors.As(err, &errs) || len(errs) != 3 || docs[0] != nil || docs[1] == nil || docs[2] != nil || errs[1] != nil {
		t.Fatalf("%v, %v", docs, err)
	}
	var syntax *SyntaxError
	if !errors.As(errs[2], &syntax) || syntax.Line != 2 || !errors.As(err, &syntax) || syntax.Column != 3 {
		t.Errorf("%v; %v", err, errs[2])
	}
}
