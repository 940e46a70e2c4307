package document_test

import (
	"errors"
	"fmt"

	"github.com/etch-http/etch/merge/document"
)

// A place is found by its pointer; its bytes are those of the source.
func ExampleParse() {
	d, err := document.Parse([]byte(`{"name": "etch", "limits": {"cpu": 1.50}}`), document.JSON)
	if err != nil {
		fmt.Println(err)
		return
	}
	n, ok := d.At("/limits/cpu")
	fmt.Println(ok, string(n.Source()))
	for member := range d.Root().Children() {
		fmt.Println(member.Pointer(), len(member.Source()))
	}
	// Output:
	// true 1.50
	// /name 6
	// /limits 13
}

// What is not set keeps its bytes, and what is new takes the style around it.
func ExampleDocument_Set() {
	d, err := document.Parse([]byte("{\n    \"ratio\":  1.50,\n    \"tags\": [\"a\",   \"b\"]\n}\n"), document.JSON)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, change := range []struct{ at, value string }{{"/tags/-", `"c"`}, {"/owner", `{"id":7}`}} {
		if d, err = d.Set(document.Pointer(change.at), []byte(change.value)); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Printf("%s", d.Source())
	// Output:
	// {
	//     "ratio":  1.50,
	//     "tags": ["a",   "b",   "c"],
	//     "owner": {"id":7}
	// }
}

// An error says where it is, in lines and in terms of the document.
func ExampleSyntaxError() {
	_, err := document.Parse([]byte("{\n  \"ports\": [80, 0443]\n}"), document.JSON)
	var syntax *document.SyntaxError
	if errors.As(err, &syntax) {
		fmt.Printf("%d:%d %s %s\n", syntax.Line, syntax.Column, syntax.Pointer, syntax.Reason)
	}
	// Output:
	// 2:17 /ports/1 a number must not begin with zeros
}

// A name that stands twice is no error, but it can be found and pointed at.
func ExampleDocument_Repeated() {
	d, err := document.Parse([]byte("{\n  \"a\": 1,\n  \"b\": 2,\n  \"a\": 3\n}"), document.JSON)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range d.Repeated() {
		start, _ := n.ItemSpan()
		line, column := d.Position(start)
		fmt.Printf("%d:%d %s\n", line, column, n.Pointer())
	}
	// Output:
	// 4:3 /a
}

// The revisions of one document are read together; what they share is read once.
func ExampleParseAll() {
	docs, err := document.ParseAll(document.JSON, []byte(`[1, 2]`), []byte(`[1, 2, 3]`), []byte(`[1, 2`))
	var broken document.SourceErrors
	if errors.As(err, &broken) {
		fmt.Println(len(docs), broken[0], broken[1], broken[2])
	}
	// Output:
	// 3 <nil> <nil> line 1, column 6: the document ends, but the [ of line 1 is still open
}
