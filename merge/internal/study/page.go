package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed remarks.txt
var remarksText string

// readRemarks returns the remarks by the id of their case.
func readRemarks(text string) (map[string]string, error) {
	all := map[string]string{}
	for line := range strings.Lines(text) {
		id, remark, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if _, twice := all[id]; !ok || twice {
			return nil, fmt.Errorf("remarks.txt: no remark, or a second one, for %q", id)
		}
		all[id] = remark
	}
	return all, nil
}

// A section is the cases of one format.
type section struct {
	format
	cases []mergeCase
}

type page struct {
	sections []section
	remarks  map[string]string
}

const intro = `# How real merges come out

This page is written by

	go run ./merge/internal/study CORPUS_DIR > docs/merge-study.md

from a collection of merge commits of public repositories: the three revisions, what
the human committed, and git's verdict, as it is recorded with each. The collection is
not part of this project. Nothing in the engine knows of a case in it.

- **git merges cleanly**: there the engine must not conflict, and where the human kept
  what git made, its bytes must be the same.
- **git conflicts**: a merge is *solved* if it has no conflict and holds what both sides
  did (in JSON: its values; white space is not looked at). Where a place was changed by both sides, and differently, there is nothing to
  solve without taking sides: such a merge should conflict here too. Where there is no
  such place, it should be solved.

Both questions, whether a place was changed differently by both and whether a result
holds what both sides did, are answered by other code than the engine's. Two controls
stand beside it: to take our file, or theirs, without looking at the other. A further row
settles conflicts of two version strings for the higher one, as etch suggests where it
asks: that takes a side, so a place that both changed may be solved in it.
`

// String writes the page.
func (p page) String() string {
	var b strings.Builder
	b.WriteString(intro)
	for _, s := range p.sections {
		if len(s.cases) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n", s.title)
		s.table(&b)
		s.touching(&b)
		p.list(&b, "Not read", "The engine cannot read these as their format.", s.cases, func(c *mergeCase) bool { return c.unread != "" })
		p.list(&b, "git merges cleanly, and the result differs", "From what the human committed.", s.cases, func(c *mergeCase) bool {
			return c.unread == "" && c.meta.GitConflicts == 0 && (!c.solved() || !c.likeHuman())
		})
		p.list(&b, "Solved, and not what the human committed", "", s.cases, func(c *mergeCase) bool {
			return c.meta.GitConflicts > 0 && c.solved() && !c.likeHuman()
		})
		p.list(&b, "In conflict, in git and here", "What collides:", s.cases, func(c *mergeCase) bool {
			return c.meta.GitConflicts > 0 && c.unread == "" && !c.solved()
		})
	}
	return b.String()
}

// A way is a column of results to compare: the engine's, or a control.
type way struct {
	name     string
	outcome  func(c *mergeCase) (result []byte, clean bool)
	verified bool // its clean results have been looked at for lost changes
}

var ways = []way{
	{"etch", func(c *mergeCase) ([]byte, bool) { return c.merged, c.solved() }, true},
	{"etch, the higher of two versions", func(c *mergeCase) ([]byte, bool) { return c.versions, c.settled && c.lost == "" }, true},
	{"git", func(c *mergeCase) ([]byte, bool) {
		if c.meta.GitEqualsHuman {
			return c.human, true
		}
		return nil, c.meta.GitConflicts == 0
	}, true},
	{"always ours", func(c *mergeCase) ([]byte, bool) { return c.ours, true }, false},
	{"always theirs", func(c *mergeCase) ([]byte, bool) { return c.theirs, true }, false},
}

// table writes the counts.
func (s section) table(b *strings.Builder) {
	var clean, hard, apart []*mergeCase
	for i := range s.cases {
		switch c := &s.cases[i]; {
		case c.unread != "":
		case c.meta.GitConflicts == 0:
			clean = append(clean, c)
		default:
			hard = append(hard, c)
			if c.collision == "" {
				apart = append(apart, c)
			}
		}
	}
	fmt.Fprintf(b, "%d merges: git merges %d cleanly and conflicts in %d; in %d of these no place was changed differently by both.\n\n",
		len(s.cases), len(clean), len(hard), len(apart))
	b.WriteString("| | git clean: the human's bytes | other bytes | conflict | git conflicts: solved | of them the human's bytes | no such place: solved |\n")
	b.WriteString("|---|---|---|---|---|---|---|\n")
	for _, w := range ways {
		same, other, conflict, _ := w.count(clean)
		solvedSame, solvedOther, _, _ := w.count(hard)
		_, _, _, apartSolved := w.count(apart)
		fmt.Fprintf(b, "| %s | %d of %d | %d | %d | %d of %d | %d | %d of %d |\n", w.name,
			same, len(clean), other, conflict, solvedSame+solvedOther, len(hard), solvedSame, apartSolved, len(apart))
	}
}

// count counts the results that are the human's, others, and conflicts. In cases that
// git conflicts in, a result that lacks a change is no solution: it counts as a conflict.
func (w way) count(cases []*mergeCase) (same, other, conflict, solved int) {
	for _, c := range cases {
		result, clean := w.outcome(c)
		if clean && c.meta.GitConflicts > 0 && !w.verified {
			clean = missing(c.format, c.base, c.ours, c.theirs, result) == ""
		}
		switch {
		case !clean:
			conflict++
		case string(result) == string(c.human):
			same++
		default:
			other++
		}
	}
	return same, other, conflict, same + other
}

// touching says in how many cases the lines that collide only touch.
func (s section) touching(b *strings.Builder) {
	n := 0
	for _, c := range s.cases {
		if c.meta.GitConflicts > 0 && c.collision != "" && c.onlyTouch {
			n++
		}
	}
	if n > 0 {
		fmt.Fprintf(b, "\nIn %d of the conflicts no line was changed by both: the edits touch, with no unchanged line between them, and by line nobody can tell whether they belong together.\n", n)
	}
}

// list writes the cases that are meant, with their remarks.
func (p page) list(b *strings.Builder, title, lead string, cases []mergeCase, meant func(c *mergeCase) bool) {
	i := slices.IndexFunc(cases, func(c mergeCase) bool { return meant(&c) })
	if i < 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n", title)
	if lead != "" {
		fmt.Fprintf(b, "%s\n\n", lead)
	}
	for ; i < len(cases); i++ {
		if c := &cases[i]; meant(c) {
			fmt.Fprintf(b, "- %s, %s `%s`: %s\n", c.name, c.meta.Repository, c.meta.Path, p.remark(c))
		}
	}
}

// remark returns what there is to say about a case: by somebody, else what is
// known without having looked.
func (p page) remark(c *mergeCase) string {
	switch r := p.remarks[c.id()]; {
	case r != "":
		return r
	case c.unread != "":
		return c.unread
	case c.collision != "" && c.lost == "":
		return "not looked at yet; both changed " + c.collision
	case c.lost != "":
		return "not looked at yet; lost: " + c.lost
	}
	return "not looked at yet"
}
