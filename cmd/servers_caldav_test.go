//go:build unix

package cmd_test

import (
	"net/http"
	"path/filepath"
	"testing"
)

// radicale answers an overwrite by 201. It sorts the lines of what it stores.
var radicale = &foreignServer{
	name: "Radicale", programs: []string{"/usr/bin/python3"},
	version: []string{"/usr/bin/python3", "-c", `import importlib.metadata as m; print(m.version("radicale"))`},
	samples: []sample{event}, place: "/user/calendar/", stale: 412,
	api:     "caldav",
	command: radicaleCommand, prepare: radicaleCalendar,
}

func radicaleCommand(t *testing.T, h *foreignHost, _ string) []string {
	rights := writeFile(t, h.dir, "rights", "[all]\nuser: .*\ncollection: .*\npermissions: RrWw\n")
	conf := writeFile(t, h.dir, "config", `
[server]
hosts = 127.0.0.1:`+h.port+`
max_connections = 100
[auth]
type = none
[rights]
type = from_file
file = `+rights+`
[storage]
filesystem_folder = `+makeDir(t, h.dir, "collections")+`
[web]
type = none
`)
	return []string{"/usr/bin/python3", "-m", "radicale", "-C", conf}
}

// radicaleCalendar makes the calendar that the resources are in, and the folder above it.
func radicaleCalendar(t *testing.T, h *foreignHost) {
	h.request(t, "MKCOL", filepath.Dir(filepath.Clean(h.place))+"/", nil).expect(t, http.StatusCreated)
	h.request(t, "MKCALENDAR", h.place, nil).expect(t, http.StatusCreated)
}

// xandikos answers by 207, which is a 2xx, what it does not store.
var xandikos = &foreignServer{
	name: "Xandikos", programs: []string{"/usr/bin/xandikos"},
	version: []string{"/usr/bin/xandikos", "--version"},
	samples: []sample{event.inOrder("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "DESCRIPTION", "LOCATION")}, place: "/user/calendars/calendar/", stale: 412,
	api: "caldav", cases: []serverCase{refusedBy207},
	command: func(t *testing.T, h *foreignHost, _ string) []string {
		return []string{
			"/usr/bin/xandikos", "-d", makeDir(t, h.dir, "data"), "--defaults",
			"-l", "127.0.0.1", "-p", h.port, "--current-user-principal", "/user/",
		}
	},
}
