package strict

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/etch-http/etch/merge/document"
)

// value fills v.
func (d *Decoder) value(n *yaml.Node, v reflect.Value, place string) {
	d.lines[place] = n.Line
	if kept, ok := v.Addr().Interface().(*yaml.Node); ok { // for a Fill later on
		*kept = *n
		return
	}
	switch {
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		d.add(n.Line, place, "anchors and aliases are not taken: write it out")
		return
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		d.add(n.Line, place, "it is empty")
		return
	}
	if own(v) {
		d.scalar(n, v, place)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), place)
	case reflect.Slice:
		d.list(n, v, place)
	case reflect.Map:
		d.entries(n, v, place)
	case reflect.Struct:
		d.object(n, v, place)
	default:
		d.scalar(n, v, place)
	}
}

// own reports whether a value reads itself.
func own(v reflect.Value) bool {
	switch v.Addr().Interface().(type) {
	case Scalar, encoding.TextUnmarshaler:
		return true
	}
	return false
}

// object fills a struct; its keys are the yaml tags of the fields.
func (d *Decoder) object(n *yaml.Node, v reflect.Value, place string) {
	if n.Kind != yaml.MappingNode {
		d.add(n.Line, place, "it takes keys and values")
		return
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
		at := below(place, key.Value)
		switch {
		case key.Kind != yaml.ScalarNode:
			d.add(key.Line, place, "a key is a word")
		case !ok:
			d.add(key.Line, place, "unknown key %q", key.Value)
			d.errs[len(d.errs)-1].Meant = Nearest(key.Value, names)
		case seen[key.Value]:
			d.add(key.Line, at, "it stands twice")
		default:
			seen[key.Value] = true
			d.value(n.Content[i+1], field, at)
			d.lines[at] = key.Line
		}
	}
}

// below is the place of a key.
func below(place, key string) string { return strings.TrimPrefix(place+"."+key, ".") }

// list fills a slice.
func (d *Decoder) list(n *yaml.Node, v reflect.Value, place string) {
	if n.Kind != yaml.SequenceNode {
		d.add(n.Line, place, "it takes a list")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		d.value(item, v.Index(i), fmt.Sprintf("%s[%d]", place, i))
	}
}

// entries fills a map whose keys are texts.
func (d *Decoder) entries(n *yaml.Node, v reflect.Value, place string) {
	if n.Kind != yaml.MappingNode {
		d.add(n.Line, place, "it takes keys and values")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for i := 0; i+1 < len(n.Content); i += 2 {
		node := n.Content[i]
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if node.Kind != yaml.ScalarNode {
			d.add(node.Line, place, "a key is a word")
			continue
		}
		at, before := below(place, node.Value), len(d.errs)
		if d.scalar(node, key, at); len(d.errs) > before {
			continue
		}
		if v.MapIndex(key).IsValid() {
			d.add(node.Line, at, "it stands twice")
			continue
		}
		d.value(n.Content[i+1], value, at)
		d.lines[at] = node.Line
		v.SetMapIndex(key, value)
	}
}

// scalar fills a text, a number, a truth, a pointer or what reads itself.
func (d *Decoder) scalar(n *yaml.Node, v reflect.Value, place string) {
	fail := func(err error) {
		if err != nil {
			d.add(n.Line, place, "%v", err)
		}
	}
	if n.Kind != yaml.ScalarNode {
		d.add(n.Line, place, "it takes one word or text")
		return
	}
	switch into := v.Addr().Interface().(type) {
	case Scalar:
		fail(into.UnmarshalScalar(n.ShortTag(), n.Value))
		return
	case *bool:
		if n.Value != "true" && n.Value != "false" || n.ShortTag() != "!!bool" {
			d.add(n.Line, place, "it takes true or false")
		}
		*into = n.Value == "true"
		return
	case *int:
		i, err := strconv.Atoi(n.Value)
		if err != nil || n.ShortTag() != "!!int" {
			d.add(n.Line, place, "it takes a whole number")
		}
		*into = i
		return
	}
	if n.ShortTag() != "!!str" {
		d.add(n.Line, place, "it takes text: put it in quotes") // and is not repeated: it may be a secret
		return
	}
	switch into := v.Addr().Interface().(type) {
	case *document.Pointer:
		p, err := document.ParsePointer(n.Value)
		fail(err)
		*into = p
	case encoding.TextUnmarshaler:
		fail(into.UnmarshalText([]byte(n.Value)))
	default:
		v.SetString(n.Value)
	}
}
