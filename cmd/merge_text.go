package cmd

import (
	"bytes"
	"strings"

	"github.com/etch-http/etch/merge"
)

// text is the merged file, with markers where there are conflicts.
func (m merged) text(f *joinFlags) []byte {
	if m.Clean() {
		return m.Document.Source()
	}
	return m.Marked(f.markers())
}

// printParts is printBody of a body in parts.
func (a *app) printParts(parts [][]byte) {
	if a.outTTY {
		a.printBody(bytes.Join(parts, nil))
		return
	}
	for _, part := range parts {
		_, _ = a.out.Write(part) // the latch keeps the error
	}
}

// markers are what the flags say of them.
func (f *joinFlags) markers() merge.Markers {
	styles := map[string]merge.MarkerStyle{"merge": merge.StyleMerge, "diff3": merge.StyleDiff3, "zdiff3": merge.StyleZdiff3}
	ours, base, theirs := f.names()
	return merge.Markers{Style: styles[f.style], Size: f.size, Ours: ours, Base: base, Theirs: theirs}
}

// sign is a marker for a sentence, and for a conflict of a whole file.
func (f *joinFlags) sign(of string) string {
	if f.size == 0 {
		return strings.Repeat(of, 7)
	}
	return strings.Repeat(of, f.size)
}

// names are what stands behind the markers of ours, base and theirs.
func (f *joinFlags) names() (ours, base, theirs string) {
	names := [3]string{"ours", "base", "theirs"}
	copy(names[:], f.labels)
	return names[0], names[1], names[2]
}

// wholeConflict is a file that is one conflict of ours and theirs, both complete.
func (f *joinFlags) wholeConflict(ours, base, theirs []byte) []byte {
	nameOurs, nameBase, nameTheirs := f.names()
	eol := "\n" // the markers' lines end as those of ours do
	if line, _, ok := bytes.Cut(ours, []byte("\n")); ok && bytes.HasSuffix(line, []byte("\r")) {
		eol = "\r\n"
	}
	var b bytes.Buffer
	side := func(sign, name string, text []byte) {
		b.WriteString(strings.TrimRight(f.sign(sign)+" "+name, " ") + eol)
		b.Write(text)
		if len(text) > 0 && text[len(text)-1] != '\n' {
			b.WriteString(eol)
		}
	}
	side("<", nameOurs, ours)
	if f.style != "merge" {
		side("|", nameBase, base)
	}
	side("=", "", theirs)
	side(">", nameTheirs, nil)
	return b.Bytes()
}
