package document

import (
	"strings"
	"testing"
)

// large is about 10 MB of indented JSON.
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

// BenchmarkReparse reads what is another at one place in a hundred, and at each.
func BenchmarkReparse(b *testing.B) {
	base := string(large())
	d := parse(b, base)
	for _, c := range []struct{ name, source string }{
		{"OneInAHundred", changeEvery(base, 100)},
		{"Each", strings.ReplaceAll(base, "123456", "123457")},
		{"NoSpaces", string(d.Root().Compact())},
		{"Nothing", "[" + strings.Repeat("[1,null],", len(base)/9) + "2]"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.source)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Reparse([]byte(c.source), JSON, d); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"Parse", func(b *testing.B) {
			b.SetBytes(int64(len(c.source)))
			for b.Loop() {
				if _, err := Parse([]byte(c.source), JSON); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// changeEvery changes one id in n.
func changeEvery(source string, n int) string {
	parts := strings.Split(source, "123456")
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i == 0:
		case i%n == 0:
			b.WriteString("7654321")
		default:
			b.WriteString("123456")
		}
		b.WriteString(part)
	}
	return b.String()
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
