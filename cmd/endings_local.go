package cmd

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/etch-http/etch/editor/draft"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/manual"
)

// What failures of this machine mean to a person.

func localEnding(e *localError, _ facts) ending {
	return ending{outcome: outcomeFailed, say: e.Error(), hint: e.hint}
}

// configEditCommand edits a file of this machine.
const configEditCommand = "etch config edit"

// opensEditor reports whether a program that fails is most likely the editor.
func (f facts) opensEditor() bool {
	return f.command == "etch edit" || f.command == "etch resume" || f.command == configEditCommand
}

func notFoundEnding(e *launch.NotFoundError, f facts) ending {
	r := ending{outcome: outcomeFailed, reason: "program", say: foreign(e.Error())}
	if f.opensEditor() {
		r.reason, r.hint = "editor", "set EDITOR, or name one: --editor CMD"
	}
	return r
}

func exitEnding(e *launch.ExitError, f facts) ending {
	r := ending{outcome: outcomeFailed, reason: "program", say: foreign(e.Error()) + ", nothing was written"}
	if f.opensEditor() {
		r.reason = "editor"
	}
	return r
}

// heldEnding explains a filter that has ended and left its output open to what it started.
func heldEnding(err error, _ facts) (ending, bool) {
	return ending{
		outcome: outcomeFailed, reason: "program",
		say:  "the filter has ended, but something that it started still holds its output open; nothing was written",
		hint: "let it wait for what it starts, or send that's output elsewhere: >/dev/null",
	}, errors.Is(err, exec.ErrWaitDelay)
}

func limitEnding(e *launch.LimitError, _ facts) ending {
	limit := size(e.Limit)
	return ending{
		outcome: outcomeFailed, reason: "program",
		say:  fmt.Sprintf("%q wrote more than %s", e.Command, limit.String()),
		hint: "--max-body allows more",
	}
}

func fileEnding(e *manual.FileError, _ facts) ending {
	return ending{outcome: outcomeFailed, reason: "editor", say: foreign(e.Error())}
}

func keepEnding(e *manual.KeepError, f facts) ending {
	r := ending{outcome: outcomeFailed, reason: "draft", say: "the text is in " + e.Path + " and could not be kept as a draft: " + causeText(e.Err)}
	var storage *draft.StorageError
	if errors.As(e.Err, &storage) {
		r.hint = storageEnding(storage, f).hint
	}
	return r
}

func storageEnding(e *draft.StorageError, _ facts) ending {
	r := ending{outcome: outcomeFailed, reason: "draft", say: foreign(e.Error())}
	switch e.Why {
	case draft.Full:
		r.hint = "make room there, or name another place: XDG_STATE_HOME=/path/with/room"
	default:
		r.hint = "name a place that can be written to: XDG_STATE_HOME=/path"
	}
	return r
}

func missingDraftEnding(e *draft.NotFoundError, _ facts) ending {
	return ending{outcome: outcomeFailed, reason: "draft", say: "there is no draft " + foreign(e.ID), hint: "etch resume lists them"}
}

func ambiguousDraftEnding(e *draft.AmbiguousError, _ facts) ending {
	return ending{outcome: outcomeFailed, reason: "draft", say: foreign(e.Prefix) + " may be several drafts: " + strings.Join(e.IDs, ", "), hint: "give more of the ID"}
}

func busyDraftEnding(e *draft.InUseError, _ facts) ending {
	return ending{outcome: outcomeFailed, reason: "draft", say: "another etch is at work on draft " + e.ID, hint: "finish there first"}
}

func brokenDraftEnding(e *draft.BrokenError, _ facts) ending {
	return ending{
		outcome: outcomeFailed, reason: "draft", say: foreign(e.Error()),
		hint: "look into " + e.Path + "; etch resume " + e.ID + " --drop removes it",
	}
}
