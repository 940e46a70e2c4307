package cmd

import "github.com/spf13/cobra"

// flagsElsewhere are flags of other commands that somebody may well try here, each with why
// this command has none of that name and what there is in its place.
var flagsElsewhere = map[string]map[string]usageError{
	"create": {
		"if-match":       {"--if-match names a version of what is there, and a new resource has none", toChange},
		"on-conflict":    {"a new resource has nothing to be merged with: where something is there already, the status is 4 and your text is kept", toChange},
		"replace":        {"etch create never writes over what is there", "to replace what is there: etch update URL --from FILE --replace"},
		"patch-type":     {"a new resource is written whole, and no patch is that", toGive},
		"set":            {"--set changes what is there, and a new resource is written whole", toGive},
		"set-string":     {"--set-string changes what is there, and a new resource is written whole", toGive},
		"unset":          {"--unset changes what is there, and a new resource is written whole", toGive},
		"jq":             {"--jq changes what is there, and a new resource is written whole", toGive},
		"merge-patch":    {"--merge-patch changes what is there, and a new resource is written whole", toGive},
		"json-patch":     {"--json-patch changes what is there, and a new resource is written whole", toGive},
		"validator-form": {"a version goes back with a change, and a new resource has none yet", toChange},
	},
	"delete": {
		"method":     {"a deletion is a DELETE whatever the API", "leave --method out; what an API does otherwise is its convention's: etch apis"},
		"patch-type": {"a DELETE has no patch", "leave --patch-type out"},
		"from":       {"--from gives a text to be written, and a deletion writes none", "--if-match TAG names the version that is to go"},
	},
}

// What there is in their place.
const (
	toChange = "to change what is there: etch edit or etch update"
	toGive   = "the text is given whole: --from FILE, --from -, or your editor"
)

// ofAnother is the error of a flag that c does not have and other commands do; nil where
// there is nothing to say of it.
func ofAnother(c *cobra.Command, name string) error {
	if e, ok := flagsElsewhere[c.Name()][name]; ok {
		return &e
	}
	return nil
}
