//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/convention"
)

// A foreignServer is a program that others wrote, and the facts about it that the
// cases rest on. The facts were read off the running server.
type foreignServer struct {
	name     string
	programs []string // a path, a name in PATH, "npm:NAME" or "go:NAME"
	version  []string // a command that prints it, for the table; or "npm:NAME" or "go:NAME"
	samples  []sample // what is edited there
	place    string   // path of the resources
	query    string   // of every URL there: a signature
	api      string   // the convention that etch takes there; "" for plain HTTP
	found    bool     // etch finds that out by itself; else it must be told
	locks    string   // the convention with which it is told to lock, too
	puts     bool     // etch is told to write by PUT
	headers  []string // fields of every request there, as etch takes them
	patience []string // what else etch is told where it meets many writers
	writes   []string // header fields of every write that is not etch's, as name and value in turn

	settles time.Duration // after a write, until its version is one that can be sent back

	stale        int      // the answer to a write that carries the version before a rival's
	racy         bool     // it does not compare and write in one step
	ignores      bool     // preconditions have no effect: a control
	resurrects   bool     // a write with the version of a deleted resource creates it
	normalizes   bool     // stores the value, not the bytes
	managed      []string // members of a document that the server sets
	noNull       bool     // a null is not stored
	unprivileged bool     // must not run as root

	// command writes the configuration and returns what starts the server.
	command func(t *testing.T, h *foreignHost, folder string) []string
	// environment is what the server gets beside the test's own.
	environment func(h *foreignHost, folder string) []string
	// prepare, if there, does what has to be done once it answers.
	prepare func(t *testing.T, h *foreignHost)
	// posts is where a new resource is sent to by POST; "": it is PUT where it will be.
	posts string
	// key is what comes after place in the path of a resource; nil: its id.
	key func(id string) string
	// guard returns the header fields that make a write hold for one version, which
	// the answer to a read gives; nil: If-Match with its entity tag.
	guard func(read *answer) []string
	// current returns the version in an answer to a read; nil: what guard sends back.
	current func(read *answer) string
	// sends is a body that was read as it may be sent back; nil: as it is.
	sends func(body string) string
	// remove is a rival's DELETE, where it takes more than that.
	remove func(h *foreignHost, path string) error
	// cases are told of this server alone.
	cases []serverCase
}

// foreignServers are all of them, in the order of the table.
var foreignServers = []*foreignServer{
	apache, lighttpd, radicale, xandikos, sabre, sabrePlain,
	armadietto, solid, azuriteBlob, azuriteTable, cosmos, versity, capOData, pouch,
	nginx, rclone, jsonServer,
}

// told are the flags of etch's command for this server.
func (s *foreignServer) told(command string) []string {
	var flags []string
	if s.api != "" && (!s.found || command == "create") { // nothing is there that tells
		flags = append(flags, "--api", s.api)
	}
	if s.puts && command != "delete" && command != "get" {
		flags = append(flags, "--method", "PUT")
	}
	for _, field := range s.headers {
		flags = append(flags, "-H", field)
	}
	return flags
}

// Every convention that says that it was tried is tried here.
func TestServersTryWhatIsSaidToBeTried(t *testing.T) {
	for _, name := range convention.Names() {
		c, err := convention.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		run := slices.ContainsFunc(foreignServers, func(s *foreignServer) bool { return s.api == name || s.locks == name })
		if run != (c.Tried != "") {
			t.Errorf("%s says that it was tried on %q; is it run here: %v", name, c.Tried, run)
		}
	}
}

// program returns the path of a program that is named as in foreignServer.programs.
func program(name, folder string) string {
	if npm, ok := strings.CutPrefix(name, "npm:"); ok {
		return filepath.Join(folder, "node_modules", ".bin", npm)
	}
	if built, ok := strings.CutPrefix(name, "go:"); ok {
		return filepath.Join(folder, "..", "go", built)
	}
	return name
}

// missing names the first program that is not there.
func (s *foreignServer) missing(folder string) string {
	needed := append([]string{"sh", "sed", "curl"}, s.programs...)
	for _, name := range needed {
		if _, err := exec.LookPath(program(name, folder)); err != nil {
			return strings.TrimPrefix(strings.TrimPrefix(name, "npm:"), "go:")
		}
	}
	if strings.HasPrefix(s.version[0], "go:") { // it is one of the programs
		return ""
	}
	if npm, ok := strings.CutPrefix(s.version[0], "npm:"); ok {
		if _, err := os.Stat(filepath.Join(folder, "node_modules", npm)); err != nil {
			return npm
		}
	} else if exec.Command(s.version[0], s.version[1:]...).Run() != nil {
		return strings.Join(s.version, " ")
	}
	return ""
}
