// Package generate makes documents and edits of them for property tests: trees
// with the spellings that are easily lost (1.0, big integers, escapes), written in
// several styles of white space.
package generate

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// A Value is a JSON value that can be edited and written.
type Value struct {
	Text  string // of a scalar
	Open  byte   // '{' or '['; 0 of a scalar
	Names []string
	Kids  []*Value
}

var scalars = []string{
	"0", "1", "2", "3", "-0", "1.0", "1.00", "1e2", "100", "9007199254740993", "9007199254740992",
	"12.50", "null", "true", "false", `""`, `"a"`, `"b"`, `"\u0061b"`, `"é\/"`, `"l1\nl2\nl3"`, `"l1\nx\nl3"`,
}

var names = []string{"a", "b", "c", "d", "id", "name", "x/y", "t~", ""}

// Scalar draws a value without children.
func Scalar(t *rapid.T) *Value { return &Value{Text: rapid.SampledFrom(scalars).Draw(t, "scalar")} }

// Tree draws a value of at most that many levels.
func Tree(t *rapid.T, levels int) *Value {
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	if levels <= 0 || kind == 0 {
		return Scalar(t)
	}
	v := &Value{Open: '{'}
	size := rapid.IntRange(0, 5).Draw(t, "size")
	if kind >= 3 {
		v.Open = '['
	}
	records := rapid.Bool().Draw(t, "records")
	for i := range size {
		if v.Open == '{' {
			v.add(len(v.Kids), names[i], Tree(t, levels-1))
			continue
		}
		e := Tree(t, levels-2)
		if records {
			e = &Value{Open: '{'}
			e.add(0, "id", &Value{Text: fmt.Sprint(i)})
			e.add(1, "v", Scalar(t))
			e.add(2, "w", Scalar(t))
		}
		v.add(len(v.Kids), "", e)
	}
	return v
}

// Copy returns a deep copy.
func (v *Value) Copy() *Value {
	c := *v
	c.Names = append([]string(nil), v.Names...)
	c.Kids = nil
	for _, k := range v.Kids {
		c.Kids = append(c.Kids, k.Copy())
	}
	return &c
}

func (v *Value) add(i int, name string, kid *Value) {
	v.Names = append(v.Names[:i:i], append([]string{name}, v.Names[i:]...)...)
	v.Kids = append(v.Kids[:i:i], append([]*Value{kid}, v.Kids[i:]...)...)
}

func (v *Value) drop(i int) {
	v.Names = append(v.Names[:i:i], v.Names[i+1:]...)
	v.Kids = append(v.Kids[:i:i], v.Kids[i+1:]...)
}

// Edited returns a copy with that many edits: values replaced, members and
// elements added, removed and moved.
func Edited(t *rapid.T, v *Value, edits int) *Value {
	v = v.Copy()
	for range edits {
		edit(t, v)
	}
	return v
}

func edit(t *rapid.T, v *Value) {
	for v.Open != 0 && len(v.Kids) > 0 && rapid.IntRange(0, 3).Draw(t, "down") > 0 {
		v = v.Kids[rapid.IntRange(0, len(v.Kids)-1).Draw(t, "kid")]
	}
	if v.Open == 0 {
		*v = *Scalar(t)
		return
	}
	at := rapid.IntRange(0, len(v.Kids)).Draw(t, "at")
	switch do := rapid.IntRange(0, 3).Draw(t, "do"); {
	case do == 0 || len(v.Kids) == 0:
		name := rapid.SampledFrom(names).Draw(t, "name")
		for v.Open == '{' && v.has(name) {
			name += "_"
		}
		v.add(at, name, Tree(t, 1))
	case do == 1:
		v.drop(min(at, len(v.Kids)-1))
	case do == 2:
		from := min(at, len(v.Kids)-1)
		name, kid := v.Names[from], v.Kids[from]
		v.drop(from)
		v.add(rapid.IntRange(0, len(v.Kids)).Draw(t, "to"), name, kid)
	default:
		v.Kids[min(at, len(v.Kids)-1)] = Tree(t, 1)
	}
}

func (v *Value) has(name string) bool {
	for _, n := range v.Names {
		if n == name {
			return true
		}
	}
	return false
}

// A Style is a way to write white space.
type Style struct{ Break, Indent, Colon, End string }

var styles = []Style{
	{"", "", "", ""},
	{"", "", " ", "\n"},
	{"\n", "  ", ": "[1:], "\n"},
	{"\n", "    ", " ", ""},
	{"\r\n", "\t", " ", "\r\n"},
	{"\n", "", "", "\n"},
}

// AnyStyle draws a style.
func AnyStyle(t *rapid.T) Style { return rapid.SampledFrom(styles).Draw(t, "style") }

// Write spells v.
func (v *Value) Write(s Style) []byte {
	var b strings.Builder
	v.write(&b, s, 0)
	return []byte(b.String() + s.End)
}

func (v *Value) write(b *strings.Builder, s Style, depth int) {
	if v.Open == 0 {
		b.WriteString(v.Text)
		return
	}
	b.WriteByte(v.Open)
	for i, k := range v.Kids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s.Break + strings.Repeat(s.Indent, depth+1))
		if v.Open == '{' {
			fmt.Fprintf(b, "%q:%s", v.Names[i], s.Colon)
		}
		k.write(b, s, depth+1)
	}
	if len(v.Kids) > 0 {
		b.WriteString(s.Break + strings.Repeat(s.Indent, depth))
	}
	b.WriteByte(v.Open + 2)
}
