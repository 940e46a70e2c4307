package merge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// A version is a version string, taken apart: an operator, dotted numbers, and of a
// pre-release its identifiers. Build metadata (from "+" on) orders nothing
// (Semantic Versioning 2.0.0, section 10) and is only checked.
type version struct {
	prefix  string   // "^", ">=v", ...; "" where there is none
	numbers []string // at least two, of digits
	pre     []string // nil: a release
}

// operators may stand before a version, the longer of two that begin alike first.
// Not "<", "<=" and "!=": who raises a bound from above, or moves a hole, does not
// ask for the higher version.
var operators = []string{"===", "==", "=", "~>", "~=", "~", "^", ">=", ">"}

// maxVersion bounds a version string, in bytes.
const maxVersion = 256

// parseVersion takes s apart. It knows an operator, a "v", two or more dotted
// numbers, "-" and a pre-release, "+" and build metadata, and nothing in between:
// ranges, "1.x", "*", "workspace:*", dates such as 2024-01-02 and addresses of
// repositories are no versions.
func parseVersion(s string) (v version, ok bool) {
	if len(s) > maxVersion {
		return v, false
	}
	rest := s
	for _, o := range operators {
		if after, found := strings.CutPrefix(s, o); found {
			rest = after
			break
		}
	}
	if len(rest) > 0 && (rest[0] == 'v' || rest[0] == 'V') {
		rest = rest[1:]
	}
	v.prefix = s[:len(s)-len(rest)]
	rest, build, built := strings.Cut(rest, "+")
	core, pre, before := strings.Cut(rest, "-")
	v.numbers = strings.Split(core, ".")
	if before {
		v.pre = strings.Split(pre, ".")
	}
	ok = len(v.numbers) > 1 && every(v.numbers, isNumber) && !padded(v.numbers[0]) &&
		(!before || every(v.pre, isPrerelease)) && (!built || every(strings.Split(build, "."), isIdentifier))
	return v, ok
}

func every(parts []string, is func(string) bool) bool {
	return !slices.ContainsFunc(parts, func(s string) bool { return !is(s) })
}

// isNumber reports whether s is made of digits, at least one.
func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// padded reports whether a number has a zero before it: of a whole version that is
// the day of a date.
func padded(s string) bool { return len(s) > 1 && s[0] == '0' }

// isIdentifier reports whether s is made of letters, digits and hyphens of ASCII.
func isIdentifier(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '-')
	}) < 0
}

// isPrerelease is isIdentifier, where a number has no zeros before it (section 9).
func isPrerelease(s string) bool { return isIdentifier(s) && !(isNumber(s) && padded(s)) }

// compare orders versions by precedence (section 11): numbers by value, of any
// length, a missing one as 0; then a pre-release before its release, identifiers one
// by one, numbers before words. The prefix does not count.
func (v version) compare(w version) int {
	for i := range max(len(v.numbers), len(w.numbers)) {
		if c := compareNumbers(part(v.numbers, i), part(w.numbers, i)); c != 0 {
			return c
		}
	}
	switch {
	case v.pre == nil || w.pre == nil: // the one without is the release
		return cmp.Compare(len(w.pre), len(v.pre))
	default:
		return slices.CompareFunc(v.pre, w.pre, compareIdentifiers)
	}
}

func part(numbers []string, i int) string {
	if i < len(numbers) {
		return numbers[i]
	}
	return "0"
}

// compareNumbers compares digits by value.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func compareIdentifiers(a, b string) int {
	switch x, y := isNumber(a), isNumber(b); {
	case x && y:
		return compareNumbers(a, b)
	case x: // a number, before a word
		return -1
	case y:
		return 1
	}
	return cmp.Compare(a, b)
}

// ambiguous reports whether v may as well be something else: a decimal fraction
// (12.50), an address (10.0.0.1) or a date (24.12.2025). An operator tells.
func (v version) ambiguous() bool {
	if v.prefix != "" {
		return false
	}
	upTo := func(i int, most string) bool { return compareNumbers(v.numbers[i], most) <= 0 }
	switch len(v.numbers) {
	case 2:
		return true
	case 3:
		return upTo(0, "31") && upTo(1, "12") && upTo(2, "2199") && !upTo(2, "1899")
	case 4:
		return upTo(0, "255") && upTo(1, "255") && upTo(2, "255") && upTo(3, "255")
	}
	return false
}

// versionIn returns the version that a value is the string of; sure says that
// its place is known to hold one.
func versionIn(value []byte, sure bool) (v version, ok bool) {
	if len(value) > 6*maxVersion || len(value) == 0 || value[0] != '"' { // a \u escape has six bytes
		return v, false
	}
	d, err := document.Parse(value, document.JSON)
	if err != nil || d.Root().Kind() != document.String {
		return v, false
	}
	v, ok = parseVersion(d.Root().Text())
	return v, ok && (sure || !v.ambiguous())
}

// Higher returns the side, Ours or Theirs, that has the higher of two version
// strings at this place, and None where that is no question, or not a plain one. It
// answers where
//
//   - both sides are strings and versions: an operator (^ ~ ~> ~= = == === > >=) or
//     none, a "v" or none, two or more dotted numbers, a pre-release, build metadata;
//   - base is one too, or both sides added the place;
//   - all have the same operator;
//   - both sides went up from base: a version that was taken back was somebody's
//     decision;
//   - one is higher, by the precedence of Semantic Versioning 2.0.0, section 11.
//
// What may be a fraction (12.50), an address (10.0.0.1) or a date (24.12.2025) is a
// version only with an operator, or in a member whose name ends in "version".
//
// It looks at this place alone; what should be offered is in Result.Suggestions.
func (c Conflict) Higher() Side {
	if c.Line > 0 || c.Kind != BothModified && c.Kind != AddAdd {
		return None
	}
	_, name, _ := c.Pointer.Cut()
	sure := strings.HasSuffix(strings.ToLower(name), "version")
	ours, inOurs := versionIn(c.Ours, sure)
	theirs, inTheirs := versionIn(c.Theirs, sure)
	if !inOurs || !inTheirs || ours.prefix != theirs.prefix {
		return None
	}
	if c.Kind == BothModified {
		base, inBase := versionIn(c.Base, sure)
		if !inBase || base.prefix != ours.prefix || base.compare(ours) >= 0 || base.compare(theirs) >= 0 {
			return None
		}
	}
	switch order := ours.compare(theirs); {
	case order > 0:
		return Ours
	case order < 0:
		return Theirs
	}
	return None // spelled otherwise, or another build of it
}
