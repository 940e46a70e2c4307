package convention

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/etch-http/etch/client"
)

// Impossible implements client.Dialect. One of the values is made another: a counter one
// that it is not near to, a date one of long ago, anything else the same characters
// turned into others of their kind, so that a server that reads its own versions (a
// revision with a hash, a date, a number) finds one that it can read. Quotes, W/ and
// everything else around it stay. There is none for a link, whose URL may lead to another
// resource, and for a text without a letter or digit that stands in no quotes.
func (c *Convention) Impossible(v client.Validator) (client.Validator, bool) {
	if len(v.Values) != len(c.Version) {
		return client.Validator{}, false
	}
	for i, how := range c.Version {
		if how.Beside || how.Send.URL {
			continue
		}
		one, ok := how.impossible(v.Values[i], v.Strength)
		if !ok {
			continue
		}
		made := client.Validator{Values: slices.Clone(v.Values), Strength: v.Strength}
		made.Values[i] = one
		if v.Strength == client.DateYet {
			made.Strength = client.Date
		}
		return made, true
	}
	return client.Validator{}, false
}

// impossible makes another value of one that was read.
func (v Value) impossible(read string, strength client.Strength) (made string, ok bool) {
	switch {
	case strength == client.Date, strength == client.DateYet:
		return longBefore(read)
	case v.Type == integer:
		made, ok = farNumber(strings.TrimPrefix(read, "-")), true
	default:
		made, ok = otherVersion(read)
	}
	was, _ := v.sent(read)
	sent, fit := v.sent(made)
	return made, ok && fit && sent != was
}

// longBefore is an HTTP date of a time at which nothing had its present content: the
// year 2000, or a year before what is older. Dates about 1970 are left alone, since
// servers take them for none.
func longBefore(date string) (string, bool) {
	at, err := http.ParseTime(date)
	if err != nil {
		return "", false
	}
	before := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	if !at.After(before.AddDate(0, 0, 1)) {
		before = at.AddDate(-1, 0, 0)
	}
	return before.UTC().Format(http.TimeFormat), before.Year() > 1971
}

// farNumber is a whole number that a counter at n does not come to while it is looked
// at, and that fits where n fits. It is never one of the small ones, of which some mean
// "any version" or "none".
func farNumber(n string) string {
	const far = 1_000_003
	switch i, err := strconv.ParseUint(n, 10, 63); {
	case err != nil:
		return rotated(n)
	case i < 3*far:
		return strconv.FormatUint(i+far, 10)
	default: // a larger one might not fit, and one of long ago is as good
		return strconv.FormatUint(i-i/3, 10)
	}
}

// yearOf finds the year of a date and time within a version (RFC 3339).
var yearOf = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[12][0-9]{3}(-[01][0-9]-[0-3][0-9][T ])`) })

// otherVersion is a text like that of a version, and another one.
func otherVersion(text string) (string, bool) {
	weak, tag := "", text
	if strings.HasPrefix(tag, "W/") {
		weak, tag = "W/", tag[2:]
	}
	if yearOf().MatchString(tag) { // a leap year, so that the 29th of February is in it
		for _, year := range []string{"1996", "1992"} {
			if made := yearOf().ReplaceAllString(tag, year+"${1}"); made != tag {
				return weak + made, true
			}
		}
	}
	inner := opaque(tag)
	if inside, ok := encodedText(inner); ok {
		if made, ok := otherVersion(inside); ok {
			return weak + strings.Replace(tag, inner, base64.StdEncoding.EncodeToString([]byte(made)), 1), true
		}
	}
	from, to := longestRun(tag)
	switch {
	case from < to:
		return weak + tag[:from] + otherRun(tag[from:to]) + tag[to:], true
	case inner != tag: // no letter and no digit, in quotes
		return weak + `"` + inner + `never"`, true
	}
	return "", false
}

// encodedText is what a version in base64 holds, if that is a text with a digit in it:
// such as the time of the last change.
func encodedText(s string) (string, bool) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) < 6 || !strings.ContainsAny(string(b), "0123456789") {
		return "", false
	}
	printable := func(c byte) bool { return c >= ' ' && c <= '~' }
	return string(b), !slices.ContainsFunc(b, func(c byte) bool { return !printable(c) })
}

// longestRun finds the longest run of letters and digits, outside percent-encodings.
func longestRun(s string) (from, to int) {
	for i := 0; i < len(s); {
		if s[i] == '%' && i+2 < len(s) {
			i += 3
			continue
		}
		end := i
		for end < len(s) && isAlnum(s[end]) {
			end++
		}
		if end-i > to-from {
			from, to = i, end
		}
		i = max(end, i+1)
	}
	return from, to
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// otherRun turns a run into another one of its form. "v12" is a counter with a letter
// before it; what is longer is a hash, as is a number that begins with 0.
func otherRun(run string) string {
	letters := strings.TrimRight(run, "0123456789")
	digits := run[len(letters):]
	counter := digits != "" && (digits == "0" || digits[0] != '0') && !strings.ContainsAny(letters, "0123456789")
	if counter && (letters == "" || len(run) < 8) {
		return letters + farNumber(digits)
	}
	return rotated(run)
}

// rotated makes every digit another digit, and every letter another letter of its case;
// what is hexadecimal stays that.
func rotated(run string) string {
	letters := byte(26)
	if strings.Trim(run, "0123456789abcdef") == "" || strings.Trim(run, "0123456789ABCDEF") == "" {
		letters = 6
	}
	turn := func(c, first, count byte) byte { return first + (c-first+count/2)%count }
	b := []byte(run)
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			b[i] = turn(c, '0', 10)
		case c >= 'a' && c <= 'z':
			b[i] = turn(c, 'a', letters)
		case c >= 'A' && c <= 'Z':
			b[i] = turn(c, 'A', letters)
		}
	}
	return string(b)
}
