//go:build unix

package cmd_test

import (
	"slices"
	"strconv"
	"strings"
)

// A swap is one text and the text that comes in its place.
type swap struct{ from, to string }

func (w swap) in(text string) string { return strings.Replace(text, w.from, w.to, 1) }

// command is the swap for sed.
func (w swap) command() string { return "s/" + w.from + "/" + w.to + "/" }

// A sample is a document to edit, with the changes that the cases make in it.
type sample struct {
	name      string
	extension string
	mediaType string
	text      string // {id} stands for the resource's own name
	ours      swap   // the change that etch is asked for
	theirs    swap   // a rival's at another place
	clash     swap   // a rival's at the same place
	zero      string // the number 0 in it, which the counting cases add to, as the server stores it
}

// named returns the text of the resource id.
func (m sample) named(id string) string { return strings.ReplaceAll(m.text, "{id}", id) }

// number returns the change of the number to n.
func (m sample) number(n int) swap {
	return swap{m.zero, strings.TrimSuffix(m.zero, "0") + strconv.Itoa(n)}
}

// counted returns the number in a stored text; -1 where there is none.
func (m sample) counted(text string) int {
	_, rest, ok := strings.Cut(text, strings.TrimSuffix(m.zero, "0"))
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if n, err := strconv.Atoi(rest[:max(0, end)]); ok && err == nil {
		return n
	}
	return -1
}

// page is JSON with what is lost wherever numbers are read as floats and documents
// are written anew.
var page = sample{
	name: "JSON", extension: ".json", mediaType: "application/json",
	text: `{
  "id": "{id}",
  "zeta": "last",
  "title": "Old title",
  "big": 12345678901234567890,
  "price": 1.0,
  "exp":  1e2,
  "html": "a<b>&c",
  "nul": null,
  "tags": ["x", "y"],
  "owner": {"name": "Ann", "team": "red"},
  "n": 0
}
`,
	ours:   swap{"Old title", "New title"},
	theirs: swap{`"red"`, `"blue"`},
	clash:  swap{"Old title", "Rival title"},
	zero:   `"n": 0`,
}

// record is JSON for servers that store values and write them anew.
var record = sample{
	name: "JSON", mediaType: "application/json",
	text: `{"id":"{id}","zeta":"last","title":"Old title","price":1.5,"html":"a<b>&c","nul":null,` +
		`"tags":["x","y"],"owner":{"name":"Ann","team":"red"},"n":0}`,
	ours: page.ours, theirs: page.theirs, clash: page.clash,
	zero: `"n":0`,
}

// note is plain text.
var note = sample{
	name: "text", extension: ".txt", mediaType: "text/plain",
	text: "Notes of {id}\n\nMilk is in the fridge.\nTea is in the box.\n\nThe key is under the mat.\n",

	ours:   swap{"Milk", "Cream"},
	theirs: swap{"under the mat", "behind the door"},
	clash:  swap{"Milk", "Butter"},
}

// inOrder is m with the lines of its event in another order: each server has its own.
func (m sample) inOrder(names ...string) sample {
	rank := func(line string) int {
		name, _, _ := strings.Cut(line, ":")
		return slices.Index(names, name)
	}
	lines := strings.SplitAfter(m.text, "\n")
	first := slices.IndexFunc(lines, func(line string) bool { return rank(line) >= 0 })
	slices.SortFunc(lines[first:first+len(names)], func(a, b string) int { return rank(a) - rank(b) })
	m.text = strings.Join(lines, "")
	return m
}

// event is a calendar entry, its lines in the order in which Radicale stores them.
var event = sample{
	name: "calendar", extension: ".ics", mediaType: "text/calendar",
	text: strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VEVENT
UID:{id}
DTSTART:20260102T100000Z
DTEND:20260102T110000Z
DESCRIPTION:Bring a spoon
DTSTAMP:20260101T000000Z
LOCATION:Kitchen
SEQUENCE:0
SUMMARY:Lunch
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n"),
	ours:   swap{"Lunch", "Dinner"},
	theirs: swap{"a spoon", "two spoons"},
	clash:  swap{"Lunch", "Breakfast"},
	zero:   "SEQUENCE:0",
}
