package merge

import "github.com/etch-http/etch/merge/document"

// Landed compares what ours made of base with what stands in theirs. there: every
// change of ours is in theirs, whoever made it (values compare as the server may
// spell them: numbers by value). untouched: theirs has base's value at every place
// that ours changed. Positions in arrays follow the elements that they mean.
// Where ours changed nothing, both are true; white space in a tree is nothing, and
// so is a managed place.
func Landed(r Revisions, o Options) (there, untouched bool, err error) {
	res, err := Merge(r, o)
	if err != nil {
		return false, false, err
	}
	there, untouched = true, true
	for _, c := range res.Changes {
		switch c.Who {
		case Ours: // not there, but for another spelling of a number
			there = there && spellsSame(c.Base, c.Ours)
		case Both:
			untouched = false
		case None: // in conflict: ours changed it, and theirs too
			there, untouched = false, false
		}
	}
	return there, untouched, nil
}

// spellsSame reports whether both spell one value, or both are absent.
func spellsSame(a, b []byte) bool {
	if a == nil || b == nil {
		return (a == nil) == (b == nil)
	}
	x, errX := document.Parse(a, document.JSON)
	y, errY := document.Parse(b, document.JSON)
	return errX == nil && errY == nil && document.SameValue(x.Root(), y.Root())
}
