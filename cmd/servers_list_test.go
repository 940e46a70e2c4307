//go:build unix

package cmd_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A foreignServer is a program that others wrote, and the facts about it that the
// cases rest on. The facts were read off the running server.
type foreignServer struct {
	name     string
	programs []string // a path, a name in PATH, or "npm:NAME"
	samples  []sample // what is edited there
	place    string   // path of the resources
	flags    []string // what etch must be told to write there; none if it finds out

	settles time.Duration // after a write, until its version is a strong one

	counts       bool // many writers at once are told here: its check is atomic
	ignores      bool // If-Match has no effect: the control
	resurrects   bool // If-Match with the version of a deleted resource creates it
	normalizes   bool // stores the value, not the bytes
	unprivileged bool // must not run as root

	// command writes the configuration and returns what starts the server.
	command func(t *testing.T, h *foreignHost, folder string) []string
	// create stores a new resource and returns its path, where a PUT cannot.
	create func(t *testing.T, h *foreignHost, id string, m sample) string
	// prepare, if there, does what has to be done once it answers.
	prepare func(t *testing.T, h *foreignHost)
}

// foreignServers are all of them, the quick ones first.
var foreignServers = []*foreignServer{
	{
		// Its entity tag is weak during the second after a write, and as If-Match is
		// then refused. A write's answer has none. PATCH is 405, and Allow does not
		// name PUT although it is taken.
		name: "Apache", programs: []string{"/usr/sbin/apache2"}, samples: []sample{page, note}, place: "/files/",
		flags: []string{"--method", "PUT"}, settles: 1200 * time.Millisecond, unprivileged: true,
		command: apacheCommand,
	},
	{
		// An overwrite is answered by 201. It sorts the lines of what it stores.
		name: "Radicale", programs: []string{"/usr/bin/python3"}, samples: []sample{event}, place: "/user/calendar/",
		command: radicaleCommand, prepare: radicaleCalendar,
	},
	{
		// PATCH is never answered.
		name: "Armadietto", programs: []string{"npm:armadietto"}, samples: []sample{page, note}, place: "/storage/zebra/notes/",
		flags: []string{"--method", "PUT"}, counts: true,
		command: armadiettoCommand, prepare: armadiettoToken,
	},
	{
		// A write is answered by 205 without an entity tag. The patch formats that it
		// announces are none of JSON's; Allow names PUT.
		name: "Community Solid Server", programs: []string{"npm:community-solid-server"}, samples: []sample{page, note}, place: "/",
		resurrects: true, command: solidCommand,
	},
	{
		// The control: If-Match has no effect. A merge patch is answered by 200, and
		// has none either; under application/json it has.
		name: "json-server", programs: []string{"npm:json-server"}, samples: []sample{page}, place: "/pages/",
		ignores: true, normalizes: true, command: jsonServerCommand, create: jsonServerPost,
	},
}

// program returns the path of a program that is named as in foreignServer.programs.
func program(name, folder string) string {
	if npm, ok := strings.CutPrefix(name, "npm:"); ok {
		return filepath.Join(folder, "node_modules", ".bin", npm)
	}
	return name
}

// missing names the first program that is not there.
func (s *foreignServer) missing(folder string) string {
	needed := append([]string{"sh", "sed", "curl"}, s.programs...)
	for _, name := range needed {
		if _, err := exec.LookPath(program(name, folder)); err != nil {
			return strings.TrimPrefix(name, "npm:")
		}
	}
	if s.name == "Radicale" && exec.Command("/usr/bin/python3", "-c", "import radicale").Run() != nil {
		return "Python module radicale"
	}
	return ""
}
