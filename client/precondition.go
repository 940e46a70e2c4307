package client

import "slices"

// A Strength is what a Validator can tell apart (RFC 9110 section 8.8.1).
type Strength int

// The strengths.
const (
	Strong  Strength = iota // or not said: an API's own version
	Weak                    // said to the user, never acted on
	Date                    // Last-Modified, usable as a strong one (section 8.8.2.2)
	DateYet                 // Last-Modified less than a second before Date: read again later
)

// A Validator names one version of a representation: opaque, compared byte for
// byte. It usually has one value; some APIs need two (a sequence number and a term).
// The zero Validator names none and equals nothing.
type Validator struct {
	Values   []string
	Strength Strength
}

// IsZero reports whether v names no version.
func (v Validator) IsZero() bool { return len(v.Values) == 0 }

// Equal reports whether both name the same version.
func (v Validator) Equal(w Validator) bool { return !v.IsZero() && slices.Equal(v.Values, w.Values) }

// A Flaw is why what a server gives out for a version is none.
type Flaw int

// The flaws.
const (
	NoFlaw            Flaw = iota // there is nothing that is meant to be one
	EmptyVersion                  // there is nothing in it, so that it tells no two versions apart
	UnsendableVersion             // it has control characters in it, is too long, or would name other versions, too
	TwoVersions                   // its header is there twice, with two values
)

// A Precondition guards one write. The zero Precondition is invalid and is never sent.
type Precondition struct {
	kind      kind
	validator Validator
	idle      bool // see Unreliable
}

type kind int

const (
	invalid kind = iota
	unchanged
	absent
	unguarded
	tested
)

// IfUnchanged holds while the resource is at v. Of a zero v it makes the invalid Precondition.
func IfUnchanged(v Validator) Precondition {
	if v.IsZero() {
		return Precondition{}
	}
	return Precondition{kind: unchanged, validator: v}
}

// IfAbsent holds while there is no resource.
func IfAbsent() Precondition { return Precondition{kind: absent} }

// Unguarded is no precondition, on the user's word.
func Unguarded() Precondition { return Precondition{kind: unguarded} }

// Tested is a guard that the body carries itself: a JSON Patch that tests every value
// it rests on (RFC 6902 section 4.6). Nothing else is put on the request. It excludes no
// second sending by itself: a rival may have put back what is tested.
func Tested() Precondition { return Precondition{kind: tested} }

// Unreliable is p, sent as it is and not relied on: the server is known to write
// whatever a precondition says.
func (p Precondition) Unreliable() Precondition {
	p.idle = true
	return p
}

// Valid reports whether p may be sent.
func (p Precondition) Valid() bool { return p.kind != invalid }

// Excludes reports whether of two writes under p at most one can be carried out.
func (p Precondition) Excludes() bool { return !p.idle && (p.kind == unchanged || p.kind == absent) }

// Tests reports whether p is Tested.
func (p Precondition) Tests() bool { return p.kind == tested }

// Sent reports whether a request under p carries a precondition, relied on or not.
func (p Precondition) Sent() bool { return p.kind == unchanged || p.kind == absent }

// Absent reports whether p is IfAbsent.
func (p Precondition) Absent() bool { return p.kind == absent }

// Validator returns what IfUnchanged was made of; else the zero Validator.
func (p Precondition) Validator() Validator { return p.validator }
