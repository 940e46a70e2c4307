package document

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// suite is the files of JSONTestSuite.
func suite(t *testing.T) []string {
	root := os.Getenv("ETCH_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	files, _ := filepath.Glob(filepath.Join(root, "JSONTestSuite", "test_parsing", "*.json"))
	if len(files) == 0 {
		t.Skip("JSONTestSuite is not there: set ETCH_CORPORA to the folder of the corpora")
	}
	return files
}

// The reasons for which a case is refused that the suite leaves to the parser.
const (
	halfPair = "is half of a surrogate pair, and its other half is missing"
	notUTF8  = "is not UTF-8"
)

// free says what happens to the cases that the suite leaves to the parser: "" is
// accepted, and anything else the end of the reason for which it is refused.
var free = map[string]string{
	// Numbers are kept as text, however large they are.
	"i_number_double_huge_neg_exp.json":   "",
	"i_number_huge_exp.json":              "",
	"i_number_neg_int_huge_exp.json":      "",
	"i_number_pos_double_huge_exp.json":   "",
	"i_number_real_neg_overflow.json":     "",
	"i_number_real_pos_overflow.json":     "",
	"i_number_real_underflow.json":        "",
	"i_number_too_big_neg_int.json":       "",
	"i_number_too_big_pos_int.json":       "",
	"i_number_very_big_negative_int.json": "",

	// Half a surrogate pair is no character: no text could be compared with it.
	"i_object_key_lone_2nd_surrogate.json":                halfPair,
	"i_string_1st_surrogate_but_2nd_missing.json":         halfPair,
	"i_string_1st_valid_surrogate_2nd_invalid.json":       halfPair,
	"i_string_incomplete_surrogate_and_escape_valid.json": halfPair,
	"i_string_incomplete_surrogate_pair.json":             halfPair,
	"i_string_incomplete_surrogates_escape_valid.json":    halfPair,
	"i_string_invalid_lonely_surrogate.json":              halfPair,
	"i_string_invalid_surrogate.json":                     halfPair,
	"i_string_inverted_surrogates_U+1D11E.json":           halfPair,
	"i_string_lone_second_surrogate.json":                 halfPair,

	// JSON is UTF-8 (RFC 8259 section 8.1).
	"i_string_UTF-8_invalid_sequence.json":         notUTF8,
	"i_string_UTF8_surrogate_U+D800.json":          notUTF8,
	"i_string_invalid_utf-8.json":                  notUTF8,
	"i_string_iso_latin_1.json":                    notUTF8,
	"i_string_lone_utf8_continuation_byte.json":    notUTF8,
	"i_string_not_in_unicode_range.json":           notUTF8,
	"i_string_overlong_sequence_2_bytes.json":      notUTF8,
	"i_string_overlong_sequence_6_bytes.json":      notUTF8,
	"i_string_overlong_sequence_6_bytes_null.json": notUTF8,
	"i_string_truncated-utf-8.json":                notUTF8,
	"i_string_UTF-16LE_with_BOM.json":              "the byte 0xff begins no value",
	"i_string_utf16BE_no_BOM.json":                 `'\x00' begins no value`,
	"i_string_utf16LE_no_BOM.json":                 `'\x00' begins no value`,

	// 10,000 levels are read, and a byte order mark is skipped.
	"i_structure_500_nested_arrays.json":      "",
	"i_structure_UTF-8_BOM_empty_object.json": "",
}

// TestJSONTestSuite: what begins with y is accepted and comes out byte for byte, what
// begins with n is refused with a position, and what begins with i as the table says.
func TestJSONTestSuite(t *testing.T) {
	seen := map[byte]int{}
	for _, file := range suite(t) {
		name := filepath.Base(file)
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seen[name[0]]++
		reason, known := free[name]
		switch d, err := Parse(source, JSON); {
		case name[0] == 'i' && !known:
			t.Errorf("%s is in no table: %v", name, err)
		case name[0] == 'n' || reason != "":
			refused(t, name, source, err, reason)
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !bytes.Equal(d.Source(), source):
			t.Errorf("%s comes out changed", name)
		}
	}
	if seen['y'] < 95 || seen['n'] < 188 || seen['i'] != len(free) {
		t.Errorf("cases are missing: %d y, %d n, %d i", seen['y'], seen['n'], seen['i'])
	}
}

// refused checks that err says where in source what is wrong.
func refused(t *testing.T, name string, source []byte, err error, reason string) {
	t.Helper()
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		t.Errorf("%s is accepted", name)
		return
	}
	line, column := position(source, syntax.Offset)
	if syntax.Offset > len(source) || syntax.Line != line || syntax.Column != column || syntax.Reason == "" || !strings.HasSuffix(syntax.Reason, reason) {
		t.Errorf("%s: %v, not %s", name, err, reason)
	}
}

// TestReparseSuite reads every sound document of the suite like every other.
func TestReparseSuite(t *testing.T) {
	var docs []*Document
	for _, file := range suite(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(source) > 1000 {
			continue
		}
		if d, err := Parse(source, JSON); err == nil {
			docs = append(docs, d)
		}
		for _, like := range docs {
			asParsed(t, source, like)
		}
	}
	if len(docs) < 90 {
		t.Errorf("only %d sound documents", len(docs))
	}
}
