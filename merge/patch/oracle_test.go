package patch

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// applyPlainly does what RFC 6902 section 4 says, on plain Go values, without tests.
func applyPlainly(v any, path []string, op string, value any) any {
	switch c := v.(type) {
	case map[string]any:
		switch {
		case len(path) > 1:
			c[path[0]] = applyPlainly(c[path[0]], path[1:], op, value)
		case op == "remove":
			delete(c, path[0])
		default:
			c[path[0]] = value
		}
		return c
	case []any:
		i, err := strconv.Atoi(path[0])
		if path[0] == "-" {
			i, err = len(c), nil
		}
		switch {
		case err != nil:
			panic(err)
		case len(path) > 1:
			c[i] = applyPlainly(c[i], path[1:], op, value)
		case op == "remove":
			return slices.Delete(slices.Clone(c), i, i+1)
		case op == "add":
			return slices.Insert(slices.Clone(c), i, value)
		default:
			c[i] = value
		}
		return c
	}
	panic("no place " + strings.Join(path, "/"))
}

func takeOut(v any, path []string) any {
	for _, token := range path {
		switch c := v.(type) {
		case map[string]any:
			v = c[token]
		case []any:
			i, _ := strconv.Atoi(token)
			v = c[i]
		}
	}
	return v
}

// Between any two small documents, the operations lead from one to the other for a
// reader that knows nothing of this package.
func TestEveryPairOfDocuments(t *testing.T) {
	var sources []string
	values := []string{"", "1", "null", "{}", `{"y":1}`, "[]", "[1]", "[1,2]", "[2,1]", "[2,2]", `[{"id":1}]`, `[{"id":2,"v":1},{"id":1}]`, `[[1],[1,2]]`}
	for _, a := range values {
		for _, b := range values[:5] {
			var members []string
			if a != "" {
				members = append(members, `"a/~":`+a)
			}
			if b != "" {
				members = append(members, `"":`+b)
			}
			sources = append(sources, "{"+strings.Join(members, ",")+"}")
		}
	}
	for _, from := range sources {
		for _, to := range sources {
			base, _ := document.Parse([]byte(from), document.JSON)
			wanted, _ := document.Parse([]byte(to), document.JSON)
			p, err := Make(JSON, base, wanted)
			if from == to {
				continue
			}
			if err != nil {
				t.Fatal(from, to, err)
			}
			var got, want any
			var ops []struct {
				Op, Path, From string
				Value          any
			}
			if json.Unmarshal([]byte(from), &got) != nil || json.Unmarshal([]byte(to), &want) != nil || json.Unmarshal(p.Body, &ops) != nil {
				t.Fatal(string(p.Body))
			}
			tokens := func(path string) (all []string) {
				for _, token := range strings.Split(path, "/")[1:] {
					all = append(all, strings.NewReplacer("~1", "/", "~0", "~").Replace(token))
				}
				return all
			}
			for _, o := range ops {
				switch o.Op {
				case "test":
					if !reflect.DeepEqual(takeOut(got, tokens(o.Path)), o.Value) {
						t.Errorf("%s to %s: %s: the test fails", from, to, p.Body)
					}
				case "move":
					o.Value = takeOut(got, tokens(o.From))
					got = applyPlainly(got, tokens(o.From), "remove", nil)
					got = applyPlainly(got, tokens(o.Path), "add", o.Value)
				default:
					got = applyPlainly(got, tokens(o.Path), o.Op, o.Value)
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s to %s: %s gives %v", from, to, p.Body, got)
			}
		}
	}
}
