package cmd

import "testing"

// The head of a unified diff has one name a line, quoted where it would break out.
func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"a b.json": "a b.json", "ä.json": "ä.json", "a\tb": `"a\tb"`, "a\nb": `"a\nb"`, `a"b`: `"a\"b"`,
		"\x1b[31mred": `"\x1b[31mred"`, "a\u202eb": `"a\u202eb"`,
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
