package history_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/cmd/internal/history"
	"github.com/etch-http/etch/editor"
)

// told makes a history of one resource by hand: begin, the edits, and the end.
func told(begin, end string, records ...history.Record) *history.History {
	for i := range records {
		records[i].Path = "/r"
	}
	return &history.History{
		World: &history.World{Resources: []history.Resource{{Path: "/r", Text: true}}},
		Begin: map[string]string{"/r": begin}, End: map[string]string{"/r": end},
		Bodies: map[string][]byte{"/r": []byte(strings.TrimPrefix(end, "text:"))}, Records: records,
	}
}

// Each rule is broken by a history, and held by one that is nearly the same.
func TestJudgement(t *testing.T) {
	const lines = "text:first line\nsecond line\nthird line\nfourth line\n"
	add := func(token string) string { return lines + token + "\n" }
	line := func(n int, token, base, wanted string, said history.Outcome) history.Record {
		r := history.Record{Outcome: said, Base: base, Wanted: wanted, Call: 10, Return: 20}
		r.N, r.Kind, r.Token = n, history.LineText, token
		switch said {
		case history.Unknown:
			r.Err, r.Met = &editor.UnknownError{Err: errors.New("cut")}, history.Met{{What: "cut", Write: true, Lost: true, Cut: true}}
		case history.Unreachable:
			r.Err, r.Met = &client.UnreachableError{Err: errors.New("cut")}, history.Met{{What: "cut", Cut: true}}
		}
		return r
	}
	then := func(r history.Record) history.Record { r.Call, r.Return = 30, 40; return r }
	for _, c := range []struct {
		name string
		h    *history.History
		want []history.Rule
	}{
		{name: "nothing", h: told(lines, lines)},
		{name: "one line", h: told(lines, add("a;"), line(0, "a;", lines, add("a;"), history.OK))},
		{
			name: "one after the other",
			h:    told(lines, add("a;")+"b;\n", line(0, "a;", lines, add("a;"), history.OK), then(line(1, "b;", add("a;"), add("a;")+"b;\n", history.OK))),
		},
		{name: "ok, and not there", h: told(lines, lines, line(0, "a;", lines, add("a;"), history.OK)), want: []history.Rule{history.Once, history.Linearizable}},
		{name: "ok, and there twice", h: told(lines, add("a;\na;"), line(0, "a;", lines, add("a;"), history.OK)), want: []history.Rule{history.Once, history.Linearizable}},
		{name: "unreachable, and there", h: told(lines, add("a;"), line(0, "a;", lines, add("a;"), history.Unreachable)), want: []history.Rule{history.Never, history.Linearizable}},
		{name: "unreachable, and not there", h: told(lines, lines, line(0, "a;", lines, add("a;"), history.Unreachable))},
		{name: "unknown, and there", h: told(lines, add("a;"), line(0, "a;", lines, add("a;"), history.Unknown))},
		{name: "unknown, and not there", h: told(lines, lines, line(0, "a;", lines, add("a;"), history.Unknown))},
		{name: "unknown, and there twice", h: told(lines, add("a;\na;"), line(0, "a;", lines, add("a;"), history.Unknown)), want: []history.Rule{history.AtMostOnce, history.Linearizable}},
		{
			name: "a rival's line is overwritten", // the end has both lines, and yet no order of these writes gives it
			h:    told(lines, add("a;")+"b;\n", line(0, "a;", lines, add("a;"), history.OK), line(1, "b;", lines, add("a;")+"b;\n", history.OK)),
			want: []history.Rule{history.Linearizable},
		},
		{
			name: "the order is the wrong one", // the second began after the first had ended, and was made before it
			h:    told(lines, add("b;")+"a;\n", line(0, "a;", add("b;"), add("b;")+"a;\n", history.OK), then(line(1, "b;", lines, add("b;"), history.OK))),
			want: []history.Rule{history.Linearizable},
		},
		{name: "another line is gone", h: told(lines, strings.Replace(lines, "third line\n", "", 1)), want: []history.Rule{history.Linearizable, history.Untouched}},
		{
			name: "unknown, and every answer came",
			h:    told(lines, lines, func() history.Record { r := line(0, "a;", lines, add("a;"), history.Unknown); r.Met = nil; return r }()),
			want: []history.Rule{history.Cause},
		},
		{
			name: "a conflict without a rival",
			h: told(lines, lines, func() history.Record {
				r := line(0, "a;", lines, add("a;"), history.Conflict)
				r.Err = &editor.ConflictError{}
				return r
			}()),
			want: []history.Rule{history.Cause},
		},
		{
			name: "a draft is lost",
			h: told(lines, lines, func() history.Record {
				r := line(0, "a;", lines, add("a;"), history.Unknown)
				r.Stray = "lost"
				return r
			}()),
			want: []history.Rule{history.Drafts},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var broken []history.Rule
			for _, found := range c.h.Check() {
				broken = append(broken, found.Rule)
			}
			slices.Sort(broken)
			slices.Sort(c.want)
			if broken = slices.Compact(broken); !slices.Equal(broken, c.want) {
				t.Errorf("it breaks %q, not %q: %v", broken, c.want, c.h.Check())
			}
		})
	}
}
