package probe

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// What can be seen of a rival around a PUT that no precondition kept apart from its own.

// mayHaveLanded reports whether a write with this answer may have been carried out.
func mayHaveLanded(err error) bool {
	var refused *client.RefusedError
	var busy *client.BusyError
	switch {
	case errors.As(err, &refused):
		return !refused.Sure()
	case errors.As(err, &busy):
		return !busy.Sure
	}
	return err == nil || is[*client.LostError](err)
}

// rival compares what was read right before it was written with what is there after that.
func (p *Probe) rival(before, after client.Representation) Rival {
	switch a, b := counter(before.Validator), counter(after.Validator); {
	case a >= 0 && b > a+1:
		return Overwritten
	case !p.alike(before.Body, after.Body):
		return After
	}
	return NoRival
}

// alike reports whether two bodies differ in nothing but what the server sets.
func (p *Probe) alike(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, err := document.Parse(a, document.JSON)
	if err != nil {
		return false
	}
	y, err := document.Parse(b, document.JSON)
	if err != nil {
		return false
	}
	for _, c := range diff.Between(x, y, diff.Options{}) {
		if !slices.ContainsFunc(p.Managed, func(m document.Pointer) bool {
			return c.Pointer.Within(m) || c.New != nil && c.Old == nil && m.Within(c.Pointer)
		}) {
			return false
		}
	}
	return true
}

// counter is the number that a version is; -1 where it is none, or perhaps a time. It may
// count the writes to other resources, too: what follows from it is a guess.
func counter(v client.Validator) int64 {
	const most = 1_000_000_000 // seconds since 1970 are more
	if v.IsZero() || v.Strength == client.Date || v.Strength == client.DateYet {
		return -1
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(v.Values[0], "W/"), `"`), 10, 64)
	if err != nil || n > most {
		return -1
	}
	return n
}
