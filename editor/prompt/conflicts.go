package prompt

import (
	"bytes"
	"context"
	"slices"

	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// conflicts goes through the open conflicts one by one, or through all of them again
// where none is open. It ends when the person goes back, or after the last.
func (t *talk) conflicts(ctx context.Context) error {
	again := t.now.Clean()
	for i := range t.c.Result.Conflicts {
		if !again && t.resolution(i) >= 0 {
			continue
		}
		back, err := t.conflict(ctx, i)
		if back || err != nil {
			return err
		}
	}
	if t.now.Clean() {
		t.merged()
	}
	return nil
}

// resolution returns the index of what settles conflict i, or -1.
func (t *talk) resolution(i int) int {
	return slices.IndexFunc(t.settled, func(r merge.Resolution) bool { return r.Index == i })
}

// conflict asks about one conflict.
func (t *talk) conflict(ctx context.Context, i int) (back bool, err error) {
	_ = show.Conflict(t.Out, t.Style, t.c.Result, i)
	suggested, why := t.suggestion(i)
	choices := []choice{
		{'o', "[o]urs", "take what you wanted"},
		{'t', "[t]heirs", "keep what is on the server"},
	}
	if why != "" {
		t.say("  %s", t.Style.Bold("suggested: "+why))
		choices = append(choices, choice{'v', "higher [v]ersion", "take what is suggested: " + why})
	}
	if _, _, err := t.with(merge.Resolution{Index: i, Take: merge.Both}); err == nil {
		choices = append(choices, choice{'h', "bot[h]", "ours, and theirs after it"})
	}
	choices = append(choices,
		choice{'e', "[e]dit", "give another value"},
		choice{'b', "[b]ack", "leave this one and the rest open"})
	for {
		key, err := t.choose(ctx, "Take", choices...)
		if err != nil || key == 'b' {
			return true, err
		}
		r := merge.Resolution{Index: i, Take: map[rune]merge.Side{'o': merge.Ours, 't': merge.Theirs, 'h': merge.Both, 'v': suggested}[key]}
		if key == 'e' {
			value, given, err := t.value(ctx, t.c.Result.Conflicts[i])
			if err != nil {
				return true, err
			}
			if !given {
				continue
			}
			r.Take, r.Value = merge.Custom, value
		}
		rs, now, err := t.with(r)
		if err == nil {
			t.settled, t.now = rs, now
			return false, nil
		}
		t.say("%s%s", t.Style.Alarm("that does not fit there: "), show.Error(err))
	}
}

// with returns the resolutions with r among them, and what comes of them all. They
// are always made on the first Result, in whose conflicts they are numbered.
func (t *talk) with(r merge.Resolution) ([]merge.Resolution, merge.Result, error) {
	rs := slices.Clone(t.settled)
	if at := t.resolution(r.Index); at >= 0 {
		rs[at] = r
	} else {
		rs = append(rs, r)
	}
	now, err := t.c.Result.Resolve(rs...)
	return rs, now, err
}

// value has the person give a value for the place of c, beginning at ours. given is
// false where there is none after all.
func (t *talk) value(ctx context.Context, c merge.Conflict) (value []byte, given bool, err error) {
	format := t.c.Revisions.Theirs.Format()
	text := c.Ours
	if text == nil {
		text = c.Theirs
	}
	for {
		if t.Edit != nil {
			text, err = t.Edit(ctx, "value"+extension(format), text)
		} else {
			t.ask("value: ")
			var line string
			line, err = t.readLine(ctx)
			text = []byte(line)
		}
		if err != nil {
			return nil, false, err
		}
		if len(bytes.TrimSpace(text)) == 0 {
			return nil, false, nil
		}
		d, err := document.Parse(text, format)
		if err == nil && format == document.JSON {
			return d.Root().Source(), true, nil
		}
		if err == nil {
			return text, true, nil
		}
		t.say("%s%s", t.Style.Alarm("this is no value: "), describe(err))
		if t.Edit != nil {
			again, err := t.confirm(ctx, "edit it again?")
			if err != nil || !again {
				return nil, false, err
			}
		}
	}
}
