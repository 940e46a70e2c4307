package merge

import "github.com/etch-http/etch/merge/document"

// follows are members whose value belongs to one version of what their object
// describes, as lock files and package lists name them.
var follows = map[string]bool{
	"checksum": true, "contentHash": true, "digest": true, "dist": true, "hash": true, "hashes": true,
	"integrity": true, "resolved": true, "sha1": true, "sha256": true, "sha512": true, "shasum": true, "source": true,
}

// Suggestions returns, for Resolve, what settles those conflicts to which there is a
// plain answer: of two version strings the higher one (see Conflict.Higher). They
// are never applied unless somebody asks for it.
//
// An object that also has what belongs to one version of a thing (an address, a
// checksum: "resolved", "integrity", ...), changed by either side, is settled as a
// whole, or not at all: every conflict in it goes to the side with the higher version,
// and there is no suggestion in it where its versions differ in that side, or where
// the other side changed something in it alone. A version beside another one's
// checksum would be worse than a conflict. A version that a Resolution has settled
// already, either way, decides for the rest of its object.
//
// Text has no suggestions.
func (r Result) Suggestions() []Resolution {
	if _, tree := formatOf(r.input.r); !tree || r.Clean() {
		return nil
	}
	s := suggester{r: r, higher: make([]Side, len(r.Conflicts)), places: map[document.Pointer]Side{}}
	for i, c := range r.Conflicts {
		if s.higher[i] = c.Higher(); s.higher[i] != None {
			s.version(c.Pointer, s.higher[i])
		}
	}
	s.settledVersions()
	if len(s.places) == 0 {
		return nil
	}
	s.findUnits()
	s.spoilUnits()
	var out []Resolution
	for i, c := range r.Conflicts {
		side := s.higher[i]
		if p, inside := s.unit(c.Pointer); inside {
			side = s.units[p]
		}
		if side != None {
			out = append(out, Resolution{Index: i, Take: side})
		}
	}
	return out
}

// A suggester is the work of Suggestions.
type suggester struct {
	r      Result
	higher []Side                    // of each conflict, by itself
	places map[document.Pointer]Side // objects and arrays with versions in conflict: the side of all; None: they differ
	units  map[document.Pointer]Side // objects that are settled as a whole; None: not at all
}

// version notes that the version at p goes to a side.
func (s *suggester) version(p document.Pointer, side Side) {
	parent, _, _ := p.Cut()
	if before, known := s.places[parent]; known && before != side {
		side = None
	}
	s.places[parent] = side
}

// settledVersions notes where a Resolution has answered already which version it is:
// the rest of its object follows the answer.
func (s *suggester) settledVersions() {
	if len(s.r.settled) == 0 {
		return
	}
	for _, c := range s.r.Changes {
		if c.Who != Ours && c.Who != Theirs {
			continue
		}
		question := Conflict{Change: c}
		if c.Base == nil {
			question.Kind = AddAdd
		}
		if question.Higher() != None {
			s.version(c.Pointer, c.Who)
		}
	}
}

// findUnits finds the objects in which something changed that belongs to a version.
// Where that version itself is in no conflict, there is no side to settle them for.
func (s *suggester) findUnits() {
	s.units = map[document.Pointer]Side{}
	asked := map[document.Pointer]bool{}
	for _, c := range s.r.Changes {
		p := c.Pointer
		for parent, name, ok := p.Cut(); ok; parent, name, ok = p.Cut() {
			if follows[name] && !asked[parent] && !isVersion(c) {
				asked[parent] = true
				if owner, found := s.owner(parent); found {
					s.units[owner] = s.places[owner]
				}
			}
			p = parent
		}
	}
}

// isVersion reports whether c is of a version string: a package may be called "hash".
func isVersion(c Change) bool {
	_, ours := versionIn(c.Ours, true)
	_, theirs := versionIn(c.Theirs, true)
	return ours || theirs
}

// owner returns the nearest object, p or around it, that has a version: what follows
// a version, at p, follows that one.
func (s *suggester) owner(p document.Pointer) (owner document.Pointer, found bool) {
	for ok := true; ok; p, _, ok = p.Cut() {
		if _, versions := s.places[p]; versions {
			return p, true
		}
		if n, there := s.r.Document.At(p); there && n.Kind() == document.Object {
			if _, has := n.Member("version"); has {
				return p, true
			}
		}
	}
	return "", false
}

// spoilUnits takes back what would mix the sides: the other one changed something in
// the unit alone, or a Resolution has.
func (s *suggester) spoilUnits() {
	if len(s.units) == 0 {
		return
	}
	open := map[document.Pointer]bool{}
	for _, c := range s.r.Conflicts {
		open[c.Pointer] = true
	}
	for _, c := range s.r.Changes {
		p, inside := s.unit(c.Pointer)
		if !inside || c.Who == Both || c.Who == s.units[p] || c.Who == None && open[c.Pointer] {
			continue
		}
		s.units[p] = None
	}
}

// unit returns the outermost unit that holds p, if there is one.
func (s *suggester) unit(p document.Pointer) (outermost document.Pointer, inside bool) {
	if len(s.units) == 0 {
		return "", false
	}
	for ok := true; ok; p, _, ok = p.Cut() {
		if _, is := s.units[p]; is {
			outermost, inside = p, true
		}
	}
	return outermost, inside
}
