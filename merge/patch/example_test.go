package patch_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// parse reads JSON that is known to be right.
func parse(source string) *document.Document {
	d, err := document.Parse([]byte(source), document.JSON)
	if err != nil {
		log.Fatal(err)
	}
	return d
}

// A patch names what changes, and nothing else.
func ExampleMake() {
	base := parse(`{"name": "nginx", "replicas": 1, "price": 12.50}`)
	wanted := parse(`{"name": "nginx", "replicas": 3, "price": 12.50}`)
	for _, mediaType := range []string{patch.Merge, patch.JSON} {
		p, err := patch.Make(mediaType, base, wanted)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s\n", p.Body)
	}
	// Output:
	// {"replicas":3}
	// [{"op":"replace","path":"/replicas","value":3}]
}

// Elements that are told apart by a member are moved, not sent again.
func ExampleMaker_Make() {
	base := parse(`[{"sku":"a","count":1},{"sku":"b","count":2},{"sku":"c","count":3}]`)
	wanted := parse(`[{"sku":"c","count":3},{"sku":"a","count":1},{"sku":"b","count":5}]`)
	m := patch.Maker{Diff: diff.Options{Keys: map[document.Pointer]string{"": "sku"}}}
	p, err := m.Make(patch.JSON, base, wanted)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", p.Body)
	// Output: [{"op":"move","from":"/2","path":"/0"},{"op":"replace","path":"/2/count","value":5}]
}

// With tests, a document that has changed since is noticed.
func ExampleMaker_Make_test() {
	base := parse(`{"stock": 4}`)
	p, err := patch.Maker{Test: true}.Make(patch.JSON, base, parse(`{"stock": 3}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", p.Body)
	_, err = patch.Apply(p, parse(`{"stock": 1}`))
	fmt.Println(err)
	// Output:
	// [{"op":"test","path":"/stock","value":4},{"op":"replace","path":"/stock","value":3}]
	// operation 0: the value at "/stock" is another
}

// A patch is applied by splicing: all other bytes stay.
func ExampleApply() {
	d := parse("{\n    \"size\": 1.0e3,\n    \"name\": \"x\"\n}\n")
	d, err := patch.Apply(patch.Patch{MediaType: patch.Merge, Body: []byte(`{"name":"y","tags":["new"]}`)}, d)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", d.Source())
	// Output:
	// {
	//     "size": 1.0e3,
	//     "name": "y",
	//     "tags": ["new"]
	// }
}

// A merge patch cannot set null: there, null removes.
func ExampleInexpressibleError() {
	_, err := patch.Make(patch.Merge, parse(`{"owner":"ann"}`), parse(`{"owner":null}`))
	var cannot *patch.InexpressibleError
	fmt.Println(errors.As(err, &cannot), cannot.Pointer, cannot.Reason)
	// Output: true /owner null would remove the member
}
