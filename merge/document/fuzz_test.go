package document

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// FuzzParse compares with two other readers. encoding/json replaces invalid UTF-8
// and half surrogate pairs, jsontext refuses them as this package does.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", " {\"a\": [1.0e-2, null, true, \"\\ud83d\\ude00\\n\"]} ", "[1,]", "\"\\ud800\"", "\ufeff1", "01", "-", "[[[[", "{\"a\":1,\"a\":2}", "\"\xff\"", "nul", "1e5.", "{\"\\u0061\" :\r\n{}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		d, err := Parse(source, JSON)
		rest := bytes.TrimPrefix(source, bom)
		value := jsontext.Value(rest)
		strict := value.IsValid(jsontext.AllowDuplicateNames(true))
		if (err == nil) != strict {
			t.Fatalf("%q: %v, jsontext says %v", source, err, strict)
		}
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.Reason == "" || syntax.Offset < 0 || syntax.Offset > len(source) || !utf8.ValidString(syntax.Reason) {
				t.Fatalf("%q: %#v", source, err)
			}
			return
		}
		if !json.Valid(rest) || !bytes.Equal(d.Source(), source) {
			t.Fatalf("%q is not valid, or comes out as %q", source, d.Source())
		}
		var a, b any
		if json.Unmarshal(rest, &a) != nil || json.Unmarshal(d.Root().Compact(), &b) != nil {
			return // a number that is too large for a float
		}
		if text, ok := a.(string); ok && text != d.Root().Text() {
			t.Fatalf("%q is read as %q, not %q", source, d.Root().Text(), text)
		}
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		if !bytes.Equal(x, y) {
			t.Fatalf("%q without white space is %q", source, d.Root().Compact())
		}
		unique := len(d.Duplicates()) == 0
		for i := range min(len(d.nodes), 200) {
			n := Node{d, int32(i)}
			if at, ok := d.At(n.Pointer()); !ok || unique && at != n {
				t.Fatalf("%q: nothing, or another value, is at %q", source, n.Pointer())
			}
		}
	})
}

// FuzzSplice is TestSpliceIsItsModel, guided by what it reaches.
func FuzzSplice(f *testing.F) { f.Fuzz(rapid.MakeFuzz(spliceIsItsModel)) }

// FuzzReparse puts pieces of a document in the place of others: each six bytes of edits
// are from where to where is read, and from where to where that is written.
func FuzzReparse(f *testing.F) {
	f.Add([]byte(pretty), []byte{0, 2, 0, 9, 0, 0})
	f.Add([]byte(`[{"a":1,"b":[1,2]},{"a":2,"b":[1,2]},12,123]`), []byte{1, 18, 1, 1, 0, 0, 38, 1, 41, 1, 0, 0})
	f.Add([]byte("[[[[1,2],3],4],5]"), []byte("abcdefghijkl"))
	f.Fuzz(func(t *testing.T, source, edits []byte) {
		d, err := Parse(source, JSON)
		if err != nil {
			return
		}
		changed := slices.Clone(source)
		for ; len(edits) >= 6 && len(changed) < 1<<16; edits = edits[6:] {
			from := int(binary.LittleEndian.Uint16(edits[0:])) % (len(source) + 1)
			to := min(from+int(edits[1]), len(source))
			at := int(binary.LittleEndian.Uint16(edits[3:])) % (len(changed) + 1)
			behind := min(at+int(edits[5]), len(changed))
			changed = slices.Concat(changed[:at], source[from:to], changed[behind:])
			asParsed(t, changed, d)
		}
	})
}
