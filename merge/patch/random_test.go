package patch

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A maker of random documents: fast, and the same for the same seed.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) generator {
	return generator{rand.New(rand.NewPCG(seed, 6902))}
}

var (
	names   = []string{"a", "b", "c", "id", " ", "~/", `\"`, "ä", "0", "-"}
	scalars = []string{
		"null", "true", "false", "0", "1", "1.0", "-0", "1e2", "9007199254740993", "9007199254740992", "12345678901234567890.10",
		`""`, `"a"`, `"\u0061"`, `"<&>"`, `"\u2028\n"`, `"` + strings.Repeat("long ", 13) + `"`, `"` + strings.Repeat("other ", 12) + `"`, "[]", "{}",
	}
)

// value is a random value: scalars as text, arrays and objects as their parts.
func (g generator) value(depth int) any {
	kind := g.IntN(6)
	switch {
	case depth == 0 || kind < 2:
		return scalars[g.IntN(len(scalars))]
	case kind == 2: // a list of scalars
		list := array{}
		for range g.IntN(6) {
			list = append(list, scalars[g.IntN(6)+g.IntN(10)])
		}
		return list
	case kind == 3: // a list of records with an identity
		list := array{}
		for id := range g.IntN(6) {
			record := object{{"id", fmt.Sprint(id)}}
			for k := range g.IntN(4) {
				record = append(record, member{names[k], g.value(depth - 1)})
			}
			list = append(list, record)
		}
		g.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return list
	case kind == 4:
		list := array{}
		for range g.IntN(4) {
			list = append(list, g.value(depth-1))
		}
		return list
	default:
		return g.object(depth)
	}
}

type (
	array  []any
	object []member
	member struct {
		name  string
		value any
	}
)

func (g generator) object(depth int) object {
	o := object{}
	for _, k := range g.Perm(len(names))[:g.IntN(6)] {
		o = append(o, member{names[k], g.value(depth - 1)})
	}
	return o
}

// edited is v with some of it changed: elements removed, added, moved, repeated;
// members removed, added, renamed, copied; values replaced.
func (g generator) edited(v any, odds int) any {
	if g.IntN(odds) == 0 {
		return g.value(1)
	}
	switch v := v.(type) {
	case array:
		out := array{}
		for _, e := range v {
			switch g.IntN(odds) {
			case 0:
			case 1:
				out = append(out, e, g.value(1))
			default:
				out = append(out, g.edited(e, odds))
			}
		}
		for len(out) > 1 && g.IntN(odds) < 4 {
			i, j := g.IntN(len(out)), g.IntN(len(out))
			e := out[i]
			out = append(out[:i:i], out[i+1:]...)
			out = append(out[:j:j], append(array{e}, out[j:]...)...)
		}
		return out
	case object:
		out, taken := object{}, map[string]bool{}
		put := func(name string, value any) {
			if !taken[name] {
				taken[name] = true
				out = append(out, member{name, value})
			}
		}
		for _, m := range v {
			switch g.IntN(odds) {
			case 0:
			case 1:
				put(names[g.IntN(len(names))], m.value)
			case 2:
				put(m.name, m.value)
				put(names[g.IntN(len(names))], m.value)
			default:
				put(m.name, g.edited(m.value, odds))
			}
		}
		return out
	}
	return v
}

// text writes v, with some white space.
func (g generator) text(v any) string {
	return text(v, func() string { return []string{"", "", " ", "\n"}[g.IntN(4)] })
}

// plainText writes v without white space.
func plainText(v any) string { return text(v, func() string { return "" }) }

func text(v any, gap func() string) string {
	space := gap()
	var parts []string
	switch v := v.(type) {
	case array:
		for _, e := range v {
			parts = append(parts, text(e, gap))
		}
		return "[" + space + strings.Join(parts, ","+space) + "]"
	case object:
		for _, m := range v {
			parts = append(parts, `"`+m.name+`":`+text(m.value, gap))
		}
		return "{" + strings.Join(parts, space+",") + space + "}"
	}
	return v.(string)
}

// pair is the source of two documents, of which the second is made of the first as
// often as not.
func (g generator) pair() (base, wanted string) {
	a := any(g.object(2))
	b := any(g.object(2))
	if g.IntN(4) > 0 {
		b = g.edited(a, 6+g.IntN(12))
		if _, ok := b.(object); !ok {
			b = object{{"a", b}} // the root stays an object: not every library replaces it by a scalar
		}
	}
	return g.text(a), g.text(b)
}
