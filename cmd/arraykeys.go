package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// arrayKeys is the value of --array-key: by the path of an array, the member that
// identifies its elements.
type arrayKeys map[document.Pointer]string

// String implements pflag.Value.
func (k arrayKeys) String() string {
	var all []string
	for p, member := range k {
		all = append(all, string(p)+"="+member)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// Type implements pflag.Value.
func (arrayKeys) Type() string { return "string" }

// Set implements pflag.Value: PATH is read as that of --set, and the first "=" ends
// it. A document that is an array itself is "." or the pointer "".
func (k arrayKeys) Set(s string) error {
	p, member, err := parseArrayKey(s)
	switch before, twice := k[p]; {
	case err != nil:
	case twice && before != member:
		err = fmt.Errorf("the elements there are known by %s already", foreign(before))
	default:
		k[p] = member
		return nil
	}
	return &usageError{
		say:  fmt.Sprintf("--array-key %s: %s", shorten(s), plainUsage(err)),
		hint: "PATH=MEMBER, for example --array-key /items=sku or --array-key '/orders/*/lines=sku'; .=sku where the document is an array",
	}
}

// parseArrayKey reads PATH=MEMBER.
func parseArrayKey(s string) (document.Pointer, string, error) {
	path, member, ok := strings.Cut(s, "=")
	switch {
	case !ok:
		return "", "", errors.New("there is no =")
	case member == "":
		return "", "", errors.New("there is no member after =")
	case path == ".": // the whole document, as jq writes it
		path = ""
	}
	p, err := transform.ParsePath(path)
	return p, member, err
}

// misfits says which keys do not tell elements apart in some of the documents, a line
// for each key. absent: also those for which there is no array at all.
func (k arrayKeys) misfits(absent bool, docs ...*document.Document) (lines []string) {
	text := func(d *document.Document) bool { return d != nil && d.Format() != document.JSON }
	switch {
	case len(k) == 0:
		return nil
	case slices.ContainsFunc(docs, text):
		if absent {
			lines = append(lines, "--array-key is for JSON: a text has no arrays")
		}
		return lines
	}
	for _, m := range diff.Misfits(diff.Options{Keys: k}, docs...) {
		if m.Reason != diff.NoArray || absent {
			at := string(m.Key)
			if at == "" {
				at = "."
			}
			lines = append(lines, "--array-key "+foreign(at+"="+m.Member)+": "+misfit(m))
		}
	}
	return lines
}

// misfit says in which way a key does not hold, and what follows of it.
func misfit(m diff.Misfit) string {
	member := foreign(m.Member)
	var why string
	switch m.Reason {
	case diff.NoArray:
		if m.Pointer == "" {
			return "the document is no array"
		}
		return "there is no array at " + place(m.Pointer)
	case diff.NoMember:
		why = fmt.Sprintf("%s has no %s", place(m.Pointer), member)
	case diff.NoScalar:
		why = fmt.Sprintf("the %s of %s is no string or number", member, place(m.Pointer))
	case diff.SameTwice:
		why = fmt.Sprintf("%s has the %s of an element before it", place(m.Pointer), member)
	}
	if m.More > 0 {
		why += ", and so in " + plural(m.More, "more array")
	}
	return why + "; the elements there are matched by likeness"
}
