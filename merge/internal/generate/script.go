package generate

// A Script draws values from bytes, each choice from one of them: what a fuzzer
// mutates is then a decision. Where they have run out, every choice is the first one,
// so that any bytes make something, and few bytes something small.
type Script struct{ rest []byte }

// NewScript returns a Script of these bytes.
func NewScript(data []byte) *Script { return &Script{data} }

func (s *Script) choose(n int, _ string) int {
	if len(s.rest) == 0 {
		return 0
	}
	b := s.rest[0]
	s.rest = s.rest[1:]
	return int(b) % n
}

// Revisions returns the source texts of a base and two edits of it, in styles that
// are mostly the same.
func (s *Script) Revisions() (base, ours, theirs []byte) {
	v, style := tree(s, 4), anyStyle(s)
	write := func(v *Value) []byte {
		if s.choose(4, "restyle") == 1 {
			return v.Write(anyStyle(s))
		}
		return v.Write(style)
	}
	side := func() []byte { return write(edited(s, v, s.choose(5, "edits"))) }
	return write(v), side(), side()
}
