package cmd

import (
	"fmt"
	"strings"

	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/document"
)

// variables are --arg and --argjson.
func (ch *changes) variables() []transform.Variable {
	var vs []transform.Variable
	for name, text := range ch.args {
		vs = append(vs, transform.Variable{Name: name, Value: text})
	}
	for name, text := range ch.docs {
		vs = append(vs, transform.Variable{Name: name, Value: text, JSON: true})
	}
	return vs
}

// A namedValue is --arg or --argjson.
type namedValue struct {
	values map[string]string
	json   bool
}

// String implements pflag.Value.
func (*namedValue) String() string { return "" }

// Type implements pflag.Value.
func (*namedValue) Type() string { return "string" }

// Set implements pflag.Value.
func (n *namedValue) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	name = strings.TrimPrefix(name, "$")
	if !ok || !isJQName(name) {
		return &usageError{say: fmt.Sprintf("%q is not NAME=VALUE", s), hint: "for example --arg user=ann, used as $user"}
	}
	if n.json {
		if _, err := document.Parse([]byte(value), document.JSON); err != nil {
			return &usageError{say: fmt.Sprintf("--argjson %s: not JSON: %v", name, err), hint: "--arg " + name + "=... takes any text"}
		}
	}
	n.values[name] = value
	return nil
}

// isJQName reports whether s may follow $ in a jq program.
func isJQName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
