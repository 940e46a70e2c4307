package merge

import (
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// A document of pieces: every value and every gap of white space is one of its own.
// A side changes pieces; the merge has each side's pieces and every other byte as
// it is in base.
func TestEveryTwoPiecesOfADocument(t *testing.T) {
	const bom = "\ufeff"
	for _, base := range [][]string{
		{bom, "{", " ", `"a"`, "  ", ":", "\t", "1.0", "\n", ",", "\n\n", `"b"`, "", ":", " ", `[`, " ", `1`, "  ", `,`, "\r\n", `2`, "\t", `]`, "   ", "}", "\n"},
		{"", "[", "", `{`, "", `"\u0041"`, "", ":", "", `"x\/y"`, "", `}`, "", ",", "", "[", "", "1e2", "", "]", "", ",", " ", `12345678901234567890`, "", "]", ""},
		{"\r\n", "{", "\r\n  ", `"a"`, "", ":", " ", "{", "}", "", ",", "\r\n  ", `"n"`, "", ":", " ", "null", "\r\n", "}", "\r\n"},
	} {
		changed := func(with map[int]string) *document.Document {
			pieces := append([]string(nil), base...)
			for i, s := range with {
				pieces[i] = s
			}
			return parse(t, strings.Join(pieces, ""))
		}
		other := func(i int, side string) (string, bool) {
			switch p := base[i]; {
			case p == bom:
				return "", true
			case strings.TrimSpace(p) == "":
				return map[string]string{"ours": p + "  ", "theirs": p + "\n"}[side], true
			case strings.ContainsAny(p[:1], `1n"`) && p != `"a"` && p != `"b"` && p != `"n"` && p != `"\u0041"`:
				return map[string]string{"ours": "7", "theirs": "8"}[side], true
			}
			return "", false
		}
		b := changed(nil)
		for i := range base {
			ours, ok := other(i, "ours")
			for k := range base {
				theirs, too := other(k, "theirs")
				if !ok || !too || i == k || min(i, k) > 0 && max(i, k)-min(i, k) == 2 && base[min(i, k)+1] == ":" {
					continue // the gap around a colon is one
				}
				r := must(t)(Merge(Revisions{b, changed(map[int]string{i: ours}), changed(map[int]string{k: theirs})}, Options{}))
				if want := changed(map[int]string{i: ours, k: theirs}); !r.Clean() || !r.Document.Equal(want) {
					t.Errorf("base %q, ours has %q at %d, theirs %q at %d:\n got %q %s\nwant %q", b.Source(), ours, i, theirs, k, r.Document.Source(), conflicts(r), want.Source())
				}
			}
		}
	}
}
