// Package large makes three revisions of one large file, for benchmarks: a list of
// objects with nested members, pretty-printed, or lines of text. The same Spec gives
// the same bytes, on every machine.
package large

import (
	"bytes"
	"fmt"
	"math/rand/v2"
)

// A Spec says what to make.
type Spec struct {
	Bytes    int     // the size of base, nearly
	Seed     uint64  // of all that is drawn
	Changed  float64 // the share of elements, or lines, that each side changes: 0.01 is one in a hundred
	Collide  float64 // the share of ours' changes that theirs makes differently, at the same place
	Identity bool    // elements have a member "id"
}

// Files are the three revisions.
type Files struct{ Base, Ours, Theirs []byte }

var words = []string{
	"amber", "basalt", "cedar", "delta", "ember", "fjord", "grove", "harbor", "iris", "jasper", "kelp",
	"lumen", "maple", "north", "onyx", "prairie", "quartz", "river", "sable", "tundra", "umber", "violet",
}

// An element is one object of the list.
type element struct {
	id, replicas, memory    int
	name, owner, mail, note string
	tags                    [3]string
	cpu                     float64
	enabled                 bool
	extra                   string // a member that a side added
}

func draw(r *rand.Rand, id int) element {
	word := func() string { return words[r.IntN(len(words))] }
	return element{
		id: id, replicas: r.IntN(9), memory: 64 << r.IntN(8),
		name:  fmt.Sprintf("%s-%s-%d", word(), word(), r.IntN(1_000_000)),
		owner: word() + " " + word(), mail: fmt.Sprintf("%s.%d@example.org", word(), r.IntN(10_000)),
		note: prose(word),
		tags: [3]string{word(), word(), word()}, cpu: float64(r.IntN(80)) / 4, enabled: r.IntN(2) == 0,
	}
}

// prose returns a sentence of ten to thirty words.
func prose(word func() string) string {
	text := word()
	for range 9 + len(word())*3 {
		text += " " + word()
	}
	return text
}

func (e element) write(out *bytes.Buffer, identity bool) {
	out.WriteString("  {\n")
	if identity {
		fmt.Fprintf(out, "    \"id\": %d,\n", e.id)
	}
	fmt.Fprintf(out, "    \"name\": %q,\n    \"enabled\": %v,\n    \"owner\": {\n      \"name\": %q,\n      \"mail\": %q\n    },\n", e.name, e.enabled, e.owner, e.mail)
	fmt.Fprintf(out, "    \"tags\": [\n      %q,\n      %q,\n      %q\n    ],\n", e.tags[0], e.tags[1], e.tags[2])
	fmt.Fprintf(out, "    \"limits\": {\n      \"cpu\": %v,\n      \"memory\": %d\n    },\n", e.cpu, e.memory)
	if e.extra != "" {
		fmt.Fprintf(out, "    \"extra\": %q,\n", e.extra)
	}
	fmt.Fprintf(out, "    \"replicas\": %d,\n    \"note\": %q\n  }", e.replicas, e.note)
}

// change edits one member of e, or adds one.
func (e *element) change(r *rand.Rand, field int) {
	switch field {
	case 0:
		e.note += fmt.Sprintf(" %d", r.IntN(1_000_000))
	case 1:
		e.replicas += 10 + r.IntN(1000)
	case 2:
		e.mail = fmt.Sprintf("new.%d@example.org", r.IntN(1_000_000))
	case 3:
		e.memory += 1 + r.IntN(1000)
	default:
		e.extra = fmt.Sprintf("added %d", r.IntN(1_000_000))
	}
}

const fields = 5

// JSON returns revisions of a list of objects. Most changes are of one member; a
// tenth of the elements that a side changes are removed instead, and as many are new.
func JSON(s Spec) Files {
	r := rand.New(rand.NewPCG(s.Seed, 0))
	var base []element
	var size bytes.Buffer
	for total := 0; total < s.Bytes; total += size.Len() + 2 {
		size.Reset()
		e := draw(r, len(base))
		e.write(&size, s.Identity)
		base = append(base, e)
	}
	ours, theirs := make([][]element, len(base)), make([][]element, len(base))
	for i, e := range base {
		ours[i], theirs[i] = []element{e}, []element{e}
		o, t := r.Float64() < s.Changed, r.Float64() < s.Changed
		field := r.IntN(fields)
		if o && !t && r.Float64() < s.Collide {
			ours[i][0].change(r, field)
			theirs[i][0].change(r, field)
			continue
		}
		if o {
			ours[i] = edit(r, e, field, s, len(base)+2*i, t)
		}
		if t {
			// Both in one element without a collision: each another member.
			theirs[i] = edit(r, e, (field+1)%fields, s, len(base)+2*i+1, o)
		}
	}
	write := func(all [][]element) []byte {
		var out bytes.Buffer
		out.WriteString("[")
		first := true
		for _, es := range all {
			for _, e := range es {
				if !first {
					out.WriteByte(',')
				}
				first = false
				out.WriteByte('\n')
				e.write(&out, s.Identity)
			}
		}
		out.WriteString("\n]\n")
		return out.Bytes()
	}
	one := make([][]element, len(base))
	for i := range base {
		one[i] = base[i : i+1]
	}
	return Files{write(one), write(ours), write(theirs)}
}

// edit returns what one side made of e. shared forbids that it goes, or another comes:
// the other side changes it too.
func edit(r *rand.Rand, e element, field int, s Spec, id int, shared bool) []element {
	if what := r.IntN(10); !shared && s.Changed < 0.5 {
		switch what {
		case 0:
			return nil
		case 1:
			return []element{e, draw(r, id)}
		}
	}
	e.change(r, field)
	return []element{e}
}

// Text returns revisions of lines of prose, most of them unlike all others.
func Text(s Spec) Files {
	r := rand.New(rand.NewPCG(s.Seed, 1))
	var f [3]bytes.Buffer
	line := func() string {
		var b bytes.Buffer
		for range 4 + r.IntN(8) {
			b.WriteString(words[r.IntN(len(words))])
			b.WriteByte(' ')
		}
		if r.IntN(4) > 0 {
			fmt.Fprint(&b, r.IntN(1_000_000))
		}
		b.WriteByte('\n')
		return b.String()
	}
	quiet := 0 // lines since the last change: two sides that touch would collide
	for f[0].Len() < s.Bytes {
		l := line()
		f[0].WriteString(l)
		o, t := l, l
		switch n := r.Float64() / s.Changed; {
		case quiet < 2:
		case n < s.Collide:
			o, t = line(), line()
		case n < 1:
			o = line()
		case n < 2:
			t = line()
		}
		f[1].WriteString(o)
		f[2].WriteString(t)
		if quiet++; o != l || t != l {
			quiet = 0
		}
	}
	return Files{f[0].Bytes(), f[1].Bytes(), f[2].Bytes()}
}

// Disjoint returns three files that have no line in common.
func Disjoint(lines int) Files {
	var f [3]bytes.Buffer
	for i := range lines {
		for k := range f {
			fmt.Fprintf(&f[k], "%d of file %d\n", i, k)
		}
	}
	return Files{f[0].Bytes(), f[1].Bytes(), f[2].Bytes()}
}
