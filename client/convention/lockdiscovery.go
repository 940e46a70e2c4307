package convention

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"
)

// Held is a lock that somebody holds, as the server tells it (RFC 4918 section 14.1).
type Held struct {
	Owner   string        // as its holder says; foreign text
	Left    time.Duration // until it ends by itself; 0 where that is not said
	Endless bool          // it does not end by itself
	token   string
}

// Is reports whether h is the lock of that token.
func (h Held) Is(token string) bool { return h.token != "" && h.token == strings.Trim(token, "<>") }

// maxOwner is how much of what an owner says is kept, in bytes: it is a name, for one line.
const maxOwner = 200

// dav is the namespace of WebDAV.
const dav = "DAV:"

// Locks lists the locks that an answer tells of: every DAV:activelock element, wherever
// it stands. A body that is no XML, or breaks off, tells of those that it has told of so far.
func Locks(body []byte) (all []Held) {
	d := xml.NewDecoder(bytes.NewReader(body[:min(len(body), maxLooked)]))
	for {
		t, err := d.Token()
		if err != nil {
			return all
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name != (xml.Name{Space: dav, Local: "activelock"}) {
			continue
		}
		h, err := activeLock(d)
		if err != nil {
			return all
		}
		all = append(all, h)
	}
}

// activeLock reads one, to its end.
func activeLock(d *xml.Decoder) (h Held, err error) {
	for {
		t, err := d.Token()
		if err != nil {
			return h, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return h, nil
		case xml.StartElement:
			text, err := textOf(d)
			if err != nil {
				return h, err
			}
			if t.Name.Space != dav {
				continue
			}
			switch t.Name.Local {
			case "owner":
				h.Owner = strings.ToValidUTF8(text[:min(len(text), maxOwner)], "")
			case "locktoken":
				h.token = text
			case "timeout":
				h.Left, h.Endless = timeout(text)
			}
		}
	}
}

// textOf is the text of an element and of those in it, to its end; white space is one space.
func textOf(d *xml.Decoder) (string, error) {
	var words []string
	for depth := 1; ; {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth == 0 {
				return strings.Join(words, " "), nil
			}
		case xml.CharData:
			words = append(words, strings.Fields(string(t))...)
		}
	}
}

// timeout reads a TimeType (RFC 4918 section 10.7): Second-N or Infinite.
func timeout(s string) (left time.Duration, endless bool) {
	if strings.EqualFold(s, "Infinite") {
		return 0, true
	}
	const seconds = "second-"
	if len(s) <= len(seconds) || !strings.EqualFold(s[:len(seconds)], seconds) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[len(seconds):], 10, 32) // section 10.7: not above 2^32-1
	if err != nil {
		return 0, false
	}
	return time.Duration(n) * time.Second, false
}

// xmlText is s as the text of an XML element. What XML cannot hold becomes U+FFFD.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
