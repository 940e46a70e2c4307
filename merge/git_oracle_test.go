package merge

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Of texts whose lines are unique there is one alignment, so git, diff3 and this
// package give the same bytes: merged and marked, in every style, with CRLF, and
// where the last line has no end.
func TestTextAsGitMergesIt(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here to compare with")
	}
	t.Parallel()
	dir := t.TempDir()
	clean, open := 0, 0
	for seed := range uint64(60) {
		b, o, th := editedTexts(seed)
		r := textOf(t, b, o, th)
		for name, text := range map[string]string{"base": b, "ours": o, "theirs": th} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if r.Clean() {
			clean++
		} else {
			open++
		}
		for style, flag := range map[MarkerStyle][]string{StyleDiff3: {"--diff3"}, StyleZdiff3: {"--zdiff3"}, StyleMerge: nil} {
			args := append([]string{"merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs"}, flag...)
			want := printed(t, dir, "git", append(args, "ours", "base", "theirs")...)
			if got := r.Marked(Markers{Style: style}); !bytes.Equal(got, want) {
				t.Fatalf("seed %d, style %s: got\n%q\ngit has\n%q\nbase   %q\nours   %q\ntheirs %q", seed, style, got, want, b, o, th)
			}
		}
	}
	t.Logf("%d clean, %d in conflict", clean, open)
	if clean == 0 || open == 0 {
		t.Error("the texts are all of one sort")
	}
}

// printed returns what a command prints; a conflict is no failure.
func printed(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	out, err := c.Output()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	return out
}

// editedTexts returns a text and two edits of it. Both sides may add the same line.
func editedTexts(seed uint64) (base, ours, theirs string) {
	r := rand.New(rand.NewPCG(seed, 1))
	eol := []string{"\n", "\r\n"}[r.IntN(2)]
	lines := make([]string, 12+r.IntN(12))
	for i := range lines {
		lines[i] = fmt.Sprintf("line %d", i)
	}
	text := func(lines []string) string {
		s := strings.Join(lines, eol)
		if r.IntN(3) > 0 {
			s += eol
		}
		return s
	}
	rare := []int{14, 40, 80}[r.IntN(3)]
	edit := func(who string) string {
		var out []string
		for i, l := range lines {
			switch r.IntN(rare) {
			case 0: // removed
			case 1:
				out = append(out, fmt.Sprintf("%s %d", who, i))
			case 2:
				out = append(out, fmt.Sprintf("both %d", i))
			case 3:
				out = append(out, l, fmt.Sprintf("%s after %d", who, i))
			case 4:
				out = append(out, l, fmt.Sprintf("both after %d", i), fmt.Sprintf("%s after %d", who, i))
			default:
				out = append(out, l)
			}
		}
		return text(out)
	}
	return text(lines), edit("ours"), edit("theirs")
}
