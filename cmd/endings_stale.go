package cmd

import (
	"errors"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/target"
)

func staleEnding(e *editor.StaleError, f facts) ending {
	if f.purpose == target.Create {
		said := causeText(e.Said)
		var refused *client.PreconditionError
		if errors.As(e.Said, &refused) {
			said = problem(refused.Problem)
		}
		return ending{
			outcome: outcomeRefused, reason: "exists",
			say:  "the server refused to create it, and shows nothing at this URL: " + said,
			hint: "something may be there that you cannot see, or what it is to be in may be missing: -v shows what the server answers",
		}
	}
	tag := foreign(validatorText(f.validator))
	switch {
	case e.Passing:
		return ending{
			outcome: outcomeConflict, reason: "stale-read",
			say:  "the server gives out another version at every read although nothing changes, and refuses each of them",
			hint: "such a version guards nothing: several servers behind one address may each have their own; -v shows what they answer",
		}
	case f.cached:
		return ending{
			outcome: outcomeConflict, reason: "stale-read",
			say:  "a cache between here and the server gives out an old copy, whose version (" + tag + ") the server refuses",
			hint: "try again when the cache has let go of it; -v shows what it answers",
		}
	}
	if f.inBody {
		return ending{
			outcome: outcomeConflict, reason: "stale-read",
			say:  "the server refuses the version that it gives out itself (" + tag + "): its reads may be stale, or it refuses the change for another reason",
			hint: "try again in a minute; -v shows what the server answers",
		}
	}
	r := ending{
		outcome: outcomeConflict, reason: "stale-read",
		say:  "the server refuses the validator that it gives out itself (" + tag + "): its reads may be stale",
		hint: "try again in a minute, as a cache may hold an old copy",
	}
	if f.validator.Strength == client.Date || len(f.validator.Values) != 1 {
		return r
	}
	other := otherForms(f.validator.Values[0], f.form)
	switch given := f.form != "" && f.form != "as-is"; {
	case strings.HasSuffix(tag, `-gzip"`): // made by what compresses, and known to nobody else
		r.reason, r.say = "validator-form", "the server refuses the validator that it gives out itself: "+tag
		r.hint = "something between here and the server compresses the answers and marks their validators, although neither was asked for: have that switched off for this URL"
	case given:
		r.reason, r.say = "validator-form", "the server refuses the validator "+tag+" in the form in which it goes back: "+foreign(convention.Formed(f.form, f.validator.Values[0]))
		r.hint = "it may want it " + other
	case f.validator.Strength == client.Weak, strings.HasPrefix(tag, "W/"), !strings.HasSuffix(tag, `"`):
		r.reason, r.say = "validator-form", "the server refuses the validator that it gives out itself: "+tag
		r.hint = "it may want it in another form: " + other
	default:
		r.hint += "; or it wants another form: " + other
	}
	return r
}

// formWords say what a form of --validator-form does.
var formWords = map[string]string{
	"as-is": "as it is", "strong": "without W/, as a strong one", "unquote": "without the quotes", "quote": "in quotes",
}

// otherForms are the forms other than the given one that a server may want which gives out
// a validator like this one, the likeliest first, with the flag for each.
func otherForms(tag, form string) string {
	var list []string
	seen := map[string]bool{convention.Formed(form, tag): true}
	for _, other := range []string{"as-is", "strong", "unquote", "quote"} {
		if made := convention.Formed(other, tag); !seen[made] {
			seen[made] = true
			list = append(list, formWords[other]+" (--validator-form "+other+")")
		}
	}
	return strings.Join(list, " or ")
}
