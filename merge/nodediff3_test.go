package merge

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Where the rules want otherwise than node-diff3, by the number of the case.
var nodeDiff3Differs = map[int]string{
	16: "two conflicts with two equal lines between them are shown as one, as git does; as values they are two",
	5:  "asked to keep false conflicts: what both sides did alike is done once, and never a conflict",
}

// A nodeCase is one case of node-diff3: three texts, and what a function makes of them.
type nodeCase struct {
	Fn                string
	Left, Base, Right json.RawMessage
	Out               json.RawMessage
}

func TestNodeDiff3(t *testing.T) {
	f, err := os.Open(filepath.Join(corpora(t, "node-diff3"), "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, same := 0, 0
	for s := bufio.NewScanner(f); s.Scan(); {
		n++
		var c nodeCase
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatalf("case %d: %v", n, err)
		}
		got, want := c.here(t), c.there(t)
		why, differs := nodeDiff3Differs[n]
		switch equal := slices.Equal(got, want); {
		case equal && differs:
			t.Errorf("case %d is as there now, and need not be explained", n)
		case equal:
			same++
		case differs:
			t.Logf("case %d (%s) differs: %s", n, c.Fn, why)
		default:
			t.Errorf("case %d (%s):\n%q, there\n%q", n, c.Fn, got, want)
		}
	}
	t.Logf("%d of %d as node-diff3 has them, %d explained", same, n, len(nodeDiff3Differs))
	if n == 0 {
		t.Error("no cases read")
	}
}

// lines cuts what is one string at line ends, commas, or white space.
func (c nodeCase) lines(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{`\n`, `,\s+`} {
		if r := regexp.MustCompile(at); r.MatchString(text) {
			return r.Split(text, -1)
		}
	}
	return strings.Fields(text)
}

// here merges the case, with markers that have no labels.
func (c nodeCase) here(t *testing.T) []string {
	t.Helper()
	text := func(raw json.RawMessage) string { return strings.Join(c.lines(t, raw), "\n") + "\n" }
	m := Markers{Ours: "x", Base: "x", Theirs: "x"}
	if c.Fn == "mergeDigIn" {
		m.Style = StyleMerge
	}
	marked := textOf(t, text(c.Base), text(c.Left), text(c.Right)).Marked(m)
	return c.bare(strings.Split(strings.TrimSuffix(string(marked), "\n"), "\n"))
}

// bare removes labels, and what base has if the function does not show it.
func (c nodeCase) bare(lines []string) []string {
	var out []string
	base := false
	for _, l := range lines {
		if len(l) > 7 && strings.Trim(l[:7], string(l[0])) == "" && l[7] == ' ' {
			l = l[:7]
		}
		switch {
		case l == "|||||||":
			base = true
		case l == "=======":
			base = false
		}
		if !base || c.Fn != "merge" {
			out = append(out, l)
		}
	}
	return out
}

// there is what node-diff3 gives, in the same form.
func (c nodeCase) there(t *testing.T) []string {
	t.Helper()
	var whole struct{ Result []string }
	if json.Unmarshal(c.Out, &whole) == nil {
		return c.bare(whole.Result)
	}
	var parts []struct {
		OK            []string
		BufferContent []string
		Stable        bool
		Conflict      struct{ A, O, B []string }
		AContent      []string
		OContent      []string
		BContent      []string
	}
	if err := json.Unmarshal(c.Out, &parts); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range parts {
		a, o, b := append(p.Conflict.A, p.AContent...), append(p.Conflict.O, p.OContent...), append(p.Conflict.B, p.BContent...)
		if p.OK != nil || p.Stable {
			out = append(append(out, p.OK...), p.BufferContent...)
			continue
		}
		out = slices.Concat(out, []string{"<<<<<<<"}, a, []string{"|||||||"}, o, []string{"======="}, b, []string{">>>>>>>"})
	}
	return out
}
