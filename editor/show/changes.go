package show

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/diff"
)

// maxProblem bounds what is shown of a server's error, in characters.
const maxProblem = 2000

// Changes writes one short line a change: "~ /name "a" -> "b"", "+ /new 1",
// "- /old 2"; for text, the line and how much. The error is w's.
func Changes(w io.Writer, st Style, cs []diff.Change) error {
	var out bytes.Buffer
	for i, c := range cs {
		if i == st.lines() {
			fmt.Fprintf(&out, "%s\n", st.Faint(`\ `+count(len(cs)-i, "more change")))
			break
		}
		out.WriteString(change(st, c) + "\n")
	}
	_, err := w.Write(out.Bytes())
	return err
}

// change is the line of one change.
func change(st Style, c diff.Change) string {
	at := Safe(string(c.Pointer))
	switch {
	case c.Line > 0:
		at = fmt.Sprintf("line %d", c.Line)
	case at == "":
		at = "(the whole document)"
	}
	room := max((st.width()-len(at)-8)/2, 16)
	was, is := brief(c.Old, room), brief(c.New, room)
	switch {
	case len(c.Old) == 0: // added
		return st.paint(green, "+ "+at+" "+brief(c.New, 2*room))
	case len(c.New) == 0: // removed
		return st.paint(red, "- "+at+" "+brief(c.Old, 2*room))
	case was == is: // they differ where they were cut
		v := abridge([][]byte{c.Old, c.New}, room)
		was, is = v[0][0].text, v[1][0].text
	}
	return st.paint(yellow, "~ "+at) + " " + st.paint(red, was) + " -> " + st.paint(green, is)
}

// brief is a value on one line of at most n characters.
func brief(v []byte, n int) string {
	v = bytes.TrimRight(v, "\r\n")
	if k := bytes.Count(v, []byte("\n")); k > 0 {
		first, _, _ := bytes.Cut(v, []byte("\n"))
		return shorten(Safe(strings.TrimRight(string(first), "\r")), n) + " ... (" + count(k+1, "line") + ")"
	}
	return shorten(Safe(string(v)), n)
}

// Problem returns what a server said of an error, safe and bounded: the status and
// its title, and the detail on lines of its own where it has several.
func Problem(p client.Problem) string {
	head := fmt.Sprintf("%d %s", p.Status, Safe(p.Title))
	detail := strings.TrimSpace(strings.ReplaceAll(p.Detail, "\r\n", "\n"))
	switch {
	case detail == "":
		return head
	case strings.Contains(detail, "\n"):
		return head + ":\n" + bound(SafeLines(detail))
	}
	return head + ": " + bound(Safe(detail))
}

// Error returns an error's text, safe and bounded. Every error may quote a server.
func Error(err error) string {
	return bound(SafeLines(strings.ReplaceAll(err.Error(), "\r\n", "\n")))
}

// bound cuts a text that is too long to be read.
func bound(s string) string {
	r := []rune(s)
	if len(r) <= maxProblem {
		return s
	}
	return string(r[:maxProblem]) + "[... " + count(len(r)-maxProblem, "more character") + "]"
}
