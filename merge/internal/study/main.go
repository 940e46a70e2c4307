// Command study merges real merge commits and says, as a page of Markdown, how that
// compares with git and with the human who made the commit:
//
//	go run ./merge/internal/study CORPUS_DIR > docs/merge-study.md
//
// CORPUS_DIR has a folder for each format (json, text, yaml), and in it one for each
// merge, with the files base, ours, theirs, human (what was committed) and meta.json
// (where it comes from, and git's verdict). YAML is merged as text, for information.
//
// Whether a place was changed differently by both, and whether a result holds what
// both sides did, is judged here anew, by slow and simple means that share no code
// with the engine: encoding/json and a textbook alignment.
//
// The page does not quote the files. What it says of single cases is in remarks.txt,
// written by people who looked at them.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: study CORPUS_DIR")
		os.Exit(2)
	}
	page, err := study(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "study:", err)
		os.Exit(1)
	}
	fmt.Print(page)
}

// study merges all cases in dir and returns the page.
func study(dir string) (string, error) {
	known, err := readRemarks(remarksText)
	if err != nil {
		return "", err
	}
	p, all := page{remarks: known}, 0
	for _, f := range formats {
		cases, err := load(dir, f)
		if err != nil {
			return "", err
		}
		for i := range cases {
			if err := cases[i].judge(); err != nil {
				return "", err
			}
		}
		p.sections = append(p.sections, section{f, cases})
		all += len(cases)
	}
	if all == 0 {
		return "", fmt.Errorf("there are no merges in %s", dir)
	}
	return p.String(), nil
}
