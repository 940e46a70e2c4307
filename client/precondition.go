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

// A Precondition guards one write. The zero Precondition is invalid and is never sent.
type Precondition struct {
	kind      kind
	validator Validator
}

type kind int

const (
	invalid kind = iota
	unchanged
	absent
	unguarded
)

// IfUnchanged holds while the resource is at v. Of a zero v it makes the invalid Precondition.
func IfUnchanged(v Validator) Precondition {
	if v.IsZero() {
		return Precondition{}
	}
	return Precondition{unchanged, v}
}

// IfAbsent holds while there is no resource.
func IfAbsent() Precondition { return Precondition{kind: absent} }

// Unguarded is no precondition, on the user's word.
func Unguarded() Precondition { return Precondition{kind: unguarded} }

// Valid reports whether p may be sent.
func (p Precondition) Valid() bool { return p.kind != invalid }

// Excludes reports whether of two writes under p at most one can be carried out.
func (p Precondition) Excludes() bool { return p.kind == unchanged || p.kind == absent }

// Absent reports whether p is IfAbsent.
func (p Precondition) Absent() bool { return p.kind == absent }

// Validator returns what IfUnchanged was made of; else the zero Validator.
func (p Precondition) Validator() Validator { return p.validator }
