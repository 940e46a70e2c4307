package review

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/editor"
)

func TestReview(t *testing.T) {
	refused, full := errors.New("422"), errors.New("closed stdout")
	shown := 0
	show := DryRun{Show: func(editor.Write) error { shown++; return nil }}
	broken := DryRun{Show: func(editor.Write) error { return full }}
	tests := map[string]struct {
		by       editor.Reviewer
		proposal editor.Proposal
		verdict  editor.Verdict
		err      error // nil: none; errAborted: any *editor.AbortedError
	}{
		"yes":                          {Yes{}, editor.Proposal{}, editor.Send, nil},
		"yes, after a merge":           {Yes{}, editor.Proposal{Settled: true}, editor.Send, nil},
		"yes, but the server said no":  {Yes{}, editor.Proposal{Refused: refused}, editor.Keep, refused},
		"dry run":                      {show, editor.Proposal{}, editor.Hold, nil},
		"dry run that cannot be shown": {broken, editor.Proposal{}, editor.Keep, full},
		"nobody to ask":                {Unasked{}, editor.Proposal{}, editor.Keep, errAborted},
		"nobody to ask about a no":     {Unasked{}, editor.Proposal{Refused: refused}, editor.Keep, refused},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v, err := tt.by.Review(context.Background(), tt.proposal)
			if v != tt.verdict {
				t.Errorf("verdict %v, want %v", v, tt.verdict)
			}
			if a, ok := errors.AsType[*editor.AbortedError](err); tt.err == errAborted {
				if !ok || !a.Kept || a.Why != editor.Unasked {
					t.Errorf("error %#v, want that nobody could be asked, and the draft kept", err)
				}
			} else if err != tt.err {
				t.Errorf("error %v, want %v", err, tt.err)
			}
		})
	}
	if shown != 1 {
		t.Errorf("the dry run was shown %d times", shown)
	}
}

var errAborted = errors.New("any abort")
