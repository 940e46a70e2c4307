package convention

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/etch-http/etch/merge/document"
)

// A decoder fills a value from YAML strictly: what is no key, what stands twice, what
// is empty and what is of another type is an error with its line. YAML's own
// decoding turns 1.10 into 1.1 and no into false; here, text is text.
type decoder struct {
	file  string
	lines map[string]int // by place
}

// line is where place, or what it stands in, begins.
func (d *decoder) line(place string) int {
	for {
		if n, ok := d.lines[place]; ok || place == "" {
			return n
		}
		place = place[:max(strings.LastIndexAny(place, ".["), 0)]
	}
}

// fail is the error at a node.
func (d *decoder) fail(n *yaml.Node, place, format string, args ...any) error {
	return &DescriptionError{File: d.file, Line: n.Line, Place: place, Reason: fmt.Sprintf(format, args...)}
}

// document fills the struct that into points to.
func (d *decoder) document(n *yaml.Node, into any) error {
	if n.Kind != yaml.DocumentNode || len(n.Content) != 1 {
		return d.fail(n, "", "it is empty")
	}
	return d.value(n.Content[0], reflect.ValueOf(into).Elem(), "")
}

// value fills v.
func (d *decoder) value(n *yaml.Node, v reflect.Value, place string) error {
	d.lines[place] = n.Line
	switch {
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		return d.fail(n, place, "anchors and aliases are not taken: write it out")
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		return d.fail(n, place, "it is empty")
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(n, v.Elem(), place)
	case reflect.Slice:
		return d.list(n, v, place)
	case reflect.Map:
		return d.words(n, v, place)
	case reflect.Struct:
		if _, ok := v.Interface().(Pattern); !ok {
			return d.object(n, v, place)
		}
	}
	return d.scalar(n, v, place)
}

// object fills a struct; its keys are the yaml tags of the fields.
func (d *decoder) object(n *yaml.Node, v reflect.Value, place string) error {
	if n.Kind != yaml.MappingNode {
		return d.fail(n, place, "it takes keys and values")
	}
	fields, names := map[string]reflect.Value{}, []string{}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("yaml"); name != "" {
			fields[name], names = v.Field(i), append(names, name)
		}
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		field, ok := fields[key.Value]
		at := strings.TrimPrefix(place+"."+key.Value, ".")
		switch {
		case key.Kind != yaml.ScalarNode:
			return d.fail(key, place, "a key is a word")
		case !ok:
			return &DescriptionError{d.file, key.Line, place, fmt.Sprintf("unknown key %q", key.Value), nearest(key.Value, names)}
		case seen[key.Value]:
			return d.fail(key, at, "it stands twice")
		}
		seen[key.Value] = true
		if err := d.value(n.Content[i+1], field, at); err != nil {
			return err
		}
	}
	return nil
}

// list fills a slice.
func (d *decoder) list(n *yaml.Node, v reflect.Value, place string) error {
	if n.Kind != yaml.SequenceNode {
		return d.fail(n, place, "it takes a list")
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		if err := d.value(item, v.Index(i), fmt.Sprintf("%s[%d]", place, i)); err != nil {
			return err
		}
	}
	return nil
}

// words fills a map from text to text.
func (d *decoder) words(n *yaml.Node, v reflect.Value, place string) error {
	if n.Kind != yaml.MappingNode {
		return d.fail(n, place, "it takes keys and values")
	}
	v.Set(reflect.MakeMap(v.Type()))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, text := n.Content[i], reflect.New(v.Type().Elem()).Elem()
		if key.Kind != yaml.ScalarNode {
			return d.fail(key, place, "a key is a word")
		}
		at := place + "." + key.Value
		if v.MapIndex(reflect.ValueOf(key.Value)).IsValid() {
			return d.fail(key, at, "it stands twice")
		}
		if err := d.value(n.Content[i+1], text, at); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(key.Value), text)
	}
	return nil
}

// scalar fills a text, a number, a truth, a pointer or a pattern.
func (d *decoder) scalar(n *yaml.Node, v reflect.Value, place string) error {
	if n.Kind != yaml.ScalarNode {
		return d.fail(n, place, "it takes one word or text")
	}
	switch into := v.Addr().Interface().(type) {
	case *bool:
		if n.Value != "true" && n.Value != "false" || n.ShortTag() != "!!bool" {
			return d.fail(n, place, "it takes true or false")
		}
		*into = n.Value == "true"
		return nil
	case *int:
		i, err := strconv.Atoi(n.Value)
		if err != nil || n.ShortTag() != "!!int" {
			return d.fail(n, place, "it takes a whole number")
		}
		*into = i
		return nil
	}
	if n.ShortTag() != "!!str" {
		return d.fail(n, place, "%s is no text: put it in quotes", n.Value)
	}
	switch into := v.Addr().Interface().(type) {
	case *document.Pointer:
		p, err := document.ParsePointer(n.Value)
		if err != nil {
			return d.fail(n, place, "%v", err)
		}
		*into = p
	case *Pattern:
		exp, err := regexp.Compile(n.Value)
		if err != nil {
			return d.fail(n, place, "%v", err)
		}
		*into = Pattern{n.Value, exp}
	default:
		v.SetString(n.Value)
	}
	return nil
}

// nearest is the word that was perhaps meant; "" where none is near.
func nearest(word string, words []string) string {
	best, at := "", 3 // edits; a slip of the finger is one or two
	for _, w := range words {
		if d := distance(word, w); d < min(at, len(w)) {
			best, at = w, d
		}
	}
	if best != "" {
		return best
	}
	for _, w := range words { // a part of one
		if len(word) >= 3 && strings.HasPrefix(w, strings.ToLower(word)) {
			return w
		}
	}
	return ""
}

// distance counts the characters inserted, removed or replaced between a and b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
