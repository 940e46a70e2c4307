package manual

import (
	"bytes"
	"errors"
	"strings"

	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/document"
)

// rule is the last line of every header. All others begin with "// ", so that no
// text of a server's can look like it.
const rule = "//---- the document begins below; the lines above it are removed again ----"

// maxRefusal bounds what is said of a server's refusal, in lines.
const maxRefusal = 20

// A header stands above a JSON text in its file and says what is wrong. It is cut
// off again by position: the leading lines that begin with //, as far as the rule.
// No JSON document begins with such a line, and no line below the rule is looked at.
type header struct {
	lines []string // without their ends; none: no header
}

// newHeader tells of a server's refusal and of a problem with the text; either may
// be nil. The problem's line is counted with the header's own.
func newHeader(refused, problem error) header {
	var h header
	if refused != nil {
		h.say("the server refused it:")
		for i, l := range strings.Split(show.Error(refused), "\n") {
			if i == maxRefusal {
				h.say("  ...")
				break
			}
			h.say("  " + l)
		}
	}
	if problem != nil {
		h.say("this cannot be sent yet:")
		var e *document.SyntaxError
		if errors.As(problem, &e) {
			total := len(h.lines) + 2 // this line and the rule
			h.say("  " + show.Safe(place(e, total+e.Line)+": "+e.Reason))
		} else {
			h.say("  " + show.Safe(problem.Error()))
		}
	}
	if h.lines != nil {
		h.lines = append(h.lines, rule)
	}
	return h
}

func (h *header) say(s string) { h.lines = append(h.lines, strings.TrimRight("// "+s, " ")) }

// above returns text with the header above it, in text's own line ends and after
// its byte order mark.
func (h header) above(text []byte) []byte {
	if h.lines == nil {
		return text
	}
	end := "\n"
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		end = "\r\n"
	}
	body, marked := bytes.CutPrefix(text, bom)
	var b bytes.Buffer
	if marked {
		b.Write(bom)
	}
	b.WriteString(strings.Join(h.lines, end) + end)
	b.Write(body)
	return b.Bytes()
}

// cut returns text without the header that above put there. Where the rule is gone,
// only lines that are still the header's own, in its order, are taken for it.
func (h header) cut(text []byte) []byte {
	if h.lines == nil {
		return text
	}
	body, marked := bytes.CutPrefix(text, bom)
	rest, found := belowRule(body)
	if !found {
		rest = h.belowOwn(body)
	}
	if marked {
		return append(bytes.Clone(bom), rest...)
	}
	return rest
}

// CutHeader returns the text of a file that was left behind in the middle of a
// sitting: a JSON text without the header that may stand above it.
func CutHeader(text []byte) []byte {
	body, marked := bytes.CutPrefix(text, bom)
	rest, found := belowRule(body)
	switch {
	case !found:
		return text
	case marked:
		return append(bytes.Clone(bom), rest...)
	}
	return rest
}

// belowRule returns what follows the rule, if that stands among the leading lines
// that begin with //.
func belowRule(text []byte) (rest []byte, found bool) {
	for bytes.HasPrefix(text, []byte("//")) {
		l, after, _ := bytes.Cut(text, []byte("\n"))
		if sameLine(l, rule) {
			return after, true
		}
		text = after
	}
	return nil, false
}

// belowOwn returns what follows those leading lines that are the header's own.
func (h header) belowOwn(text []byte) []byte {
	own := h.lines
	for len(text) > 0 {
		l, after, _ := bytes.Cut(text, []byte("\n"))
		i := 0
		for i < len(own) && !sameLine(l, own[i]) {
			i++
		}
		if i == len(own) {
			break
		}
		text, own = after, own[i+1:]
	}
	return text
}

// sameLine compares a line with one of the header's, but for white space at the end.
func sameLine(l []byte, want string) bool { return string(bytes.TrimRight(l, " \t\r")) == want }
