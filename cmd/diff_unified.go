package cmd

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// unifiedContext is how many unchanged lines stand around a change of a unified diff.
const unifiedContext = 3

// writeUnified writes how one file becomes another as diff -u does: the very bytes of
// the lines, for programs such as patch(1). People get show.Diff.
func writeUnified(w io.Writer, all []source, from, to *document.Document) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "--- %s\n+++ %s\n", fileName(all[0].name), fileName(all[1].name))
	old, now := diff.SplitLines(from.Source()), diff.SplitLines(to.Source())
	hunks := diff.Hunks(old, now)
	for len(hunks) > 0 {
		n := 1 // hunks whose surroundings touch are one group
		for n < len(hunks) && hunks[n].OldStart-hunks[n-1].OldEnd <= 2*unifiedContext {
			n++
		}
		writeGroup(b, old, now, hunks[:n])
		hunks = hunks[n:]
	}
	return b.Flush()
}

// fileName is a name for the head of a unified diff: on one line, with nothing in it
// that a terminal would obey later.
func fileName(name string) string {
	if strings.ContainsAny(name, "\t\"\\") || foreign(name) != name {
		return fmt.Sprintf("%q", name)
	}
	return name
}

// writeGroup writes neighbouring hunks with the lines around and between them.
func writeGroup(b *bufio.Writer, old, now [][]byte, hs []diff.Hunk) {
	first, last := hs[0], hs[len(hs)-1]
	head := min(first.OldStart, unifiedContext)
	tail := min(len(old)-last.OldEnd, unifiedContext)
	from, to := first.OldStart-head, last.OldEnd+tail
	fmt.Fprintf(b, "@@ -%s +%s @@\n", extent(from, to), extent(first.NewStart-head, last.NewEnd+tail))
	for _, h := range hs {
		writeLines(b, ' ', old[from:h.OldStart])
		writeLines(b, '-', old[h.OldStart:h.OldEnd])
		writeLines(b, '+', now[h.NewStart:h.NewEnd])
		from = h.OldEnd
	}
	writeLines(b, ' ', old[from:to])
}

// extent is a run of lines in the head of a group; an empty one is named by the line
// before it.
func extent(from, to int) string {
	switch to - from {
	case 0:
		return fmt.Sprintf("%d,0", from)
	case 1:
		return fmt.Sprintf("%d", from+1)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

// writeLines writes lines of one sign.
func writeLines(b *bufio.Writer, sign byte, lines [][]byte) {
	for _, l := range lines {
		_ = b.WriteByte(sign)
		_, _ = b.Write(l) // Flush has the error
		if !bytes.HasSuffix(l, []byte("\n")) {
			_, _ = b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
