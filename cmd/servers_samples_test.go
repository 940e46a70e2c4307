//go:build unix

package cmd_test

import "strings"

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
}

// note is plain text.
var note = sample{
	name: "text", extension: ".txt", mediaType: "text/plain",
	text: "Notes of {id}\n\nMilk is in the fridge.\nTea is in the box.\n\nThe key is under the mat.\n",

	ours:   swap{"Milk", "Cream"},
	theirs: swap{"under the mat", "behind the door"},
	clash:  swap{"Milk", "Butter"},
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
SUMMARY:Lunch
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n"),
	ours:   swap{"Lunch", "Dinner"},
	theirs: swap{"a spoon", "two spoons"},
	clash:  swap{"Lunch", "Breakfast"},
}
