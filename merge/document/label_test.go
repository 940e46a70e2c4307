package document

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestNodesAreSmall(t *testing.T) {
	if size := reflect.TypeFor[node]().Size(); size != 24 {
		t.Errorf("a node takes %d bytes", size)
	}
}

// TestLongLabels: names, and the white space behind them, are found also where they
// are longer than a label can say.
func TestLongLabels(t *testing.T) {
	for _, size := range []int{0, maxSize - 3, maxSize - 2, maxSize - 1, 3 * maxSize} {
		for _, gap := range []int{0, 1, maxGap - 2, maxGap - 1, maxGap, 5000} {
			for _, inner := range []string{"", `\"`, `\\`, "é"} {
				name := strings.Repeat("n", size) + inner
				space := strings.Repeat("\n", gap/2)
				source := "{\"a\":[0,{\"" + name + "\"" + space + ":" + strings.Repeat(" ", gap-gap/2) + "[]}]}"
				n, ok := parse(t, source).At("/a/1/" + Pointer(strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(name)))
				start, end := n.ItemSpan()
				if !ok || string(n.NameSource()) != `"`+name+`"` || source[start:end] != source[9:len(source)-3] {
					t.Fatalf("a name of %d bytes and %q, and %d behind it: %v", size, inner, gap, ok)
				}
			}
		}
	}
}

func TestUnknownIndex(t *testing.T) {
	d := parse(t, "["+strings.Repeat("[1],", 100)+"2]")
	for i := range d.nodes {
		d.nodes[i].label |= unknownIndex << indexShift // as of an element behind 67 million others
	}
	for _, i := range []int{0, 1, 50, 100} {
		if n, ok := d.Root().Element(i); !ok || n.Index() != i || n.Pointer() != Pointer(fmt.Sprintf("/%d", i)) {
			t.Errorf("element %d is number %d", i, n.Index())
		}
	}
	if elementLabel(unknownIndex+1) != elementLabel(unknownIndex) || elementLabel(unknownIndex-1) == elementLabel(unknownIndex) {
		t.Error("the largest index that is known is another")
	}
}

func TestRepeated(t *testing.T) {
	wideObject := `{"x":1`
	for i := range 40 {
		wideObject += fmt.Sprintf(`,"n%d":0`, i)
	}
	for source, want := range map[string]string{
		`{"a":1,"b":{"a":1}}`:                       "",
		"{\"a\":1,\n\"\\u0061\":2,\"a\":3}":         "2:1 /a=2",
		`{"ab":1,"cb":1,"ac":1,"b":1,"a":1}`:        "",
		`{"a":{"b":1,"b":1},"a":{"b":2,"b":3}}`:     "1:13 /a/b=1 1:20 /a={\"b\":2,\"b\":3} 1:31 /a/b=3",
		"[" + wideObject + "}," + wideObject + "}]": "",
		wideObject + ",\n \"\\u0078\":2,\"x\":3}":   "2:2 /x=2",
	} {
		d := parse(t, source)
		var got []string
		for _, n := range d.Repeated() {
			start, _ := n.ItemSpan()
			line, column := d.Position(start)
			got = append(got, fmt.Sprintf("%d:%d %s=%s", line, column, n.Pointer(), n.Source()))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, not %s", source, got, want)
		}
	}
}
