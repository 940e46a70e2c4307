package diff_test

import (
	"fmt"
	"log"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// parse reads JSON that is known to be right.
func parse(source string) *document.Document {
	d, err := document.Parse([]byte(source), document.JSON)
	if err != nil {
		log.Fatal(err)
	}
	return d
}

// Two documents are compared by place. White space and the order of members are no
// change; the text of a number is.
func ExampleBetween() {
	a := parse(`{"name": "nginx", "ports": [{"id": 1, "port": 80}, {"id": 2, "port": 443}], "weight": 1.50}`)
	b := parse(`{"weight": 1.5, "name": "nginx", "ports": [{"id": 2, "port": 8443}]}`)
	for _, c := range diff.Between(a, b, diff.Options{}) {
		fmt.Printf("%s: %q becomes %q\n", c.Pointer, c.Old, c.New)
	}
	// Output:
	// /ports/0: "{\"id\": 1, \"port\": 80}" becomes ""
	// /ports/0/port: "443" becomes "8443"
	// /weight: "1.50" becomes "1.5"
}

// Changes are made on the bytes, and back.
func ExampleInvert() {
	a, b := parse(`{"a": 1.0, "b": [1, 2]}`), parse(`{"a":2,"b":[2]}`)
	changes := diff.Between(a, b, diff.Options{})
	made, err := diff.Apply(a, changes)
	if err != nil {
		log.Fatal(err)
	}
	back, err := diff.Apply(made, diff.Invert(changes))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n%s\n", made.Source(), back.Source())
	// Output:
	// {"a": 2, "b": [2]}
	// {"a": 1.0, "b": [1, 2]}
}
