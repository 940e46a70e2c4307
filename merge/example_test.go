package merge_test

import (
	"fmt"
	"log"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// revisions reads three revisions that are known to be right.
func revisions(base, ours, theirs string) merge.Revisions {
	parse := func(source string) *document.Document {
		d, err := document.Parse([]byte(source), document.JSON)
		if err != nil {
			log.Fatal(err)
		}
		return d
	}
	return merge.Revisions{Base: parse(base), Ours: parse(ours), Theirs: parse(theirs)}
}

// Both sides' changes are in the result; what nobody changed keeps its bytes.
func ExampleMerge() {
	r, err := merge.Merge(revisions(
		`{"price": 12.50, "stock": 4, "tags": ["a"]}`,
		`{"price": 12.50, "stock": 3, "tags": ["a", "b"]}`,
		`{"price": 12.50,  "stock": 4, "tags": ["a"], "sold": 1e2}`,
	), merge.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v\n%s\n", r.Clean(), r.Document.Source())
	// Output:
	// true
	// {"price": 12.50,  "stock": 3, "tags": ["a", "b"], "sold": 1e2}
}

// A conflict is a value: where, what kind, and what each side has. Resolving it
// settles that one place.
func ExampleResult_Resolve() {
	r, err := merge.Merge(revisions(
		`{"name": "x", "stock": 4}`,
		`{"name": "y", "stock": 3}`,
		`{"name": "x", "stock": 1}`,
	), merge.Options{})
	if err != nil {
		log.Fatal(err)
	}
	var answers []merge.Resolution
	for i, c := range r.Conflicts {
		fmt.Printf("%s (%s): %s, ours %s, theirs %s\n", c.Pointer, c.Kind, c.Base, c.Ours, c.Theirs)
		answers = append(answers, merge.Resolution{Index: i, Take: merge.Theirs})
	}
	if r, err = r.Resolve(answers...); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", r.Document.Source())
	// Output:
	// /stock (both-modified): 4, ours 3, theirs 1
	// {"name": "y", "stock": 1}
}

// A conflict can be written into the text for an editor, and read back from there.
func ExampleResult_Marked() {
	r, err := merge.Merge(revisions(
		"{\n  \"stock\": 4\n}\n",
		"{\n  \"stock\": 3\n}\n",
		"{\n  \"stock\": 1\n}\n",
	), merge.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", r.Marked(merge.Markers{Style: merge.StyleMerge}))
	// Output:
	// {
	// <<<<<<< ours
	//   "stock": 3
	// =======
	//   "stock": 1
	// >>>>>>> theirs
	// }
}
