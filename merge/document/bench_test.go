package document

import (
	"strings"
	"testing"
)

// pretty10 is about 10 MB of indented JSON.
func large() []byte {
	item := "  {\n    \"id\": 123456,\n    \"name\": \"some text that is longer, é\",\n    \"list\": [\n      1,\n      2.5e3,\n      true,\n      null\n    ]\n  },\n"
	return []byte("[\n" + strings.Repeat(item, 10_000_000/len(item)) + "  0\n]\n")
}

func BenchmarkParse(b *testing.B) {
	source := large()
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(source, JSON); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSame(b *testing.B) {
	x, y := parse(b, string(large())), parse(b, string(large()))
	b.SetBytes(int64(len(x.Source())))
	for b.Loop() {
		if !Same(x.Root(), y.Root()) {
			b.Fatal("not the same")
		}
	}
}

func BenchmarkSet(b *testing.B) {
	d := parse(b, string(large()))
	b.SetBytes(int64(len(d.Source())))
	for b.Loop() {
		if _, err := d.Set("/5000/id", []byte("7")); err != nil {
			b.Fatal(err)
		}
	}
}
