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

// A chooser makes all random choices: a number from 0 to n-1.
type chooser interface {
	choose(n int, what string) int
}

type drawn struct{ t *rapid.T }

func (d drawn) choose(n int, what string) int { return rapid.IntRange(0, n-1).Draw(d.t, what) }

var scalars = []string{
	"0", "1", "2", "3", "-0", "1.0", "1.00", "1e2", "100", "9007199254740993", "9007199254740992",
	"12.50", "null", "true", "false", `""`, `"a"`, `"b"`, `"\u0061b"`, `"é\/"`, `"l1\nl2\nl3"`, `"l1\nx\nl3"`,
	`"l1\nl2\nl3\nl4\nl5\n"`,
}

var names = []string{"a", "b", "c", "d", "id", "name", "x/y", "t~", ""}

// Scalar draws a value without children.
func Scalar(t *rapid.T) *Value { return scalar(drawn{t}) }

func scalar(c chooser) *Value { return &Value{Text: scalars[c.choose(len(scalars), "scalar")]} }

// Tree draws a value of at most that many levels.
func Tree(t *rapid.T, levels int) *Value { return tree(drawn{t}, levels) }

func tree(c chooser, levels int) *Value {
	kind := c.choose(5, "kind")
	if levels <= 0 || kind == 0 {
		return scalar(c)
	}
	v := &Value{Open: '{'}
	size := c.choose(6, "size")
	if kind >= 3 {
		v.Open = '['
	}
	records := c.choose(4, "records") // with an identity, without, or no records
	for i := range size {
		switch {
		case v.Open == '{':
			v.add(len(v.Kids), names[i], tree(c, levels-1))
		case records < 2:
			v.add(len(v.Kids), "", record(c, i, records == 0, levels))
		default:
			v.add(len(v.Kids), "", tree(c, levels-2))
		}
	}
	return v
}

// record makes an element with members that all of its list have, and perhaps a list
// of its own.
func record(c chooser, i int, identity bool, levels int) *Value {
	e := &Value{Open: '{'}
	if identity {
		e.add(0, "id", &Value{Text: fmt.Sprint(i)})
	}
	for _, name := range []string{"v", "w", "x"} {
		e.add(len(e.Kids), name, scalar(c))
	}
	if levels > 2 && c.choose(3, "list inside") == 0 {
		e.add(len(e.Kids), "list", tree(c, levels-2))
	}
	return e
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

// Edited returns a copy with that many edits: values replaced, members and elements
// added, removed, moved, doubled and renamed, lines of strings changed.
func Edited(t *rapid.T, v *Value, edits int) *Value { return edited(drawn{t}, v, edits) }

func edited(c chooser, v *Value, edits int) *Value {
	v = v.Copy()
	for range edits {
		edit(c, v)
	}
	return v
}

func edit(c chooser, v *Value) {
	for v.Open != 0 && len(v.Kids) > 0 && c.choose(4, "down") > 0 {
		v = v.Kids[c.choose(len(v.Kids), "kid")]
	}
	if v.Open == 0 {
		rewrite(c, v)
		return
	}
	at := c.choose(len(v.Kids)+1, "at")
	do := c.choose(6, "do")
	if len(v.Kids) == 0 {
		do = 0
	}
	kid := min(at, len(v.Kids)-1)
	switch do {
	case 0:
		v.add(at, v.free(names[c.choose(len(names), "name")]), tree(c, 1))
	case 1:
		v.drop(kid)
	case 2:
		name, moved := v.Names[kid], v.Kids[kid]
		v.drop(kid)
		v.add(c.choose(len(v.Kids)+1, "to"), name, moved)
	case 3:
		v.add(at, v.free(v.Names[kid]), v.Kids[kid].Copy())
	case 4:
		v.Names[kid] = v.free(names[c.choose(len(names), "name")])
	default:
		v.Kids[kid] = tree(c, 1)
	}
}

// rewrite changes a scalar: one line of a string of several, else all of it.
func rewrite(c chooser, v *Value) {
	lines := strings.Split(v.Text, `\n`)
	if len(lines) < 3 || c.choose(3, "line") == 0 {
		*v = *scalar(c)
		return
	}
	// The first and the last line have a quote.
	lines[1+c.choose(len(lines)-2, "which")] += scalars[c.choose(2, "digit")]
	v.Text = strings.Join(lines, `\n`)
}

// free returns a name that no member has; elements have none.
func (v *Value) free(name string) string {
	for v.Open == '{' && v.has(name) {
		name += "_"
	}
	if v.Open != '{' {
		return ""
	}
	return name
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
func AnyStyle(t *rapid.T) Style { return anyStyle(drawn{t}) }

func anyStyle(c chooser) Style { return styles[c.choose(len(styles), "style")] }

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
