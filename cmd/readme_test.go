package cmd

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// readme returns the README's lines between two marks, and a way to replace them.
func readme(t *testing.T, mark string) (text string, replace func(string)) {
	t.Helper()
	const file = "../README.md"
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+mark+" -->\n", "<!-- end -->\n"
	before, rest, ok := strings.Cut(string(whole), begin)
	text, after, found := strings.Cut(rest, end)
	if !ok || !found {
		t.Fatalf("%s has no part %q", file, mark)
	}
	return text, func(s string) {
		if err := os.WriteFile(file, []byte(before+begin+s+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// hold compares a part of the README with what is true; with ETCH_UPDATE_README set
// it writes the truth there.
func hold(t *testing.T, mark, truth string) {
	t.Helper()
	text, replace := readme(t, mark)
	if text == truth {
		return
	}
	if os.Getenv("ETCH_UPDATE_README") != "" {
		replace(truth)
		return
	}
	t.Errorf("the README's part %q is\n%s\nand should be\n%s", mark, text, truth)
}

// The README's table of statuses is the one that the code uses.
func TestReadmeStatuses(t *testing.T) {
	var b strings.Builder
	b.WriteString("| status | name | meaning |\n|---|---|---|\n")
	for _, s := range statuses {
		fmt.Fprintf(&b, "| %d | %s | %s |\n", s.status, s.name, s.meaning)
	}
	hold(t, "statuses", b.String())
}

// The README's list of commands is that of the help, in its order.
func TestReadmeCommands(t *testing.T) {
	var b strings.Builder
	b.WriteString("| command | does |\n|---|---|\n")
	a := &app{out: &latch{}, env: func(string) string { return "" }}
	for _, made := range commands() {
		c := made.make(a)
		fmt.Fprintf(&b, "| `etch %s` | %s |\n", strings.ReplaceAll(c.Use, "|", `\|`), c.Short)
	}
	hold(t, "commands", b.String())
}

// Every flag that the README speaks of is one of some command, but for git's.
func TestReadmeFlags(t *testing.T) {
	whole, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	a := &app{out: &latch{}, env: func(string) string { return "" }}
	known := map[string]bool{"help": true}
	for _, made := range commands() {
		c := made.make(a)
		for _, name := range strings.Fields(strings.ReplaceAll(c.Flags().FlagUsages(), ",", " ")) {
			if n, ok := strings.CutPrefix(name, "--"); ok {
				known[n] = true
			}
		}
	}
	ours := regexp.MustCompile(`git [a-z]+ --[a-z]+`).ReplaceAllString(string(whole), "")
	for _, m := range regexp.MustCompile(`--([a-z][a-z-]+)`).FindAllStringSubmatch(ours, -1) {
		if !known[m[1]] {
			t.Errorf("the README speaks of --%s", m[1])
		}
	}
}
