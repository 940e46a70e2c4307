// Package review holds the Reviewers that ask nobody: they send (-y and scripts),
// show what would be sent (a dry run), or stop because nobody can be asked. They
// implement [editor.Reviewer].
//
// None of them sends a write again that the server refused: nobody is there to
// change it. The error of the refusal ends the edit, and the draft is kept.
package review

import (
	"context"

	"github.com/etch-http/etch/editor"
)

// Yes sends every write: the user has said so beforehand.
type Yes struct{}

// Review implements editor.Reviewer.
func (Yes) Review(_ context.Context, p editor.Proposal) (editor.Verdict, error) {
	if p.Refused != nil {
		return editor.Keep, p.Refused
	}
	return editor.Send, nil
}

// A DryRun sends nothing. It hands the write to Show, and the edit ends well.
type DryRun struct {
	Show func(editor.Write) error // required; an error ends the edit, nothing is sent either way
}

// Review implements editor.Reviewer.
func (d DryRun) Review(_ context.Context, p editor.Proposal) (editor.Verdict, error) {
	if err := d.Show(p.Write); err != nil {
		return editor.Keep, err
	}
	return editor.Hold, nil
}

// Unasked stands where a person should agree and none can be asked: no terminal and no
// -y. It sends nothing, and the draft is kept.
type Unasked struct{}

// Review implements editor.Reviewer. The error is a *editor.AbortedError that says why.
func (Unasked) Review(_ context.Context, p editor.Proposal) (editor.Verdict, error) {
	if p.Refused != nil {
		return editor.Keep, p.Refused
	}
	return editor.Keep, &editor.AbortedError{Kept: true, Why: editor.Unasked}
}

var _, _, _ editor.Reviewer = Yes{}, DryRun{}, Unasked{}
