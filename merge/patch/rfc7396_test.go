package patch

import (
	"reflect"

	"github.com/etch-http/etch/merge/document"
)

// plain returns a value as Go values, numbers as their text.
func plain(n document.Node) any {
	switch n.Kind() {
	case document.Object:
		members := map[string]any{}
		for c := range n.Children() {
			members[c.Name()] = plain(c)
		}
		return members
	case document.Array:
		elements := []any{}
		for c := range n.Children() {
			elements = append(elements, plain(c))
		}
		return elements
	case document.Null:
		return nil
	case document.String:
		return "string " + n.Text()
	default:
		return n.Text()
	}
}

// mergeRFC is the pseudocode of RFC 7396 section 2.
func mergeRFC(target, patch any) any {
	members, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	merged, ok := target.(map[string]any)
	if !ok {
		merged = map[string]any{}
	}
	for name, value := range members {
		if value == nil {
			delete(merged, name)
		} else {
			merged[name] = mergeRFC(merged[name], value)
		}
	}
	return merged
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }
