package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/editor/transform"
	"github.com/etch-http/etch/merge/document"
)

// A changeKind is one form of CHANGE, named as its flag.
type changeKind string

// The forms.
const (
	changeSet       changeKind = "set"
	changeSetString changeKind = "set-string"
	changeUnset     changeKind = "unset"
	changeJQ        changeKind = "jq"
	changeMerge     changeKind = "merge-patch"
	changeJSON      changeKind = "json-patch"
	changeFrom      changeKind = "from"
	changeFilter    changeKind = "filter"
)

// A change is one CHANGE of "update" as it was given.
type change struct {
	kind    changeKind
	text    string           // the program, the patch or the file
	command []string         // filter
	made    transform.Change // where it can be made of the flag alone
}

// changes are the CHANGEs in the order of the command line, across all flags.
type changes struct {
	list    []change
	args    map[string]string // --arg: a string
	docs    map[string]string // --argjson: a JSON document
	base    string            // --base
	replace bool              // --replace
}

// add adds the flags to c.
func (ch *changes) add(c *cobra.Command) {
	ch.args, ch.docs = map[string]string{}, map[string]string{}
	fs := c.Flags()
	fs.Var(&changeFlag{ch, changeSet}, "set", "set `PATH=VALUE`: a JSON Pointer (/a/0/b, /tags/-) or a.b; JSON if it parses, else a string")
	fs.Var(&changeFlag{ch, changeSetString}, "set-string", "set `PATH=TEXT`, always a string")
	fs.Var(&changeFlag{ch, changeUnset}, "unset", "remove `PATH`")
	fs.Var(&changeFlag{ch, changeJQ}, "jq", "run this jq `PROGRAM` on the document")
	fs.Var(&namedValue{ch.args, false}, "arg", "`NAME=TEXT` is $NAME in the jq programs")
	fs.Var(&namedValue{ch.docs, true}, "argjson", "`NAME=JSON` is $NAME in the jq programs")
	fs.Var(&changeFlag{ch, changeMerge}, "merge-patch", "apply this merge patch (RFC 7396): `DOC`, @FILE or @-")
	fs.Var(&changeFlag{ch, changeJSON}, "json-patch", "apply this JSON patch (RFC 6902): `DOC`, @FILE or @-")
	fs.Var(&changeFlag{ch, changeFrom}, "from", "the whole wanted document: `FILE`, or - for standard input")
	fs.StringVar(&ch.base, "base", "", "the `FILE` that --from was made on: changes since then are merged with it")
	fs.BoolVar(&ch.replace, "replace", false, "let --from replace whatever is there")
	for _, name := range []string{"set", "set-string", "unset", "jq", "arg", "argjson"} {
		must(c.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
}

// finish takes the filter behind "--" and checks what goes together.
func (ch *changes) finish(c *cobra.Command, args []string, w *writeFlags) error {
	if n := c.ArgsLenAtDash(); n >= 0 {
		if len(args) == n || args[n] == "" {
			return usagef("no command after --")
		}
		ch.list = append(ch.list, change{kind: changeFilter, command: args[n:]})
	}
	if len(ch.list) == 0 {
		return &usageError{say: c.CommandPath() + " needs a change", hint: "for example --set /name=new; " + c.CommandPath() + " --help lists all forms"}
	}
	froms, stdins, jqs := 0, 0, 0
	for _, x := range ch.list {
		switch {
		case x.kind == changeFrom:
			froms++
		case x.kind == changeJQ:
			jqs++
		}
		if x.readsInput() {
			stdins++
		}
	}
	switch {
	case stdins > 1:
		return usagef("standard input can be read once only")
	case froms > 1:
		return usagef("--from can be given once only")
	case jqs == 0 && len(ch.args)+len(ch.docs) > 0:
		return usagef("--arg and --argjson go with --jq")
	}
	return ch.checkFrom(froms > 0, w)
}

// readsInput reports whether x is read from standard input.
func (x change) readsInput() bool {
	return x.kind == changeFrom && x.text == "-" || (x.kind == changeMerge || x.kind == changeJSON) && x.text == "@-"
}

// readInput reports whether one of them is.
func (ch *changes) readInput() bool { return slices.ContainsFunc(ch.list, change.readsInput) }

// checkFrom looks at the flags that go with --from.
func (ch *changes) checkFrom(given bool, w *writeFlags) error {
	switch {
	case !given && ch.base != "":
		return usagef("--base goes with --from")
	case !given && ch.replace:
		return usagef("--replace goes with --from")
	case ch.base != "" && ch.replace:
		return usagef("--base merges and --replace does not: one of the two")
	case ch.base != "" && w.ifMatch != "":
		return usagef("--base merges, and --if-match writes onto one version only: one of the two")
	}
	return nil
}

// A changeFlag is a flag that appends to the one list of changes, so that --set and
// --jq keep the order in which they stand on the command line.
type changeFlag struct {
	all  *changes
	kind changeKind
}

// String implements pflag.Value: there is no default to show.
func (*changeFlag) String() string { return "" }

// Type implements pflag.Value.
func (*changeFlag) Type() string { return "string" }

// Set implements pflag.Value. What can be wrong with a change is said at once.
func (f *changeFlag) Set(s string) (err error) {
	x := change{kind: f.kind, text: s}
	switch {
	case f.kind == changeSet || f.kind == changeSetString:
		x.made, err = f.assignment(s)
	case f.kind == changeUnset:
		var p document.Pointer
		if p, err = transform.ParsePath(s); err == nil {
			x.made, err = transform.Unset(p)
		}
	case s == "":
		err = errors.New("it needs a value")
	case strings.HasPrefix(s, "@"): // read when the flags are known
	case f.kind == changeMerge:
		x.made, err = transform.MergePatch([]byte(s))
	case f.kind == changeJSON:
		x.made, err = transform.JSONPatch([]byte(s))
	}
	if err != nil {
		return &usageError{say: fmt.Sprintf("--%s %s: %s", f.kind, shorten(s), plainUsage(err)), hint: hints[f.kind]}
	}
	f.all.list = append(f.all.list, x)
	return nil
}

// hints say how a change is written.
var hints = map[changeKind]string{
	changeSet:       "PATH=VALUE, for example --set /name=new or --set a.b=1; a name with a dot in it needs the form /a.b",
	changeSetString: "PATH=TEXT, for example --set-string /zip=01067",
	changeUnset:     "a path such as /a/0/b or a.b",
	changeMerge:     `for example --merge-patch '{"name":"new","old":null}'`,
	changeJSON:      `for example --json-patch '[{"op":"replace","path":"/name","value":"new"}]'`,
	changeJQ:        "for example --jq '.n += 1'",
}

// assignment makes the change of PATH=VALUE.
func (f *changeFlag) assignment(s string) (transform.Change, error) {
	if !strings.Contains(s, "=") {
		return nil, errors.New("there is no =")
	}
	p, value, err := transform.ParseAssignment(s)
	switch {
	case err != nil:
		return nil, err
	case f.kind == changeSetString:
		return transform.SetString(p, value)
	}
	return transform.Set(p, value)
}

// plainUsage is what is wrong, without the word that names the flag's kind.
func plainUsage(err error) string {
	var u *transform.UsageError
	if errors.As(err, &u) {
		return foreign(u.Err.Error())
	}
	return foreign(err.Error())
}

// shorten cuts what a person gave down to what fits into a sentence.
func shorten(s string) string {
	const most = 60
	s, _, cut := strings.Cut(s, "\n")
	if r := []rune(s); len(r) > most {
		s, cut = string(r[:most]), true
	}
	if cut {
		s += "..."
	}
	return foreign(s)
}
