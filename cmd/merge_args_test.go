package cmd

import (
	"strings"
	"testing"
)

// What git hands to its merge driver is put in order: flags, then files, so that no
// name is taken for a flag.
func TestDriverOrder(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"merge --git o a b p", "merge --git -- o a b p"},
		{"merge --git o a b -p 7 base", "merge --git -- o a b -p 7 base"},
		{"merge o a b -p --git", "merge --git -- o a b -p"},
		{"merge o a b --git", "merge o a b --git"},
		{"merge o a b p --git -L x", "merge --git -L x -- o a b p"},
		{"merge --git o a b --git -o text", "merge --git -o text -- o a b --git"},
		{"merge -L x --git o a b -L", "merge -L x --git -- o a b -L"},
		{"merge --marker-size=9 --git o a b --", "merge --marker-size=9 --git -- o a b --"},
		{"merge --git -- o a b -p", "merge --git -- o a b -p"},
		{"merge --git o -- a b -p", "merge --git -- o a b -p"},
		{"merge --git o a b p --nothing", "merge --git o a b p --nothing"},
		{"merge --git --help", "merge --git --help"},
		{"merge --git", "merge --git --"},
	} {
		if got := strings.Join(driverOrder(strings.Fields(c.args)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.args, got, c.want)
		}
	}
}

// A word of a command in a hint can be pasted into a shell.
func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"conf/app.json": "conf/app.json", "": "''", "a b": "'a b'", "$(id)": "'$(id)'", "it's": `'it'\''s'`, "~x": "'~x'",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}
