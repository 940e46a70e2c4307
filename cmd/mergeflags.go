package cmd

import (
	"fmt"
	"maps"
	"strings"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// mergeFlags say how documents are aligned and merged: the flags of every command
// that merges.
type mergeFlags struct {
	keys     arrayKeys
	versions bool // --resolve versions
}

// add adds the flags to c.
func (f *mergeFlags) add(c *cobra.Command) {
	f.addKeys(c)
	c.Flags().Var((*resolving)(f), "resolve", "settle first what has a plain answer: versions (the higher of two wins)")
	must(c.RegisterFlagCompletionFunc("resolve", cobra.FixedCompletions([]string{"versions"}, cobra.ShellCompDirectiveNoFileComp)))
}

// addKeys adds only the flag that says which array elements belong together: for a
// command that compares and settles nothing.
func (f *mergeFlags) addKeys(c *cobra.Command) {
	f.keys = arrayKeys{}
	c.Flags().Var(f.keys, "array-key", "what tells the elements of an array apart: `PATH=MEMBER`, such as /items=sku; * in PATH is any name or index")
	must(c.RegisterFlagCompletionFunc("array-key", cobra.NoFileCompletions))
}

// options is what the flags mean for a merge, and its Diff for a comparison.
func (f *mergeFlags) options() merge.Options {
	if len(f.keys) == 0 {
		return merge.Options{}
	}
	return merge.Options{Diff: diff.Options{Keys: maps.Clone(f.keys)}}
}

// keep adds the keys that a draft was begun with, where the flags name no other member
// for the same path.
func (f *mergeFlags) keep(keys map[document.Pointer]string) {
	if f.keys == nil { // a command without --array-key
		f.keys = arrayKeys{}
	}
	for p, member := range keys {
		if _, given := f.keys[p]; !given {
			f.keys[p] = member
		}
	}
}

// settle settles what --resolve says, and returns what there is to say of it, a line
// for each place. The Result is r where nothing is to be settled.
func (f *mergeFlags) settle(r merge.Result) (merge.Result, []string, error) {
	rs := r.Suggestions()
	if !f.versions || len(rs) == 0 {
		return r, nil, nil
	}
	settled, err := r.Resolve(rs...)
	return settled, settledLines(r, rs), err
}

// maxSettled is how many settled places are named.
const maxSettled = 40

// settledLines says where rs settled conflicts of r, how and why.
func settledLines(r merge.Result, rs []merge.Resolution) (lines []string) {
	for i, s := range rs {
		if i == maxSettled {
			return append(lines, "... and "+plural(len(rs)-i, "more place"))
		}
		lines = append(lines, show.Place(r.Conflicts[s.Index].Change)+" is "+show.Suggestion(r, s))
	}
	return lines
}

// resolving is the value of --resolve.
type resolving mergeFlags

// String implements pflag.Value.
func (f *resolving) String() string {
	if f.versions {
		return "versions"
	}
	return ""
}

// Type implements pflag.Value.
func (*resolving) Type() string { return "word" }

// Set implements pflag.Value.
func (f *resolving) Set(s string) error {
	if !strings.EqualFold(s, "versions") {
		return &usageError{say: fmt.Sprintf("--resolve %s: it takes versions", shorten(s)), hint: "--resolve versions takes the higher of two version strings"}
	}
	f.versions = true
	return nil
}
